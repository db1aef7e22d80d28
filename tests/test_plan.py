from typing import Any

import msgspec
import pytest

from companion import plan, terms
from companion.errors import BadOrigin, Refused
from companion.fields.classify import read_form
from companion.protocol import Choice, Document, Field, FieldPlan, Form, LineChoice, Offer, OfferLine
from companion.wire import Outcome
from tests.builders import CANARY, ORIGIN, a_document
from tests.fields.forms import a_field, a_form, box, choice, message, secret

HELD = frozenset(
    {
        *("email", "x-email-confirm", "given-name", "tel", "bday"),
        *("street-address", "address-line1", "country", "country-name"),
    }
)
EMAIL = a_field("E-mail", input_type="email", required=True)
PHONE = a_field("Phone", input_type="tel")
BIRTH = a_field("Birth date", required=True)
NEWS = box("Send me the newsletter with special offers")
TERMS = box("I accept the terms of service", required=True)


def an_offer(
    *fields: Field, document: Document | None = None, held: frozenset[str] = HELD, aliases: bool = True, **form: object
) -> Offer:
    """The offer for a form of these fields, under the default terms."""
    seen = a_form(*fields, **({"target": ORIGIN, "method": "post"} | form))
    document = document or a_document()
    return plan.make_offer("o-1", document, seen, read_form(seen), terms.load(), held=held, aliases=aliases)


def a_line(field: Field, **more: Any) -> OfferLine:  # noqa: ANN401 - as make_offer
    """The offer's line for one field in a form by itself."""
    return an_offer(field, **more).lines[0]


def carried_out(field: Field, text: str | None, *choices: LineChoice) -> tuple[FieldPlan | None, dict[str, object]]:
    """What is written into one field and what the log's row says, when the vault holds `text` for it."""
    (settled,) = plan.settle(an_offer(field), list(choices), other_site=False)
    step = plan.field_plan(settled, field, text if settled.wants_value else None)
    return step, plan.asked(settled, step, {"item": "i-1", "version": 1, "fingerprint": "f"})


def refusal(offer: Offer, *choices: LineChoice, other_site: bool = False) -> str:
    """The code that a person's word on an offer is refused with."""
    with pytest.raises(Refused) as caught:
        plan.settle(offer, list(choices), other_site=other_site)
    assert CANARY not in str(caught.value)
    return caught.value.code


# --- the offer ---


@pytest.mark.parametrize(
    ("field", "outcome", "rule", "missing", "changeable"),
    [
        (EMAIL, "alias", "alias", False, True),
        (a_field("First name", required=True), "give", "needed", False, True),
        (a_field("Last name", required=True), "give", "needed", True, True),
        (a_field("Phone (optional)", input_type="tel"), "withhold", "not-needed", False, True),
        (PHONE, "ask", "maybe-needed", False, True),
        (BIRTH, "ask", "sensitive-needed", False, True),
        (NEWS, "refuse", "advertising", False, True),
        (TERMS, "ask", "statement", False, True),
        (secret(required=True), "withhold", "secret", False, False),
        (a_field("Leave this field empty", name="website"), "withhold", "trap", False, False),
        (message("Your message", required=True), "withhold", "own-words", False, False),
        (a_field("Flurbl", required=True), "withhold", "unknown", False, False),
        (box("Wibble", required=True), "withhold", "unknown", False, False),
        (
            a_field("Country", required=True, tag="select", choices=[Choice("DE", "Germany")]),
            "give",
            "needed",
            False,
            True,
        ),
    ],
    ids=lambda value: value.label if isinstance(value, Field) else "",
)
def test_the_terms_decide(field: Field, outcome: str, rule: str, *, missing: bool, changeable: bool) -> None:
    """Each field gets its outcome from the terms, with a reason, and says whether it can be filled or changed."""
    line = a_line(field)
    assert (outcome, rule, missing, changeable) == (line.outcome, line.rule, line.missing, line.changeable)
    assert line.reason
    assert line.kind_text
    assert (field.key, field.label, field.input_type == "checkbox") == (line.key, line.label, line.is_box)


def test_without_aliases_the_address_itself_is_offered() -> None:
    """Where no alias can be made the person sees, before anything happens, that it is their own address."""
    line = a_line(EMAIL, aliases=False)
    assert ("give", "no-alias") == (line.outcome, line.rule)
    assert "your own address" in line.reason


