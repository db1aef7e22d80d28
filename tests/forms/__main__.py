"""Prints how the classifier does on our own pages: ``python -m tests.forms [--first]``.

With ``--first``, each page that is new gets its line in `first.json`: whether all of it was right before anything was
done about it. What stands there is never changed.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.forms import FIRST, load, passed_at_first
from tests.forms.described import describe
from tests.forms.judge import Mistake, mistakes


def judge_all() -> dict[str, list[Mistake]]:
    """Return the mistakes on each page, by its name."""
    pages = load()
    described = describe(pages)
    return {page.name: mistakes(page, described[page.name]) for page in pages}


def noted(before: Mapping[str, bool], judged: Mapping[str, Sequence[Mistake]]) -> dict[str, bool]:
    """Return what was noted `before`, unchanged, and for each new page whether nothing is wrong with it."""
    return {page: not wrong for page, wrong in judged.items()} | dict(before)


def main() -> None:
    """Print each mistake and the summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", action="store_true", help="note how the classifier does on pages that are new")
    options = parser.parse_args()
    judged = judge_all()
    if options.first:
        first = noted(passed_at_first(), judged)
        FIRST.write_text(json.dumps(first, indent=1, sort_keys=True) + "\n", "utf-8")
    lines = [str(mistake) for wrong in judged.values() for mistake in wrong]
    print("\n".join([*lines, summary(judged)]))  # noqa: T201 - for the person who started it


def summary(judged: Mapping[str, Sequence[Mistake]]) -> str:
    """Say how many mistakes there are of each sort, and how many pages are wholly right, now and when they were new."""
    faults = Counter(mistake.fault for wrong in judged.values() for mistake in wrong)
    return "\n".join(
        [
            ", ".join(f"{fault}: {count}" for fault, count in faults.most_common()) or "no mistakes",
            share("wholly right now", {page: not wrong for page, wrong in judged.items()}),
            share("wholly right when first committed", passed_at_first()),
        ]
    )


def share(what: str, passed: Mapping[str, bool]) -> str:
    """Return a line for people: how many pages passed."""
    count = sum(passed.values())
    return f"{what}: {count} of {len(passed)} pages ({count / max(1, len(passed)):.0%})"


if __name__ == "__main__":
    main()
