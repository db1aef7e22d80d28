"""What describing forms costs a page: in both browsers, by a content script made of the extension's own parts.

A description is everything between the look at the page and the text of the message. Our own pages and, where there are
any, those of the corpora show what is usual; made-up pages with 500 controls show that no task of ours keeps a page
from answering. There, *again* is a description after one class has changed. Chromium's own observer of long tasks
(50 ms and more) counts those in which we took part. Options: --corpora DIR, --every N takes each N-th of its pages,
--browser NAME.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple, cast

from bench.corpora import DEFAULT, labelled_pages
from bench.report import percentile, say
from bench.shapes import CONTROLS, SHAPES
from tests.browsers import Browser, Name, Page, launch
from tests.forms import load
from tests.practice.site import PracticeSite

ROOT: Final = Path(__file__).resolve().parent.parent
EXTENSION: Final = ROOT / "extension"
BROWSERS: Final[tuple[Name, ...]] = ("chromium", "firefox")
CHANGES: Final = 5
AIMS: Final = "a description 5 ms; no task of ours over 50 ms"
_ENTRY: Final = """
import { describing } from "./page/describe";
import { watch } from "./page/watch";

const now = () => performance.now();
const looks = [];
const long = [];
let tasks = [];
let inTask = false;
if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
  new PerformanceObserver((list) => {
    long.push(...list.getEntries());
    show();
  }).observe({ type: "longtask" });
}
function* timed(steps) {
  for (;;) {
    if (!inTask) {
      inTask = true;
      tasks.push({ start: now(), end: 0 });
      queueMicrotask(() => { inTask = false; });
    }
    const step = steps.next();
    tasks.at(-1).end = now();
    if (step.done) return step.value;
    yield;
  }
}
function show() {
  const tasks = looks.flatMap((look) => look.tasks);
  const isOurs = ({ startTime, duration }) =>
    tasks.some(({ start, end }) => start < startTime + duration && startTime < end);
  document.documentElement.dataset.looks = JSON.stringify({ looks, long: long.filter(isOurs).length });
}
watch(document, {
  steps: (roots) => timed(describing(document, roots)),
  found(forms, at) {
    const fields = forms.flatMap((form) => form.fields).length;
    const bytes = JSON.stringify(forms).length;
    tasks[0].start = at;
    tasks.at(-1).end = now();
    looks.push({ tasks, fields, bytes });
    tasks = [];
    show();
  },
}, new AbortController().signal);
"""
_MANIFEST: Final = {
    "manifest_version": 3,
    "name": "describe",
    "version": "1",
    "host_permissions": ["<all_urls>"],
    "browser_specific_settings": {
        "gecko": {"id": "describe@describe.example", "data_collection_permissions": {"required": ["none"]}}
    },
    "background": {"service_worker": "background.js", "scripts": ["background.js"]},
    "content_scripts": [{"matches": ["<all_urls>"], "js": ["content.js"], "run_at": "document_start"}],
}
_HEADERS: Final = {
    # A page may fetch nothing, and has the finest clock that browsers give.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
_CHANGE: Final = "() => (document.querySelector('input, select') ?? document.body).classList.toggle('touched')"
_LOOKS: Final = "document.documentElement.dataset.looks"


class Look(NamedTuple):
    """One description: what it took of the page's time, and its longest task (ms)."""

    ms: float
    longest: float
    fields: int


class Shown(NamedTuple):
    """A page: its first description, those after a change, and the long tasks in which we took part."""

    first: Look
    again: list[Look]
    long: int


def main() -> None:
    """Measure in each browser, and print one table."""
    options = _options()
    rows = [row for name in options.browser or BROWSERS for row in _rows(name, options.corpora, options.every)]
    say(rows, f"aims: {AIMS}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench describe", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=DEFAULT)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="default: both")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _rows(name: Name, corpora: Path, every: int) -> Iterator[dict[str, object]]:
    with (
        tempfile.TemporaryDirectory(prefix="meum-", ignore_cleanup_errors=True) as folder,
        PracticeSite() as site,
        launch(name, extension=_extension(Path(folder)), home=Path(folder) / "home") as browser,
    ):
        tab = _Tab(site, browser)
        usual: dict[str, Iterable[str]] = {"our own pages": (page.html for page in load())}
        if corpora.is_dir():
            pages = labelled_pages(corpora)[::every]
            usual["pages of the corpora"] = ((corpora / page.page).read_text("utf-8") for page in pages)
        for what, htmls in usual.items():
            yield _usual(name, what, [tab.show(html).first for html in htmls])
        for shape, html in SHAPES.items():
            yield _big(name, shape, tab.show(html, CHANGES))


def _usual(name: Name, what: str, looks: list[Look]) -> dict[str, object]:
    times = [look.ms for look in looks]
    return {
        "browser": name,
        "pages": f"{what} ({len(looks)})",
        "first, ms": f"p50 {percentile(times, 0.5):.1f}, p95 {percentile(times, 0.95):.1f}",
        "again, ms": "",
        "longest task, ms": max(look.longest for look in looks),
        "long tasks": "",
    }


def _big(name: Name, shape: str, shown: Shown) -> dict[str, object]:
    return {
        "browser": name,
        "pages": f"{CONTROLS} controls, {shape} ({shown.first.fields} told)",
        "first, ms": shown.first.ms,
        "again, ms": statistics.median(look.ms for look in shown.again),
        "longest task, ms": max(look.longest for look in (shown.first, *shown.again)),
        "long tasks": shown.long if name == "chromium" else "not told",
    }


class _Tab:
    """A tab in which pages are shown one after the other."""

    def __init__(self, site: PracticeSite, browser: Browser) -> None:
        self._site = site
        self._page: Page = browser.open(site.serve("/", "<!doctype html>", headers=_HEADERS))
        self._numbers = count()

    def show(self, html: str, changes: int = 0) -> Shown:
        """Show a page, and change it so many times."""
        self._page.visit(self._site.serve(f"/page-{next(self._numbers)}", html, headers=_HEADERS))
        self._seen(1)
        for number in range(changes):
            self._page.evaluate(_CHANGE)
            self._seen(number + 2)
        told = json.loads(cast("str", self._page.evaluate(_LOOKS)))
        looks = [_look(look) for look in told["looks"]]
        return Shown(looks[0], looks[1:], told["long"])

    def _seen(self, looks: int) -> None:
        self._page.wait_for(f"JSON.parse({_LOOKS} ?? '{{\"looks\": []}}').looks.length >= {looks}", 30)


def _look(told: dict[str, object]) -> Look:
    tasks = [task["end"] - task["start"] for task in cast("list[dict[str, float]]", told["tasks"])]
    return Look(sum(tasks), max(tasks), cast("int", told["fields"]))


def _extension(folder: Path) -> Path:
    """Make an extension that describes as ours does, and notes when."""
    target = folder / "extension"
    node = shutil.which("node") or str(next((ROOT / ".tools/node").glob("**/bin/node")))
    options = ["--bundle", "--format=iife", "--target=chrome123,firefox140", "--loader=ts", "--log-level=error"]
    subprocess.run(
        [node, EXTENSION / "node_modules/.bin/esbuild", *options, f"--outfile={target / 'content.js'}"],
        input=_ENTRY,
        cwd=EXTENSION / "src",
        check=True,
        encoding="utf-8",
    )
    (target / "manifest.json").write_text(json.dumps(_MANIFEST), "utf-8")
    (target / "background.js").touch()
    return target


if __name__ == "__main__":
    main()
