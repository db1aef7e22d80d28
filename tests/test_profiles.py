import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from companion import profiles
from companion.log import Log
from companion.sqlcipher import Database
from companion.store import open_store
from tests.builders import BrowserKey

NONCE = b"n" * 32


def test_a_profile_proves_its_key() -> None:
    """A signature over this very nonce with this very key is good."""
    key = BrowserKey()
    assert profiles.signed(key.text, NONCE, key.sign(NONCE))


def test_no_other_signature_will_do() -> None:
    """A signature of another key, over another nonce, or changed in any byte, is not good."""
    key, other = BrowserKey(), BrowserKey()
    good = base64.b64decode(key.sign(NONCE))
    assert not profiles.signed(key.text, NONCE, other.sign(NONCE))
    assert not profiles.signed(key.text, b"m" * 32, key.sign(NONCE))
    for at in range(len(good)):
        bad = bytes([*good[:at], good[at] ^ 1, *good[at + 1 :]])
        assert not profiles.signed(key.text, NONCE, base64.b64encode(bad).decode())


@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 64, b"\1" * 63, b"\1" * 65, b"\x30\x06\2\1\1\2\1\1"])
def test_what_is_no_signature(signature: bytes) -> None:
    """Nothing, zeros, a wrong length or another encoding is not good, and no failure."""
    assert not profiles.signed(BrowserKey().text, NONCE, base64.b64encode(signature).decode())


def spki(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> str:
    """A public key as a profile would send it."""
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "no base64",
        "ключ",
        base64.b64encode(b"no key").decode(),
        spki(ec.generate_private_key(ec.SECP384R1()).public_key()),
        spki(ed25519.Ed25519PrivateKey.generate().public_key()),
        base64.b64encode(
            base64.b64decode(BrowserKey().text).replace(b"\x2a\x86\x48\xce\x3d\x02", b"\x2b" * 6)
        ).decode(),
        base64.b64encode(
            base64.b64decode(BrowserKey().text).replace(b"\x3d\x03\x01\x07", b"\x3d\x03\x01\x05")
        ).decode(),
    ],
    ids=["empty", "text", "letters", "bytes", "P-384", "Ed25519", "unknown sort", "unknown curve"],
)
def test_what_is_no_key(key: str) -> None:
    """A key of another sort, or of none, is not good, and no failure."""
    assert not profiles.signed(key, NONCE, BrowserKey().sign(NONCE))


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """An open store."""
    db = open_store(tmp_path / "meum.db", bytes(32), create=True)
    Log(db)
    return db


def test_a_new_profile_is_pending(db: Database) -> None:
    """Whoever comes for the first time has a name and no approval; coming again changes nothing."""
    met = profiles.meet(db, "key-1", "Firefox 153")
    assert ("pending", "firefox-1", 0.0) == (met.state, met.name, met.last_seen)
    assert met == profiles.meet(db, "key-1", "Chromium 156")
    assert "chromium-2" == profiles.meet(db, "key-2", "Chromium 156").name
    assert ["key-1", "key-2"] == [profile.key for profile in profiles.every(db)]


def test_a_browser_without_a_name_is_one_too(db: Database) -> None:
    """An empty browser name is no failure."""
    assert "-1" == profiles.meet(db, "key-1", "").name


def test_states_belong_to_one_profile(db: Database) -> None:
    """Approving or revoking one profile leaves the others as they are; who is unknown has none."""
    for key in ("key-1", "key-2"):
        profiles.meet(db, key, "Firefox 153")
    for state in ("approved", "revoked"):
        profiles.set_state(db, "key-1", state)
        assert [state, "pending"] == [profile.state for profile in profiles.every(db)]
    assert profiles.find(db, "key-3") is None


def test_last_seen_never_goes_back(db: Database) -> None:
    """A clock that is set back does not make a time unwatched that was watched."""
    profiles.meet(db, "key-1", "Firefox 153")
    for moment, kept in ((5000.0, 5000.0), (4000.0, 5000.0), (6000.0, 6000.0)):
        profiles.seen(db, "key-1", moment)
        found = profiles.find(db, "key-1")
        assert found is not None
        assert kept == found.last_seen
