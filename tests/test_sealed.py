import errno
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from companion import sealed

KEY = bytes(range(32))
PUBLIC = X25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
EVENTS = [b'{"type":"gap"}', b"", b"a canary " * 1000]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file with three events in it."""
    for event in EVENTS:
        sealed.append(tmp_path, PUBLIC, event)
    return tmp_path / sealed.FILE


def starts(file: Path) -> list[int]:
    """Where the records of the file begin."""
    data = file.read_bytes()
    return [at for at in range(len(data)) if data.startswith(sealed._MARK, at)]


def test_events_come_back_in_order(file: Path) -> None:
    """What was sealed while locked is read at unlock, whole and in the order of its coming."""
    assert (EVENTS, 0) == sealed.read(file.parent, KEY)


def test_nothing_sealed_is_nothing_read(tmp_path: Path) -> None:
    """A vault that was never locked while events came has nothing to import."""
    assert ([], 0) == sealed.read(tmp_path, KEY)


def test_the_file_is_closed_to_others_and_to_readers(file: Path) -> None:
    """The sealed file is 0600 and shows nothing of an event."""
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"canary" not in file.read_bytes()


def test_the_same_event_never_looks_the_same(tmp_path: Path) -> None:
    """Whoever copies the file cannot see that an event came twice."""
    sealed.append(tmp_path, PUBLIC, b"again")
    first = tmp_path.joinpath(sealed.FILE).read_bytes()
    sealed.append(tmp_path, PUBLIC, b"again")
    second = tmp_path.joinpath(sealed.FILE).read_bytes()[len(first) :]
    assert first[sealed._HEAD :][:32] != second[sealed._HEAD :][:32]
    assert first[-21:] != second[-21:]


def test_another_key_reads_nothing(file: Path) -> None:
    """Only the log's own key opens the events; for another, each of them counts as damaged."""
    assert ([], len(EVENTS)) == sealed.read(file.parent, bytes(32))


def test_a_torn_tail_is_counted_and_costs_nothing_else(file: Path) -> None:
    """A record cut short by a crash is counted, and events sealed after it are still read."""
    file.write_bytes(file.read_bytes()[:-7])
    assert (EVENTS[:2], 1) == sealed.read(file.parent, KEY)
    sealed.append(file.parent, PUBLIC, b"later")
    assert ([*EVENTS[:2], b"later"], 1) == sealed.read(file.parent, KEY)


@pytest.mark.parametrize("offset", [0, 3, 8, 11, 12, 43, 44, 59])
def test_a_flipped_bit_costs_one_event(file: Path, offset: int) -> None:
    """Damage anywhere in a record (mark, length, key, text) is found, and its neighbours survive."""
    data = bytearray(file.read_bytes())
    data[starts(file)[1] + offset] ^= 1
    file.write_bytes(data)
    events, damaged = sealed.read(file.parent, KEY)
    assert (2, 1) == (len(events), damaged)
    assert set(events) < set(EVENTS)


def test_rubbish_is_not_an_event(tmp_path: Path) -> None:
    """A file that is none of ours is one damaged stretch, not a crash."""
    tmp_path.joinpath(sealed.FILE).write_bytes(b"rubbish" * 100)
    assert ([], 1) == sealed.read(tmp_path, KEY)


def test_a_low_order_sender_key_is_damage(tmp_path: Path) -> None:
    """A record with an ephemeral key of zeros, whose secret anybody knows, is refused."""
    body = bytes(32) + bytes(16)
    tmp_path.joinpath(sealed.FILE).write_bytes(sealed._MARK + len(body).to_bytes(4, "big") + body)
    assert ([], 1) == sealed.read(tmp_path, KEY)


def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that cannot be kept is an error, and no torn record stays behind."""
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole(fd, data[:20]))
    with pytest.raises(OSError, match="disk is full") as caught:
        sealed.append(file.parent, PUBLIC, b"lost")
    assert caught.value.errno == errno.ENOSPC
    assert (EVENTS, 0) == sealed.read(file.parent, KEY)


def test_a_failing_sync_is_not_silent(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk does not confirm, the event is not reported as kept, and is not there twice later."""

    def refuse(_file: int) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no"):
        sealed.append(file.parent, PUBLIC, b"lost")
    assert (EVENTS, 0) == sealed.read(file.parent, KEY)


def test_clear_forgets_and_may_be_repeated(file: Path) -> None:
    """After the import the sealed file is gone; clearing twice is harmless."""
    sealed.clear(file.parent)
    sealed.clear(file.parent)
    assert not file.exists()
    assert ([], 0) == sealed.read(file.parent, KEY)
