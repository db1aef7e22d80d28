"""What several tests build: sample messages, a browser profile with its key, a vault that opens without a wait."""

import asyncio
import base64
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import inspect

from companion import profiles
from companion.desk import Desk, Visitor
from companion.events import Event
from companion.keeper import Keeper
from companion.protocol import Answer, Ask, Document, Hello, Patterns, Refusal, State, Tell
from companion.wire import PROTOCOL

CANARY: Final = "canary-7f3a"
PASSPHRASE: Final = "seven slow snails"
ORIGIN: Final = "https://www.shop.example"


def uuid(number: int) -> str:
    """Name an event by number."""
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def a_document(origin: str = ORIGIN, **more: object) -> Document:
    """The main frame of a tab, served securely unless told otherwise."""
    document = Document(id="doc-1", tab=1, frame=0, origin=origin, top=origin, secure=True)
    return msgspec.structs.replace(document, **more)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that is about to."""
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


# --- sample messages, from their definitions ---


def sample(message: type) -> Any:  # noqa: ANN401 - the tree of any message
    """A valid message as a JSON tree with every field in it; each free text of it is `CANARY`."""
    return _tree(inspect.type_info(message))


def sample_asks() -> list[dict[str, Any]]:
    """One frame of each kind that a browser may send, and one for each kind of event."""
    bodies = [sample(message) for message in get_args(Ask)]
    bodies += [{"type": "record", "events": [sample(event)]} for event in get_args(Event)]
    return [{"id": 7, "body": body} for body in bodies]


def _tree(info: inspect.Type) -> Any:  # noqa: ANN401, PLR0911 - one line for each sort of type
    match info:
        case inspect.StructType():
            tag = {info.tag_field: info.tag} if info.tag_field else {}
            return tag | {field.encode_name: _tree(field.type) for field in info.fields}
        case inspect.UnionType():
            return _tree(next(kind for kind in info.types if not isinstance(kind, inspect.NoneType)))
        case inspect.ListType():
            return [_tree(info.item_type)]
        case inspect.DictType():
            return {_tree(info.key_type): _tree(info.value_type)}
        case inspect.LiteralType():
            return info.values[0]
        case inspect.StrType():
            return uuid(1) if info.pattern else CANARY
        case inspect.BoolType():
            return True
        case inspect.AnyType():
            return CANARY
        case _:
            return 7


# --- a browser profile ---


class BrowserKey:
    """A browser profile's P-256 key, used as the extension does."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        spki = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.text = base64.b64encode(spki).decode()

    def sign(self, nonce: bytes) -> str:
        """Sign a nonce, r and s one after the other, as WebCrypto writes them."""
        r, s = decode_dss_signature(self._private.sign(nonce, ec.ECDSA(SHA256())))
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()

    def hello(self, nonce: bytes, since: float = 0.0) -> Hello:
        """The greeting that answers a nonce."""
        return Hello(PROTOCOL, "1.0", "Firefox 153", self.text, self.sign(nonce), since)


class Browser:
    """One browser's connection to a desk, with a key of its own unless it is given one."""

    def __init__(self, desk: Desk, key: BrowserKey | None = None) -> None:
        self.desk, self.key = desk, key or BrowserKey()
        self.told: list[Tell] = []
        self.visitor = Visitor(self.told.append)
        desk.joined(self.visitor)

    def ask(self, message: Ask) -> Answer:
        """Ask the desk."""
        return asyncio.run(self.desk.answer(self.visitor, message))

    def hello(self, since: float = 0.0) -> Answer:
        """Greet, with a good signature."""
        return self.ask(self.key.hello(self.visitor.nonce, since))

    def refused(self, message: Ask) -> str:
        """The code that a message is refused with; its text holds no value."""
        answer = self.ask(message)
        assert isinstance(answer, Refusal), answer
        assert CANARY not in answer.text
        return answer.code

    def state(self) -> str:
        """How things stand by what it was told last."""
        return [told for told in self.told if isinstance(told, State)][-1].state

    def handed(self) -> list[str]:
        """The kinds that it was told to look for last."""
        asyncio.run(self.desk.hand_out())
        pages = [told for told in self.told if isinstance(told, Patterns)]
        return [value.kind for value in pages[-1].values] if pages else []


