import asyncio
import json
import time
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from companion import keeper as keeper_module
from companion import profiles, sealed
from companion.errors import BadOrigin, KeyringAbsent, Refused, StoreError
from companion.events import Event, Gap, Transmission
from companion.keeper import FREE_TRIES, LONGEST_WAIT_S, WAIT_S, Keeper, SealedRecord
from companion.protocol import Record
from companion.seal import FILE, SECOND_COPY
from companion.slots import new_recovery_code
from companion.sqlcipher import Database
from companion.store import FILE as STORE
from companion.store import open_store
from tests.builders import CANARY, PASSPHRASE, MemoryKeyring, a_keeper, made_vault, open_keeper, sample, uuid

PROFILES = {"key-approved": "approved", "key-pending": "pending", "key-revoked": "revoked"}


class NoKeyring:
    """A system without a keyring."""

    def get(self, account: str) -> str | None:
        """There is none."""
        raise KeyringAbsent(account)

    def put(self, account: str, secret: str) -> None:
        """There is none."""
        raise KeyringAbsent(f"{account} {len(secret)}")


@pytest.fixture
def keeper(home: Path) -> Keeper:
    """The keeper of a vault that is locked, with a profile in each state."""
    keeper = open_keeper(home)
    for key, state in PROFILES.items():
        profiles.meet(keeper.open().db, key, "Firefox 153")
        profiles.set_state(keeper.open().db, key, state)  # type: ignore[arg-type]
    keeper.lock()
    return keeper


def refusal(keeper: Keeper, **secret: str) -> str:
    """The code that an attempt to unlock is refused with."""
    with pytest.raises(Refused) as caught:
        asyncio.run(keeper.unlock(**secret))
    assert not any(text in str(caught.value) for text in secret.values())
    return caught.value.code


def a_gap(number: int) -> Gap:
    """An event."""
    return Gap(uuid(number), 1.0, 2.0, f"gap-{number}")


def gaps(keeper: Keeper) -> list[str]:
    """Why there are gaps in the log, the oldest first."""
    return [row["why"] for row in reversed(keeper.open().log.gaps())]


# --- making, locking, opening ---


def test_without_a_vault_nothing_can_be_had(home: Path) -> None:
    """Where there is no vault everything says so, and no keyring opens what is not there."""
    keeper = Keeper(home, MemoryKeyring())
    with pytest.raises(Refused, match="no-vault"):
        keeper.open()
    assert "no-vault" == refusal(keeper, passphrase=PASSPHRASE)
    with pytest.raises(Refused, match="no-vault"):
        keeper.seal("key-approved", Record([a_gap(1)]))
    assert not keeper.unlock_by_keyring()
    keeper.lock()


@pytest.mark.parametrize("ring", [MemoryKeyring(), NoKeyring()], ids=["keyring", "no keyring"])
def test_a_vault_is_made_once(home: Path, ring: MemoryKeyring | NoKeyring) -> None:
    """A new vault is open, its recovery code opens it, too, and another one never takes its place."""
    keeper = Keeper(home, ring)
    with pytest.raises(Refused, match="bad-value"):
        asyncio.run(keeper.create("short"))
    code, by_keyring = asyncio.run(keeper.create(PASSPHRASE))
    assert isinstance(ring, MemoryKeyring) == by_keyring
    item = keeper.open().vault.add("tel", CANARY)
    with pytest.raises(Refused, match="vault-exists"):
        asyncio.run(keeper.create(PASSPHRASE))
    keeper.lock()
    assert by_keyring == Keeper(home, ring).unlock_by_keyring()
    asyncio.run(keeper.unlock(recovery_code=code.lower().replace("-", " ")))
    assert [item] == keeper.open().vault.items()


def test_a_store_without_slots_is_left_alone(home: Path) -> None:
    """A file of an earlier vault is never taken for a new one's, and no slots are written beside it."""
    home.mkdir(mode=0o700, exist_ok=True)
    (home / STORE).write_bytes(b"somebody's")
    with pytest.raises(Refused, match="vault-exists"):
        asyncio.run(Keeper(home, NoKeyring()).create(PASSPHRASE))
    assert {STORE} == {path.name for path in home.iterdir()}


@pytest.mark.parametrize(
    "way", [{"passphrase": PASSPHRASE}, {"recovery_code": made_vault().recovery_code}], ids=lambda way: next(iter(way))
)
def test_the_vault_opens_again(keeper: Keeper, way: dict[str, str]) -> None:
    """Locked, it gives nothing away and its connection is closed; unlocked, it is as it was."""
    with pytest.raises(Refused, match="locked"):
        keeper.open()
    asyncio.run(keeper.unlock(**way))
    first = keeper.open()
    asyncio.run(keeper.unlock(passphrase="whatever, as it is open"))
    assert first is keeper.open()
    keeper.lock()
    with pytest.raises(Exception, match="closed"):
        first.vault.items()


