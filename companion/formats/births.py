"""Birth dates: in whole, by the order that a field wants, or in parts; what is ambiguous is not written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from companion.formats.accepting import accepts, fitting
from companion.formats.choosing import NOTHING, Meaning, choose
from companion.formats.names import month_name, years
from companion.formats.orders import Order, order_of, year_digits
from companion.formats.texts import folded
from companion.protocol import Choice, Field

PARTS: Final = ("bday-day", "bday-month", "bday-year")
_ISO: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_DOTTED: Final = re.compile(r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})")
_ORDINAL: Final = re.compile(r"0*(\d{1,2})(?:\.|st|nd|rd|th|er|ère|日|일|º|ª)?")
_YEAR: Final = re.compile(r"(\d{4})(?:年|년|г\.?)?")  # noqa: RUF001 - the letter is Cyrillic
_NUMBERED: Final = re.compile(r"0*(\d{1,2})(?:月|월|\.)?")
_ADORNED: Final = re.compile(r"0?(\d{1,2})\s?[-–./:)]?\s?(\D+)|(\D+)\s\(0?(\d{1,2})\)")  # noqa: RUF001
_MONTHS: Final = 12
_DAYS: Final = 31
_FEWEST: Final = 3
"""Months that a list has to name in one language, before that language is believed."""


def birth_of(text: str) -> date | None:
    """Return the day that a value of the vault means; None where it could mean two."""
    if found := _ISO.fullmatch(text.strip()):
        order = (found[1], found[2], found[3])
    elif found := _DOTTED.fullmatch(text.strip()):
        order = (found[3], found[2], found[1])
    else:
        return None
    try:
        return date(*map(int, order))
    except ValueError:
        return None


def birth_field(field: Field, born: date, language: str) -> str | None:
    """Return what a field for a whole birth date gets; one with choices is for the part that they are."""
    if field.choices:
        part = _part_of(field.choices)
        return birth_part(part, field, born, language) if part else None
    if field.input_type in {"date", "datetime-local"}:
        return fitting(field, [born.isoformat(), f"{born.isoformat()}T00:00"])
    if field.input_type == "month":
        return fitting(field, [f"{born:%Y-%m}"])
    order = order_of(field, language)
    if order is None:
        return None
    marked = [order, *_otherwise(order)]
    return fitting(field, [_written(each, born) for each in marked])


def birth_part(kind: str, field: Field, born: date, language: str) -> str | None:
    """Return what a field for the day, the month or the year of a birth date gets."""
    number = {"bday-day": born.day, "bday-month": born.month, "bday-year": born.year}[kind]
    if field.tag == "select" or field.choices:
        return _chosen(kind, field, number)
    if kind == "bday-year":
        whole, short = str(number), f"{number % 100:02}"
        return fitting(field, [short] if year_digits(field) < len(whole) else [whole])
    spelled = [str(number), f"{number:02}"] if field.input_type == "number" else [f"{number:02}", str(number)]
    name = [month_name(number, language)] if kind == "bday-month" else []
    return fitting(field, [*spelled, *name])


def year_only(kind: str, field: Field, born: date) -> str | None:
    """Return what is given of a birth date where only the year may be."""
    if kind == "bday-year":
        return birth_part(kind, field, born, "")
    if field.choices:
        return birth_part("bday-year", field, born, "") if _part_of(field.choices) == "bday-year" else None
    year = str(born.year)
    return year if kind == "bday" and field.input_type != "date" and accepts(field, year) else None


def _otherwise(order: Order) -> Iterator[Order]:
    """Return the same order with other marks, and with none: a pattern may want them."""
    for mark in ".-/":
        yield tuple(mark if not part.isalpha() else part for part in order)
    if all(len(part) > 1 for part in order[::2]):
        yield order[::2]


def _written(order: Order, born: date) -> str:
    numbers = {"D": born.day, "M": born.month, "Y": born.year}
    return "".join(_digits(numbers[part[0]], len(part)) if part[:1].isalpha() else part for part in order)


def _digits(number: int, size: int) -> str:
    return f"{number % 100:02}" if size < len(str(number)) and number > _DAYS else f"{number:0{size}}"


def _chosen(kind: str, field: Field, number: int) -> str | None:
    wanted = frozenset({str(number)})
    if kind == "bday-day":
        return choose(field.choices, wanted, lambda text: _number(_ORDINAL, text, _DAYS), _untold)
    if kind == "bday-year":
        short = {f"{number % 100:02}"} if _short_years(field.choices) else set()
        return choose(field.choices, wanted | short, _year, _untold)
    return _chosen_month(field.choices, number)


def _chosen_month(choices: list[Choice], month: int) -> str | None:
    """Choose by the names of one language that has most of them: "listopad" is another month in another language."""
    if not choices:
        return None
    told = [folded(_unadorned(choice.text)) for choice in choices]
    named = [[year.get(plain, 0) for plain in told] for year in years()]
    most = max(len(set(found) - {0}) for found in named)
    if most >= min(_FEWEST, len(choices)):
        best = [found for found in named if len(set(found) - {0}) == most]
        hits = {tuple(at for at, number in enumerate(found) if number == month) for found in best}
        places = hits.pop() if len(hits) == 1 else ()
        return next((choices[at].value for at in places if choices[at].value), None)
    return choose(choices, frozenset({str(month)}), lambda text: _number(_NUMBERED, text, _MONTHS))


def _unadorned(text: str) -> str:
    """Return the name of a month without its number: "01 - January", "January (01)"."""
    found = _ADORNED.fullmatch(text.strip())
    return (found[2] or found[3]) if found else text


def _number(shape: re.Pattern[str], text: str, most: int) -> Meaning:
    found = shape.fullmatch(text.strip().lower())
    return frozenset({found[1]}) if found and 1 <= int(found[1]) <= most else NOTHING


def _year(text: str) -> Meaning:
    found = _YEAR.fullmatch(text.strip())
    return frozenset({found[1] if found else text.strip()})


def _short_years(choices: list[Choice]) -> bool:
    texts = [choice.text.strip() for choice in choices if choice.text.strip().isdecimal()]
    return len(texts) == len(set(texts)) <= 100 and all(len(text) == len("85") for text in texts)  # noqa: PLR2004


def _untold(_text: str) -> Meaning:
    return NOTHING


def _part_of(choices: list[Choice]) -> str:
    """Tell which part of a date a list offers; "" for none."""
    texts = [choice.text.strip() for choice in choices]
    if sum(bool(_YEAR.fullmatch(text)) for text in texts) > len(texts) / 2:
        return "bday-year"
    days = {each for text in texts for each in _number(_ORDINAL, text, _DAYS)}
    if len(days) == _DAYS:
        return "bday-day"
    named = max(len({year[plain] for plain in map(folded, texts) if plain in year}) for year in years())
    return "bday-month" if named == _MONTHS or days == {str(month) for month in range(1, _MONTHS + 1)} else ""
