"""The exceptions that a person made: sites where protection is paused or GPC is off, and recipients allowed there."""

import time
from typing import Any, Literal

from companion.errors import BadOrigin, Refused
from companion.sites import registrable
from companion.sqlcipher import Database
from companion.store import tx
from companion.verdicts import Sites

What = Literal["pause", "no-gpc", "allow"]


def sites(db: Database) -> Sites:
    """List the sites where protection is paused, and those that get no GPC signal."""
    return Sites(paused=_sites(db, "pause"), no_gpc=_sites(db, "no-gpc"))


def put(db: Database, site: str, what: What, recipient: str = "", *, on: bool) -> None:
    """Keep or drop one exception; `recipient` is who is allowed, and else empty.

    Raises:
        Refused: "bad-value": one of them is no domain.
    """
    key = [_domain(site), what, _domain(recipient) if what == "allow" else ""]
    with tx(db):
        db.execute("DELETE FROM exceptions WHERE site = ? AND what = ? AND recipient = ?", key)
        if on:
            db.execute(
                "INSERT INTO exceptions (site, what, recipient, created) VALUES (?, ?, ?, ?)", [*key, time.time()]
            )


def every(db: Database) -> list[dict[str, Any]]:
    """List all exceptions, by site."""
    return list(db.query("SELECT site, what, recipient FROM exceptions ORDER BY site, what, recipient"))


def allowed(db: Database, site: str) -> list[str]:
    """List the recipients that may have values on a site's pages."""
    rows = db.execute("SELECT recipient FROM exceptions WHERE what = 'allow' AND site = ? ORDER BY recipient", [site])
    return [str(row[0]) for row in rows.fetchall()]


def _sites(db: Database, what: str) -> list[str]:
    rows = db.execute("SELECT site FROM exceptions WHERE what = ? ORDER BY site", [what])
    return [str(row[0]) for row in rows.fetchall()]


def _domain(text: str) -> str:
    try:
        return registrable(text)
    except BadOrigin:
        raise Refused("bad-value", "This is no site.") from None
