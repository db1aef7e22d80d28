"""Lists of options, as sites write them."""

from companion.protocol import Choice, Field


def options(*pairs: tuple[str, str], **more: object) -> Field:
    """A select with these (value, text) options."""
    return Field(key="field", tag="select", choices=[Choice(*pair) for pair in pairs], **more)  # type: ignore[arg-type]


def texts(*names: str) -> Field:
    """A select whose options have no values of their own."""
    return options(*((name, name) for name in names))


def line(*hints: str, **more: object) -> Field:
    """A text input with these hints."""
    return Field(key="field", **({"tag": "input", "input_type": "text", "hints": list(hints)} | more))  # type: ignore[arg-type]
