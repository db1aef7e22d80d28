"""Events that arrive while the vault is locked, sealed to the log's public key until it is opened.

A record of `sealed.bin` is a mark, the length of the rest, an ephemeral X25519 public key, and the event under
ChaCha20-Poly1305 with a key made for this record alone (which is why its nonce may be constant). After a torn or
damaged record, the next mark is where reading goes on.
"""

import errno
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from companion.paths import sync_folder

FILE: Final = "sealed.bin"

_MARK: Final = b"MeumSeal"
_HEAD: Final = len(_MARK) + 4
_KEY: Final = 32
_NONCE: Final = bytes(12)


def append(home: Path, public_key: bytes, payload: bytes) -> None:
    """Seal one event to the log's public key; it is on the disk when this returns.

    Raises OSError when it cannot be kept; then the file is as it was.
    """
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    body = sender + _cipher(shared, sender, public_key).encrypt(_NONCE, payload, _MARK)
    path = home / FILE
    is_new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _write(file, _MARK + len(body).to_bytes(4, "big") + body)
    finally:
        os.close(file)
    if is_new:
        sync_folder(home)


def read(home: Path, private_key: bytes) -> tuple[list[bytes], int]:
    """The sealed events in the order of their coming, and how many records were damaged and could not be read."""
    try:
        data = (home / FILE).read_bytes()
    except FileNotFoundError:
        return [], 0
    key = X25519PrivateKey.from_private_bytes(private_key)
    events: list[bytes] = []
    damaged = 0
    start = 0
    while start < len(data):
        end = start + _HEAD + int.from_bytes(data[start + len(_MARK) : start + _HEAD], "big")
        event = _open(key, data[start:end])
        if event is None:
            damaged += 1
            found = data.find(_MARK, start + 1)
            start = len(data) if found < 0 else found
        else:
            events.append(event)
            start = end
    return events, damaged


def count(home: Path) -> int:
    """How many records wait, whole or damaged; anybody may know that."""
    try:
        return (home / FILE).read_bytes().count(_MARK)
    except FileNotFoundError:
        return 0


def clear(home: Path) -> None:
    """Forget the sealed events, once they are in the log."""
    (home / FILE).unlink(missing_ok=True)
    sync_folder(home)


def _write(file: int, record: bytes) -> None:
    size = os.fstat(file).st_size
    try:
        whole = os.write(file, record) == len(record)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise
    if not whole:
        os.ftruncate(file, size)
        raise OSError(errno.ENOSPC, "The disk is full: an event could not be kept")


def _open(key: X25519PrivateKey, record: bytes) -> bytes | None:
    """The event of one record, or None when the record is not whole and genuine."""
    if not record.startswith(_MARK):
        return None
    sender, sealed = record[_HEAD : _HEAD + _KEY], record[_HEAD + _KEY :]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(sender))
        return _cipher(shared, sender, key.public_key().public_bytes_raw()).decrypt(_NONCE, sealed, _MARK)
    except (InvalidTag, ValueError):
        return None


def _cipher(shared: bytes, sender: bytes, receiver: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), _KEY, salt=sender + receiver, info=b"meum sealed event").derive(shared)
    return ChaCha20Poly1305(derived)
