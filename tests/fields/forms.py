"""Forms written by hand."""

from msgspec.structs import replace

from companion.fields.classify import FieldReading, FormReading, read_form
from companion.protocol import Choice, Field, Form


def a_field(label: str = "", **more: object) -> Field:
    """One control with a label, a text input unless told otherwise."""
    return replace(Field(key=label or "field", tag="input", input_type="text", label=label), **more)


def box(label: str = "", **more: object) -> Field:
    """One tick box."""
    return a_field(label, input_type="checkbox", **more)


def secret(label: str = "Password", **more: object) -> Field:
    """One password control."""
    return a_field(label, input_type="password", **more)


def choice(label: str, *texts: str, **more: object) -> Field:
    """One select with choices."""
    return a_field(label, tag="select", input_type="", choices=[Choice(text, text) for text in texts], **more)


def radio(label: str, *texts: str) -> Field:
    """Radio buttons of one name."""
    return a_field(label, input_type="radio", choices=[Choice(text, text) for text in texts])


def message(label: str = "", **more: object) -> Field:
    """One textarea."""
    return a_field(label, tag="textarea", input_type="", **more)


def a_form(*fields: Field, **more: object) -> Form:
    """A form of these fields."""
    return replace(Form(key="form", fields=list(fields)), **more)


def read(field: Field) -> FieldReading:
    """The reading of one field, in a form by itself."""
    return read_form(a_form(field)).fields[0]


def kinds(reading: FormReading) -> list[str]:
    """The kinds of a form's fields, by name."""
    return [field.kind.name for field in reading.fields]
