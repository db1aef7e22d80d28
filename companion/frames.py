"""Frames: four bytes of length in native order, then UTF-8 JSON, on any pair of asyncio streams.

`parse` is strict where JSON readers are lenient: duplicate keys, NaN and infinities, lone surrogates, bad UTF-8 and
nesting beyond `MAX_DEPTH` are refused, and no error text repeats anything of the message.
"""

import json
import struct
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from typing import Any, TypeVar

import msgspec

from companion.errors import Refused
from companion.wire import MAX_DEPTH, MAX_IN, MAX_OUT

T = TypeVar("T")
_LENGTH = struct.Struct("=I")


async def read_frame(reader: StreamReader, limit: int = MAX_IN) -> bytes | None:
    """Take one frame's payload; None at the end of the stream.

    Raises:
        Refused: "bad-frame" for an empty or oversized frame; nothing of it is read, the connection is lost.
    """
    try:
        (size,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if not 0 < size <= limit:
            raise Refused("bad-frame", f"A frame has between 1 and {limit} bytes.")
        return await reader.readexactly(size)
    except (IncompleteReadError, ConnectionError):
        return None


def write_frame(writer: StreamWriter, message: msgspec.Struct, limit: int = MAX_OUT) -> None:
    """Queue one message.

    Raises:
        Refused: "bad-frame" when it is longer than `limit` bytes; nothing is written.
    """
    payload = msgspec.json.encode(message)
    if len(payload) > limit:
        raise Refused("bad-frame", f"A frame has at most {limit} bytes.")
    writer.write(_LENGTH.pack(len(payload)) + payload)


def parse(payload: bytes, into: type[T]) -> T:
    """Read a payload as one of our messages.

    Raises:
        Refused: "bad-frame" when it is not strict JSON, "bad-message" when it is no message of ours.
    """
    try:
        tree = json.loads(
            payload.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
        if rb"\u" in payload:
            json.dumps(tree, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refused("bad-frame", "This is not the JSON that we speak.") from None
    if _deeper_than(tree, MAX_DEPTH):
        raise Refused("bad-frame", f"JSON may nest {MAX_DEPTH} levels deep.")
    try:
        return msgspec.convert(tree, into)
    except msgspec.ValidationError:
        # msgspec quotes wrong enum values and unknown keys, so its text is dropped.
        raise Refused("bad-message", "This is no message of ours.") from None


def message_id(payload: bytes) -> int | None:
    """Find the id of a frame that could not be read as a message, so that its refusal can name it."""
    try:
        tree = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    found = tree.get("id") if isinstance(tree, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= 2**53 else None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ValueError
    return tree


def _no_constant(_word: str) -> float:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError
    return number


def _deeper_than(tree: object, levels: int) -> bool:
    if isinstance(tree, dict):
        return levels == 0 or any(_deeper_than(branch, levels - 1) for branch in tree.values())
    if isinstance(tree, list):
        return levels == 0 or any(_deeper_than(branch, levels - 1) for branch in tree)
    return False
