"""Masks: enough of a value for its owner to recognise it, too little for anybody who looks over a shoulder."""

from typing import Final

_TAIL: Final = {"tel": 2, "x-iban": 2, "postal-code": 1}
"""Kinds that are told by their end, and how many characters of it are shown."""


def mask(kind: str, text: str) -> str:
    """Mask a value: ``a…+shop-k3x2@example.org``, ``… 67``, ``A…``."""
    if kind == "email" and "@" in text:
        local, _, domain = text.rpartition("@")
        name, plus, tag = local.partition("+")
        return f"{name[:1]}…{plus}{tag}@{domain}"
    if kind in _TAIL:
        return f"…{text[-_TAIL[kind] :]}"
    if kind == "country":
        return text
    return f"{text[:1]}…"
