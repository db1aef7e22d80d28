import asyncio
import json
import socket
import struct
import tracemalloc
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from typing import Any, Final, TypeVar, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.control import ControlAsk, ControlEnvelope
from companion.errors import Refused
from companion.frames import message_id, parse, read_frame, write_frame
from companion.protocol import AskEnvelope, DashboardUrl, OpenDashboard
from companion.wire import MAX_DEPTH, MAX_IN, MAX_OUT
from tests.builders import CANARY, framed, sample, sample_asks

T = TypeVar("T")
ASKS: Final = sample_asks()
CONTROL_ASKS: Final = [{"id": 7, "body": sample(message)} for message in get_args(ControlAsk)]
FUZZ: Final = settings(derandomize=True, max_examples=300, database=None, deadline=None)


def received(data: bytes, limit: int = MAX_IN) -> list[bytes]:
    """All frames of a stream that ends after `data`."""

    async def read() -> list[bytes]:
        reader = StreamReader(limit=MAX_IN)
        reader.feed_data(data)
        reader.feed_eof()
        frames = []
        while (frame := await read_frame(reader, limit)) is not None:
            frames.append(frame)
        return frames

    return asyncio.run(read())


def over_a_socket(play: Callable[[StreamWriter, StreamReader], Awaitable[T]]) -> T:
    """Run something with both ends of a real stream."""

    async def run() -> T:
        ours, theirs = socket.socketpair()
        _, writer = await asyncio.open_connection(sock=ours)
        reader, other = await asyncio.open_connection(sock=theirs)
        try:
            return await play(writer, reader)
        finally:
            for end in (writer, other):
                end.close()
                await end.wait_closed()

    return asyncio.run(run())


def refusal(payload: bytes, into: type = AskEnvelope) -> str:
    """The code that a payload is refused with; the text holds nothing of it."""
    with pytest.raises(Refused) as caught:
        parse(payload, into)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.code


def ask(**changes: object) -> bytes:
    """A frame that is fine, but for the changes."""
    return json.dumps({"id": 1, "body": {"type": "openDashboard"}} | changes).encode()


# --- frames ---


