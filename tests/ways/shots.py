"""What is sent: each try gets an e-mail address that no other has, and a phone number and a name from a few people.

Which try a phone number or name belongs to is told by the host that got it; tries that go to the page's own host have
people of their own.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tests.ways.table import Party, Try

PEOPLE: Final = 20
_SHOP: Final[dict[Party, str]] = {"first": "shop", "third": "pixels"}
_OTHER: Final[dict[Party, Party]] = {"first": "third", "third": "first"}


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person of random values that occur nowhere else."""

    tel: str = field(repr=False)
    first: str = field(repr=False)
    last: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shot:
    """One try with what it sends, and the host that it goes to; `hop` is the other party's, for redirects."""

    id: str
    what: Try
    email: str = field(repr=False)
    person: Person
    host: str
    hop: str

    def as_json(self, port: int) -> dict[str, object]:
        """What the page gets."""
        fields = {
            "email": self.email,
            "tel": self.person.tel,
            "name": f"{self.person.first} {self.person.last}",
        }
        to, hop = (f"http://{host}:{port}/in/{self.id}" for host in (self.host, self.hop))
        return {
            "id": self.id,
            "way": self.what.way.name,
            "place": self.what.place,
            "to": to,
            "hop": hop,
            "fields": fields,
        }


def load(tries: Iterable[Try], seed: int) -> list[Shot]:
    """Give each try its values, the same for the same seed. The first label of a host is the shot's id."""
    chance = random.Random(seed)  # noqa: S311 - made-up values, not secrets
    people = [_person(chance) for _ in range(PEOPLE)]
    shots = []
    for number, what in enumerate(tries, 1):
        name = f"w{number:03}"
        host, hop = (f"{name}.{_SHOP[party]}.localhost" for party in (what.party, _OTHER[what.party]))
        email = f"{name}.{what.party}.{_word(chance)}@example.org"
        to = "shop.localhost" if what.way.same_origin else host
        person = _person(chance) if what.way.same_origin else people[number % PEOPLE]
        shots.append(Shot(name, what, email, person, to, hop))
    return shots


def _person(chance: random.Random) -> Person:
    digits = f"{chance.randrange(10**8):08}"
    return Person(f"+49 30 {digits[:4]} {digits[4:]}", _word(chance).title(), _word(chance).title())


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfghklmnprstvz") + chance.choice("aeiou") for _ in range(5))
