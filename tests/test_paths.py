import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion import paths


@pytest.fixture
def tmp_path(clean_environ: Path) -> Path:
    """A folder whose path is short, as those of sockets must be."""
    return clean_environ.parent


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person with a data folder, a runtime folder and a temporary folder of their own."""
    for variable, name in (("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run"), ("TMPDIR", "tmp")):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.setattr(sys, "platform", "linux")


def test_importing_paths_stays_cheap() -> None:
    """The relay starts with this module, so it must not pull in anything that costs milliseconds."""
    script = "import sys, companion.paths; print(*{'pathlib', 're', 'tempfile', 'typing'} & {*sys.modules})"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_default_home_follows_xdg(tmp_path: Path) -> None:
    """The vault lies where the desktop's convention puts a program's data."""
    assert str(tmp_path / "data" / "meum") == paths.default_home()


def test_default_home_ignores_a_relative_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative XDG_DATA_HOME is invalid and must not make the vault depend on the working folder."""
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", "/home/someone")
    assert paths.default_home() == "/home/someone/.local/share/meum"


def test_default_home_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS the vault lies in Application Support."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("HOME", "/Users/someone")
    assert paths.default_home() == "/Users/someone/Library/Application Support/Meum"


def test_private_folder_is_made_closed(tmp_path: Path) -> None:
    """A folder that Meum makes is the person's own, whatever the umask is."""
    before = os.umask(0)
    try:
        folder = paths.private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert str(tmp_path / "a" / "b") == folder
    assert Path(folder).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o710, 0o704, 0o770])
def test_private_folder_refuses_an_open_folder(tmp_path: Path, mode: int) -> None:
    """A folder that others may enter is not used, and the refusal says what to do."""
    tmp_path.joinpath("open").mkdir()
    tmp_path.joinpath("open").chmod(mode)
    with pytest.raises(PermissionError, match="chmod 700"):
        paths.private_folder(tmp_path / "open")


def test_private_folder_refuses_a_link(tmp_path: Path) -> None:
    """A link could be turned to another's folder, so it is not followed."""
    tmp_path.joinpath("real").mkdir(mode=0o700)
    tmp_path.joinpath("link").symlink_to("real")
    with pytest.raises(NotADirectoryError, match="is a link"):
        paths.private_folder(tmp_path / "link")


def test_private_folder_refuses_a_file(tmp_path: Path) -> None:
    """A file in the folder's place is left alone."""
    tmp_path.joinpath("file").touch(0o600)
    with pytest.raises(NotADirectoryError, match="not a folder"):
        paths.private_folder(tmp_path / "file")


def test_private_folder_refuses_another_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else prepared is not used, even when it looks closed."""
    tmp_path.joinpath("theirs").mkdir(mode=0o700)
    stranger = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    with pytest.raises(PermissionError, match="belongs to another user"):
        paths.private_folder(tmp_path / "theirs")


def test_the_default_home_meets_in_the_runtime_folder(tmp_path: Path) -> None:
    """The person's own vault has its sockets where the system keeps them."""
    assert str(tmp_path / "run" / "meum") == paths.socket_folder(paths.default_home())
    assert tmp_path.joinpath("run", "meum").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("runtime", ["", "missing"])
def test_without_a_runtime_folder_the_temporary_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    """Where no runtime folder exists, the sockets lie in a private folder below the system's temporary one."""
    monkeypatch.setattr(paths, "_SYSTEM_TMP", str(tmp_path / "tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime and str(tmp_path / runtime))
    assert str(tmp_path / "tmp" / f"meum-{os.getuid()}") == paths.socket_folder(paths.default_home())


def test_another_home_never_meets_the_default_one(tmp_path: Path) -> None:
    """A home named with --home has sockets of its own, in another folder and under another name."""
    default, other = paths.default_home(), tmp_path / "other"
    third = tmp_path / "third"
    for folder in (other, third):
        folder.mkdir(mode=0o700)
    assert str(other / "run") == paths.socket_folder(other)
    found = {paths.browser_socket(default), paths.browser_socket(other), paths.browser_socket(third)}
    assert len({Path(socket).name for socket in found}) == 3


def test_one_home_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a home is written, it is the same home."""
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("home").mkdir(mode=0o700)
    tmp_path.joinpath("link").symlink_to("home")
    assert {paths.browser_socket(tmp_path / "home")} == {
        paths.browser_socket(name) for name in ("home", "./link", "home/")
    }


def test_the_two_sockets_differ_and_lie_together(tmp_path: Path) -> None:
    """Browsers and the command line have a socket each."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    browser, control = Path(paths.browser_socket(home)), Path(paths.control_socket(home))
    assert browser.parent == control.parent
    assert browser.name != control.name


def test_a_socket_path_that_is_too_long_moves_to_the_system_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket path has at most 107 bytes; deeper folders are passed over."""
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    short = tmp_path / "s"
    short.mkdir()
    monkeypatch.setattr(paths, "_SYSTEM_TMP", str(short))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    assert str(short / f"meum-{os.getuid()}") == paths.socket_folder(paths.default_home())
