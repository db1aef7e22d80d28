"""What browsers are given to watch by: fingerprints of the vault, guards of what a page holds, and the exceptions."""

from pathlib import Path

import msgspec
import pytest

from companion import profiles
from companion.desk import Desk
from companion.protocol import Answer, FormSeen, KeptFields, Offer, Patterns, Typed
from companion.verdicts import Allow, Protect, Sites
from tests.builders import CANARY, ORIGIN, Browser, a_document, approved, dashboard, open_keeper
from tests.fields.forms import a_field, a_form

FORM = a_form(a_field("First name", required=True), a_field("Phone", input_type="tel"), target=ORIGIN)
FIELD = FORM.fields[0].key


@pytest.fixture
def browser(home: Path) -> Browser:
    """A browser that was approved, at the desk of a vault with a first name."""
    keeper = open_keeper(home)
    keeper.open().vault.add("given-name", CANARY)
    return approved(Browser(Desk(keeper, dashboard)))


def offered(browser: Browser) -> str:
    """The name of the offer for the form."""
    offer = browser.ask(FormSeen(a_document(), FORM))
    assert isinstance(offer, Offer)
    return offer.offer


def set_state(browser: Browser, state: profiles.ProfileState) -> None:
    """Change a browser's approval and tell everybody."""
    profiles.set_state(browser.desk.keeper.open().db, browser.key.text, state)
    browser.desk.announce()


def test_browsers_get_fingerprints_alone(browser: Browser) -> None:
    """A browser looks for the whole vault, of which it gets no value; pending ones and strangers get nothing."""
    assert ["given-name"] == browser.handed()
    browser.desk.keeper.open().vault.add("family-name", "Winterbottom")
    assert ["given-name", "family-name"] == browser.handed()
    told = msgspec.json.encode(browser.told).lower()
    assert b"winterbottom" not in told
    assert CANARY.lower().encode() not in told
    assert [] == Browser(browser.desk).handed()


def test_only_changes_are_handed_out(browser: Browser) -> None:
    """Patterns are built and sent once for each state of the vault, and again to who comes back."""
    browser.handed()
    told = len(browser.told)
    browser.handed()
    assert told == len(browser.told)
    set_state(browser, "revoked")
    set_state(browser, "approved")
    assert ["given-name"] == browser.handed()
    assert told < len(browser.told)


def typed(browser: Browser, text: str, line: str = FIELD) -> Answer:
    """What is answered when the person types into the form."""
    return browser.ask(Typed(offered(browser), line, text))


def test_what_is_typed_gets_patterns_and_a_guard(browser: Browser) -> None:
    """A typed value is looked for and kept to the site until the submit; one of the vault is known as such."""
    for text, item in (
        ("Eleonora-Maria", ""),
        (f" {CANARY.upper()} ", browser.desk.keeper.open().vault.items()[0].item),
    ):
        answer = typed(browser, text)
        assert isinstance(answer, Patterns)
        [value] = answer.values
        assert (item, "given-name") == (value.item, value.kind)
        assert value.guard is not None
        assert ("submit", "not-before-submit") == (value.guard.until, value.guard.rule)
        assert "shop.example" in value.guard.exempt


def test_what_was_made_for_the_site_is_known_there(browser: Browser) -> None:
    """What a page holds that was given to this site before, and only there, is known as what was given."""
    opened = browser.desk.keeper.open()
    here = opened.vault.once("given-name", "Eleonora-Maria", "shop.example")
    opened.vault.once("given-name", "Leonora-Maria", "news.example")
    for text, item in (("eleonora-maria", here.item), ("Leonora-Maria", "")):
        answer = typed(browser, text)
        assert isinstance(answer, Patterns)
        assert [item] == [value.item for value in answer.values]


def test_what_will_be_typed_is_kept(browser: Browser) -> None:
    """An offer says of its watched fields from whom they are kept and when their values count, but of common kinds."""
    browser.ask(Allow("shop.example", "collector.example", on=True))
    town, country = a_field("Town"), a_field("Country", autocomplete="country")
    form = a_form(*FORM.fields, town, country, a_field("Comments", tag="textarea"), target=ORIGIN)
    offer = browser.ask(FormSeen(a_document(), form))
    assert isinstance(offer, Offer)
    first, phone = (field.key for field in FORM.fields)
    exempt = ["shop.example", "collector.example"]
    assert [
        KeptFields([first], exempt, "words"),
        KeptFields([phone], exempt, "alone"),
        KeptFields([town.key], exempt, "beside"),
    ] == offer.kept


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "378282246310005"])
def test_card_numbers_are_never_watched(browser: Browser, text: str) -> None:
    """Digits that pass the card check are refused wherever they are typed."""
    assert "unknown-line" == browser.refused(Typed(offered(browser), FIELD, text))


def test_exceptions_are_told_to_all(browser: Browser) -> None:
    """A pause reaches every browser that is ready; what is no site is refused."""
    other = approved(Browser(browser.desk))
    assert Sites(["shop.example"], []) == browser.ask(Protect("www.shop.example", "pause", on=True))
    assert Sites(["shop.example"], ["news.example"]) == browser.ask(Protect("news.example", "no-gpc", on=True))
    other.handed()
    assert Sites(["shop.example"], ["news.example"]) in other.told
    assert Sites([], ["news.example"]) == browser.ask(Protect("shop.example", "pause", on=False))
    assert "bad-value" == browser.refused(Protect("no site!", "pause", on=True))


def test_an_allowed_recipient_is_exempt(browser: Browser) -> None:
    """Whom the person allows on a site may have what its pages hold, and nobody else, nor on other sites."""
    browser.ask(Allow("shop.example", "collector.example", on=True))
    answer = typed(browser, "Eleonora-Maria")
    assert isinstance(answer, Patterns)
    guard = answer.values[0].guard
    assert guard is not None
    assert ["shop.example", "collector.example"] == guard.exempt
    browser.ask(Allow("shop.example", "collector.example", on=False))
    again = typed(browser, "Eleonora-Maria")
    assert isinstance(again, Patterns)
    assert again.values[0].guard is not None
    assert ["shop.example"] == again.values[0].guard.exempt
