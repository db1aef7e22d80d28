"""What the person said of what was misread: by what a field or a form is known again, and how its reading changes.

A field is known by what the page calls it: the sort of control, the author's name for it and its label, as they are
compared here without marks, numbers and what frameworks make up anew on each visit; of those that are alike, by its
place among them. `autocomplete` is no part of it: many pages write random words there to keep fillers away. A form is
known by all its fields, and by what it and its button are called. The texts are kept as the site wrote them, so that a
person can read what is kept, and a later version may compare them otherwise.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from companion.fields.autocomplete import kind_of_autocomplete
from companion.fields.classify import FieldReading, FormReading, read_form
from companion.fields.guess import PERSONAL
from companion.fields.hints import around
from companion.fields.words import Tokens, label_tokens, name_tokens, words
from companion.kinds import KINDS, UNKNOWN, Kind
from companion.protocol import Field, Form

NEVER: Final = "never"
"""Stands in a correction for a kind: the field never gets anything."""
COLLECTS: Final = "collects"
"""Stands in the correction of a form for a kind: it asks for the person's data."""
_FORM: Final = "form"
_LINE: Final = 200
"""Characters that are kept of a text."""
_MADE: Final = re.compile(r"[:«]r[0-9a-z]*[:»]|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""React's `useId`, and UUIDs."""
_LASTING: Final = re.compile(r"([^\W\d_]+)\d*")
"""A word with a number behind it; digits within one ("a8f3e2") are a hash."""
_TYPED: Final = {"email": "email", "tel": "tel", "url": "url", "date": "bday"}
_NAMED_POINTS: Final = 8
_TYPED_POINTS: Final = 4
_FREE_POINTS: Final = 3
_SIBLING_POINTS: Final = 2
_TAKEN_POINTS: Final = -6


@dataclass(frozen=True, slots=True)
class Sign:
    """By what a field is known again: texts that the site chose. `nth` counts those that are alike, from 1."""

    control: str
    name: str
    label: str
    nth: int = 1

    @property
    def alike(self) -> tuple[str, Tokens, Tokens]:
        """What two fields have in common that are called the same."""
        return self.control, _lasting(self.name), label_tokens(self.label)

    @property
    def key(self) -> tuple[str, Tokens, Tokens, int]:
        """What lasts of it, to be compared."""
        return *self.alike, self.nth


@dataclass(frozen=True, slots=True)
class Correction:
    """The person's word on one field of a site: a kind by its name, or `NEVER`; on a form, `COLLECTS`."""

    site: str
    sign: Sign
    kind: str


def signs(form: Form) -> list[Sign]:
    """Return for each field of a form, in their order, by what it is known again."""
    seen: Counter[tuple[str, Tokens, Tokens]] = Counter()
    found = []
    for sign in (_sign(field, form.heading) for field in form.fields):
        seen[sign.alike] += 1
        found.append(replace(sign, nth=seen[sign.alike]))
    return found


def is_word(kind: str) -> bool:
    """Tell whether this is something that a person can say of a field or a form."""
    return kind in {NEVER, COLLECTS} or KINDS.get(kind, UNKNOWN) is not UNKNOWN


def form_sign(form: Form) -> Sign:
    """Return by what a form is known again."""
    names = " ".join(field.name for field in form.fields if _lasting(field.name))
    texts = filter(None, (form.heading, *form.buttons[:1], *(field.label for field in form.fields)))
    return Sign(_FORM, names[:_LINE], " · ".join(texts)[:_LINE])


def corrected(form: Form, reading: FormReading, corrections: Iterable[Correction]) -> FormReading:
    """Return the reading with the person's word in it: on its fields, and on whether the form collects at all."""
    said = {correction.sign.key: correction.kind for correction in corrections}
    if not said:
        return reading
    if said.get(form_sign(form).key) == COLLECTS:
        reading = read_form(form, claimed=True)
    fields = tuple(
        _heard(field, read, said.get(sign.key, ""))
        for field, read, sign in zip(form.fields, reading.fields, signs(form), strict=True)
    )
    return replace(reading, fields=fields)


def possible(field: Field) -> tuple[Kind, ...]:
    """Return what a person may say that a field asks for; nothing where the page itself says that it is a secret."""
    declared = kind_of_autocomplete(field.autocomplete)
    # "new-password" on a text control keeps the browser from filling it.
    secret = declared and declared != "x-password" and KINDS[declared].group == "secret"
    if secret or field.input_type == "password":
        return ()
    is_box = field.input_type == "checkbox"
    return tuple(kind for kind in KINDS.values() if kind is not UNKNOWN and (kind.group == "consent") == is_box)


def ranked(field: Field, was: Kind, *, taken: Collection[str], held: Collection[str]) -> list[Kind]:
    """Return what a misread field may ask for, the likeliest first, and one of those that are called alike.

    Args:
        field: the field.
        was: what it was taken for.
        taken: the kinds that other fields of the form ask for.
        held: the kinds that the vault holds.
    """
    table = words()
    texts = (field.label, *field.hints)
    labels = table.box_labels if field.input_type == "checkbox" else table.labels
    named = {meaning for text in texts for meaning in labels.meanings(label_tokens(text))}
    named |= table.names.meanings(name_tokens(f"{field.name} {field.id}"))

    def points(kind: Kind) -> int:
        return (
            _NAMED_POINTS * (kind.name in named)
            + _TYPED_POINTS * (kind.name == _TYPED.get(field.input_type))
            + _FREE_POINTS * (kind.name in held)
            + _SIBLING_POINTS * (kind.group == was.group and kind.group in PERSONAL)
            + _TAKEN_POINTS * (kind.name in taken)
        )

    found: dict[str, Kind] = {}
    for kind in sorted(possible(field), key=points, reverse=True):
        found.setdefault(kind.text, kind)
    found.pop(was.text, None)
    return list(found.values())


def _sign(field: Field, heading: str) -> Sign:
    control = f"{field.tag} {field.input_type}".strip()
    name = field.name if _lasting(field.name) else ""
    if name or label_tokens(field.label):
        return Sign(control, name, field.label)
    return Sign(control, field.id if _lasting(field.id) else "", next(iter(around(field)), heading))


def _lasting(name: str) -> Tokens:
    """Split an author's name for a control, without numbers and what was made up by a program."""
    found = (_LASTING.fullmatch(token) for token in _split(_MADE.sub(" ", name)))
    return tuple(match[1] for match in found if match)


def _split(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _heard(field: Field, read: FieldReading, kind: str) -> FieldReading:
    if kind == NEVER:
        return replace(read, said="never", why="you said so → never here")
    # The page may have changed since, and a file of corrections may say anything.
    if all(kind != one.name for one in possible(field)):
        return read
    return replace(read, kind=KINDS[kind], said="kind", why=f"you said so → {kind}", sure=True)
