from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from companion import corrections
from companion.control import FieldCorrection, ForgetCorrections, ImportCorrections, ListCorrections
from companion.control_desk import ControlDesk
from companion.desk import Desk
from companion.errors import Refused
from companion.fields.corrected import COLLECTS, NEVER, Correction, Sign
from companion.protocol import (
    Accept,
    Done,
    FillPlan,
    FormSeen,
    Offer,
    OfferLine,
    State,
)
from companion.sqlcipher import Database
from companion.store import open_store
from companion.verdicts import AskKinds, Correct, KindName, PossibleKinds
from tests.builders import Browser, a_document, approved, dashboard, open_keeper, uuid
from tests.fields.forms import a_field, a_form, secret
from tests.test_control_desk import ask, refused, tables

SITE = "shop.example"
SIGN = Sign("input text", "wib", "Wibble")
WIBBLE = a_field("Wibble", key="wib", name="wib", autocomplete="organization", required=True)
MAIL = a_field("E-mail", key="mail", input_type="email", required=True)
FORM = a_form(WIBBLE, MAIL, secret(key="pass"), heading="Create your account")
ROW = FieldCorrection(SITE, "input text", "wib", "Wibble", 1, "address-level2")


# --- kept ---


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new store."""
    with open_store(tmp_path / "meum.db", bytes(32), create=True) as db:
        yield db


def test_the_last_word_counts(db: Database) -> None:
    """What is said of a field replaces what was said of it before, by whatever number it went then; others stay."""
    elsewhere = Correction("other.example", SIGN, "tel")
    corrections.put(db, [Correction(SITE, SIGN, "address-level2"), elsewhere])
    again = Correction(SITE, Sign("input text", "wib-7", "Wibble *"), NEVER)
    corrections.put(db, [again])
    assert [again] == corrections.of_site(db, SITE)
    assert [elsewhere] == corrections.of_site(db, "other.example")
    corrections.take_back(db, SITE, SIGN)
    assert [] == corrections.of_site(db, SITE)


@pytest.mark.parametrize(("site", "kind"), [("no site", "tel"), (SITE, "nothing"), (SITE, "x-unknown"), (SITE, "")])
def test_what_makes_no_sense_is_refused(db: Database, site: str, kind: str) -> None:
    """One bad correction among several, and none of them is kept."""
    with pytest.raises(Refused) as caught:
        corrections.put(db, [Correction(SITE, SIGN, "tel"), Correction(site, SIGN, kind)])
    assert "bad-value" == caught.value.code
    assert [] == corrections.of_site(db, SITE)


def test_forgetting(db: Database) -> None:
    """By its number, or all of a site; what is not there is refused."""
    signs = [Sign("input text", name, "Wibble") for name in ("one", "two", "three")]
    corrections.put(db, [Correction(SITE, sign, "tel") for sign in signs])
    first = corrections.listed(db, ())[0]["number"]
    corrections.forget(db, number=first)
    assert ["two", "three"] == [row["name"] for row in corrections.listed(db, ())]
    corrections.forget(db, site=SITE)
    assert [] == corrections.listed(db, ())
    with pytest.raises(Refused) as caught:
        corrections.forget(db, site=SITE)
    assert "unknown-item" == caught.value.code


@pytest.mark.parametrize(
    ("label", "quotes"),
    [
        ("Is ada.lovelace@example.org right?", True),
        ("ADA's nickname", True),
        ("Adage", False),
        ("Wibble de Wobble", False),
    ],
)
def test_a_text_that_quotes_the_person_is_left_out(db: Database, label: str, *, quotes: bool) -> None:
    """A site may write a value into a label: such a text leaves the companion in no list."""
    corrections.put(db, [Correction(SITE, Sign("input text", "wib", label), "tel")])
    (row,) = corrections.listed(db, ["ada.lovelace@example.org", "Ada", "DE", ""])
    assert (quotes, "" if quotes else label) == (row["quotes"], row["label"])


# --- at the desk ---


@pytest.fixture
def control(home: Path) -> ControlDesk:
    """A control desk with an open vault, which holds a city."""
    keeper = open_keeper(home)
    keeper.open().vault.add("address-level2", "Bielefeld")
    return ControlDesk(Desk(keeper, dashboard), dashboard, lambda: None)


@pytest.fixture
def browser(control: ControlDesk) -> Browser:
    """A browser that was approved, and is ready."""
    return approved(Browser(control._desk))


def offered(browser: Browser, origin: str = "https://www.shop.example") -> Offer:
    """The offer for the form at some origin."""
    offer = browser.ask(FormSeen(a_document(origin), FORM))
    assert isinstance(offer, Offer)
    return offer


def line(browser: Browser, key: str = "wib", **more: str) -> OfferLine:
    """The line of one field in a new offer."""
    return next(line for line in offered(browser, **more).lines if line.key == key)


def rows(control: ControlDesk) -> list[dict[str, Any]]:
    """What the command line lists."""
    return tables(control, ListCorrections())["corrections"]


def test_a_correction_is_made_and_taken_back(browser: Browser, control: ControlDesk) -> None:
    """A new offer has the kind that was said and says why, on this site alone; taken back, all is as before."""
    before = offered(browser)
    told = len(browser.told)
    assert Done() == browser.ask(Correct(before.offer, "wib", "address-level2", on=True))
    assert [State("ready")] == browser.told[told:]
    after = line(browser)
    assert ("address-level2", "give", "needed") == (after.kind, after.outcome, after.rule)
    assert "you said so; the form requires it" == after.reason
    assert after.corrected
    assert not after.missing
    assert not line(browser, "mail").corrected
    assert "organization" == line(browser, origin="https://other.example").kind
    assert Done() == browser.ask(Correct(before.offer, "wib", "", on=False))
    assert before.lines == offered(browser).lines
    assert [] == rows(control)


def test_never_here_is_fixed(browser: Browser) -> None:
    """A field that never gets anything cannot be filled by a changed line, and the log says by whose word."""
    assert Done() == browser.ask(Correct(offered(browser).offer, "mail", NEVER, on=True))
    offer = offered(browser)
    never = next(line for line in offer.lines if line.key == "mail")
    assert ("withhold", "person-never", "you said: never here") == (never.outcome, never.rule, never.reason)
    assert (False, True, True) == (never.changeable, never.corrected, never.correctable)
    fill = browser.ask(Accept(offer.offer, uuid(1)))
    assert isinstance(fill, FillPlan)
    assert "mail" not in [field.key for field in fill.fields]
    fields = browser.desk.keeper.open().log.fields(uuid(1))
    assert ("email", "person-never", "you said: never here") == next(
        (row["kind"], row["rule"], row["reason"]) for row in fields if row["key"] == "mail"
    )


def test_what_a_line_may_be(browser: Browser) -> None:
    """The person is shown kinds in words, without the one that was wrong; a password is none of Meum's."""
    offer = offered(browser)
    kinds = browser.ask(AskKinds(offer.offer, "wib"))
    assert isinstance(kinds, PossibleKinds)
    assert KindName("address-level2", "city") == kinds.kinds[0]
    assert "organization" not in [name.kind for name in kinds.kinds]
    assert [True, True, False] == [line.correctable for line in offer.lines]
    assert PossibleKinds([]) == browser.ask(AskKinds(offer.offer, "pass"))