def test_many_who_unlock_open_it_once(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Popups and a terminal that unlock at the same moment share one open vault, and none of them waits for ever."""
    opened: list[Path] = []

    def open_and_count(path: Path, key: bytes, *, create: bool) -> Database:
        opened.append(path)
        return open_store(path, key, create=create)

    async def all_at_once() -> None:
        await asyncio.gather(*(keeper.unlock(passphrase=PASSPHRASE) for _ in range(4)))

    monkeypatch.setattr(keeper_module, "open_store", open_and_count)
    asyncio.run(all_at_once())
    assert 1 == len(opened)


def test_many_tries_at_once_wait_like_others(keeper: Keeper) -> None:
    """Trying a hundred codes at the same moment is no way around the waiting."""

    async def all_at_once() -> list[object]:
        tries = (keeper.unlock(recovery_code=new_recovery_code()) for _ in range(100))
        return await asyncio.gather(*tries, return_exceptions=True)

    codes = [refused.code for refused in asyncio.run(all_at_once()) if isinstance(refused, Refused)]
    assert ["wrong-passphrase"] * FREE_TRIES + ["too-many-tries"] * (100 - FREE_TRIES) == codes


@pytest.mark.parametrize("secrets", [{}, {"other": "secret"}])
def test_a_keyring_that_forgot_is_no_failure(home: Path, secrets: dict[str, str]) -> None:
    """A keyring without the secret, with another's, or none at all, leaves the vault locked and the passphrase good."""
    a_keeper(home)
    vault = next(iter(made_vault().secrets))
    for ring in (MemoryKeyring(secrets), MemoryKeyring({vault: "another secret"}), NoKeyring()):
        assert not Keeper(home, ring).unlock_by_keyring()
    keeper = Keeper(home, NoKeyring())
    asyncio.run(keeper.unlock(passphrase=PASSPHRASE))
    assert keeper.open()


def test_a_damaged_copy_of_the_slots_is_mended(home: Path) -> None:
    """When one of the two files is damaged the other serves, and opening the vault makes both whole."""
    a_keeper(home)
    whole = (home / SECOND_COPY).read_bytes()
    (home / FILE).write_bytes(b"damaged")
    keeper = Keeper(home, MemoryKeyring(made_vault().secrets))
    assert keeper.unlock_by_keyring()
    assert [whole, whole] == [(home / name).read_bytes() for name in (FILE, SECOND_COPY)]


def test_a_lost_store_is_not_a_wrong_passphrase(home: Path) -> None:
    """When the encrypted file is gone that is said, and no empty one takes its place."""
    keeper = a_keeper(home)
    (home / "meum.db").unlink()
    with pytest.raises(StoreError, match="missing"):
        asyncio.run(keeper.unlock(recovery_code=made_vault().recovery_code))
    assert not (home / "meum.db").exists()
    assert keeper.opened is None


# --- wrong tries ---


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still until it is moved."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(keeper_module, "time", SimpleNamespace(monotonic=lambda: clock.now, time=time.time))
    return clock


def test_wrong_tries_have_to_wait(keeper: Keeper, clock: SimpleNamespace) -> None:
    """After some wrong tries even the right one waits, twice as long each time; then it opens, and counting ends."""
    assert "wrong-passphrase" == refusal(keeper, passphrase=f"{PASSPHRASE}!")
    for _ in range(FREE_TRIES - 1):
        assert "wrong-passphrase" == refusal(keeper, recovery_code=new_recovery_code())
    for wait in (WAIT_S, 2 * WAIT_S, 4 * WAIT_S):
        clock.now += wait - 0.001
        assert "too-many-tries" == refusal(keeper, recovery_code=made_vault().recovery_code)
        clock.now += 0.002
        assert "wrong-passphrase" == refusal(keeper, recovery_code="a typing error")
    clock.now += 8 * WAIT_S
    asyncio.run(keeper.unlock(recovery_code=made_vault().recovery_code))
    keeper.lock()
    assert "wrong-passphrase" == refusal(keeper, recovery_code=new_recovery_code())
    asyncio.run(keeper.unlock(recovery_code=made_vault().recovery_code))


def test_no_wait_is_longer_than_ten_minutes(keeper: Keeper, clock: SimpleNamespace) -> None:
    """However often somebody else tried, the owner gets in after the longest wait."""
    for _ in range(40):
        assert "wrong-passphrase" == refusal(keeper, recovery_code=new_recovery_code())
        clock.now += LONGEST_WAIT_S + 0.001
    asyncio.run(keeper.unlock(recovery_code=made_vault().recovery_code))


# --- what arrives while the vault is locked ---


def test_events_wait_for_the_vault(keeper: Keeper, home: Path) -> None:
    """Events of an approved profile are counted, unreadable until unlocked, then in the log once, in their order."""
    keeper.seal("key-approved", Record([a_gap(1), a_gap(2)]))
    keeper.seal("key-approved", Record([a_gap(2), a_gap(3)]))
    assert 2 == keeper.waiting == Keeper(home, NoKeyring()).waiting
    assert b"gap-1" not in (home / sealed.FILE).read_bytes()
    assert keeper.unlock_by_keyring()
    assert (["gap-1", "gap-2", "gap-3"], 0) == (gaps(keeper), keeper.waiting)
    assert not (home / sealed.FILE).exists()
    assert keeper.open().log.verify().broken_at is None


@pytest.mark.parametrize("profile", ["key-pending", "key-revoked", "key-unknown"])
def test_nobody_writes_by_waiting(keeper: Keeper, home: Path, profile: str) -> None:
    """Events of a profile that is not approved when the vault opens are dropped."""
    keeper.seal(profile, Record([a_gap(1)]))
    keeper.seal("key-approved", Record([a_gap(2)]))
    assert keeper.unlock_by_keyring()
    assert ["gap-2"] == gaps(keeper)
    assert not (home / sealed.FILE).exists()


def test_importing_twice_is_harmless(keeper: Keeper, home: Path) -> None:
    """A crash between the import and the clearing of the file makes no event twice."""
    keeper.seal("key-approved", Record([a_gap(1)]))
    waiting = (home / sealed.FILE).read_bytes()
    assert keeper.unlock_by_keyring()
    keeper.lock()
    (home / sealed.FILE).write_bytes(waiting)
    assert keeper.unlock_by_keyring()
    assert ["gap-1"] == gaps(keeper)


def test_a_torn_tail_is_a_gap(keeper: Keeper, home: Path) -> None:
    """What a crash left half written is told as a gap, beside what was whole."""
    keeper.seal("key-approved", Record([a_gap(1)]))
    keeper.seal("key-approved", Record([a_gap(2)]))
    (home / sealed.FILE).write_bytes((home / sealed.FILE).read_bytes()[:-3])
    assert keeper.unlock_by_keyring()
    assert ["gap-1", "sealed-damaged"] == gaps(keeper)
    assert not (home / sealed.FILE).exists()


def bad_origin() -> Transmission:
    """An event that the log does not take."""
    return msgspec.convert(sample(Transmission) | {"origin": "null"}, Transmission)


def test_what_the_log_would_not_take_is_refused_at_once(keeper: Keeper, home: Path) -> None:
    """While locked an event is judged as it would be when open, so that its sender can let go of it."""
    with pytest.raises(BadOrigin):
        keeper.seal("key-approved", Record([a_gap(1), bad_origin()]))
    assert 0 == keeper.waiting
    assert not (home / sealed.FILE).exists()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"no JSON",
        b'{"profile": "key-approved", "record": {"events": [{"type": "fromTheFuture"}]}}',
        json.dumps({"profile": CANARY}).encode(),
        msgspec.json.encode(SealedRecord("key-approved", Record([bad_origin()]))),
    ],
    ids=["empty", "no JSON", "another version", "half", "bad origin"],
)
def test_no_sealed_event_keeps_the_vault_shut(keeper: Keeper, home: Path, payload: bytes) -> None:
    """Whatever was sealed, by whichever version, the vault opens, and what could not be read is a gap."""
    assert keeper.slots is not None
    sealed.append(home, keeper.slots.log_public_key, payload)
    keeper.seal("key-approved", Record([a_gap(1)]))
    assert keeper.unlock_by_keyring()
    assert ["gap-1", "sealed-damaged"] == gaps(keeper)
    assert not (home / sealed.FILE).exists()


def test_nothing_shows_a_value(keeper: Keeper) -> None:
    """The open vault, and events that wait, show no value and no key in any text."""
    assert keeper.unlock_by_keyring()
    keeper.open().vault.add("tel", CANARY)
    events: list[Event] = [msgspec.convert(sample(Transmission), Transmission)]
    assert CANARY not in f"{keeper!r} {keeper.open()!r} {SealedRecord('key', Record(events))!r} {keeper.slots!r}"