@pytest.mark.parametrize("size", [0, MAX_IN + 1, 1 << 31, (1 << 32) - 1])
def test_a_length_out_of_bounds_is_refused(size: int) -> None:
    """An empty frame, or one that announces more than the limit, ends the connection and takes no memory."""
    tracemalloc.start()
    with pytest.raises(Refused, match="bad-frame"):
        received(struct.pack("=I", size) + b"x" * 100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MAX_IN


def test_the_longest_frame_is_taken() -> None:
    """A frame of exactly the limit arrives whole."""
    assert [b"x" * MAX_IN] == received(framed(b"x" * MAX_IN))


@pytest.mark.parametrize("torn", [b"", b"\x05", b"\x05\0\0", struct.pack("=I", 5), struct.pack("=I", 5) + b"1234"])
def test_a_torn_frame_is_the_end(torn: bytes) -> None:
    """A stream that ends within a frame has ended; what came before is kept."""
    assert [b"whole"] == received(framed(b"whole") + torn)


def test_frames_need_not_come_one_by_one() -> None:
    """Two frames in one read are two frames, and so are two that come byte by byte."""

    async def drip() -> list[bytes | None]:
        reader = StreamReader()

        async def feed() -> None:
            for byte in framed(b"one") + framed(b"two"):
                reader.feed_data(bytes([byte]))
                await asyncio.sleep(0)
            reader.feed_eof()

        feeding = asyncio.create_task(feed())
        frames = [await read_frame(reader) for _ in range(3)]
        await feeding
        return frames

    assert [b"one", b"two"] == received(framed(b"one") + framed(b"two"))
    assert [b"one", b"two", None] == asyncio.run(drip())


def test_the_length_counts_bytes() -> None:
    """A character of four bytes counts as four, so what is written is read as it was."""

    async def play(writer: StreamWriter, reader: StreamReader) -> bytes | None:
        write_frame(writer, DashboardUrl("\U0001f40c" * 50))
        return await read_frame(reader)

    payload = over_a_socket(play)
    assert payload is not None
    assert len(payload) > 200
    assert DashboardUrl("\U0001f40c" * 50) == parse(payload, DashboardUrl)


def test_nothing_of_a_frame_that_is_too_long_is_written() -> None:
    """The longest frame goes out; of one that is a byte longer nothing does, and the connection stays good."""

    def url(frame_bytes: int) -> DashboardUrl:
        return DashboardUrl("u" * (frame_bytes - len(b'{"type":"dashboardUrl","url":""}')))

    async def play(writer: StreamWriter, reader: StreamReader) -> bytes | None:
        with pytest.raises(Refused, match="bad-frame"):
            write_frame(writer, url(MAX_OUT + 1))
        write_frame(writer, url(MAX_OUT))
        return await read_frame(reader)

    payload = over_a_socket(play)
    assert payload is not None
    assert MAX_OUT == len(payload)


# --- strict JSON ---


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b" ",
        b"{",
        b"{'id': 1}",
        ask() + b"x",
        ask() + ask(),
        b"\xef\xbb\xbf" + ask(),
        ask().decode().encode("utf-16"),
        b'{"id": 1, "body": "\xff' + CANARY.encode() + b'"}',
        b'{"id": 1, "body": "\xed\xa0\x80"}',
        b'{"id": 1, "body": "\xc0\xaf"}',
        ask(body="\ud800" + CANARY),
        ask(body={"\udfff": 1}),
        b'{"id": NaN}',
        b'{"id": Infinity}',
        b'{"id": -Infinity}',
        b'{"id": 1e999}',
        b'{"id": [-1e999]}',
        b'{"id": 1, "id": 1}',
        b'{"id": 1, "body": [{"canary-7f3a": 1, "canary-7f3a": 1}]}',
        b'{"id": ' + b"7" * 5000 + b"}",
        b"[" * 60_000 + b"]" * 60_000,
        b'{"a":' * 60_000,
        b"[" * 60_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    ],
)
def test_what_is_not_strict_json_is_refused(payload: bytes) -> None:
    """Everything that JSON readers differ about is refused before it is looked at."""
    assert "bad-frame" == refusal(payload)


def test_sixteen_levels_are_deep_enough() -> None:
    """JSON may nest to the limit, and not one level deeper."""
    parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, list)
    assert "bad-frame" == refusal(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), list)


def test_an_escaped_pair_of_surrogates_is_one_character() -> None:
    """Browsers may write a character beyond the first plane as two escapes."""
    payload = b'{"id": 1, "body": {"type": "openDashboard", "site": "\\ud83d\\udc0c"}}'
    assert AskEnvelope(OpenDashboard(site="\U0001f40c"), 1) == parse(payload, AskEnvelope)


# --- messages of ours ---


@pytest.mark.parametrize(
    "payload",
    [
        b"[]",
        b"null",
        b"7",
        b'"canary-7f3a"',
        b"{}",
        b'{"id": 1}',
        b'{"body": {"type": "openDashboard"}}',
        ask(body={}),
        ask(body={"type": CANARY}),
        ask(body={"type": "Hello"}),
        ask(body={"type": 7}),
        ask(body={"type": "openDashboard", "site": "x" * 10_000_000}),
        ask(extra=CANARY),
        ask(re=1),
        ask(__proto__={}),
        ask(constructor={}),
        *(ask(id=wrong) for wrong in (-1, 2**53 + 1, 10**30, 1.5, True, "1", None, [1])),
    ],
)
def test_what_is_no_message_of_ours_is_refused(payload: bytes) -> None:
    """Unknown types and fields, missing and impossible ids, and far too long texts are no messages."""
    assert "bad-message" == refusal(payload)


@pytest.mark.parametrize(("into", "frames"), [(AskEnvelope, ASKS), (ControlEnvelope, CONTROL_ASKS)])
def test_the_samples_are_messages(into: type, frames: list[dict[str, Any]]) -> None:
    """The frames that are broken below are whole before."""
    for frame in frames:
        parse(json.dumps(frame).encode(), into)


