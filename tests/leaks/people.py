"""People who do not exist, with all that a vault may hold of them, and the ways in which each datum may be sent.

The forms are written here from the platforms' descriptions, and not from the companion's code, which they test.
"""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from companion.patterns import Known


class Country(msgspec.Struct, frozen=True):
    """What is usual where some people live; a town is its postcode, its name and its region."""

    code: str
    calling: str
    trunk: str
    area: str
    digits: int
    given: list[str]
    family: list[str]
    streets: list[str]
    towns: list[tuple[str, str, str]]
    companies: list[str]
    jobs: list[str]


COUNTRIES: Final = msgspec.json.decode(Path(__file__).with_name("people.json").read_bytes(), type=list[Country])
_TELLING: Final[dict[str, tuple[str, ...]]] = {
    "given-name": ("first_name", "vorname", "fn", "ud[fn]", "prenom"),
    "family-name": ("last_name", "nachname", "ln", "ud[ln]", "apellidos"),
    "address-level2": ("city", "ort", "ct", "ud[ct]", "ville"),
    "address-level1": ("state", "region", "st"),
    "postal-code": ("zip", "plz", "zp", "ud[zp]", "postal_code"),
    "organization": ("company", "firma"),
    "organization-title": ("job_title", "beruf"),
    "username": ("username", "login"),
}


@dataclass(frozen=True, slots=True)
class Datum:
    """A value, and how it may be sent; `keys` are there when it tells nothing without them."""

    kind: str
    text: str
    forms: tuple[tuple[str, str], ...] = field(repr=False)
    keys: tuple[str, ...] = ()


def vault(count: int = 200) -> list[Known]:
    """Fill a vault with `count` values of all kinds."""
    return [Known(f"item{number}", 1, one.kind, one.text) for number, one in enumerate(data(count))]


def data(count: int = 200) -> list[Datum]:
    """List the values of a vault, with their forms; the same each time."""
    rng = random.Random(20261101)  # noqa: S311 - the same people each time
    people = (one for turn in range(100) for country in COUNTRIES for one in _person(rng, country, turn))
    return list(islice(people, count))


def _person(rng: random.Random, country: Country, turn: int) -> Iterator[Datum]:
    given, family = country.given[turn % 3], country.family[turn % 3]
    postcode, town, region = country.towns[turn % 3]
    serial = rng.randrange(1000)
    local = f"{_ascii(given) or 'rei'}.{_ascii(family) or 'tamura'}"
    yield _email(f"{local}{serial}@{country.code.lower()}mail.example")
    yield _email(f"{local}{serial}+{rng.choice(('shop', 'news', 'bank'))}@gmail.com", gmail=True)
    yield _phone(rng, country)
    for kind, text in (("given-name", given), ("family-name", family)):
        yield _datum(kind, text, lower=text.lower(), upper=text.upper())
    yield _name(given, family)
    street = country.streets[turn % 3].format(rng.randrange(11, 99))
    yield _datum("street-address", street, lower=street.lower(), upper=street.upper())
    yield _datum("postal-code", postcode, squeezed=postcode.replace(" ", "").replace("-", "").lower())
    yield _datum("address-level2", town, lower=town.lower(), squeezed=town.lower().replace(" ", ""))
    yield _datum("address-level1", region, lower=region.lower())
    yield Datum("country", country.code, ())
    yield _birthday(rng)
    yield _iban(rng, country)
    company = country.companies[turn % 2]
    yield _datum("organization", company, lower=company.lower())
    job = country.jobs[turn % 2]
    yield _datum("organization-title", job, lower=job.lower())
    login = f"{local.rpartition('.')[2]}_{rng.randrange(100, 999)}"
    yield _datum("username", login, lower=login.lower())
    identity = f"{rng.randrange(10**8):08}{rng.choice('ABCDEFGH')}"
    yield _datum("x-national-id", f"{identity[:2]} {identity[2:]}", squeezed=identity, lower=identity.lower())
    passport = f"{rng.choice('CFGHJK')}{rng.randrange(10**8):08}"
    yield _datum("x-passport", passport, lower=passport.lower())
    yield Datum("sex", rng.choice(("female", "male", "x")), ())
    tax = f"{rng.randrange(10**11):011}"
    yield _datum("x-tax-id", f"{tax[:2]}/{tax[2:5]}/{tax[5:]}", squeezed=tax)


def _datum(kind: str, text: str, **forms: str) -> Datum:
    different = {"": text} | {name: form for name, form in forms.items() if form != text}
    return Datum(kind, text, tuple(different.items()), _TELLING.get(kind, ()))


def _email(text: str, *, gmail: bool = False) -> Datum:
    lower = text.lower()
    local, _, domain = lower.partition("@")
    bare = local.partition("+")[0]
    normal = bare.replace(".", "") if gmail else bare
    return _datum("email", text, lower=lower, upper=text.upper(), normal=f"{normal}@{domain}")


def _phone(rng: random.Random, country: Country) -> Datum:
    length = country.digits - len(country.area) - 1
    rest = f"{rng.randrange(2, 10)}{rng.randrange(10**length):0{length}}"
    number = country.area + rest
    digits = country.calling + number
    return _datum(
        "tel",
        f"+{country.calling} {country.area} {rest[:4]} {rest[4:]}",
        e164=f"+{digits}",
        digits=digits,
        national=country.trunk + number,
        zeros=f"00{digits}",
        spaced=f"+{country.calling} {number}",
    )


def _name(given: str, family: str) -> Datum:
    text = f"{given} {family}"
    return _datum(
        "name", text, lower=text.lower(), family_first=f"{family} {given}", comma=f"{family}, {given}",
        joined=f"{given}{family}".lower(), upper=text.upper(),
    )  # fmt: skip


def _birthday(rng: random.Random) -> Datum:
    year, month, day = rng.randrange(1940, 2006), rng.randrange(1, 13), rng.randrange(1, 29)
    return _datum(
        "bday", f"{year}-{month:02}-{day:02}", ymd=f"{year}{month:02}{day:02}", dotted=f"{day}.{month}.{year}",
        slashed=f"{month:02}/{day:02}/{year}", dmy=f"{day:02}{month:02}{year}", padded=f"{day:02}.{month:02}.{year}",
    )  # fmt: skip


def _iban(rng: random.Random, country: Country) -> Datum:
    compact = f"{country.code}{rng.randrange(10, 99)}{rng.randrange(10**18):018}"
    grouped = " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))
    return _datum("x-iban", grouped, squeezed=compact, lower=compact.lower())


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("ß", "ss").replace("ł", "l"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
