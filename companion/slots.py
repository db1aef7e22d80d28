"""The ways to the vault's one random key: what wraps it, and from which secret.

A slot holds that key under AES-256-GCM and is bound to its vault, its kind and its parameters, so that none can be
moved to another vault or weakened.
"""

import secrets
import unicodedata
from typing import Annotated, ClassVar, Final, Self

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct
from msgspec.structs import replace

from companion.errors import Refused, StoreError, WrongKey

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
SHORTEST_PASSPHRASE: Final = 8

_NONCE_BYTES: Final = 12
_WRAPPED_BYTES: Final = KEY_BYTES + 16
"""The key and the tag of AES-GCM."""

Salt = Annotated[bytes, Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
Nonce = Annotated[bytes, Meta(min_length=_NONCE_BYTES, max_length=_NONCE_BYTES)]
Wrapped = Annotated[bytes, Meta(min_length=_WRAPPED_BYTES, max_length=_WRAPPED_BYTES)]


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """A key for one use (`info`) from a secret that nobody can guess (HKDF-SHA256)."""
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=info).derive(secret)


class Slot(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """The vault's key, wrapped under a key that comes from one secret. A kind of slot says how."""

    wrong: ClassVar[str]

    salt: Salt
    nonce: Nonce
    sealed: Wrapped = b""

    @classmethod
    def make(cls, secret: str, vault: bytes, data: bytes) -> Self:
        """Wrap the vault's key for this secret."""
        slot = cls(salt=secrets.token_bytes(SALT_BYTES), nonce=secrets.token_bytes(_NONCE_BYTES))
        return replace(slot, sealed=AESGCM(slot.wrapping_key(secret)).encrypt(slot.nonce, data, slot.bound_to(vault)))

    def open(self, secret: str, vault: bytes) -> bytes:
        """The vault's key; raises WrongKey when the secret, the vault or anything of the slot is another."""
        try:
            return AESGCM(self.wrapping_key(secret)).decrypt(self.nonce, self.sealed, self.bound_to(vault))
        except InvalidTag:
            raise WrongKey(self.wrong) from None

    def bound_to(self, vault: bytes) -> bytes:
        """What the wrapping vouches for: the vault, and the slot's kind and parameters."""
        return vault + msgspec.json.encode(replace(self, nonce=b"", sealed=b""))

    def wrapping_key(self, secret: str) -> bytes:
        """The key that comes from the secret."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class PassphraseSlot(Slot, frozen=True, tag="passphrase"):
    """Opens with the passphrase, by argon2id with at least the second recommended parameters of RFC 9106."""

    wrong: ClassVar[str] = "That is not the passphrase of this vault"

    iterations: Annotated[int, Meta(ge=3, le=64)] = 3
    memory_kib: Annotated[int, Meta(ge=1 << 16, le=1 << 21)] = 1 << 16
    lanes: Annotated[int, Meta(ge=4, le=16)] = 4

    def wrapping_key(self, secret: str) -> bytes:
        """Takes the passphrase as typed; raises StoreError when there is too little memory."""
        kdf = Argon2id(
            salt=self.salt, length=KEY_BYTES, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory_kib
        )
        try:
            return kdf.derive(_normal(secret).encode("utf-8", "surrogatepass"))
        except MemoryError:
            need = self.memory_kib >> 10
            raise StoreError(f"Checking a passphrase takes {need} MiB of memory: close something else") from None


class RecoverySlot(Slot, frozen=True, tag="recovery"):
    """Opens with the printed recovery code. It is random, so that nothing needs to be slow."""

    wrong: ClassVar[str] = "That recovery code belongs to another vault, or was replaced by a newer one"

    def wrapping_key(self, secret: str) -> bytes:
        """Takes the code as typed; raises WrongKey for a typing error."""
        return derive(_code_bytes(secret), self.salt, b"meum recovery code")


class KeyringSlot(Slot, frozen=True, tag="keyring"):
    """Opens with a random secret that the keyring of the system holds."""

    wrong: ClassVar[str] = "The keyring of this system does not open this vault: use the passphrase"

    def wrapping_key(self, secret: str) -> bytes:
        """Takes the secret as the keyring holds it."""
        return derive(secret.encode(), self.salt, b"meum keyring")


def check_passphrase(text: str) -> None:
    """Raises Refused when the text is too short for a new passphrase; blanks at its ends do not count."""
    if len(_normal(text).strip()) < SHORTEST_PASSPHRASE:
        raise Refused("bad-value", f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters: take several words")


def _normal(text: str) -> str:
    # The same passphrase has to open the vault from any keyboard and system.
    return unicodedata.normalize("NFKC", text)


# --- the recovery code: Crockford's base 32 with its check symbol, https://www.crockford.com/base32.html ---

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS: Final = _DIGITS + "*~$=U"
_CODE_BITS: Final = 145
_CODE_LENGTH: Final = 30
_GROUP: Final = 5
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def new_recovery_code() -> str:
    """A random code of 145 bits and a check symbol, in six groups of five."""
    number = secrets.randbits(_CODE_BITS)
    digits = "".join(_DIGITS[number >> shift & 31] for shift in range(_CODE_BITS - 5, -1, -5))
    code = digits + _CHECKS[number % len(_CHECKS)]
    return "-".join(code[start : start + _GROUP] for start in range(0, _CODE_LENGTH, _GROUP))


def _code_bytes(text: str) -> bytes:
    """The number that a code stands for, however it is spaced; raises WrongKey when it cannot be a code."""
    code = "".join(sign for sign in text.upper() if sign.isalnum() or sign in _CHECKS).translate(_LOOKALIKES)
    digits, check = code[:-1], code[-1:]
    if len(code) != _CODE_LENGTH or not set(digits) <= set(_DIGITS):
        raise WrongKey("That is not a recovery code: it has six groups of five letters and digits")
    number = 0
    for digit in digits:
        number = number << 5 | _DIGITS.index(digit)
    if _CHECKS[number % len(_CHECKS)] != check:
        raise WrongKey("The recovery code has a typing error: compare it with the printed one")
    return number.to_bytes((_CODE_BITS + 7) // 8, "big")
