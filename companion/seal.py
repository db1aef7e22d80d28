"""The key slots' file: the keys of the vault, and the ways to them.

`keyslots.json` holds the vault's key once per way in (`companion.slots`): by passphrase, by the printed recovery code
and, where there is one, by the keyring of the system. The file is written atomically, and twice.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Meta, Struct
from msgspec.structs import replace

from companion.errors import KeyringAbsent, Refused, StoreError
from companion.keyrings import Keyring
from companion.paths import private_folder, sync_folder
from companion.slots import (
    KEY_BYTES,
    SALT_BYTES,
    KeyringSlot,
    PassphraseSlot,
    RecoverySlot,
    Salt,
    Slot,
    check_passphrase,
    derive,
    new_recovery_code,
)

FILE: Final = "keyslots.json"
SECOND_COPY: Final = "keyslots.json.old"

PublicKey = Annotated[bytes, Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The vault's key, and those derived from it: for the database, for reading sealed events, for making aliases."""

    data: bytes
    database: bytes
    log_private: bytes
    alias: bytes

    @classmethod
    def derive(cls, data: bytes, vault: bytes) -> Self:
        """All keys of one vault."""
        return cls(
            data=data,
            database=derive(data, vault, b"meum database"),
            log_private=derive(data, vault, b"meum log"),
            alias=derive(data, vault, b"meum alias"),
        )

    def log_public(self) -> bytes:
        """The key that events are sealed to while the vault is locked."""
        return X25519PrivateKey.from_private_bytes(self.log_private).public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return "<Keys>"


class KeySlots(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `keyslots.json` holds. There are always two ways in that need no keyring."""

    format: Literal[1] = 1
    vault: Salt
    log_public_key: PublicKey
    passphrase: PassphraseSlot
    recovery: RecoverySlot
    keyring: KeyringSlot | None = None
    digest: bytes = b""

    @staticmethod
    def exist(home: Path) -> bool:
        """Whether there is a vault."""
        return (home / FILE).exists() or (home / SECOND_COPY).exists()

    @classmethod
    def create(cls, home: Path, passphrase: str, keyring: Keyring) -> tuple[Self, Keys, str]:
        """Make the key of a new vault and save its slots; returns slots, keys, and the recovery code to be printed.

        A keyring that is absent costs only its slot. Raises Refused for a poor passphrase or an existing vault.
        """
        if cls.exist(home):
            raise Refused("vault-exists", "There is a vault already; a new one never replaces it")
        check_passphrase(passphrase)
        vault, data, code = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(KEY_BYTES), new_recovery_code()
        keys = Keys.derive(data, vault)
        slots = cls(
            vault=vault,
            log_public_key=keys.log_public(),
            passphrase=PassphraseSlot.make(passphrase, vault, data),
            recovery=RecoverySlot.make(code, vault, data),
        )
        with suppress(KeyringAbsent):
            slots = slots.with_keyring(keys, keyring)
        slots.save(home)
        return slots, keys, code

    @classmethod
    def load(cls, home: Path) -> tuple[Self, str]:
        """The slots, and a note for the person when the second copy had to serve (then save them, once opened).

        Raises StoreError when neither copy can be used.
        """
        try:
            return cls._read(home / FILE), ""
        except StoreError as error:
            with suppress(StoreError):
                return cls._read(home / SECOND_COPY), f"{error}. Its second copy is in use."
            raise

    def save(self, home: Path) -> None:
        """Write both copies, one after the other, so that one of them is whole at any time.

        The second one is not the state before: after a change of passphrase, that would still open with the old one.
        """
        private_folder(home)
        text = msgspec.json.format(msgspec.json.encode(replace(self, digest=self._digest())))
        _write(home / FILE, text)
        _write(home / SECOND_COPY, text)

    def open_with_passphrase(self, text: str) -> Keys:
        """Raises WrongKey."""
        return self._open(self.passphrase, text)

    def open_with_recovery(self, code: str) -> Keys:
        """Raises WrongKey, also for a typing error."""
        return self._open(self.recovery, code)

    def open_with_keyring(self, keyring: Keyring) -> Keys:
        """Raises KeyringAbsent when no keyring holds this vault's key, WrongKey when it holds another."""
        secret = None if self.keyring is None else keyring.get(self.vault.hex())
        if self.keyring is None or secret is None:
            raise KeyringAbsent("No keyring of this system opens this vault: use the passphrase")
        return self._open(self.keyring, secret)

    def with_passphrase(self, keys: Keys, text: str) -> Self:
        """The slots with a new passphrase, to be saved; raises Refused for a poor one."""
        check_passphrase(text)
        return replace(self, passphrase=PassphraseSlot.make(text, self.vault, keys.data))

    def with_recovery(self, keys: Keys) -> tuple[Self, str]:
        """The slots with a new recovery code, to be saved, and that code."""
        code = new_recovery_code()
        return replace(self, recovery=RecoverySlot.make(code, self.vault, keys.data)), code

    def with_keyring(self, keys: Keys, keyring: Keyring) -> Self:
        """The slots with one for the keyring, to be saved; raises KeyringAbsent."""
        secret = secrets.token_hex(KEY_BYTES)
        keyring.put(self.vault.hex(), secret)
        if keyring.get(self.vault.hex()) != secret:
            raise KeyringAbsent("The keyring of this system does not keep what it is given")
        return replace(self, keyring=KeyringSlot.make(secret, self.vault, keys.data))

    @classmethod
    def _read(cls, path: Path) -> Self:
        try:
            slots = msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            raise StoreError(f"{path.name} is missing: make a vault, or put the file back from a backup") from None
        except OSError as error:
            raise StoreError(f"{path.name} cannot be read ({error.strerror})") from None
        except msgspec.MsgspecError as error:
            raise StoreError(f"{path.name} is damaged ({error}): put it back from a backup") from None
        if slots.digest != slots._digest():  # noqa: SLF001 - its own
            raise StoreError(f"{path.name} is damaged (its digest differs): put it back from a backup")
        return slots

    def _digest(self) -> bytes:
        """Tells damage from a wrong passphrase; against malice, the slots are bound to what they say."""
        return sha256(msgspec.json.encode(replace(self, digest=b""))).digest()

    def _open(self, slot: Slot, secret: str) -> Keys:
        keys = Keys.derive(slot.open(secret, self.vault), self.vault)
        if keys.log_public() != self.log_public_key:
            raise StoreError(f"{FILE} was changed: it names a log key that is not this vault's. Put back a backup")
        return keys

    def __repr__(self) -> str:
        return "<KeySlots>"


def _write(path: Path, text: bytes) -> None:
    """Put the text in the file's place at once: the file is the old or the new one, never half of either."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - mode 0600
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
