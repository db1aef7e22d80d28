"""How well forms are understood: pages described in Chromium, read by the companion, scored beside other tools.

Options: --corpora DIR (default: shared/corpora beside the checkout); --cache FILE keeps the pages' descriptions, for
quick turns while only the companion changes; --errors N lists the most frequent confusions. The corpora know fewer
kinds than Meum, whose finer ones are folded into theirs for the score. No machine learns from the pages, but people
have read the errors on them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.corpora import DEFAULT, INDEX, LabelledPage, labelled_pages
from bench.pages import Described, described
from bench.report import percentile, say
from companion.fields.classify import FormReading, read_form
from tests.forms.__main__ import judge_all, summary

FOLDED: Final = {
    "honorific-prefix": "sex",
    "x-consent-privacy": "x-consent-terms",
    "x-consent-profiling": "x-consent-marketing",
    "x-decline-marketing": "x-consent-marketing",
    "x-decline-profiling": "x-consent-marketing",
    "x-second-family-name": "x-family-name-2",
}
"""What the corpora do not tell apart: there "Mr or Ms" is a gender, and a privacy notice to accept is terms."""
FORM_KINDS: Final = {
    "registration": {"registration"},
    "login": {"login"},
    "search": {"search"},
    "join mailing list": {"newsletter"},
    "contact/comment": {"contact"},
    "password/login recovery": {"login"},
}
"""The corpora's kinds of forms that Meum tells apart, too."""
OFFERED: Final = frozenset({"registration", "join mailing list", "contact/comment"})
SILENT: Final = frozenset({"login", "search", "password/login recovery"})
FIELDS: Final = 20
AIMS: Final = {"companion, 20 fields": 3.0, "describing, a page": 5.0}


def main() -> None:
    """Print the scorer's tables, what forms were taken for, and how long describing and reading took."""
    options = _options()
    own = f"Our own pages, tests/forms:\n{summary(judge_all())}"
    if not options.corpora.is_dir():
        print(json.dumps({"own": own}) if options.json else f"There are no corpora at {options.corpora}.\n{own}")
        return
    pages = labelled_pages(options.corpora)
    seen = described(options.corpora, [page.page for page in pages], INDEX, options.cache)
    readings = [[read_form(form) for form in found.forms] for found in seen]
    rows = [*_of_forms(pages, seen, readings), *_times(seen)]
    with tempfile.TemporaryDirectory() as folder:
        predictions, report = Path(folder) / "predictions.jsonl", Path(folder) / "report.json"
        lines = ({"page": found.page, "pred": _told(found, read)} for found, read in zip(seen, readings, strict=True))
        predictions.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        scorer = [sys.executable, options.corpora / "score.py", predictions, "--json", report]
        done = subprocess.run(
            [*scorer, "--errors", str(options.errors)], check=True, stdout=subprocess.PIPE, encoding="utf-8"
        )
        if options.json:
            print(json.dumps({"scores": json.loads(report.read_text("utf-8")), "rows": rows, "own": own}))
            return
    print(done.stdout)
    say(rows, own)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench fields", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=DEFAULT)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _told(found: Described, readings: Sequence[FormReading]) -> dict[str, str]:
    return {
        index: FOLDED.get(field.kind.name, field.kind.name)
        for reading in readings
        for field in reading.fields
        if field.kind.name != "x-unknown"
        for index in found.meant[field.key]
    }


def _of_forms(
    pages: Sequence[LabelledPage], seen: Sequence[Described], readings: Sequence[Sequence[FormReading]]
) -> list[dict[str, object]]:
    """Compare what forms are for with what people said, one row for each kind that both know."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for page, found, read in zip(pages, seen, readings, strict=True):
        types = {str(field.index): field.form_type or "" for field in page.fields}
        for form, reading in zip(found.forms, read, strict=True):
            said = Counter(types[index] for field in form.fields for index in found.meant[field.key])
            kind = said.most_common(1)[0][0] if said else ""
            if kind in FORM_KINDS:
                count[kind] += 1
                right[kind] += reading.form_kind in FORM_KINDS[kind]
                shown[kind] += reading.collects
    return [
        {
            "measure": f"form kind: {kind}",
            "value": f"{right[kind] / count[kind]:.1%} of {count[kind]} right, {shown[kind] / count[kind]:.1%} offered",
            "aim": "none offered" if kind in SILENT else "all offered" if kind in OFFERED else "",
        }
        for kind in FORM_KINDS
        if count[kind]
    ]


def _times(seen: Sequence[Described]) -> list[dict[str, object]]:
    """Time forms of about twenty fields, read once before so that all words are there."""
    forms = [form for found in seen for form in found.forms if FIELDS / 2 <= len(form.fields) <= FIELDS * 2]
    reading = []
    for form in (*forms[:1], *forms):
        start = time.perf_counter()
        read_form(form)
        reading.append((time.perf_counter() - start) * 1000 * FIELDS / len(form.fields))
    samples: Mapping[str, list[float]] = {
        "companion, 20 fields": reading[1:],
        "describing, a page": [found.ms for found in seen],
    }
    return [
        {
            "measure": f"{name}: p50 / p95",
            "value": f"{percentile(times, 0.5):.1f} / {percentile(times, 0.95):.1f} ms",
            "aim": f"{AIMS[name]:g} ms",
        }
        for name, times in samples.items()
        if times
    ]


if __name__ == "__main__":
    main()
