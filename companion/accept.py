"""The person's yes: values are chosen, the disclosure's row is committed, and only then the values go out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import msgspec

from companion import plan
from companion.errors import Refused
from companion.formats.sources import drawn, home_of, kept_as, reachable, sources
from companion.formats.writing import Around, generalised
from companion.keeper import Opened
from companion.kinds import KINDS
from companion.log import Entry
from companion.lookout import Lookout
from companion.masks import mask
from companion.plan import Settled
from companion.protocol import (
    Accept,
    Candidate,
    Document,
    Field,
    FieldPlan,
    FillPlan,
    Form,
    LinePreview,
    Offer,
    OfferLine,
    Previews,
)
from companion.terms import load
from companion.vault import COMPOSED, DEFAULT_PERSONA, Value
from companion.wire import MAX_OUT

ALIAS: Final = "alias"


def preview(opened: Opened, form: Form, offer: Offer) -> Previews:
    """Show, masked, what could go into each line of a form's offer."""
    home = home_of(_firsts(opened))
    described = {field.key: field for field in form.fields}
    lines = [line for line in offer.lines if not line.is_box]
    return Previews([_line_preview(opened, offer, line, described[line.key], home) for line in lines])


def accept(  # noqa: PLR0913, PLR0917 - the whole yes
    opened: Opened, lookout: Lookout, document: Document, form: Form, offer: Offer, ask: Accept, at: float
) -> FillPlan:
    """Carry out the person's yes.

    Raises:
        Refused: the offer cannot be filled so; then nothing is committed but what is kept in the vault.
    """
    if opened.log.has(ask.disclosure):
        raise Refused("duplicate", "This was accepted already; open the popup again.")
    described = {field.key: field for field in form.fields}
    rows: list[dict[str, object]] = []
    fields: list[FieldPlan] = []
    values: list[Value] = []
    home = home_of(_firsts(opened))
    name = tuple(part.text for part in opened.vault.name_parts())
    chosen = [
        (line, _value(opened, offer, line, home)) for line in plan.settle(offer, ask.lines, other_site=ask.other_site)
    ]
    around = Around(form.language, frozenset(line.line.kind for line, value in chosen if value), home, name)
    # What cannot be written beside a field does not count there.
    around = replace(around, going=frozenset(_going(chosen, described, around)))
    for line, value in chosen:
        step = _step(line, described[line.line.key], value, around)
        rows.append(plan.asked(line, step, _origin(opened, value)))
        if step:
            fields.append(step)
            values += _held(line, value, step.text) if value else []
    patterns = lookout.of_page(opened, values, offer.site, offer.target_site)
    fill = FillPlan(ask.disclosure, document.id, form.key, form.target, fields, patterns)
    if len(msgspec.json.encode(fill)) > MAX_OUT - 100:
        raise Refused("bad-value", "This is more than fits into one fill.")
    body: dict[str, Any] = {
        "site": offer.site,
        "origin": offer.origin,
        "document": document.id,
        "form": form.key,
        "target": form.target,
        "targetSite": offer.target_site,
        "heading": offer.heading,
        "formKind": offer.form_kind,
        "purpose": offer.purpose,
        "persona": DEFAULT_PERSONA,
        "terms": load().name,
        "fields": rows,
    }
    opened.log.append([Entry(ask.disclosure, at, "disclosure", body)])
    return fill


def givable(opened: Opened) -> frozenset[str]:
    """Say for which kinds of fields the vault holds something."""
    return reachable(_firsts(opened))


def _firsts(opened: Opened) -> dict[str, str]:
    """Take the first value of each kind."""
    found: dict[str, str] = {}
    for value in (*opened.vault.items(), *_composed(opened)):
        found.setdefault(value.kind, value.text)
    return found


def _composed(opened: Opened) -> Iterator[Value]:
    """Compose the full name of first and last name; it is no item of the vault before it is given."""
    parts = opened.vault.name_parts()
    if parts:
        text = " ".join(part.text for part in parts)
        yield Value(COMPOSED, 0, "name", KINDS["name"].text, parts[0].persona, text)


def _step(line: Settled, field: Field, value: Value | None, around: Around) -> FieldPlan | None:
    return plan.field_plan(line, field, value.text if value else None, value.kind if value else "", around)


def _going(chosen: list[tuple[Settled, Value | None]], described: dict[str, Field], around: Around) -> Iterator[str]:
    """List the kinds that something is written for."""
    for line, value in chosen:
        field = described[line.line.key]
        if value and (line.over or not field.holds) and _step(line, field, value, around):
            yield line.line.kind


def _held(line: Settled, value: Value, text: str) -> list[Value]:
    """List what a field holds then, to be looked for: the value, and what it was turned into."""
    turned = Value(value.item, value.version, line.line.kind, value.label, value.persona, text, alias=value.alias)
    return [value, turned] if text != value.text else [value]


def _candidates(opened: Opened, kind: str, home: str) -> list[Value]:
    """List the values that a field of some kind may be filled from, the best first."""
    found = (value for source in sources(kind) for value in opened.vault.candidates(source))
    fitting = [value for value in found if drawn(kind, value.kind, value.text, home)]
    return fitting or (list(_composed(opened)) if kind == "name" else [])


def _value(opened: Opened, offer: Offer, line: Settled, home: str) -> Value | None:
    """Choose the value that goes into one settled line; None when nothing does."""
    if not line.wants_value:
        return None
    if line.text:
        if line.keep:
            return opened.vault.add(line.source, line.text)
        return opened.vault.once(line.source, line.text, offer.site)
    candidates = _candidates(opened, line.line.kind, home)
    if line.item not in ("", ALIAS):
        candidates = [value for value in candidates if value.item == line.item]
    if not candidates:
        return None
    own = candidates[0]
    if own.item == COMPOSED:
        own = opened.vault.add(own.kind, own.text, persona=own.persona, source=COMPOSED)
    return opened.vault.alias(own, offer.site) if line.outcome == "alias" else own


def _origin(opened: Opened, value: Value | None) -> dict[str, object]:
    if value is None:
        return {}
    return {"item": value.item, "version": value.version, "fingerprint": opened.vault.fingerprint(value)}


def _line_preview(opened: Opened, offer: Offer, line: OfferLine, field: Field, home: str) -> LinePreview:
    if not line.changeable or not KINDS[kept_as(line.kind)].storable:
        return LinePreview(line.key, [])
    own = _candidates(opened, line.kind, home)
    data = [(value, drawn(line.kind, value.kind, value.text, home)) for value in own]
    # First and full name are one choice where the field asks for the first.
    first = {text: value for value, text in reversed(data)}
    found = [
        Candidate(value.item, "give", value.label, mask(value.kind, text))
        for value, text in data
        if first[text] is value
    ]
    alias = opened.vault.alias_text(own[0], offer.site) if own else None
    if alias:
        made = Candidate(ALIAS, "alias", "an alias for this site", mask("email", alias))
        found = [made, *found] if line.outcome == "alias" else [*found, made]
    less = [
        Candidate(value.item, "generalise", "the year alone", mask(line.kind, year))
        for value in own
        if line.kind == "bday" and (year := generalised(line.kind, field, value.text))
    ]
    return LinePreview(line.key, [*less, *found] if line.outcome == "generalise" else [*found, *less])
