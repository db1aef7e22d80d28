"""The keyring of the system, which may hold the secret of a key slot."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from companion.errors import KeyringAbsent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend


class Keyring(Protocol):
    """Where a system keeps secrets. Both functions raise KeyringAbsent when there is no such place."""

    def get(self, account: str) -> str | None:
        """The secret of an account, if there is one."""

    def put(self, account: str, secret: str) -> None:
        """Keep the secret of an account."""


class SystemKeyring:
    """The keyring of the desktop or the operating system, and nothing less.

    A class that merely calls itself a keyring may write plain text: only those listed here may hold a key.
    """

    _SERVICE: Final = "meum"
    _MODULES: Final = tuple(f"keyring.backends.{name}" for name in ("SecretService", "kwallet", "macOS", "Windows"))

    def get(self, account: str) -> str | None:
        """The secret of an account; raises KeyringAbsent."""
        with self._reached() as backend:
            return backend.get_password(self._SERVICE, account)

    def put(self, account: str, secret: str) -> None:
        """Keep the secret of an account; raises KeyringAbsent."""
        with self._reached() as backend:
            backend.set_password(self._SERVICE, account, secret)

    @contextmanager
    def _reached(self) -> "Iterator[KeyringBackend]":
        try:
            # Imported here, as keyring costs 120 ms and a vault that opens with its passphrase never needs it.
            import keyring  # noqa: PLC0415

            yield self._allowed(keyring.get_keyring())
        except KeyringAbsent:
            raise
        except Exception as error:  # noqa: BLE001 - backends let through whatever D-Bus or the system's API raises
            raise KeyringAbsent(f"The keyring of this system does not answer ({type(error).__name__})") from None

    def _allowed(self, active: "KeyringBackend") -> "KeyringBackend":
        # keyring's chainer would fall back from a good backend to a poor one, so its members are looked at instead.
        for backend in getattr(active, "backends", [active]):
            if type(backend).__module__ in self._MODULES:
                return backend  # type: ignore[no-any-return]
        raise KeyringAbsent("This system has no keyring that may hold a key: the passphrase serves instead")
