"""Turns values into text for pages: everything that a site chose is text and nothing else, and can hide nothing."""

import unicodedata
from datetime import datetime
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from companion.dashboard.encodings import encoding
from companion.dashboard.words import STATUSES, WORDS, duration, fate, kind_text
from companion.kinds import KINDS
from companion.recipients import countries
from companion.sites import display

_INVISIBLE: Final = ("C", "Zl", "Zp")
"""Unicode categories (or their first letter) of what cannot be seen, or turns the order of what can."""


def make_environment() -> Environment:
    """Set the templates up."""
    templates = Environment(
        loader=PackageLoader("companion.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "country": lambda code: countries().get(code, code),
        "duration": duration,
        "encoded": lambda chain: visible(encoding(str(chain))),
        "kind": lambda kind: kind_text(kind) if kind in KINDS else visible(kind_text(kind)),
        "minute": lambda at: local_time(at, "%Y-%m-%d %H:%M"),
        "name": name,
        "says": lambda word, table: WORDS[table][word] if word in WORDS[table] else visible(word),
        "second": lambda at: local_time(at, "%Y-%m-%d %H:%M:%S"),
        "visible": visible,
    }
    templates.globals |= {"fate": fate, "statuses": STATUSES, "zone": zone}
    return templates


def visible(text: object) -> Markup:
    """Escape a text that somebody else chose, with a mark in the place of every character that cannot be seen."""
    return Markup("<bdi>{}</bdi>").format(Markup().join(_shown(character) for character in str(text)))


def name(host: object) -> Markup:
    """Show a host for people's eyes, in lines that end at its dots."""
    return visible(display(str(host))).replace(".", Markup(".<wbr>"))


def local_time(at: float, form: str) -> Markup:
    """Write a time (ms since 1970) as this machine's clock shows it."""
    local = datetime.fromtimestamp(at / 1000).astimezone()
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="seconds"), local.strftime(form))


def zone() -> str:
    """Say in which time zone times are shown."""
    offset = datetime.now().astimezone().strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"


def _shown(character: str) -> Markup:
    category = unicodedata.category(character)
    if category.startswith(_INVISIBLE):
        return Markup('<span class="mark" title="{}">U+{:04X}</span>').format(
            unicodedata.name(character, "control character").lower(), ord(character)
        )
    return escape(character)
