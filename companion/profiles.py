"""Browser profiles: who they are (a P-256 key each), and which of them the person has approved."""

import base64
import time
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from companion.sqlcipher import Database
from companion.store import tx

ProfileState = Literal["pending", "approved", "revoked"]
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Profile:
    """One browser profile; `last_seen` in milliseconds since 1970."""

    key: str
    name: str
    browser: str
    state: ProfileState
    last_seen: float


def signed(key: str, nonce: bytes, signature: str) -> bool:
    """Say whether `signature` (base64, r‖s as WebCrypto writes it) over `nonce` was made with `key` (base64 SPKI)."""
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, UnsupportedAlgorithm):
        return False
    if not (isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1)):
        return False
    if len(raw) != _SIGNATURE_BYTES:
        return False
    half = _SIGNATURE_BYTES // 2
    pair = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    try:
        public.verify(pair, nonce, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def meet(db: Database, key: str, browser: str) -> Profile:
    """Look a profile up, noting it as pending when it is new."""
    known = find(db, key)
    if known:
        return known
    with tx(db):
        (count,) = db.execute("SELECT count(*) FROM profiles").fetchone()
        db.execute(
            "INSERT INTO profiles (key, name, browser, state, created, last_seen) VALUES (?, ?, ?, 'pending', ?, 0)",
            [key, f"{browser.split(' ', maxsplit=1)[0].lower()}-{count + 1}", browser, time.time()],
        )
    return meet(db, key, browser)


def find(db: Database, key: str) -> Profile | None:
    """Look a profile up; None when it is unknown."""
    row = db.execute("SELECT key, name, browser, state, last_seen FROM profiles WHERE key = ?", [key]).fetchone()
    return Profile(*row) if row else None


def every(db: Database) -> list[Profile]:
    """List all profiles, the oldest first."""
    rows = db.execute("SELECT key, name, browser, state, last_seen FROM profiles ORDER BY created").fetchall()
    return [Profile(*row) for row in rows]


def set_state(db: Database, key: str, state: ProfileState) -> None:
    """Approve or revoke a profile."""
    with tx(db):
        db.execute("UPDATE profiles SET state = ? WHERE key = ?", [state, key])


def seen(db: Database, key: str, at: float) -> None:
    """Note that a profile was watching at `at` (milliseconds since 1970)."""
    with tx(db):
        db.execute("UPDATE profiles SET last_seen = max(last_seen, ?) WHERE key = ?", [at, key])
