"""The person's yes: values are chosen, the disclosure's row is committed, and only then the values go out."""

from typing import Any, Final

import msgspec

from companion import plan
from companion.errors import Refused
from companion.keeper import Opened
from companion.kinds import KINDS
from companion.log import Entry
from companion.lookout import Lookout
from companion.masks import mask
from companion.plan import SOURCES, Settled
from companion.protocol import (
    Accept,
    Candidate,
    Document,
    FieldPlan,
    FillPlan,
    Form,
    LinePreview,
    Offer,
    OfferLine,
    Previews,
)
from companion.terms import load
from companion.vault import DEFAULT_PERSONA, Value
from companion.wire import MAX_OUT

ALIAS: Final = "alias"


def preview(opened: Opened, offer: Offer) -> Previews:
    """Show, masked, what could go into each line of an offer."""
    return Previews([_line_preview(opened, offer, line) for line in offer.lines if not line.is_box])


def accept(  # noqa: PLR0913, PLR0917 - the whole yes
    opened: Opened, lookout: Lookout, document: Document, form: Form, offer: Offer, ask: Accept, at: float
) -> FillPlan:
    """Carry out the person's yes.

    Raises:
        Refused: the offer cannot be filled so; then nothing is committed but what the person wanted kept.
    """
    if opened.log.has(ask.disclosure):
        raise Refused("duplicate", "This was accepted already; open the popup again.")
    described = {field.key: field for field in form.fields}
    rows: list[dict[str, object]] = []
    fields: list[FieldPlan] = []
    values: list[Value] = []
    for line in plan.settle(offer, ask.lines, other_site=ask.other_site):
        value = _value(opened, offer, line)
        step = plan.field_plan(line, described[line.line.key], value.text if value else None)
        rows.append(plan.asked(line, step, _origin(opened, value)))
        if step:
            fields.append(step)
            values += [value] if value else []
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


def _value(opened: Opened, offer: Offer, line: Settled) -> Value | None:
    """Choose the value that goes into one settled line; None when nothing does."""
    if not line.wants_value:
        return None
    if line.text:
        if line.keep:
            return opened.vault.add(line.source, line.text)
        return opened.vault.once(line.source, line.text, offer.site)
    candidates = opened.vault.candidates(line.source)
    if line.item not in ("", ALIAS):
        candidates = [value for value in candidates if value.item == line.item]
    if not candidates:
        return None
    own = candidates[0]
    return opened.vault.alias(own, offer.site) if line.outcome == "alias" else own


def _origin(opened: Opened, value: Value | None) -> dict[str, object]:
    if value is None:
        return {}
    return {"item": value.item, "version": value.version, "fingerprint": opened.vault.fingerprint(value)}


def _line_preview(opened: Opened, offer: Offer, line: OfferLine) -> LinePreview:
    source = SOURCES.get(line.kind, line.kind)
    if not line.changeable or not KINDS[source].storable:
        return LinePreview(line.key, [])
    own = opened.vault.candidates(source)
    found = [Candidate(value.item, "give", value.label, mask(source, value.text)) for value in own]
    alias = opened.vault.alias_text(own[0], offer.site) if own and source == "email" else None
    if alias:
        made = Candidate(ALIAS, "alias", "an alias for this site", mask(source, alias))
        found = [made, *found] if line.outcome == "alias" else [*found, made]
    return LinePreview(line.key, found)
