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
    holding = [rule for rule in terms.rules if _holds(rule.when, situation)]
    return max(enumerate(holding), key=lambda pair: (_conditions(pair[1].when), pair[0]))[1]


def _seen(situation: Situation) -> dict[str, str]:
    return {
        "group": situation.kind.group,
        "kind": situation.kind.name,
        "required": situation.required,
        "purpose": situation.purpose,
        "site": situation.site,
        "method": situation.method,
    }


def _holds(when: When, situation: Situation) -> bool:
    return all(not wanted or seen in wanted for wanted, seen in _pairs(when, situation))


def _pairs(when: When, situation: Situation) -> list[tuple[frozenset[str], str]]:
    return [(getattr(when, name), seen) for name, seen in _seen(situation).items()]


def _conditions(when: When) -> int:
    return sum(bool(getattr(when, name)) for name in When.__struct_fields__)