def approved(browser: Browser) -> Browser:
    """Approve a browser, as the person does after comparing the code."""
    browser.hello()
    profiles.set_state(browser.desk.keeper.open().db, browser.key.text, "approved")
    browser.desk.announce()
    return browser


async def dashboard(path: str) -> str:
    """Stand in for the dashboard, which has tests of its own."""
    return f"http://127.0.0.1:1/open/{path}"


# --- a vault ---


class MemoryKeyring:
    """A keyring that keeps what it is given, as a system's would."""

    def __init__(self, secrets: dict[str, str] | None = None) -> None:
        self.secrets = dict(secrets or {})

    def get(self, account: str) -> str | None:
        """The secret of an account."""
        return self.secrets.get(account)

    def put(self, account: str, secret: str) -> None:
        """Keep the secret of an account."""
        self.secrets[account] = secret


@dataclass(frozen=True, repr=False)
class MadeVault:
    """An empty vault under `PASSPHRASE`: its files, what the keyring holds, its recovery code."""

    files: dict[str, bytes]
    secrets: dict[str, str]
    recovery_code: str = field(default="")


@cache
def made_vault() -> MadeVault:
    """Make a vault once: its passphrase takes a fifth of a second and 64 MiB each time."""
    ring = MemoryKeyring()
    with tempfile.TemporaryDirectory() as folder:
        keeper = Keeper(Path(folder), ring)
        code, _ = asyncio.run(keeper.create(PASSPHRASE))
        keeper.lock()
        return MadeVault({path.name: path.read_bytes() for path in Path(folder).iterdir()}, ring.secrets, code)


def a_keeper(home: Path) -> Keeper:
    """The keeper of a new vault in `home`, locked; `unlock_by_keyring` opens it at once."""
    home.mkdir(mode=0o700)
    for name, content in made_vault().files.items():
        (home / name).write_bytes(content)
    return Keeper(home, MemoryKeyring(made_vault().secrets))


def open_keeper(home: Path) -> Keeper:
    """The keeper of a new vault in `home`, open."""
    keeper = a_keeper(home)
    assert keeper.unlock_by_keyring()
    return keeper


# --- frames, as the browser's side of the wire ---


def framed(payload: bytes) -> bytes:
    """A payload with its length before it."""
    return struct.pack("=I", len(payload)) + payload


@contextmanager
def connected(path: str) -> Iterator["Wire"]:
    """A connection to a socket of the daemon, as a relay or the command line makes it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(20)
        connection.connect(path)
        with connection.makefile("rb") as reader, connection.makefile("wb") as writer:
            yield Wire(reader, writer)


class Wire:
    """Frames over a pair of blocking files: a socket's, or the pipes of a process."""

    def __init__(self, reader: BufferedReader, writer: BufferedWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, *payloads: bytes) -> None:
        """Send payloads as frames."""
        self._writer.write(b"".join(framed(payload) for payload in payloads))
        self._writer.flush()

    def frames(self) -> Iterator[dict[str, Any]]:
        """Receive frames until the other side ends."""
        while head := self._reader.read(4):
            yield msgspec.json.decode(self._reader.read(*struct.unpack("=I", head)))

    def receive(self) -> dict[str, Any]:
        """Receive one frame."""
        return next(self.frames())

    def greet(self, key: BrowserKey, since: float = 0.0) -> dict[str, Any]:
        """Answer the companion's challenge, and hand back how things stand."""
        nonce = base64.b64decode(self.receive()["body"]["nonce"])
        return self.ask(key.hello(nonce, since))

    def ask(self, body: msgspec.Struct | dict[str, Any], number: int = 1) -> dict[str, Any]:
        """Ask, and hand back the body of the answer; what is told in between is passed over."""
        self.send(msgspec.json.encode({"id": number, "body": body}))
        return next(frame["body"] for frame in self.frames() if frame.get("re") == number)
