"""What tests of the whole companion share: a person with nothing of this machine's owner, and a real daemon."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from companion.cli import main
from companion.client import Client
from companion.control import Created, CreateVault
from companion.wire import Message


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A person's own folder, empty and with a short path (sockets need that); no keyring, no session of a desktop."""
    with tempfile.TemporaryDirectory(prefix="meum-") as folder:
        person = Path(folder) / "person"
        person.mkdir()
        monkeypatch.setenv("HOME", str(person))
        for variable in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
            monkeypatch.delenv(f"XDG_{variable}", raising=False)
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        yield person


@pytest.fixture
def home(clean_environ: Path) -> Path:
    """Where the vault of the test lies, or will lie."""
    return clean_environ.parent / "home"


@pytest.fixture
def daemon(home: Path) -> Iterator[Client]:
    """A real daemon of `home`, and a connection to it."""
    command = [sys.executable, "-I", "-m", "companion.daemon", "--home", str(home)]
    with subprocess.Popen(command, cwd="/") as process, Client(home) as client:
        while not client.running():
            assert process.poll() is None, "the daemon ended at its start"
            time.sleep(0.01)
        yield client
        process.terminate()


@pytest.fixture
def passphrase() -> str:
    """The passphrase of every test's vault."""
    return "seven slow snails"


@pytest.fixture
def vault(daemon: Client, passphrase: str) -> Client:
    """The daemon with a vault, made and open."""
    daemon.ask(CreateVault(passphrase), Created)
    return daemon


@pytest.fixture
def meum(home: Path) -> Callable[..., Result]:
    """Run the command line for the test's home: `meum("vault", "list", input="…", status=0)`."""

    def run(*arguments: str, input: str = "", status: int = 0) -> Result:  # noqa: A002 - as click calls it
        result = CliRunner().invoke(main, ["--home", str(home), *arguments], input=input)
        assert status == result.exit_code, result.output
        return result

    return run


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person types, instead of a program writing to standard input."""
    monkeypatch.setattr("companion.commands.asking.at_terminal", lambda: True)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Message], list[Message]]:
    """Let a daemon that always gives one answer stand in for the real one: returns what it will have been asked."""

    def stand_in(answer: Message) -> list[Message]:
        asked: list[Message] = []

        def ask(_client: Client, message: Message, _answer: type[Message]) -> Message:
            asked.append(message)
            return answer

        monkeypatch.setattr(Client, "ask", ask)
        return asked

    return stand_in
