"""From a form to an offer, and from the person's word on it to what is written: pure functions over frozen values.

`make_offer` applies the terms; `settle` adds what the person changed; `field_plan` and `asked` turn settled lines into
instructions for the page and rows for the log. Values come in only at the very end, and go into the page alone.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from companion.errors import BadOrigin, Refused
from companion.fields.classify import FieldReading, FormReading
from companion.fields.corrected import possible
from companion.fields.hints import section_of
from companion.fields.words import name_tokens
from companion.formats.accepting import fitting
from companion.formats.sources import drawn, kept_as
from companion.formats.writing import NOWHERE, Around, generalised, written
from companion.kinds import KINDS
from companion.protocol import Document, Field, FieldPlan, Form, LineChoice, Offer, OfferLine
from companion.sites import Site, site_of
from companion.terms import Rule, Situation, Terms, When, decide
from companion.wire import Outcome

BOXES: Final = ("checkbox",)
UNSEEN: Final = Rule("unseen", When(), "withhold", "nobody can see this field now", fixed=True)
"""What no terms change: a later step of a form, or one that is shown on demand, gets its offer when it is there."""
NEVER: Final = Rule("person-never", When(), "withhold", "you said: never here", fixed=True)
WATCHED: Final = ("contact", "name", "address", "identity", "work")
"""Groups of kinds whose typed values are looked for in requests."""
_LEFT: Final = {"login": "taken for a log-in", "search": "taken for a search"}
_NOT_UNDERSTOOD: Final = "asks for nothing of yours, as far as Meum understands it"
_PLACES: Final = {
    "Delivery address": frozenset(
        {"shipping", "ship", "delivery", "liefer", "lieferung", "livraison", "envio", "entrega"}
    ),
    "Billing address": frozenset({"billing", "bill", "invoice", "rechnung", "rechnungs", "facturation", "facturacion"}),
}
"""What parts of a form are called that have no name for people, by the author's."""
GIVING: Final = ("give", "alias", "generalise")


@dataclass(frozen=True, slots=True)
class Settled:
    """One line after the person's word: `item`, `text` and `keep` as in `LineChoice`; `over` replaces what is typed."""

    line: OfferLine
    outcome: Outcome
    item: str = ""
    text: str = ""
    keep: bool = False
    over: bool = False

    def __repr__(self) -> str:
        return f"<Settled {self.line.key}>"

    @property
    def wants_value(self) -> bool:
        """Whether a value of the vault goes into it."""
        return self.outcome in GIVING and not self.line.is_box

    @property
    def source(self) -> str:
        """The kind of the item that a typed value becomes."""
        return kept_as(self.line.kind)


def make_offer(  # noqa: PLR0913 - the whole situation, each part a value of its own
    offer: str,
    document: Document,
    form: Form,
    reading: FormReading,
    terms: Terms,
    *,
    held: frozenset[str],
    aliases: bool,
) -> Offer:
    """Apply the terms to a form.

    Args:
        offer: a fresh name for it.
        document: where the form is, by the browser's word.
        form: the form as seen.
        reading: what its fields mean.
        terms: the person's rules.
        held: the kinds of fields that the vault holds something for.
        aliases: whether an alias can be made.

    Raises:
        BadOrigin: the document's origin is none of the web.
    """
    site = site_of(document.origin)
    described = {field.key: field for field in form.fields}
    sections = _sections(form, reading)
    lines: list[OfferLine] = []
    given: set[str] = set()
    for read in reading.fields:
        field = described[read.key]
        rule = decide(terms, Situation(read.kind, read.required, reading.purpose, site.site, form.method))
        if field.hidden and not rule.fixed and field.input_type not in BOXES:
            rule = UNSEEN
        if read.said == "never":
            rule = NEVER
        line = _line(field, read, rule, sections.get(read.key, ""), held=held, aliases=aliases)
        if line.outcome in GIVING and line.kind in given:
            line = msgspec.structs.replace(line, outcome="withhold", reason="asked for twice; given once", rule="once")
        if line.outcome in GIVING:
            given.add(line.kind)
        lines.append(line)
    target, refusal = _target(site, form)
    return Offer(
        offer=offer,
        form=form.key,
        heading=form.heading,
        site=site.site,
        origin=document.origin,
        form_kind=reading.form_kind,
        purpose=reading.purpose,
        lines=lines,
        target_site=target,
        warnings=_warnings(form),
        refusal=_refusal(document) or refusal,
        collects=reading.collects,
        left="" if reading.collects else _left(form, reading),
        claimed=reading.claimed,
    )


def settle(offer: Offer, choices: list[LineChoice], *, other_site: bool) -> list[Settled]:
    """Add the person's changes to an offer's lines.

    Raises:
        Refused: the offer cannot be filled at all, needs a second yes, or a change is not open to the person.
    """
    if offer.refusal:
        raise Refused("not-fillable", offer.refusal)
    if offer.target_site and not other_site:
        raise Refused("needs-second-yes", f"This form sends to {offer.target_site}: say yes to that, too.")
    changed = {choice.key: choice for choice in choices}
    if len(changed) != len(choices) or not changed.keys() <= {line.key for line in offer.lines}:
        raise Refused("unknown-line", "The form has changed; open the popup again.")
    return [_settle(line, changed.get(line.key)) for line in offer.lines]


