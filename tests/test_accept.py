import secrets
from pathlib import Path

import msgspec
import pytest

from companion import plan, terms
from companion.accept import accept, givable, preview
from companion.errors import Refused
from companion.fields.classify import read_form
from companion.keeper import Opened
from companion.log import Entry, Log
from companion.lookout import Lookout
from companion.protocol import Accept, Choice, Field, FieldPlan, FillPlan, Form, LineChoice, Offer
from tests.builders import CANARY, ORIGIN, a_document, open_keeper, uuid
from tests.fields.forms import a_field, a_form, box, secret

SITE = "shop.example"
EMAIL = a_field("E-mail", input_type="email", required=True)
FIRST = a_field("First name", required=True)
LAST = a_field("Last name", required=True)
PHONE = a_field("Phone (optional)", input_type="tel")
BIRTH = a_field("Birth date", required=True, hints=["placeholder: yyyymmdd"])
NEWS = box("Send me the newsletter with special offers", holds=True)
FIELDS = (EMAIL, FIRST, LAST, PHONE, BIRTH, NEWS, secret())


@pytest.fixture
def opened(home: Path) -> Opened:
    """An open vault."""
    return open_keeper(home).open()


@pytest.fixture
def person(opened: Opened) -> dict[str, str]:
    """Values that occur nowhere else, by kind, which the vault holds."""
    person = {kind: f"x{secrets.token_hex(8)}" for kind in ("given-name", "tel")}
    person["bday"] = f"19{40 + secrets.randbelow(60)}-{1 + secrets.randbelow(12):02}-{1 + secrets.randbelow(28):02}"
    person["email"] = f"x{secrets.token_hex(8)}@x{secrets.token_hex(8)}.example"
    for kind, text in person.items():
        opened.vault.add(kind, text)
    return person


def an_offer(opened: Opened, form: Form) -> Offer:
    """The offer for a form, as the desk makes it."""
    held, aliases = givable(opened), opened.vault.alias_mode() != "off"
    return plan.make_offer("o", a_document(), form, read_form(form), terms.load(), held=held, aliases=aliases)


def accepted(opened: Opened, *choices: LineChoice, fields: tuple[Field, ...] = FIELDS, number: int = 1) -> FillPlan:
    """The plan that follows from the person's yes to a form of these fields."""
    form = a_form(*fields, target=ORIGIN, method="post", heading="Join")
    ask = Accept("o", uuid(number), list(choices))
    return accept(opened, Lookout(), a_document(), form, an_offer(opened, form), ask, 1000.0 * number)


def written(fill: FillPlan) -> dict[str, str]:
    """What is written into which field."""
    return {field.key: field.text for field in fill.fields if field.checked is None}


def rows(opened: Opened, number: int = 1) -> dict[str, tuple[str, str]]:
    """The log's outcome and rule for each field."""
    return {row["key"]: (row["outcome"], row["rule"]) for row in opened.log.fields(uuid(number))}


# --- previews ---


def test_a_preview_shows_masks_alone(opened: Opened, person: dict[str, str]) -> None:
    """The popup gets masks of what could go in, the choice of the terms first, and no value."""
    form = a_form(*FIELDS)
    previews = preview(opened, form, an_offer(opened, form))
    shown = {line.key: [(each.outcome, each.masked) for each in line.candidates] for line in previews.lines}
    domain = person["email"].partition("@")[2]
    assert [("alias", "x…+shop"), ("give", f"x…@{domain}")] == [
        (outcome, masked.partition("-")[0] if outcome == "alias" else masked) for outcome, masked in shown["E-mail"]
    ]
    assert [("give", "x…")] == shown["First name"]
    assert ([], []) == (shown["Last name"], shown["Password"])
    assert NEWS.key not in shown
    text = msgspec.json.encode(previews).decode()
    assert not any(value in text for kind, value in person.items() if kind != "email")
    assert person["email"].partition("@")[0] not in text


def test_looking_makes_nothing(opened: Opened, person: dict[str, str]) -> None:
    """A preview makes no alias and no row: what the popup shows has happened to nobody."""
    form = a_form(*FIELDS)
    preview(opened, form, an_offer(opened, form))
    assert (len(person),) == opened.db.execute("SELECT count(*) FROM items").fetchone()
    assert 0 == opened.log.verify().events


# --- the person's yes ---


