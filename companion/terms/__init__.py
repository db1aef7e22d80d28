"""The person's terms: rules as data, and the pure function that applies them.

A rule holds when each of its conditions does; of those that hold, the one with most conditions wins, and of equals
the later one. So a person's own rules, appended to the default set, win over it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from companion.kinds import Group, Kind
from companion.wire import Outcome, Required

DEFAULT: Final = "sufficient"
Sending = Literal["log", "stop-third-parties", "stop-all-but-site"]


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


class SendingWhen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The conditions of a sending rule; an empty one always holds."""

    group: frozenset[Group] = frozenset()
    kind: frozenset[str] = frozenset()
    site: frozenset[str] = frozenset()


class SendingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to requests that carry a value which the page holds: logged only, or stopped.

    Third parties are all who are not of the site's company; it holds until the form is submitted, or as long as the
    document is there.
    """

    rule: str
    when: SendingWhen
    outcome: Sending
    why: str
    until: Literal["submit", "gone"] = "submit"


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named set of rules: `rules` for what goes into fields, `sending` for where it may go from there."""

    name: str
    about: str
    rules: tuple[Rule, ...]
    sending: tuple[SendingRule, ...] = ()


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


def decide_sending(terms: Terms, kind: Kind, site: str) -> SendingRule:
    """Find the rule for requests that carry a value of this kind from a site's page, chosen like `decide` does."""
    holding = [
        rule
        for rule in terms.sending
        if all(
            not wanted or seen in wanted
            for wanted, seen in ((rule.when.group, kind.group), (rule.when.kind, kind.name), (rule.when.site, site))
        )
    ]
    return max(
        enumerate(holding),
        key=lambda pair: (sum(map(bool, (pair[1].when.group, pair[1].when.kind, pair[1].when.site))), pair[0]),
    )[1]


def _wanted(when: When) -> tuple[frozenset[str], ...]:
    """Line the conditions up with what `decide` sees."""
    return (when.group, when.kind, when.required, when.purpose, when.site, when.method)


def _holds(when: When, seen: tuple[str, ...]) -> bool:
    return all(not wanted or value in wanted for wanted, value in zip(_wanted(when), seen, strict=True))


def _conditions(when: When) -> int:
    return sum(map(bool, _wanted(when)))