def test_nonsense_is_refused(browser: Browser) -> None:
    """An old offer, a line that is not there, or a kind that the field cannot be, changes nothing."""
    offer = offered(browser)
    assert "unknown-offer" == browser.refused(AskKinds("old", "wib"))
    assert "unknown-offer" == browser.refused(Correct("old", "wib", "tel", on=True))
    assert "unknown-line" == browser.refused(AskKinds(offer.offer, "gone"))
    assert "unknown-line" == browser.refused(Correct(offer.offer, "gone", "tel", on=True))
    for key, kind in (("wib", "x-consent-marketing"), ("wib", "nothing"), ("wib", ""), ("pass", "tel")):
        assert "bad-value" == browser.refused(Correct(offer.offer, key, kind, on=True))
    assert offer.lines == offered(browser).lines


def test_the_command_line_corrects(browser: Browser, control: ControlDesk) -> None:
    """What is taken in or forgotten there counts in the browsers at once."""
    assert Done() == ask(control, ImportCorrections([ROW]))
    assert State("ready") == browser.told[-1]
    assert "address-level2" == line(browser).kind
    (row,) = rows(control)
    assert (SITE, "Wibble", "address-level2", False) == (row["site"], row["label"], row["kind"], row["quotes"])
    assert Done() == ask(control, ForgetCorrections(row["number"]))
    assert "organization" == line(browser).kind
    assert "unknown-item" == refused(control, ForgetCorrections(row["number"]))
    assert "bad-value" == refused(control, ImportCorrections([FieldCorrection("no site", "", "", "", 1, "tel")]))


# --- forms ---

LOGIN = a_form(MAIL, secret(key="pass"), heading="Sign in", buttons=["Sign in"])


def login(browser: Browser, origin: str = "https://www.shop.example") -> Offer:
    """What is offered for a form that looks like a log-in."""
    offer = browser.ask(FormSeen(a_document(origin), LOGIN))
    assert isinstance(offer, Offer)
    return offer


def test_a_form_without_an_offer_gets_one(browser: Browser, control: ControlDesk) -> None:
    """By the person's word on the form, on this site alone; the command line lists it and takes it back."""
    before = login(browser)
    assert (False, "taken for a log-in", False) == (before.collects, before.left, before.claimed)
    assert Done() == browser.ask(Correct(before.offer, "", COLLECTS, on=True))
    after = login(browser)
    assert (True, "", True) == (after.collects, after.left, after.claimed)
    assert [("email", "alias"), ("x-password", "withhold")] == [(line.kind, line.outcome) for line in after.lines]
    assert not login(browser, "https://other.example").collects
    assert not offered(browser).claimed
    (row,) = rows(control)
    assert (SITE, "form", "collects") == (row["site"], row["control"], row["kind"])
    assert Done() == browser.ask(Correct(after.offer, "mail", "username", on=True))
    assert "username" == login(browser).lines[0].kind
    assert Done() == ask(control, ForgetCorrections(row["number"]))
    assert not login(browser).collects
    assert Done() == browser.ask(Correct(before.offer, "", COLLECTS, on=True))
    assert Done() == browser.ask(Correct(before.offer, "", "", on=False))
    assert not login(browser).collects


def test_a_form_takes_no_other_word(browser: Browser) -> None:
    """A form is no kind of datum, and a field is no form."""
    offer = login(browser)
    for key, kind in (("", "email"), ("", NEVER), ("mail", COLLECTS)):
        assert "bad-value" == browser.refused(Correct(offer.offer, key, kind, on=True))
    assert not login(browser).collects
