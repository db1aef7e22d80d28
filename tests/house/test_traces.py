"""No value of the vault lies anywhere but in the encrypted store, after fills, crashes and closing everything."""

import base64
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers import Name
from tests.house.demo import offer_lines
from tests.house.stage import Stage, accept, fill_page, made_up_person, wait_for_offer, wait_until
from tests.house.truth import alias_from

CHECKOUT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".tools", "node_modules", ".mypy_cache", ".ruff_cache"}
SHORTEST = 6
"""Shorter values ("DE") occur everywhere by chance."""


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_no_traces(name: Name) -> None:
    """Under the home, in the extension's own data, in the temporary folder and in the checkout no value is found."""
    with Stage(made_up_person()) as stage:
        browser = stage.browser(name)
        page = browser.open(stage.site.url("shop", "/signup"))
        popup = browser.open_popup()
        wait_for_offer(popup)
        alias = alias_from(offer_lines(popup)[0]["what"], stage.person["email"])
        accept(popup)
        popup.close()
        stage.kill_daemon()
        wait_until(lambda: stage.status().connections)
        page.click("#terms")
        page.click("button[type=submit]")  # while locked: what happens now is sealed
        page.wait_for("document.title.includes('Welcome')")
        browser.stop_background()
        stage.unlock()
        fill_page(browser, browser.open(stage.site.url("shop", "/shadow")))
        browser.close()
        stage.stop_daemon()
        needles = _needles([*stage.person.values(), alias, stage.passphrase])
        assert [] == list(_found(_files(stage, name), needles))


def test_the_search_finds(tmp_path: Path) -> None:
    """The search would see a value, plain, in UTF-16 and in base64 at each of its three alignments."""
    needles = _needles(["correct horse"])
    forms = [b"correct horse", "correct horse".encode("utf-16-le")]
    forms += [base64.b64encode(b"x" * shift + b"correct horse") for shift in range(3)]
    for number, form in enumerate(forms):
        (tmp_path / str(number)).write_bytes(b"..." + form + b"...")
    assert {str(number) for number in range(5)} == {path.name for path in _found(tmp_path.iterdir(), needles)}


def _files(stage: Stage, name: Name) -> Iterator[Path]:
    """All files that are ours: of a browser's profile only the extension's own data; its form history is its own."""
    for path in stage.folder.rglob("*"):
        parts = path.relative_to(stage.folder).parts
        if not parts[0].startswith(name) or any("extension" in part.lower() for part in parts):
            yield path
    started = stage.home.stat().st_ctime
    for place, _, names in os.walk(tempfile.gettempdir()):  # where others come and go at the same time
        for path in (Path(place, name) for name in names):
            if stage.folder not in path.parents and _changed(path) >= started:
                yield path
    for folder in CHECKOUT.iterdir():
        if folder.name not in NOT_OURS:
            yield from (path for path in folder.rglob("*") if not NOT_OURS & set(path.parts))


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _needles(values: list[str]) -> list[bytes]:
    """Each value plain, in UTF-16, and in base64 wherever it begins (without the characters that neighbours change)."""
    needles = []
    for value in values:
        if len(value) < SHORTEST:
            continue
        raw = value.encode()
        needles += [raw, value.encode("utf-16-le")]
        needles += [base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    return needles


def _found(paths: Iterator[Path], needles: list[bytes]) -> Iterator[Path]:
    for path in paths:
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except OSError:
            continue  # gone meanwhile, or not for us
        if any(needle in content for needle in needles):
            yield path