def test_a_yes_is_carried_out(opened: Opened, person: dict[str, str]) -> None:
    """What the terms give goes out, to this document and form, and is looked for from now on."""
    fill = accepted(opened)
    assert (uuid(1), "doc-1", "form", ORIGIN) == (fill.disclosure, fill.document, fill.form, fill.target)
    assert {"E-mail", "First name"} == written(fill).keys()
    assert person["given-name"] == written(fill)["First name"]
    assert written(fill)["E-mail"].endswith(person["email"].partition("@")[2])
    assert person["email"] != written(fill)["E-mail"]
    assert [FieldPlan(NEWS.key, checked=False)] == [field for field in fill.fields if field.checked is not None]
    assert [("email", SITE), ("given-name", SITE)] == [
        (value.kind, value.guard.exempt[0]) for value in fill.patterns.values if value.guard
    ]


def test_the_row_is_there_first(opened: Opened, person: dict[str, str]) -> None:
    """The log's row says what was asked, decided and by which rule, before anything was written."""
    assert person
    accepted(opened)
    assert {
        "E-mail": ("alias", "alias"),
        "First name": ("give", "needed"),
        "Last name": ("withhold", "does-not-fit"),
        "Phone (optional)": ("withhold", "not-needed"),
        "Birth date": ("ask", "sensitive-needed"),
        NEWS.key: ("refuse", "advertising"),
        "Password": ("withhold", "secret"),
    } == rows(opened)
    row = opened.log.disclosure(uuid(1))
    assert row is not None
    assert (SITE, "Join", "unconfirmed", 1000.0, "Sufficient") == (
        row["site"],
        row["heading"],
        row["status"],
        row["at"],
        row["terms"],
    )


