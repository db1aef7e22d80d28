"""How often a value fits: ten made-up people fill every select, date and phone number of the corpora's pages.

Options: --corpora DIR and --cache FILE as for `fields`; --show N writes what was chosen for N fields of each sort, to
read. A field counts as filled when one of the people has something that fits: nobody's state is in every list.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.corpora import DEFAULT, INDEX, labelled_pages
from bench.pages import described
from bench.report import say
from companion.fields.classify import read_form
from companion.formats.sources import drawn, home_of, sources
from companion.formats.writing import Around, written
from companion.protocol import Field, Form

PEOPLE: Final[tuple[Mapping[str, str], ...]] = tuple(
    {"country": country, "address-level1": region, "tel": tel, "bday": born, "sex": sex, "honorific-prefix": title,
     "x-nationality": country}
    for country, region, tel, born, sex, title in (
        ("US", "CA", "+1 212 555 0123", "1985-12-10", "female", "Ms"),
        ("GB", "Kent", "+44 20 7946 0958", "1972-02-03", "male", "Mr"),
        ("DE", "Bayern", "+49 30 901820", "1990-07-31", "weiblich", "Frau"),
        ("FR", "Bretagne", "+33 1 70 18 99 00", "1968-01-05", "homme", "M."),
        ("IT", "Toscana", "+39 02 12345678", "2000-05-25", "donna", "Signora"),
        ("CA", "Ontario", "+1 416 555 0199", "1995-03-14", "man", "Dr"),
        ("MX", "Jalisco", "+52 55 1234 5678", "1979-11-02", "mujer", "Sra."),
        ("IN", "Kerala", "+91 98765 43210", "1988-08-08", "male", "Mr"),
        ("JP", "東京都", "+81 3 1234 5678", "1964-10-10", "女性", "Ms"),
        ("RU", "Москва", "+7 495 123 45 67", "1991-06-12", "мужской", "Г-н"),
    )
)  # fmt: skip
SORTS: Final = {
    **dict.fromkeys(("country", "country-name"), "countries"),
    "address-level1": "regions",
    "x-nationality": "nationalities",
    "sex": "genders",
    "honorific-prefix": "titles",
    **dict.fromkeys(("bday", "bday-day", "bday-month", "bday-year"), "dates"),
    **dict.fromkeys(("tel", "tel-country-code", "tel-area-code", "tel-local"), "phones"),
    **dict.fromkeys(("tel-local-prefix", "tel-local-suffix"), "phones"),
}


def main() -> None:
    """Print how many fields of each sort somebody could fill, and what went in."""
    options = _options()
    if not options.corpora.is_dir():
        print(json.dumps({"rows": []}) if options.json else f"There are no corpora at {options.corpora}.")
        return
    pages = [page.page for page in labelled_pages(options.corpora)]
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for page in described(options.corpora, pages, INDEX, options.cache):
        for form in page.forms:
            for sort, field, texts in filled(form):
                found[sort][f"{page.page} {field.key} {field.label} {field.hints}"] = texts
    rows: list[dict[str, object]] = [
        {"measure": sort, "value": f"{sum(map(bool, each.values()))} of {len(each)} filled", "aim": ""}
        for sort, each in found.items()
    ]
    if options.json:
        print(json.dumps({"rows": rows}))
        return
    say(rows)
    for sort, each in found.items():
        for place in random.Random(options.seed).sample(sorted(each), min(options.show, len(each))):  # noqa: S311 - no secret
            print(f"{sort} | {place[:200]} | {'; '.join(each[place]) or '-'}")


def filled(form: Form) -> Iterator[tuple[str, Field, list[str]]]:
    """Fill a form for each of the people: (sort, field, what each who had something put in)."""
    reading = read_form(form)
    kinds = {read.key: read.kind.name for read in reading.fields}
    for field in form.fields:
        kind = kinds[field.key]
        if kind in SORTS and not field.hidden and _asks(field):
            texts = []
            for person in PEOPLE:
                around = Around(form.language, frozenset(kinds.values()), home_of(person))
                text = _put(kind, field, person, around)
                shown = next((choice.text for choice in field.choices if choice.value == text), text)
                texts += [f"{person['country']}: {shown}"] if text else []
            yield SORTS[kind], field, texts


def _put(kind: str, field: Field, person: Mapping[str, str], around: Around) -> str | None:
    for source in sources(kind):
        datum = drawn(kind, source, person[source], around.home) if source in person else ""
        if datum:
            return written(kind, source, field, datum, around)
    return None


def _asks(field: Field) -> bool:
    """Tell whether a list has anything to choose yet: many are filled by the page's script."""
    return field.tag != "select" or len([choice for choice in field.choices if choice.value]) > 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench formats", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=DEFAULT)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
