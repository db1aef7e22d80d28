import json
import stat
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from companion import cli
from companion.cli import main
from companion.client import Client
from companion.control import DashboardAt, LockVault, Profile, ShowDashboard, Status, StatusReport
from companion.protocol import Done
from companion.wire import Message

ROOT = Path(__file__).parent.parent
Meum = Callable[..., Result]
Answers = Callable[[Message], list[Message]]


def state(client: Client) -> str:
    """How the vault stands."""
    return client.ask(Status(), StatusReport).vault


def commands(group: click.Group, path: str = "meum") -> Iterator[str]:
    """All commands, as they are typed."""
    for name, command in group.commands.items():
        yield f"{path} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def everyone(path: str) -> click.Command:
    """The command of that name."""
    command: click.Command = main
    for name in path.split()[1:]:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


# --- unlock, lock, stop ---


@pytest.mark.usefixtures("typing")
def test_the_first_unlock_makes_the_vault(daemon: Client, meum: Meum) -> None:
    """The passphrase is asked for twice, the recovery code is shown once, and the next step is named."""
    shown = meum("unlock", input="four green lamps\nfour green lamps\n").output
    assert 6 * 5 == len(next(line for line in shown.splitlines() if line.startswith("    ")).replace("-", "").strip())
    assert "write it down" in shown
    assert "no keyring" in shown
    assert "`meum vault add`" in shown
    assert "green" not in shown
    assert "ready" == state(daemon)


@pytest.mark.usefixtures("typing")
def test_a_mistyped_passphrase_is_asked_for_again(daemon: Client, meum: Meum) -> None:
    """A vault that opens with a typing error would be lost, so both entries have to agree."""
    meum("unlock", input="four green lamps\nfour green lamp\nfour green lamps\nfour green lamps\n")
    daemon.ask(LockVault(), Done)
    meum("unlock", input="four green lamps\n")
    assert "ready" == state(daemon)


def test_unlock_reads_standard_input(daemon: Client, meum: Meum) -> None:
    """A program may hand the passphrase over, one line, taken as it is."""
    meum("unlock", input=" four green lamps \nnot this\n")
    meum("lock")
    assert "locked" == state(daemon)
    assert "not the passphrase" in meum("unlock", input="four green lamps\n", status=1).output
    meum("unlock", input=" four green lamps \n")
    assert "ready" == state(daemon)


def test_unlock_without_any_input(daemon: Client, meum: Meum) -> None:
    """An empty standard input is no passphrase."""
    assert "nothing on standard input" in meum("unlock", status=2).output
    assert "no-vault" == state(daemon)


def test_a_poor_passphrase_makes_no_vault(daemon: Client, meum: Meum) -> None:
    """The refusal is one sentence, without a traceback, and exit status 1."""
    shown = meum("unlock", input="short\n", status=1).output
    assert shown.endswith("Error: A passphrase needs at least 8 characters: take several words\n")
    assert "no-vault" == state(daemon)


def test_the_recovery_code_opens_the_vault(daemon: Client, meum: Meum) -> None:
    """What was printed at the beginning opens the vault when the passphrase is forgotten, and sets a new one."""
    shown = meum("unlock", input="four green lamps\n").output
    code = next(line for line in shown.splitlines() if line.startswith("    ")).strip()
    meum("lock")
    meum("unlock", "--recovery", input=f"{code.lower()}\nseven silent swans\n")
    assert "ready" == state(daemon)
    meum("lock")
    meum("unlock", input="four green lamps\n", status=1)
    meum("unlock", input="seven silent swans\n")
    assert "ready" == state(daemon)


def test_lock_and_stop_start_nothing(meum: Meum, home: Path) -> None:
    """Where no daemon runs there is nothing to close or to end."""
    assert "closed" in meum("lock").output
    assert "does not run" in meum("stop").output
    assert not home.exists()


def test_stop_ends_the_daemon(daemon: Client, meum: Meum) -> None:
    """When the command returns, nobody answers any more."""
    daemon.close()
    assert "has ended" in meum("stop").output
    assert not daemon.running()