def test_a_ticked_box_will_be_unticked() -> None:
    """A box for advertising that comes ticked is shown as ticked, with what will happen to it."""
    line = a_line(msgspec.structs.replace(NEWS, holds=True))
    assert line.ticked
    assert "will be unticked" in line.reason
    assert not a_line(msgspec.structs.replace(PHONE, holds=True)).ticked


def test_what_is_asked_for_twice_is_given_once() -> None:
    """A second field of a kind stays empty, but a field that repeats the address gets it again."""
    again = a_field("Repeat e-mail", input_type="email", required=True)
    other = a_field("E-mail", key="other", input_type="email", required=True)
    lines = an_offer(EMAIL, again, other).lines
    assert [("email", "alias"), ("x-email-confirm", "alias"), ("email", "withhold")] == [
        (line.kind, line.outcome) for line in lines
    ]
    assert "once" == lines[2].rule


@pytest.mark.parametrize(
    ("fields", "sections"),
    [
        (
            [
                a_field("City", key="a", hints=["legend: Lieferadresse"]),
                a_field("City", key="b", hints=["legend: Rechnungsadresse"]),
                a_field("E-mail", key="c"),
            ],
            ["Lieferadresse", "Rechnungsadresse", ""],
        ),
        (
            [a_field("City", key="a"), a_field("City", key="b", hints=["section: Delivery address"])],
            ["", "Delivery address"],
        ),
        (
            [
                a_field("City", key="a", autocomplete="section-x shipping address-level2", hints=["legend: Address"]),
                a_field("City", key="b", autocomplete="billing address-level2", hints=["legend: Address"]),
            ],
            ["Delivery address", "Billing address"],
        ),
        (
            [a_field("City", key="a", name="order[shippingCity]"), a_field("City", key="b", id="bill_city")],
            ["Delivery address", "Billing address"],
        ),
        (
            [
                a_field("Billing address: city", key="a", hints=["legend: Billing address"]),
                a_field("City", key="b", hints=["legend: Delivery address"]),
            ],
            ["", "Delivery address"],
        ),
        (
            [
                a_field("City", key="a", hints=["legend: Your address"]),
                a_field("E-mail", key="b", hints=["legend: About you"]),
            ],
            ["", ""],
        ),
        ([a_field("City", key="a", autocomplete="shipping address-level2")], [""]),
        ([a_field("City", key="a"), a_field("City", key="b")], ["", ""]),
    ],
)
def test_a_line_says_its_part_of_the_form(fields: list[Field], sections: list[str]) -> None:
    """Where several parts ask for the same, by the site's word for the part, or else by its author's."""
    assert sections == [line.section for line in an_offer(*fields).lines]


@pytest.mark.parametrize(
    ("form", "left"),
    [
        (a_form(EMAIL, secret(), buttons=["Sign in"]), "taken for a log-in"),
        (a_form(a_field("Search"), buttons=["Search"]), "taken for a search"),
        (a_form(a_field("Wibble")), "asks for nothing of yours, as far as Meum understands it"),
        (a_form(a_field("Wibble", hidden="not-rendered"), box("Wibble"), secret()), ""),
        (a_form(EMAIL), ""),
    ],
)
def test_a_form_without_an_offer_says_why(form: Form, left: str) -> None:
    """Where a person may say that it asks for their data; not where no field could get any."""
    offer = an_offer(*form.fields, buttons=form.buttons)
    assert (left, left == "" and EMAIL in form.fields) == (offer.left, offer.collects)


def test_an_offer_says_where_it_belongs() -> None:
    """The offer carries the form's heading, its site and origin, and what the form is for."""
    form = {"heading": "Create your account", "buttons": ["Sign up"]}
    offer = an_offer(EMAIL, secret(), secret("Repeat password"), **form)  # type: ignore[arg-type]
    assert ("shop.example", ORIGIN, "Create your account") == (offer.site, offer.origin, offer.heading)
    assert ("registration", "account", True) == (offer.form_kind, offer.purpose, offer.collects)
    assert ("", "", []) == (offer.refusal, offer.target_site, offer.warnings)


