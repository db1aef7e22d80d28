from itertools import product
from typing import Final, get_args

import msgspec
import pytest

from companion.kinds import KINDS
from companion.terms import (
    Rule,
    SendingRule,
    SendingWhen,
    Situation,
    Terms,
    When,
    decide,
    decide_sending,
    load,
)
from companion.wire import Outcome, Required

DEFAULT: Final = load()
REQUIRED: Final[tuple[Required, ...]] = get_args(Required)


def situation(kind: str = "tel", required: Required = "required", **more: str) -> Situation:
    """One field on a page of a shop."""
    return Situation(KINDS[kind], required, **({"purpose": "account", "site": "shop.example", "method": "post"} | more))


def a_rule(name: str, **when: str) -> Rule:
    """A rule under these conditions."""
    return Rule(name, msgspec.convert({key: [value] for key, value in when.items()}, When), "give", "why")


def decided(*rules: Rule, **at: str) -> str:
    """The name of the rule that wins."""
    return decide(Terms("own", "", rules), situation(**at)).rule  # type: ignore[arg-type]


# --- which rule wins ---


def test_the_most_specific_rule_wins() -> None:
    """A rule with more conditions wins over one with fewer, wherever they stand."""
    general, special = a_rule("general", group="contact"), a_rule("special", group="contact", kind="tel")
    assert "special" == decided(general, special)
    assert "special" == decided(special, general)


def test_of_equals_the_later_one_wins() -> None:
    """A person's own rules are appended, and so win over those of the set."""
    first, second = a_rule("first", kind="tel"), a_rule("second", site="shop.example")
    assert "second" == decided(first, second)
    assert "first" == decided(second, first)


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        ({"group": "contact"}, {"kind": "bday"}),
        ({"kind": "tel"}, {"kind": "email"}),
        ({"required": "required"}, {"required": "unclear"}),
        ({"purpose": "account"}, {"purpose": "newsletter"}),
        ({"site": "shop.example"}, {"site": "example"}),
        ({"method": "post"}, {"method": "get"}),
    ],
)
def test_a_condition_holds_or_not(condition: dict[str, str], other: dict[str, str]) -> None:
    """Each condition makes its rule win where it holds, and takes no part where it does not."""
    rules = a_rule("else"), a_rule("if", **condition)
    assert "if" == decided(*rules)
    assert "else" == decided(*rules, **other)


def test_one_condition_that_fails_is_enough() -> None:
    """A rule holds only when all of its conditions do."""
    assert "else" == decided(a_rule("else"), a_rule("if", kind="tel", site="other.example"))


# --- the default terms, "Sufficient" ---