def test_the_command_line_is_a_program(home: Path) -> None:
    """Run for real, it starts a daemon that outlives it, and a later one reaches the same."""
    command = [sys.executable, "-m", "companion.cli", "--home", str(home)]
    with Client(home) as client:
        subprocess.run(
            [*command, "unlock"], input="four green lamps\n", text=True, cwd=ROOT, check=True, capture_output=True
        )
        assert client.running()
        assert "ready" == state(client)
        subprocess.run([*command, "stop"], cwd=ROOT, check=True, capture_output=True)
        client.close()
        assert not client.running()


def test_a_home_open_to_others_is_one_sentence(meum: Meum, home: Path) -> None:
    """What the system refuses is said as plainly as what the daemon refuses."""
    home.mkdir()
    home.chmod(0o755)
    assert meum("status", status=1).output.startswith("Error: ")
    assert "chmod 700" in meum("install", status=1).output


# --- status, pair, revoke ---


def test_status_without_a_vault(daemon: Client, meum: Meum) -> None:
    """The state and the command that leads on."""
    assert "`meum unlock` makes it" in meum("status").output
    assert str(daemon.home) == json.loads(meum("status", "--json").output)["home"]


def test_status_names_the_first_step_after_unlocking(vault: Client, meum: Meum) -> None:
    """With a vault and no browser, the person is led to the extension."""
    assert "ready" == state(vault)
    assert "`meum install` says how" in meum("status").output


def test_status_shows_the_profiles(meum: Meum, answers: Answers) -> None:
    """Each browser profile is a line: what it is called, how it stands, and the code to compare."""
    profile = Profile("firefox-1", "Firefox 153", "pending", last_seen=0, connected=True, code="123456")
    answers(StatusReport("1", "/h", "ready", connections=1, waiting=3, profiles=[profile]))
    shown = meum("status").output
    assert "Events that wait for the vault to be opened: 3" in shown
    assert ["firefox-1", "Firefox", "153", "pending", "yes", "123456"] == shown.splitlines()[-1].split()


@pytest.mark.usefixtures("vault")
def test_pair_and_revoke_pass_refusals_on(meum: Meum) -> None:
    """A wrong code and an unknown name are refused with what to do."""
    assert "compare" in meum("pair", "123456", status=1).output
    assert "`meum status`" in meum("revoke", "firefox-9", status=1).output


# --- dashboard ---


def test_the_dashboard_in_a_connected_browser(meum: Meum, home: Path, answers: Answers) -> None:
    """The browser is asked to open it, and nothing is written."""
    asked = answers(DashboardAt())
    assert "Your browser" in meum("dashboard").output
    assert [ShowDashboard()] == asked
    assert not home.exists()


def test_the_dashboard_without_a_browser(
    meum: Meum, home: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private file leads to it, its link is in no argument list and no output, and it is gone afterwards."""
    home.mkdir(mode=0o700)
    (home / "dashboard.html").write_text("of a call that was killed")
    answers(DashboardAt("http://127.0.0.1:1234/open/CODE?a=1&b=2"))
    opened: list[str] = []
    written: list[tuple[int, str]] = []

    def wait(seconds: float) -> None:
        (page,) = home.iterdir()
        written.append((stat.S_IMODE(page.stat().st_mode), page.read_text()))
        assert 30 == seconds

    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(cli, "sleep", wait)
    shown = meum("dashboard").output
    assert [(home / "dashboard.html").as_uri()] == opened
    assert "CODE" not in shown
    ((mode, content),) = written
    assert 0o600 == mode
    assert 'content="0; url=http://127.0.0.1:1234/open/CODE?a=1&amp;b=2"' in content
    assert [] == list(home.iterdir())


# --- the command line as a whole ---


@pytest.mark.parametrize("path", list(commands(main)))
def test_every_command_is_documented(path: str) -> None:
    """A command has one sentence of help, and stands in the README as it is typed."""
    assert everyone(path).get_short_help_str(200)
    assert f"`{path}" in (ROOT / "README.md").read_text("utf-8")


def test_no_value_is_an_argument() -> None:
    """A value among the arguments would stand in the list of processes and in the shell's history."""
    for path in ("meum vault add", "meum vault change", "meum unlock"):
        names = {parameter.name for parameter in everyone(path).params}
        assert not {"value", "text", "passphrase", "code"} & names
