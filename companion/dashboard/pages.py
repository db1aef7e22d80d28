"""What each page shows: the log's rows, and what they come to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from companion import corrections
from companion.dashboard import received
from companion.dashboard.words import kind_text
from companion.keeper import Opened
from companion.log import Log, Row

Shown = dict[str, Any]


@dataclass(slots=True)
class SiteLine:
    """One site's line on the start page. `others` are the third parties that a value went to."""

    site: str
    last: float
    disclosures: int = 0
    others_than_filled: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    @property
    def kind_texts(self) -> list[str]:
        """What it holds, in words; several kinds may have the same."""
        return sorted({kind_text(kind) for kind in self.kinds})


def start(opened: Opened) -> Shown:
    """Show all sites, the latest first, and the times when nothing was watching."""
    return {"sites": _site_lines(opened.log), "gaps": opened.log.gaps()}


def chain(opened: Opened) -> Shown:
    """Show whether the log is as it was written."""
    return {"verdict": opened.log.verify()}


def site(opened: Opened, name: str) -> Shown:
    """Show what one site got and did not get, who else was there, and its disclosures."""
    log = opened.log
    fields, sent = received.site_fields(log, name), log.transmissions(site=name)
    recipients = received.recipients(sent)
    return {
        "site": name,
        "got": received.got(opened, fields, sent),
        "kept": received.kept(fields),
        "recipients": recipients,
        "bystanders": received.bystanders(log.contacts(site=name), {recipient.name for recipient in recipients}),
        "unread": received.unread(log.unreadable(site=name)),
        "disclosures": log.disclosures(name),
        "corrections": corrections.listed(opened.db, (), name),
        "gpc": next(iter(log.gpc(name)), None),
    }


def last_origin(log: Log, name: str) -> str:
    """Say at which origin a site was last seen getting or being offered something; "" when it never was."""
    rows = [*log.disclosures(name), *log.transmissions(site=name)]
    return max(rows, key=lambda row: row["at"])["origin"] if rows else ""


def disclosure(opened: Opened, uuid: str) -> Shown | None:
    """Show one disclosure; None when there is none of that name."""
    log = opened.log
    row = log.disclosure(uuid)
    if row is None:
        return None
    fields, sent = log.fields(uuid), log.transmissions(disclosure=uuid)
    values = received.values(opened, [*fields, *sent])
    return {
        "disclosure": row,
        "fields": fields,
        "masked": {key: received.masked(value) for key, value in values.items()},
        "transmissions": sent,
        "contacts": log.contacts(disclosure=uuid),
        "unreadable": log.unreadable(disclosure=uuid),
    }


def _site_lines(log: Log) -> list[SiteLine]:
    lines = {row["site"]: _site_line(row) for row in log.sites()}
    for row in log.disclosures():
        if row["status"] != "filled":
            lines[row["site"]].others_than_filled[row["status"]] += 1
    for row in log.transmissions():
        if row["outcome"] != "gone":
            continue
        # A value that is known from another site may have gone to one that was never offered anything.
        line = lines.setdefault(row["site"], SiteLine(row["site"], row["at"]))
        line.last = max(line.last, row["at"])
        if row["third_party"]:
            line.others.add(row["recipient"])
        elif row["kind"]:
            line.kinds.add(row["kind"])
    return sorted(lines.values(), key=lambda line: -line.last)


def _site_line(row: Row) -> SiteLine:
    kinds = set(row["kinds"].split(",")) if row["kinds"] else set()
    return SiteLine(row["site"], row["last"], row["disclosures"], kinds=kinds)
