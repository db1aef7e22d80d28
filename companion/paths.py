"""Where things lie: the home folder and the sockets, from a path alone.

Standard library only, and `os.path` rather than `pathlib`: the relay imports this before it can answer the browser.
"""
# ruff: noqa: PTH103, PTH111, PTH112, PTH117, PTH118, PTH120

import hashlib
import os
import stat
import sys

StrPath = str | os.PathLike[str]

_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
"""`sun_path` without its closing NUL byte."""
_SYSTEM_TMP = "/tmp"  # noqa: S108 - only a private folder below it is used


def default_home() -> str:
    """The folder of the person's own vault, by the custom of the system (XDG base directories, macOS)."""
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/Meum")
    data = os.environ.get("XDG_DATA_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    return os.path.join(data if os.path.isabs(data) else os.path.expanduser("~/.local/share"), "meum")


def private_folder(path: StrPath) -> str:
    """Make the folder where it is missing and return it: the person's own, and nobody else's.

    Raises OSError, with a sentence for the person, for a link, a file, another's folder, or one open to others.
    """
    path = os.fspath(path)
    try:
        os.makedirs(path, 0o700, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(f"{path} is not a folder: move it away") from None
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        raise NotADirectoryError(f"{path} is a link: Meum needs the folder itself")
    if found.st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user: remove it, or choose another folder")
    if found.st_mode & 0o077:
        raise PermissionError(f'{path} is open to other users: close it with chmod 700 "{path}"')
    return path


def sync_folder(path: StrPath) -> None:
    """Bring the folder's entries (files made, renamed, removed) safely to the disk."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def socket_folder(home: StrPath) -> str:
    """The private folder, made where missing, that holds the home's sockets. Raises as `private_folder` does."""
    chosen = next(folder for folder in _folders(home) if _fits(folder, home))
    if os.path.dirname(chosen) == os.path.realpath(home):
        private_folder(os.path.dirname(chosen))
    return private_folder(chosen)


def browser_socket(home: StrPath) -> str:
    """The path of the socket that relays connect to."""
    return os.path.join(socket_folder(home), _socket_name("browser", home))


def control_socket(home: StrPath) -> str:
    """The path of the socket that the command line connects to."""
    return os.path.join(socket_folder(home), _socket_name("control", home))


def _folders(home: StrPath) -> list[str]:
    """Where sockets may lie, best first; the last one always fits.

    A home that is named lies anywhere and brings its sockets along: browsers and terminals differ in their variables.
    """
    shared = os.path.join(_SYSTEM_TMP, f"meum-{os.getuid()}")
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.realpath(home) != os.path.realpath(default_home()):
        return [os.path.join(os.path.realpath(home), "run"), shared]
    return [os.path.join(runtime, "meum"), shared] if os.path.isdir(runtime) else [shared]


def _fits(folder: str, home: StrPath) -> bool:
    # "browser" and "control" are equally long, so the sockets of a home never part.
    return len(os.fsencode(os.path.join(folder, _socket_name("browser", home)))) <= _SOCKET_PATH_BYTES


def _socket_name(purpose: str, home: StrPath) -> str:
    """The name tells homes apart, so that several companions never meet."""
    return f"{purpose}-{hashlib.sha256(os.fsencode(os.path.realpath(home))).hexdigest()[:16]}.sock"