def test_no_row_no_value(opened: Opened, person: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the row cannot be committed, no value leaves."""
    assert person

    def fail(_log: Log, _entries: list[Entry]) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(Log, "append", fail)
    with pytest.raises(OSError, match="disk full"):
        accepted(opened)
    assert 0 == opened.log.verify().events


def test_a_yes_counts_once(opened: Opened, person: dict[str, str]) -> None:
    """The same yes a second time is refused and makes no second row; another yes is another row."""
    assert person
    accepted(opened)
    with pytest.raises(Refused, match="duplicate"):
        accepted(opened)
    assert 1 == opened.log.verify().events
    accepted(opened, number=2)
    assert 2 == opened.log.verify().events


@pytest.mark.parametrize(
    "choice",
    [LineChoice("nobody", "give"), LineChoice("Password", "give"), LineChoice("E-mail", "alias", text=CANARY)],
)
def test_a_refused_yes_leaves_no_row(opened: Opened, person: dict[str, str], choice: LineChoice) -> None:
    """What the plan does not allow is in no log, as nothing went out."""
    assert person
    with pytest.raises(Refused):
        accepted(opened, choice)
    assert 0 == opened.log.verify().events


# --- which value ---


def test_the_person_chooses_an_item(opened: Opened, person: dict[str, str]) -> None:
    """One of several values of a kind goes out when the person names it."""
    other = opened.vault.add("tel", CANARY)
    assert {"Phone (optional)": CANARY} == written(
        accepted(opened, LineChoice(PHONE.key, "give", item=other.item), fields=(PHONE,))
    )
    assert {PHONE.key: person["tel"]} == written(
        accepted(opened, LineChoice(PHONE.key, "give"), fields=(PHONE,), number=2)
    )
    assert {PHONE.key: ("give", "person")} == rows(opened)


def test_an_item_of_another_kind_is_none(opened: Opened, person: dict[str, str]) -> None:
    """A line takes items of its own kind alone, and nothing in place of one that is not there."""
    assert person
    birth = opened.vault.candidates("bday")[0].item
    for number, item in enumerate((birth, "nobody"), 1):
        fill = accepted(opened, LineChoice(PHONE.key, "give", item=item), fields=(PHONE,), number=number)
        assert ({}, []) == (written(fill), fill.patterns.values)
        assert {PHONE.key: ("withhold", "does-not-fit")} == rows(opened, number)


@pytest.mark.parametrize("keep", [True, False])
def test_a_typed_value_is_kept_or_used_once(opened: Opened, *, keep: bool) -> None:
    """What the person types for a missing item goes out, and into the vault when they say so, else for this site."""
    fill = accepted(opened, LineChoice("Last name", "give", text=CANARY, keep=keep), fields=(LAST,))
    assert ({"Last name": CANARY}, ["family-name"]) == (
        written(fill),
        [value.kind for value in fill.patterns.values],
    )
    assert [CANARY] * keep == [value.text for value in opened.vault.items()]
    assert {"Last name": ("give", "person")} == rows(opened)


def test_no_alias_is_not_the_address_itself(opened: Opened, person: dict[str, str]) -> None:
    """When the alias that was offered cannot be made any more, nothing goes out in its place."""
    form = a_form(EMAIL, target=ORIGIN)
    offer = an_offer(opened, form)
    opened.vault.set_aliases("off")
    fill = accept(opened, Lookout(), a_document(), form, offer, Accept("o", uuid(1)), 1.0)
    assert person["email"] not in repr(msgspec.to_builtins(fill))
    assert {"E-mail": ("withhold", "does-not-fit")} == rows(opened)


def test_only_an_address_has_an_alias(opened: Opened, person: dict[str, str]) -> None:
    """A line of another kind that is to get an alias gets nothing, rather than the value as it is."""
    assert person
    assert {} == written(accepted(opened, LineChoice("First name", "alias"), fields=(FIRST,)))
    assert {"First name": ("withhold", "does-not-fit")} == rows(opened)


def test_a_site_keeps_its_alias(opened: Opened, person: dict[str, str]) -> None:
    """The address and its repetition get the same alias, and so does the site the next time."""
    assert person
    again = a_field("Repeat e-mail", input_type="email", required=True)
    aliases = {
        *written(accepted(opened, fields=(EMAIL, again))).values(),
        *written(accepted(opened, number=2)).values(),
    }
    assert 1 == len([alias for alias in aliases if "@" in alias])


def test_more_than_fits_is_refused(opened: Opened) -> None:
    """A fill that no frame could carry is refused before its row is written."""
    labels = "First name, Last name, City, Company, Street, Phone, Postcode, State, Middle name, Job title, Nickname"
    fields = [a_field(label, required=True) for label in labels.split(", ")]
    choices = [LineChoice(field.key, "give", text="\U0001f40c" * 4096) for field in fields]
    assert set(labels.split(", ")) == written(accepted(opened, *choices, fields=tuple(fields))).keys()
    choices = [msgspec.structs.replace(choice, text="\x01" * 4096) for choice in choices]
    with pytest.raises(Refused, match="bad-value") as caught:
        accepted(opened, *choices, fields=tuple(fields), number=2)
    assert "\x01" not in str(caught.value)
    assert 1 == opened.log.verify().events


# --- what is not kept ---


def test_the_log_holds_no_value(opened: Opened, person: dict[str, str]) -> None:
    """No event holds a value, an alias, or what was typed: the log refers to versions, by name and fingerprint."""
    typed = secrets.token_hex(8)
    fill = accepted(opened, LineChoice(BIRTH.key, "give"), LineChoice("Last name", "give", text=typed))
    assert {"E-mail", "First name", "Last name", "Birth date"} == written(fill).keys()
    kept = " ".join(body for (body,) in opened.db.execute("SELECT body FROM events").fetchall())
    for text in (*person.values(), *written(fill).values(), typed):
        assert text not in kept
        assert text.partition("@")[0] not in kept
    body = opened.log.body(uuid(1))
    assert body is not None
    for row in body["fields"]:
        if "item" in row:
            (value,) = opened.vault.texts([(row["item"], row["version"])])
            assert row["fingerprint"] == opened.vault.fingerprint(value)


# --- parts and shapes ---


def test_a_part_is_logged_as_the_item_that_it_is_of(opened: Opened) -> None:
    """A field for a part of a datum gets it from the whole, and log and patterns name the whole's version."""
    born = opened.vault.add("bday", "1985-12-10")
    year = a_field("Year of birth", required=True, key="year")
    fill = accepted(opened, LineChoice("year", "give", item=born.item), fields=(year,))
    assert {"year": "1985"} == written(fill)
    (row,) = opened.log.fields(uuid(1))
    assert ("bday-year", born.item, born.version) == (row["kind"], row["item"], row["version"])
    assert [("bday", born.item), ("bday-year", born.item)] == [(one.kind, one.item) for one in fill.patterns.values]
    form = a_form(year)
    previews = preview(opened, form, an_offer(opened, form)).lines
    assert [[born.item]] == [[each.item for each in line.candidates] for line in previews]


def test_a_number_keeps_its_code_where_nothing_else_gives_it(opened: Opened) -> None:
    """Beside a dialling code that the page holds, or that has no fitting option, the whole number is written."""
    opened.vault.add("tel", "+49 30 901820")
    number = a_field("Phone", required=True, input_type="tel", autocomplete="tel")
    for more, text in (
        ({}, "30901820"),
        ({"holds": True}, "+49 30 901820"),
        ({"choices": [Choice("1", "United States (+1)")]}, "+49 30 901820"),
    ):
        codes = [Choice("1", "United States (+1)"), Choice("49", "Germany (+49)")]
        code = a_field(
            "Code", tag="select", input_type="", required=True, autocomplete="tel-country-code", choices=codes
        )
        fields = (msgspec.structs.replace(code, **more), number)
        fill = accepted(opened, fields=fields, number=len(opened.log.disclosures()) + 1)
        assert text == written(fill)["Phone"]


def test_what_is_typed_for_a_field_is_written(opened: Opened) -> None:
    """The person may type a date as the field wants it, though nobody else could tell what it means."""
    birth = a_field("Birth date", required=True)
    fill = accepted(opened, LineChoice(birth.key, "give", text="12/10/1985"), fields=(birth,))
    assert {birth.key: "12/10/1985"} == written(fill)


def test_only_the_year_is_given_where_that_is_the_outcome(opened: Opened) -> None:
    """A generalised birth date is its year, which is offered wherever the field takes it."""
    opened.vault.add("bday", "1985-12-10")
    fill = accepted(opened, LineChoice(BIRTH.key, "generalise"), fields=(BIRTH,))
    assert {BIRTH.key: "1985"} == written(fill)
    assert ("generalise", "person") == rows(opened)[BIRTH.key]
    for field, outcomes in ((BIRTH, ["give", "generalise"]), (a_field("Birth date", input_type="date"), ["give"])):
        form = a_form(field)
        (line,) = preview(opened, form, an_offer(opened, form)).lines
        assert outcomes == [each.outcome for each in line.candidates]


NAME = a_field("Full name", required=True)


def test_a_full_name_is_composed_when_it_is_given(opened: Opened) -> None:
    """A vault with first and last name alone fills a full name, in the form's order; then it is an item of its own."""
    parts = {kind: f"x{secrets.token_hex(8)}" for kind in ("given-name", "family-name")}
    for kind, text in parts.items():
        opened.vault.add(kind, text)
    form = a_form(NAME, target=ORIGIN, language="hu")
    offer = an_offer(opened, form)
    (line,) = preview(opened, form, offer).lines
    assert (False, [("composed", "give", "full name")]) == (
        offer.lines[0].missing,
        [(each.item, each.outcome, each.label) for each in line.candidates],
    )
    assert len(parts) == len(opened.vault.items())
    fill = accept(opened, Lookout(), a_document(), form, offer, Accept("o", uuid(1)), 1.0)
    assert {NAME.key: f"{parts['family-name']} {parts['given-name']}"} == written(fill)
    (kept,) = opened.vault.candidates("name")
    (row,) = opened.log.fields(uuid(1))
    assert (kept.item, 1) == (row["item"], row["version"])
    assert [kept.item] * 2 == [value.item for value in fill.patterns.values]
    accepted(opened, fields=(NAME,), number=2)
    assert [kept] == opened.vault.candidates("name")


def test_a_full_name_of_the_persons_own_is_written_as_it_is(opened: Opened) -> None:
    """Who has said how their full name is written gets it so, in whatever language."""
    opened.vault.add("name", "Ada Byron King")
    opened.vault.add("given-name", "Ada")
    opened.vault.add("family-name", "Lovelace")
    form = a_form(NAME, target=ORIGIN, language="hu")
    fill = accept(opened, Lookout(), a_document(), form, an_offer(opened, form), Accept("o", uuid(1)), 1.0)
    assert {NAME.key: "Ada Byron King"} == written(fill)


def test_the_parts_of_a_full_name_are_given(opened: Opened) -> None:
    """A vault with a full name alone fills first and last name where it is certain which is which."""
    opened.vault.add("name", "Ada Lovelace")
    assert {"First name": "Ada", "Last name": "Lovelace"} == written(accepted(opened, fields=(FIRST, LAST)))


def test_a_choice_shows_what_would_go_out(opened: Opened) -> None:
    """What is drawn from a whole is masked as it is written, and the same datum from two items is one choice."""
    form = a_form(FIRST, LAST)
    opened.vault.add("given-name", "Ada")
    for name in ("Ada Lovelace", "Augusta King"):
        opened.vault.add("name", name)
    shown = preview(opened, form, an_offer(opened, form)).lines
    assert [[("A…", "first name"), ("A…", "full name")], [("L…", "full name"), ("K…", "full name")]] == [
        [(each.masked, each.label) for each in line.candidates] for line in shown
    ]