@pytest.mark.parametrize(
    ("at", "rule", "outcome"),
    [
        (situation("x-unknown"), "unknown", "withhold"),
        (situation("x-password"), "secret", "withhold"),
        (situation("x-honeypot"), "trap", "withhold"),
        (situation("x-comment"), "own-words", "withhold"),
        (situation("x-consent-terms"), "statement", "ask"),
        (situation("x-consent-marketing"), "advertising", "refuse"),
        (situation("x-consent-profiling", "unclear"), "profiling", "refuse"),
        (situation("x-remember-me", "optional"), "stay-signed-in", "withhold"),
        (situation("given-name"), "needed", "give"),
        (situation("organization", "unclear"), "maybe-needed", "ask"),
        (situation("tel", "optional"), "not-needed", "withhold"),
        (situation("email", "unclear"), "alias", "alias"),
        (situation("bday"), "sensitive-needed", "ask"),
        (situation("x-health", "unclear"), "sensitive-maybe", "ask"),
        (situation("x-national-id", "optional"), "sensitive", "withhold"),
        (situation("x-iban", method="get"), "sensitive-in-url", "withhold"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_default_rule_has_its_place(at: Situation, rule: str, outcome: Outcome) -> None:
    """Each rule of the default set wins somewhere, and does there what the design says."""
    assert (rule, outcome) == (decide(DEFAULT, at).rule, decide(DEFAULT, at).outcome)


def every_decision(**at: str) -> dict[tuple[str, Required], Rule]:
    """What the default terms say of each kind, however it is required."""
    return {
        (kind, required): decide(DEFAULT, situation(kind, required, **at))
        for kind, required in product(KINDS, REQUIRED)
    }


def test_no_default_rule_is_idle() -> None:
    """Every rule of the default set decides about something; one that never could would mislead its reader."""
    winners = {rule.rule for method in ("post", "get") for rule in every_decision(method=method).values()}
    assert {rule.rule for rule in DEFAULT.rules} == winners
    assert len(DEFAULT.rules) == len(winners)


def test_everything_is_decided() -> None:
    """There is a decision for each kind, however required, on any site, for any purpose."""
    for rule in every_decision(purpose="", site="", method="").values():
        assert rule.why
        assert rule.outcome in get_args(Outcome)


def test_optional_gives_nothing() -> None:
    """What a form does not need it does not get, sensitive or not; no box is ticked unasked but one that says no."""
    for (kind, required), rule in every_decision().items():
        if kind == "x-decline-marketing":
            assert ("give", "no-advertising") == (rule.outcome, rule.rule)
        elif required == "optional" or KINDS[kind].group == "consent":
            assert rule.outcome not in ("give", "alias"), kind


def test_nothing_sensitive_goes_unasked() -> None:
    """Birth date, identity, health and money are asked for each time, and never put into a web address."""
    for method in ("post", "get"):
        for (kind, _), rule in every_decision(method=method).items():
            if KINDS[kind].sensitive:
                assert rule.outcome == "withhold" or (rule.outcome, method) == ("ask", "post"), kind


def test_what_nobody_may_choose() -> None:
    """Secrets, traps, words of one's own and what was not recognised are fixed; a statement is for the person."""
    fixed = {KINDS[kind].group for (kind, _), rule in every_decision().items() if rule.fixed}
    assert {"secret", "trap", "other"} == fixed
    assert {"identity"} == {
        KINDS[kind].group for (kind, _), rule in every_decision(method="get").items() if rule.fixed
    } - fixed


def test_names_are_one_of_a_kind() -> None:
    """An outcome can say which rule made it, as no two share a name; names fit the wire."""
    names = [rule.rule for rule in DEFAULT.rules]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 64


def test_rules_name_what_exists() -> None:
    """A rule with a misspelt kind would never hold, so each name in a rule is one of the table."""
    for rule in DEFAULT.rules:
        assert rule.when.kind <= KINDS.keys()
        assert rule.when.group <= {kind.group for kind in KINDS.values()}


# --- where values may go from a page ---


def test_nothing_leaves_for_others_before_the_submit() -> None:
    """By default third parties get nothing until the form is submitted, but for what half the world shares."""
    rules = {kind.name: decide_sending(DEFAULT, kind, "shop.example") for kind in KINDS.values()}
    assert {"log", "stop-third-parties"} == {rule.outcome for rule in rules.values()}
    assert {"submit"} == {rule.until for rule in rules.values()}
    assert all(rule.why for rule in rules.values())
    assert ["log", "stop-third-parties", "stop-third-parties"] == [
        rules[kind].outcome for kind in ("country", "email", "given-name")
    ]


def test_the_most_specific_sending_rule_wins() -> None:
    """A rule with more conditions wins, and of equals the later one."""
    rules = tuple(
        SendingRule(name, msgspec.convert(when, SendingWhen), "log", "why")
        for name, when in (
            ("site", {"kind": ["tel"], "site": ["shop.example"]}),
            ("all", {}),
            ("group", {"group": ["contact"]}),
            ("kind", {"kind": ["tel"]}),
        )
    )
    terms = Terms("own", "", (), rules)
    decided = [
        decide_sending(terms, KINDS[kind], site).rule
        for kind, site in (("tel", "shop.example"), ("tel", "a.example"), ("email", "a.example"), ("bday", "a.example"))
    ]
    assert ["site", "kind", "group", "all"] == decided
