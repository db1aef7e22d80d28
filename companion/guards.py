"""What keeps a value that a page holds from others: the person's sending rules, turned into a guard for the browser."""

import re
from collections.abc import Mapping
from typing import Final

from companion.kinds import KINDS
from companion.patterns import Counts, counts, url_filters
from companion.protocol import Guard, KeptFields
from companion.recipients import company_domains
from companion.terms import SendingRule, Terms, decide_sending

_CARD: Final = re.compile(r"(?:[0-9][ -]?){13,19}")


def guard_for(kind: str, text: str, site: str, terms: Terms, allowed: list[str], region: str = "") -> Guard | None:
    """Say how one value on a page of `site` is kept; None when the terms only log it.

    Args:
        kind: what the value is.
        text: the value itself.
        site: the page's registrable domain.
        terms: the person's rules.
        allowed: further domains that may have it: those that the person allowed, and the form's target.
        region: the country of the person's phone numbers ("DE"), if known.
    """
    rule = decide_sending(terms, KINDS[kind], site)
    if rule.outcome == "log":
        return None
    return Guard(url_filters(kind, text, region), _exempt(rule, site, allowed), rule.until, rule.rule)


def kept_fields(kinds: Mapping[str, str], site: str, terms: Terms, allowed: list[str]) -> list[KeptFields]:
    """Say for the fields of a form on `site`, each with its kind, from whom what is typed into them is kept."""
    kept: dict[tuple[tuple[str, ...], Counts], list[str]] = {}
    for key, kind in kinds.items():
        rule = decide_sending(terms, KINDS[kind], site)
        if rule.outcome != "log":
            kept.setdefault((tuple(_exempt(rule, site, allowed)), counts(kind)), []).append(key)
    return [KeptFields(keys, list(exempt), how) for (exempt, how), keys in kept.items()]


def _exempt(rule: SendingRule, site: str, allowed: list[str]) -> list[str]:
    own = company_domains(site) if rule.outcome == "stop-third-parties" else ()
    return list(dict.fromkeys([site, *own, *allowed]))


def is_card_number(text: str) -> bool:
    """Say whether a text may be a payment card's number: 13 to 19 digits that pass the check (Luhn, ISO/IEC 7812-1)."""
    if not _CARD.fullmatch(text.strip()):
        return False
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
