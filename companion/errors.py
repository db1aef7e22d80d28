"""The companion's exceptions, and the refusal codes that go over the wire.

::

    MeumError
    ├── Refused            an expected refusal with a wire code
    ├── StoreError         the encrypted file cannot be used
    │   └── WrongKey       no key slot opens with what was given
    ├── KeyringAbsent      this machine has no keyring that may hold a key
    └── BadOrigin          a text that is not an origin of the web
"""

from typing import Final

WIRE_CODES: Final = (
    # Append only: the extension and older companions know these words.
    "bad-frame",
    "bad-message",
    "wrong-version",
    "not-paired",
    "locked",
    "no-vault",
    "wrong-passphrase",
    "bad-origin",
    "unknown-offer",
    "unknown-line",
    "needs-second-yes",
    "not-secure",
    "not-fillable",
    "other-site",
    "duplicate",
    "bad-value",
    "unknown-item",
    "no-browser",
    "internal",
    "vault-exists",
    "wrong-code",
    "too-many-tries",
)


class MeumError(Exception):
    """Base of everything that the companion raises on purpose."""


class Refused(MeumError):  # noqa: N818 - the product's word
    """An expected refusal: `code` is one of `WIRE_CODES`, `text` says what the person can do and holds no value."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class StoreError(MeumError):
    """The encrypted file cannot be used; the text says why and what to do."""


class WrongKey(StoreError):  # noqa: N818 - the product's word, as in the design
    """No key slot opens with what was given."""


class KeyringAbsent(MeumError):  # noqa: N818
    """No keyring of this machine may hold a key; a passphrase serves instead."""


class BadOrigin(MeumError):  # noqa: N818
    """A text that is not an origin of the web, as a browser would write it."""
