"""Reading WhoTracks.Me's database (``trackerdb.sql``, an SQL dump) without ever running it.

The rows are read by a grammar of their own, which knows `CREATE TABLE`, `INSERT` and literals and nothing else. A
database in memory that runs the dump would need limits on what it may do, and a second driver; and whatever SQL can
do besides, nobody wants here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from companion.errors import BadOrigin
from companion.lists import SOURCE, ListError
from companion.recipients import Category, Recipient, countries
from companion.sites import registrable

Row = Mapping[str, str]

_WANTED: Final = {
    "categories": {"id", "name"},
    "companies": {"id", "name", "country", "privacy_contact"},
    "trackers": {"id", "name", "category_id", "company_id"},
    "tracker_domains": {"tracker", "domain"},
}
"""The tables that are read, with the columns that must be there."""
_CATEGORIES: Final[Mapping[str, Category]] = {
    "advertising": "advertising",
    "audio_video_player": "media",
    "cdn": "cdn",
    "consent": "consent",
    "customer_interaction": "support",
    "email": "marketing",
    "hosting": "hosting",
    "pornvertising": "advertising",
    "site_analytics": "analytics",
    "social_media": "social",
}
"""Its categories in our vocabulary; others say too little (`essential`, `misc`, `unknown`)."""
_STATEMENT: Final = re.compile(r"\s*+((?:[^';]++|'(?:[^']++|'')*+')++);")
_CREATE: Final = re.compile(r'CREATE TABLE "?(\w+)"?\s*\((.*)\)', re.DOTALL)
_INSERT: Final = re.compile(r'INSERT INTO "?(\w+)"? VALUES\((.*)\)', re.DOTALL)
_LITERAL: Final = re.compile(r"(NULL|-?[0-9]++(?:\.[0-9]++)?|'(?:[^']++|'')*+')(?:,|\Z)")
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_CONSTRAINTS: Final = frozenset({"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"})
_EMAIL: Final = re.compile(r"[!-?A-~]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_LONGEST: Final = 100
_DEEPEST: Final = 3
"""Parentheses within parentheses in the definition of a column."""


def read(dump: bytes) -> dict[str, Recipient]:
    """Read who is behind which registrable domain.

    Hosts below a registrable domain say nothing about the whole of it, so they are left out.

    Raises:
        ListError: this is not the database, not all of it, or of a form that this Meum does not know.
    """
    try:
        text = dump.decode()
    except UnicodeDecodeError:
        raise _unknown("it is not text") from None
    tables = _tables(text)
    categories = {row["id"]: row["name"] for row in tables["categories"]}
    companies = {row["id"]: row for row in tables["companies"]}
    trackers = {row["id"]: row for row in tables["trackers"]}
    found: dict[str, Recipient] = {}
    for row in tables["tracker_domains"]:
        tracker, domain = trackers.get(row["tracker"]), row["domain"].lower()
        if tracker is None or not _is_registrable(domain):
            continue
        category = _CATEGORIES.get(categories.get(tracker["category_id"], ""), "")
        recipient = _recipient(domain, tracker["name"], companies.get(tracker["company_id"], {}), category)
        if recipient.company:
            found[domain] = recipient
    if not found:
        raise _unknown("it names nobody")
    return dict(sorted(found.items()))


def _recipient(domain: str, tracker: str, company: Row, category: Category) -> Recipient:
    name = _line(company.get("name", "")) or _line(tracker)
    country, contact = company.get("country", "").upper(), company.get("privacy_contact", "")
    return Recipient(
        domain,
        company="" if name.lower() == domain else name,
        country=country if country in countries() else "",
        category=category,
        contact=contact if len(contact) <= _LONGEST and _EMAIL.fullmatch(contact) else "",
        source=SOURCE,
    )


def _tables(text: str) -> dict[str, list[Row]]:
    """Read the rows of the tables that are wanted; NULL is an empty text."""
    columns: dict[str, list[str]] = {}
    rows: dict[str, list[Row]] = {name: [] for name in _WANTED}
    last = ""
    for last in _statements(text):
        if (created := _CREATE.fullmatch(last)) and created[1] in _WANTED:
            columns[created[1]] = _columns(created[2])
        elif (inserted := _INSERT.fullmatch(last)) and inserted[1] in columns:
            values = list(_values(inserted[2]))
            if len(values) != len(columns[inserted[1]]):
                raise _unknown("a row does not fit its table")
            rows[inserted[1]].append(dict(zip(columns[inserted[1]], values, strict=True)))
    if last != "COMMIT":
        raise _unknown("its end is missing")
    for name, wanted in _WANTED.items():
        if missing := wanted - set(columns.get(name, ())):
            raise _unknown(f"it lacks {name}.{min(missing)}")
    return rows


def _statements(text: str) -> Iterator[str]:
    at = 0
    while match := _STATEMENT.match(text, at):
        yield match[1]
        at = match.end()
    if text[at:].strip():
        raise _unknown("it is no SQL dump, or its end is missing")


def _columns(definition: str) -> list[str]:
    for _ in range(_DEEPEST):
        definition = _PARENTHESES.sub("", definition)
    names = [part.split()[0].strip('"') for part in definition.split(",") if part.strip()]
    return [name for name in names if name.upper() not in _CONSTRAINTS]


def _values(listed: str) -> Iterator[str]:
    at = 0
    while at < len(listed):
        match = _LITERAL.match(listed, at)
        if match is None:
            raise _unknown("a row holds more than literals")
        text = match[1]
        yield "" if text == "NULL" else text[1:-1].replace("''", "'") if text[0] == "'" else text
        at = match.end()


def _is_registrable(domain: str) -> bool:
    try:
        return registrable(f"www.{domain}") == domain
    except BadOrigin:
        return False


def _line(text: str) -> str:
    """Keep a name that fits into a line; the list's authors take in what others wrote."""
    name = " ".join(text.split())
    return name if name.isprintable() and len(name) <= _LONGEST else ""


def _unknown(why: str) -> ListError:
    return ListError(f"This is not WhoTracks.Me's database as Meum knows it: {why}. The list stays as it was.")
