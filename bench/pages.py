"""Labelled pages, described by the extension's own page script in Chromium."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import msgspec
from playwright.sync_api import Route, sync_playwright

from companion.protocol import Form
from tests.browsers import find_browser

ROOT: Final = Path(__file__).resolve().parent.parent
EXTENSION: Final = ROOT / "extension"
_ENTRY: Final = """
import { groups, isRadio, nameOf, questions, radiosOf } from "./page/controls";
import { describe } from "./page/describe";
import { onceDrawn } from "./page/slices";

globalThis.describePage = async (attribute) => {
  await new Promise(onceDrawn);
  const start = performance.now();
  const forms = describe(document);
  const ms = performance.now() - start;
  const meant = {};
  for (const controls of groups(document).values()) {
    for (const control of questions(controls)) {
      const same = isRadio(control) ? radiosOf(control, controls) : [control];
      meant[nameOf(control)] = same.map((one) => one.getAttribute(attribute)).filter((index) => index !== null);
    }
  }
  return JSON.stringify({ forms, ms, meant });
};
"""
_SITE: Final = "https://pages.test/"
_SWITCHES: Final = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking")


class Described(msgspec.Struct, frozen=True):
    """A page's forms; `meant` maps each field's key to the values of `attribute` on the controls that it stands for."""

    page: str
    forms: list[Form]
    meant: dict[str, list[str]]
    ms: float


def described(folder: Path, pages: Iterable[str], attribute: str, cache: Path | None = None) -> list[Described]:
    """Describe pages of a folder; with `cache`, read what an earlier run wrote there, or write it."""
    if cache and cache.is_file():
        return msgspec.json.decode(cache.read_bytes(), type=list[Described])
    found = list(_described(folder, pages, attribute))
    if cache:
        cache.write_bytes(msgspec.json.encode(found))
    return found


def _described(folder: Path, pages: Iterable[str], attribute: str) -> Iterator[Described]:
    script = _script()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser("chromium"), args=_SWITCHES)
        tab = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        tab.route("**/*", lambda route: _answer(route, folder))
        for page in pages:
            tab.goto(f"{_SITE}{quote(page)}", wait_until="domcontentloaded")
            tab.evaluate(script)
            told = json.loads(tab.evaluate("(attribute) => describePage(attribute)", attribute))
            yield msgspec.convert({"page": page, **told}, Described)
        browser.close()


def _answer(route: Route, folder: Path) -> None:
    """Give a page itself as UTF-8, and nothing that it asks for."""
    address = route.request.url
    if address.startswith(_SITE) and route.request.is_navigation_request():
        route.fulfill(path=folder / unquote(address.removeprefix(_SITE)), content_type="text/html; charset=utf-8")
    else:
        route.abort()


def _script() -> str:
    """The page script's describing part, built like the extension itself."""
    node = shutil.which("node") or str(next((ROOT / ".tools/node").glob("**/bin/node")))
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "describe.js"
        options = ["--bundle", "--format=iife", "--target=chrome123", "--loader=ts", "--log-level=error"]
        subprocess.run(
            [node, EXTENSION / "node_modules/.bin/esbuild", *options, f"--outfile={built}"],
            input=_ENTRY,
            cwd=EXTENSION / "src",
            check=True,
            encoding="utf-8",
        )
        return built.read_text("utf-8")
