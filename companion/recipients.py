"""Who is behind a domain: its company, the company's country, what it does, and where to ask for one's rights.

The map is our own, made by hand (`data/recipients.json`, CC0): the recipients that pages talk to most, and those that
the literature names as collectors of forms. What is not certain is left empty there. A list that the person fetched
(`lists`) may know more; it only ever serves to show names. What counts as one company is read from our own map alone,
because nothing that was fetched may decide what is stopped.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

import msgspec

Category = Literal[
    "",
    "advertising",
    "affiliate",
    "analytics",
    "cdn",
    "consent",
    "data",
    "errors",
    "fonts",
    "forms",
    "hosting",
    "identity",
    "maps",
    "marketing",
    "media",
    "payment",
    "personalisation",
    "replay",
    "reviews",
    "security",
    "social",
    "support",
    "tags",
]
CATEGORIES: Final[Mapping[Category, str]] = MappingProxyType(
    {
        "advertising": "sells, buys, places or measures advertisements",
        "affiliate": "pays sites for customers that they send",
        "analytics": "counts and analyses visits, calls and sales",
        "cdn": "delivers files for many sites",
        "consent": "asks for consent and keeps the answer",
        "data": "joins data about people from many sources, or trades in it",
        "errors": "gathers errors and timings of pages",
        "fonts": "delivers fonts",
        "forms": "runs forms and surveys",
        "hosting": "runs sites and shops",
        "identity": "logs people in, or checks who they are",
        "maps": "draws maps and checks addresses",
        "marketing": "sends marketing by e-mail, text message or pop-up",
        "media": "plays video and sound",
        "payment": "takes payments",
        "personalisation": "tests variants of pages, recommends and searches",
        "replay": "records what people do on a page",
        "reviews": "collects reviews",
        "security": "tells people from programs, and looks for fraud",
        "social": "a network of people, its buttons and its advertising",
        "support": "runs chats and help desks",
        "tags": "loads the scripts of others",
    }
)
"""The vocabulary, in words. A company's domain that serves for many things has no category."""


class Recipient(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody behind a domain; whatever is not known is empty.

    `country` is that of the company's seat (ISO 3166-1 alpha-2), `contact` an e-mail address or a page for requests
    about one's data, `source` the id of the fetched list that says so, empty for our own map.
    """

    domain: str
    company: str = ""
    country: str = ""
    category: Category = ""
    contact: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The company, or the domain where none is known."""
        return self.company or self.domain


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of our map: registrable domains of one company that serve for one thing."""

    company: str
    domains: tuple[str, ...]
    country: str = ""
    category: Category = ""
    contact: str = ""


def recipient_of(domain: str, extra: Mapping[str, Recipient] = MappingProxyType({})) -> Recipient:
    """Tell who is behind a registrable domain: by our own map, else by `extra`, else by its name alone."""
    return _own().get(domain) or extra.get(domain) or Recipient(domain)


def same_company(a: str, b: str) -> bool:
    """Tell whether two registrable domains are one, or of one company: then they are first party to each other."""
    return a == b or b in company_domains(a)


def company_domains(domain: str) -> tuple[str, ...]:
    """List the registrable domains of the company behind `domain`, itself among them; alone where none is known."""
    known = _own().get(domain)
    return _domains()[known.company] if known else (domain,)


@cache
def entries() -> tuple[Entry, ...]:
    """Read the lines of our own map."""
    return msgspec.json.decode(_data("recipients.json"), type=tuple[Entry, ...])


@cache
def countries() -> Mapping[str, str]:
    """Read the names of countries by their codes (ISO 3166-1 alpha-2)."""
    return MappingProxyType(msgspec.json.decode(_data("countries.json"), type=dict[str, str]))


@cache
def _own() -> Mapping[str, Recipient]:
    return {
        domain: Recipient(domain, entry.company, entry.country, entry.category, entry.contact)
        for entry in entries()
        for domain in entry.domains
    }


@cache
def _domains() -> Mapping[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for entry in entries():
        grouped[entry.company] = grouped.get(entry.company, ()) + entry.domains
    return grouped


def _data(name: str) -> bytes:
    return (files("companion") / "data" / name).read_bytes()