def test_a_field_without_a_label_is_named() -> None:
    """What has no label is called by its name, and what has none either is said to have none."""
    assert ["tel", "(no label)"] == [a_line(a_field(name=name)).label for name in ("tel", "")]


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (a_document("http://www.shop.example", secure=False), "Not secure"),
        (a_document(top="https://portal.example"), "frame of another site"),
        (a_document(top="https://shop.example"), "frame of another site"),
        (a_document(top="null"), "frame of another site"),
    ],
)
def test_some_documents_are_never_filled(document: Document, word: str) -> None:
    """Pages without encryption and frames of another origin get an offer that cannot be accepted, and says why."""
    offer = an_offer(EMAIL, document=document, target=document.origin)
    assert word in offer.refusal
    assert "not-fillable" == refusal(offer, other_site=True)


@pytest.mark.parametrize(
    "origin", ["null", "", "moz-extension://abc", "https://www.shop.example/", "file://", "https://A.b"]
)
def test_what_is_no_page_of_the_web_gets_no_offer(origin: str) -> None:
    """An opaque origin, an extension's or a file's is refused."""
    with pytest.raises(BadOrigin):
        an_offer(EMAIL, document=a_document(origin))


@pytest.mark.parametrize(
    ("target", "other_site", "refused"),
    [
        (ORIGIN, "", False),
        ("", "", False),
        ("https://accounts.shop.example", "", False),
        ("https://www.shop.example:8443", "", False),
        ("https://forms.provider.example", "provider.example", False),
        ("http://www.shop.example", "", True),
        ("http://forms.provider.example", "", True),
        ("null", "", True),
        ("javascript:", "", True),
        ("mailto:", "", True),
        ("ftp://www.shop.example", "", True),
    ],
)
def test_where_a_form_sends_to(target: str, other_site: str, *, refused: bool) -> None:
    """Another site needs a second yes; an insecure connection, or what is no web address, gets nothing."""
    offer = an_offer(EMAIL, target=target)
    assert (other_site, refused) == (offer.target_site, bool(offer.refusal))
    if refused:
        assert "not-fillable" == refusal(offer, other_site=True)
    if other_site:
        assert "needs-second-yes" == refusal(offer)
        assert 1 == len(plan.settle(offer, [], other_site=True))


def test_a_form_that_writes_into_the_address_is_warned_about() -> None:
    """A GET form is told, and what is sensitive does not go into it, whatever the person says."""
    offer = an_offer(EMAIL, BIRTH, method="get")
    assert ["web address" in warning for warning in offer.warnings] == [True]
    assert ["alias", "withhold"] == [line.outcome for line in offer.lines]
    assert "unknown-line" == refusal(offer, LineChoice(BIRTH.key, "give"))


# --- the person's word ---


def test_nothing_changed_is_the_offer() -> None:
    """Without a change every line is settled as offered, and never replaces what was typed."""
    offer = an_offer(EMAIL, PHONE, NEWS)
    settled = plan.settle(offer, [], other_site=False)
    assert [line.outcome for line in offer.lines] == [line.outcome for line in settled]
    assert not any(line.over or line.text or line.item for line in settled)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([LineChoice("nobody", "give")], "unknown-line"),
        ([LineChoice("Phone", "give"), LineChoice("Phone", "withhold")], "unknown-line"),
        ([LineChoice("Password", "give", text=CANARY)], "unknown-line"),
        ([LineChoice(NEWS.key, "give", text=CANARY)], "bad-value"),
        ([LineChoice("E-mail", "alias", text=CANARY)], "bad-value"),
    ],
    ids=["unknown", "twice", "fixed", "text for a box", "a typed alias"],
)
def test_some_changes_are_not_open(choices: list[LineChoice], code: str) -> None:
    """A line that is not there, is named twice or is fixed cannot be changed; text goes into no box and is no alias."""
    assert code == refusal(an_offer(EMAIL, PHONE, NEWS, secret()), *choices)


@pytest.mark.parametrize("outcome", ["give", "withhold", "ask"])
def test_the_person_decides(outcome: Outcome) -> None:
    """A change replaces the terms' outcome, and the log's row says whose decision it was."""
    step, row = carried_out(a_field("First name", required=True), "Ann", LineChoice("First name", outcome, item="i-1"))
    assert (outcome, "person", "you chose this") == (row["outcome"], row["rule"], row["reason"])
    assert (step is not None) == (outcome == "give")


