"""Runs one module of the extension in Node: for code that needs no browser."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
EXTENSION: Final = ROOT / "extension"


def bundled(module: str, folder: Path) -> str:
    """Bundle a module of extension/src into `folder`, and return its file URL."""
    bundle = folder / f"{Path(module).stem}.mjs"
    esbuild = EXTENSION / "node_modules/.bin/esbuild"
    options = ["--bundle", "--format=esm", f"--outfile={bundle}", "--log-level=error"]
    subprocess.run([_program(), esbuild, EXTENSION / "src" / module, *options], check=True)
    return bundle.as_uri()


def run(script: str, asked: object) -> Any:  # noqa: ANN401 - whatever the script answers
    """Run a script that reads JSON from its standard input and writes JSON; returns what it wrote."""
    command = [_program(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def _program() -> str:
    """The machine's Node, or the one that scripts/environment.py installed."""
    return shutil.which("node") or str(next((ROOT / ".tools/node").glob("**/bin/node")))