def field_plan(
    settled: Settled, field: Field, text: str | None, source: str = "", around: Around = NOWHERE
) -> FieldPlan | None:
    """Say what to do with one control; None when nothing is done, or when the value does not fit into it.

    `source` is the kind of the item that `text` is of, if it is not the line's; `around` what the control stands among.
    """
    if settled.line.is_box:
        wanted = {"refuse": False, "give": True}.get(settled.outcome)
        if wanted is None or (wanted is False and not field.holds):
            return None
        return FieldPlan(key=field.key, checked=wanted)
    found = _text(settled, field, text, source or settled.line.kind, around) if text else None
    return FieldPlan(key=field.key, text=found, over=settled.over) if found else None


def asked(settled: Settled, plan: FieldPlan | None, origin: dict[str, object]) -> dict[str, object]:
    """Write one field's row for the log: what was asked, what was decided, by which rule; no value.

    `origin` names the item version and its fingerprint when a value goes out.
    """
    outcome, rule, reason = settled.outcome, settled.line.rule, settled.line.reason
    if settled.outcome != settled.line.outcome or settled.item or settled.text:
        rule, reason = "person", "you chose this"
    if settled.wants_value and plan is None:
        outcome, rule, reason = "withhold", "does-not-fit", "nothing in the vault fits this field"
    row: dict[str, object] = {
        "key": settled.line.key,
        "label": settled.line.label,
        "kind": settled.line.kind,
        "required": settled.line.required,
        "outcome": outcome,
        "rule": rule,
        "reason": reason,
    }
    return row | origin if plan and settled.wants_value else row


def _line(
    field: Field, read: FieldReading, rule: Rule, section: str, *, held: frozenset[str], aliases: bool
) -> OfferLine:
    outcome, reason, name = rule.outcome, rule.why, rule.rule
    is_box = field.input_type in BOXES
    if outcome == "alias" and not aliases:
        outcome, reason, name = "give", "your own address: no alias can be made", "no-alias"
    if outcome == "refuse" and field.holds:
        reason = f"{reason}: will be unticked"
    if read.said == "kind":
        reason = f"you said so; {reason}"
    storable = KINDS[kept_as(read.kind.name)].storable
    return OfferLine(
        key=field.key,
        label=field.label or field.name or "(no label)",
        kind=read.kind.name,
        kind_text=read.kind.text,
        required=read.required,
        outcome=outcome,
        reason=reason,
        rule=name,
        missing=not is_box and storable and read.kind.name not in held,
        is_box=is_box,
        ticked=is_box and field.holds,
        changeable=not rule.fixed and (is_box or storable),
        corrected=bool(read.said),
        correctable=bool(possible(field)),
        watched=field.tag != "textarea" and not is_box and storable and read.kind.group in WATCHED,
        section="" if section.lower() in field.label.lower() else section,
    )


def _sections(form: Form, reading: FormReading) -> dict[str, str]:
    """Say which part of the form each field is in, where several parts ask for the same."""
    asking = [
        (field, read.kind.name)
        for field, read in zip(form.fields, reading.fields, strict=True)
        if read.kind.group in WATCHED
    ]
    for called in (section_of, _place):
        sections = {field.key: called(field) for field, _ in asking}
        asked_in = {(kind, sections[field.key]) for field, kind in asking}
        if len(asked_in) > len({kind for kind, _ in asked_in}):
            return sections
    return {}


def _place(field: Field) -> str:
    """Say by its author's words what part of the form a field is in."""
    tokens = {*name_tokens(field.name), *name_tokens(field.id), *field.autocomplete.lower().split()}
    return next((text for text, words in _PLACES.items() if not words.isdisjoint(tokens)), "")


def _settle(line: OfferLine, choice: LineChoice | None) -> Settled:
    if choice is None:
        return Settled(line, line.outcome)
    if not line.changeable:
        raise Refused("unknown-line", "This line cannot be changed.")
    if line.is_box and choice.text:
        raise Refused("bad-value", "A box takes no text.")
    if choice.text and choice.outcome == "alias":
        raise Refused("bad-value", "An alias is made, not typed: give what you typed, or take the alias.")
    return Settled(line, choice.outcome, choice.item, choice.text, choice.keep, over=True)


def _target(site: Site, form: Form) -> tuple[str, str]:
    """Find the other site that a form submits to, and why it cannot be filled at all."""
    if form.target in ("", site.origin):
        return "", ""
    try:
        target = site_of(form.target)
    except BadOrigin:
        return "", "The form does not submit to a web address, so Meum will not fill it."
    if site.scheme == "https" and target.scheme == "http":
        return "", "The form would send over an insecure connection, so Meum will not fill it."
    return ("" if target.site == site.site else target.site), ""


def _left(form: Form, reading: FormReading) -> str:
    """Say why a form gets no offer; nothing where no field of it could get something."""
    open_to = any(possible(field) and not field.hidden and field.input_type not in BOXES for field in form.fields)
    return _LEFT.get(reading.form_kind, _NOT_UNDERSTOOD) if open_to else ""


def _refusal(document: Document) -> str:
    if not document.secure:
        return "Not secure: Meum will not fill pages that anybody on the way can read."
    if document.origin != document.top:
        return "This form is in a frame of another site: open it in a tab of its own to fill it."
    return ""


def _warnings(form: Form) -> list[str]:
    if form.method == "get":
        return ["This form puts what you give into a web address, where others may see it."]
    return []


def _text(settled: Settled, field: Field, text: str, source: str, around: Around) -> str | None:
    kind = settled.line.kind
    if settled.outcome == "generalise":
        return generalised(kind, field, text)
    datum = drawn(kind, source, text, around.home)
    found = written(kind, source, field, datum, around) if datum else None
    # What the person typed for this very field may say more than is understood here.
    return found or (fitting(field, [settled.text]) if settled.text and not field.choices else None)