def test_a_chosen_line_may_replace_what_was_typed() -> None:
    """Only a line that the person chose writes over what stands in the field."""
    field = a_field("First name", required=True, holds=True)
    assert FieldPlan("First name", "Ann", over=False) == carried_out(field, "Ann")[0]
    assert FieldPlan("First name", "Ann", over=True) == carried_out(field, "Ann", LineChoice("First name", "give"))[0]


# --- what is written ---


def test_a_question_without_an_answer_stays_empty() -> None:
    """A line that asks holds nothing up and gets nothing, and the log says that it was asked."""
    step, row = carried_out(BIRTH, "1985-12-10")
    assert (None, "ask", "sensitive-needed") == (step, row["outcome"], row["rule"])
    assert "item" not in row


@pytest.mark.parametrize(
    ("text", "written"),
    [("DE", "DE"), ("de", "DE"), ("germany", "DE"), ("Allemagne", "DE"), ("AT", None), ("", None), ("1", None)],
)
def test_a_choice_is_found_by_what_it_means(text: str, written: str | None) -> None:
    """A select gets the value of the option that means the same; when none does, it is left alone."""
    options = [Choice("FR", "France"), Choice("DE", "Germany")]
    field = a_field("Country", required=True, tag="select", input_type="", choices=options)
    step, row = carried_out(field, text)
    assert written == (step.text if step else None)
    assert ("give" if written else "withhold") == row["outcome"]


@pytest.mark.parametrize(("length", "fits"), [(0, True), (4, True), (3, False)])
def test_what_is_too_long_is_not_cut(length: int, *, fits: bool) -> None:
    """A value that does not fit stays out, and the row says so instead of that it was given."""
    step, row = carried_out(a_field("First name", required=True, max_length=length), "Anne")
    assert fits == (step is not None)
    assert ("needed" if fits else "does-not-fit") == row["rule"]
    assert fits == ("item" in row)


def test_what_is_not_in_the_vault_is_not_given() -> None:
    """A line that would be given, but for which there is nothing, is logged as withheld."""
    step, row = carried_out(a_field("Last name", required=True), None)
    assert (None, "withhold", "does-not-fit") == (step, row["outcome"], row["rule"])


@pytest.mark.parametrize(
    ("holds", "choices", "checked"),
    [
        (True, [], False),
        (False, [], None),
        (True, [LineChoice(NEWS.key, "give")], True),
        (False, [LineChoice(NEWS.key, "give")], True),
        (True, [LineChoice(NEWS.key, "withhold")], None),
        (True, [LineChoice(NEWS.key, "ask")], None),
    ],
)
def test_boxes_are_ticked_or_unticked(choices: list[LineChoice], *, holds: bool, checked: bool | None) -> None:
    """A refused box is unticked where it is ticked, one that the person gives is ticked, any other is left alone."""
    step, _ = carried_out(msgspec.structs.replace(NEWS, holds=holds), None, *choices)
    assert checked == (step.checked if step else None)


def test_a_row_holds_no_value() -> None:
    """The log's row says what was asked and decided and which version went out, and nothing of the value."""
    step, row = carried_out(a_field("First name", required=True), CANARY)
    assert step is not None
    assert CANARY == step.text
    expected = {"key", "label", "kind", "required", "outcome", "rule", "reason", "item", "version", "fingerprint"}
    assert expected == row.keys()
    assert CANARY not in repr(row)


def test_a_settled_line_hides_what_was_typed() -> None:
    """What the person typed into a line shows in no text."""
    (settled,) = plan.settle(an_offer(PHONE), [LineChoice("Phone", "give", text=CANARY)], other_site=False)
    assert CANARY == settled.text
    assert CANARY not in repr(settled)


@pytest.mark.parametrize(
    ("field", "source"),
    [
        (a_field("E-mail"), "email"),
        (a_field("Address line 1", autocomplete="address-line1"), "street-address"),
        (choice("Country", "Germany", autocomplete="country-name"), "country"),
        (PHONE, "tel"),
    ],
)
def test_some_kinds_are_filled_from_another(field: Field, source: str) -> None:
    """A field that repeats or splits a datum is filled from the item that holds it."""
    line = a_line(field)
    assert source == plan.Settled(line, "give").source
    assert not line.missing


def test_a_form_may_be_empty() -> None:
    """A form without fields has an offer without lines."""
    assert (
        []
        == plan.make_offer(
            "o-1", a_document(), Form("f"), read_form(Form("f")), terms.load(), held=HELD, aliases=True
        ).lines
    )
