"""What the person said of fields and forms that were misread, kept for each site; `fields.corrected` applies it."""

import time
from collections.abc import Iterable
from typing import Any, Final

from companion.errors import BadOrigin, Refused
from companion.fields.corrected import Correction, Sign, is_word
from companion.fields.words import label_tokens
from companion.sites import registrable
from companion.sqlcipher import Database
from companion.store import tx

_COLUMNS: Final = "site, control, name, label, nth, kind"
_LETTERS: Final = 3
"""A value with fewer letters and digits stands in too many texts by chance."""


def of_site(db: Database, site: str) -> list[Correction]:
    """List what was said of a site's fields."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM corrections WHERE site = ?", [site])  # noqa: S608 - ours
    return [Correction(site, Sign(*sign), kind) for site, *sign, kind in rows.fetchall()]


def put(db: Database, corrections: Iterable[Correction]) -> None:
    """Keep what was said of some fields, in place of what was said of them before.

    Raises:
        Refused: "bad-value": one of them has no site, or says what no field is; then nothing is kept.
    """
    with tx(db):
        for correction in corrections:
            site, sign = _domain(correction.site), correction.sign
            if not is_word(correction.kind):
                raise Refused("bad-value", "One of them names no kind that this version knows.")
            _drop(db, site, sign)
            db.execute(
                f"INSERT INTO corrections ({_COLUMNS}, created) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
                [site, sign.control, sign.name, sign.label, sign.nth, correction.kind, time.time()],
            )


def take_back(db: Database, site: str, sign: Sign) -> None:
    """Drop what was said of one field."""
    with tx(db):
        _drop(db, site, sign)


def forget(db: Database, *, number: int = 0, site: str = "") -> None:
    """Drop one correction by its number, or all of a site.

    Raises:
        Refused: "unknown-item": there is none.
    """
    with tx(db):
        found = db.execute("DELETE FROM corrections WHERE id = ? OR site = ?", [number, site]).rowcount
    if not found:
        raise Refused("unknown-item", "There is no such correction; `meum corrections` lists them.")


def listed(db: Database, values: Iterable[str], site: str = "") -> list[dict[str, Any]]:
    """List corrections by site, for other eyes: texts of the site that quote one of `values` are left out.

    Args:
        db: the store.
        values: the person's values.
        site: the only one that is wanted, if any.
    """
    wanted = [tokens for tokens in map(label_tokens, values) if sum(map(len, tokens)) >= _LETTERS]
    rows = db.query(
        f"SELECT id AS number, {_COLUMNS}, created * 1000 AS at FROM corrections"  # noqa: S608 - ours
        " WHERE ? IN ('', site) ORDER BY site, id",
        [site],
    )
    return [_without(row, wanted) for row in rows]


def _without(row: dict[str, Any], values: list[tuple[str, ...]]) -> dict[str, Any]:
    texts = [f" {' '.join(label_tokens(row[column]))} " for column in ("name", "label")]
    quotes = any(f" {' '.join(tokens)} " in text for tokens in values for text in texts)
    return row | {"quotes": quotes} | ({"name": "", "label": ""} if quotes else {})


def _drop(db: Database, site: str, sign: Sign) -> None:
    rows = db.execute("SELECT id, control, name, label, nth FROM corrections WHERE site = ?", [site]).fetchall()
    for number, *known in rows:
        if Sign(*known).key == sign.key:
            db.execute("DELETE FROM corrections WHERE id = ?", [number])


def _domain(text: str) -> str:
    try:
        return registrable(text)
    except BadOrigin:
        raise Refused("bad-value", "One of them names no site.") from None
