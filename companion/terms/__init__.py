"""The person's terms: rules as data, and the pure function that applies them.

A rule holds when each of its conditions does; of those that hold, the one with most conditions wins, and of equals
the later one. So a person's own rules, appended to the default set, win over it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from companion.kinds import Group, Kind
from companion.wire import Outcome, Required

DEFAULT: Final = "sufficient"


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The conditions of a rule; an empty one always holds."""

    group: frozenset[Group] = frozenset()
    kind: frozenset[str] = frozenset()
    required: frozenset[Required] = frozenset()
    purpose: frozenset[str] = frozenset()
    site: frozenset[str] = frozenset()
    method: frozenset[str] = frozenset()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One term: its name, when it holds, what then happens and why, in words; `fixed` ones offer no other choice."""

    rule: str
    when: When
    outcome: Outcome
    why: str
    fixed: bool = False


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named set of rules."""

    name: str
    about: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule looks at: one field of a form on a site."""

    kind: Kind
    required: Required
    purpose: str
    site: str
    method: str


@cache
def load(name: str = DEFAULT) -> Terms:
    """Read one of the sets that come with Meum."""
    return msgspec.json.decode((files("companion.terms") / f"{name}.json").read_bytes(), type=Terms)


def decide(terms: Terms, situation: Situation) -> Rule:
    """Find the rule that decides: the most specific one that holds, the later of equals."""
    kind = situation.kind
    seen = (kind.group, kind.name, situation.required, situation.purpose, situation.site, situation.method)
    holding = [rule for rule in terms.rules if _holds(rule.when, seen)]
    return max(enumerate(holding), key=lambda pair: (_conditions(pair[1].when), pair[0]))[1]


def _wanted(when: When) -> tuple[frozenset[str], ...]:
    """Line the conditions up with what `decide` sees."""
    return (when.group, when.kind, when.required, when.purpose, when.site, when.method)


def _holds(when: When, seen: tuple[str, ...]) -> bool:
    return all(not wanted or value in wanted for wanted, value in zip(_wanted(when), seen, strict=True))


def _conditions(when: When) -> int:
    return sum(map(bool, _wanted(when)))