@pytest.mark.parametrize(("into", "frames"), [(AskEnvelope, ASKS), (ControlEnvelope, CONTROL_ASKS)])
def test_every_field_has_its_type(into: type, frames: list[dict[str, Any]]) -> None:
    """Each value of each message is refused as another type, and each text when it is longer than any may be."""
    wrong: dict[type, list[object]] = {
        str: [7, "x" * 4097],
        int: [CANARY, True],
        bool: [CANARY],
        dict: [[]],
        list: [{}, CANARY],
    }
    for frame in frames:
        for path, value in leaves_and_branches(frame):
            for bad in wrong[type(value)]:
                assert "bad-message" == refusal(json.dumps(changed(frame, path, bad)).encode(), into), path


@pytest.mark.parametrize("key", ["canary", "__proto__", "constructor", "toString", "", "Type"])
def test_no_object_takes_another_field(key: str) -> None:
    """A field that nobody knows is refused wherever it stands, whatever browsers make of its name."""
    for frame in ASKS:
        for path, value in leaves_and_branches(frame):
            if isinstance(value, dict):
                assert "bad-message" == refusal(json.dumps(changed(frame, [*path, key], CANARY)).encode()), path


def leaves_and_branches(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[list[Any], Any]]:  # noqa: ANN401
    """Every value in a tree, with the way to it."""
    branches = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, branch in branches:
        yield [*path, key], branch
        yield from leaves_and_branches(branch, (*path, key))


def changed(tree: dict[str, Any], path: list[Any], value: object) -> dict[str, Any]:
    """A tree with another value in one place."""
    copy = branch = deepcopy(tree)
    for key in path[:-1]:
        branch = branch[key]
    branch[path[-1]] = value
    return copy


# --- anything at all ---

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["hello", "id", "body"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "body", "type", "a"]) | st.text(), inner),
    max_leaves=20,
)


def taken_or_refused(payload: bytes) -> None:
    """A payload becomes a message, or a refusal whose text is one of three fixed sentences."""
    try:
        said = repr(type(parse(payload, AskEnvelope)))
    except Refused as refused:
        said = str(refused)
    assert said in (
        repr(AskEnvelope),
        "bad-frame: This is not the JSON that we speak.",
        f"bad-frame: JSON may nest {MAX_DEPTH} levels deep.",
        "bad-message: This is no message of ours.",
    )
    number = message_id(payload)
    assert number is None or 0 <= number <= 2**53


@FUZZ
@given(st.binary())
def test_any_bytes_are_taken_or_refused(payload: bytes) -> None:
    """No bytes make the reader fail."""
    taken_or_refused(payload)


@FUZZ
@given(JSON, st.sampled_from(ASKS), st.data())
def test_any_tree_is_taken_or_refused(tree: object, frame: dict[str, Any], data: st.DataObject) -> None:
    """No JSON makes the reader fail, neither alone nor in the place of something in a message."""
    path, _ = data.draw(st.sampled_from(list(leaves_and_branches(frame))))
    taken_or_refused(json.dumps(tree).encode())
    taken_or_refused(json.dumps(changed(frame, path, tree)).encode())


@FUZZ
@given(st.sampled_from(ASKS), st.integers(0, 2000), st.integers(0, 8), st.binary(max_size=8))
def test_any_damage_is_taken_or_refused(frame: dict[str, Any], at: int, cut: int, put: bytes) -> None:
    """No message with something cut out and something put in makes the reader fail."""
    payload = json.dumps(frame).encode()
    at %= len(payload)
    taken_or_refused(payload[:at] + put + payload[at + cut :])


# --- the id of what could not be read ---


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        (b'{"id": 7, "body": {"type": "canary"}}', 7),
        (b'{"id": 7, "id": 8}', 8),
        (b'{"id": 0, "body": NaN}', 0),
        (b'{"id": -1}', None),
        (b'{"id": true}', None),
        (b'{"id": 7.0}', None),
        (b'{"id": 9007199254740993}', None),
        (b"[7]", None),
        (b"7", None),
        (b"", None),
        (b"\xff\xfe\xfd", None),
        (b"[" * 60_000, None),
    ],
)
def test_a_refusal_can_name_the_question(payload: bytes, number: int | None) -> None:
    """Where a broken frame still shows a possible id, its refusal can name it."""
    assert number == message_id(payload)
