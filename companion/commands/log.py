"""`meum log …`: what every site, and everybody behind it, received."""

import re
from collections.abc import Mapping
from typing import Any, Final

import click

from companion.client import Client
from companion.control import ReadLog, Table, VerifyLog
from companion.lists import ATTRIBUTION
from companion.lists.shelf import known
from companion.recipients import Recipient, recipient_of
from companion.tables import as_json, table

_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
_COLUMNS: Final = {
    "sites": {
        "site": "site",
        "last": "last",
        "disclosures": "disclosures",
        "filled": "filled",
        "kinds": "has received",
        "others": "others behind it",
    },
    "gaps": {"at": "from", "until": "until", "why": "why"},
    "disclosures": {
        "at": "at",
        "status": "status",
        "purpose": "purpose",
        "heading": "form",
        "target_site": "sent to",
        "undone": "undone",
        "disclosure": "disclosure",
    },
    "disclosure": {
        "at": "at",
        "site": "site",
        "status": "status",
        "purpose": "purpose",
        "heading": "form",
        "submitted": "submitted",
        "undone": "undone",
    },
    "fields": {
        "label": "field",
        "kind": "kind",
        "required": "required",
        "outcome": "outcome",
        "reason": "reason",
        "fate": "in the page",
        "sent_as": "sent as",
    },
    "transmissions": {
        "at": "at",
        "recipient": "recipient",
        "company": "company",
        "country": "country",
        "category": "category",
        "kind": "kind",
        "channel": "channel",
        "encoding": "encoding",
        "moment": "when",
        "outcome": "outcome",
    },
    "contacts": {
        "recipient": "recipient",
        "company": "company",
        "country": "country",
        "category": "category",
        "host": "host",
        "requests": "requests",
        "third_party": "third party",
        "last_seen": "last",
    },
    "unreadable": {"at": "at", "recipient": "recipient", "company": "company", "request": "request", "why": "why"},
    "gpc": {"at": "asked", "answer": "answer", "last_update": "last update", "why": "why"},
}
_TITLES: Final = {
    "sites": "Sites",
    "gaps": "Gaps: nothing was watching",
    "disclosures": "Disclosures",
    "disclosure": "Disclosure",
    "fields": "Fields",
    "transmissions": "Transmissions: requests that carried a value",
    "contacts": "Contacts: whom the pages talked to",
    "unreadable": "Unreadable: requests that could not be looked into",
    "gpc": "Global Privacy Control: does the site say that it abides by the signal",
}


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def log(context: click.Context, *, json_: bool) -> None:
    """Show which sites received something from you."""
    if context.invoked_subcommand is None:
        client: Client = context.obj
        _show(client.ask(ReadLog(), Table), known(client.home), json_=json_)


@log.command()
@click.argument("site_or_disclosure")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_obj
def show(client: Client, site_or_disclosure: str, *, json_: bool) -> None:
    """Show what one site received, as in example.org, or one disclosure by its id."""
    wanted = site_or_disclosure.lower()
    ask = ReadLog(disclosure=wanted) if _UUID.fullmatch(wanted) else ReadLog(site=wanted)
    read = client.ask(ask, Table)
    if not any(read.tables.values()):
        raise click.ClickException("The log has nothing about that: `meum log` lists the sites.")
    _show(read, known(client.home), json_=json_)


@log.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def verify(context: click.Context, *, json_: bool) -> None:
    """Check that nothing in the log was changed; exit status 1 when something was."""
    client: Client = context.obj
    (chain,) = client.ask(VerifyLog(), Table).tables["chain"]
    if json_:
        click.echo(as_json(chain))
    elif chain["broken_at"] is None:
        click.echo(f"The log is whole: {chain['events']} events, {chain['deleted']} of them deleted.")
    else:
        click.echo(f"The log was changed: event {chain['broken_at']} does not fit what is noted of it.")
    context.exit(0 if chain["broken_at"] is None else 1)


def _show(read: Table, fetched: Mapping[str, Recipient], *, json_: bool) -> None:
    tables = {name: [_named(row, fetched) for row in rows] for name, rows in read.tables.items()}
    if json_:
        click.echo(as_json(tables))
        return
    parts = [f"{_TITLES[name]}\n{table(rows, _COLUMNS[name])}" for name, rows in tables.items() if rows]
    if fetched and any("company" in row for rows in tables.values() for row in rows):
        parts.append(f"Some companies are named after {ATTRIBUTION}.")
    click.echo("\n\n".join(parts) or "Nothing has been filled yet, so the log is empty.")


def _named(row: dict[str, Any], fetched: Mapping[str, Recipient]) -> dict[str, Any]:
    """Add who is behind a row's recipient, where there is one."""
    if "recipient" not in row:
        return row
    who = recipient_of(row["recipient"], fetched)
    return row | {"company": who.company, "country": who.country, "category": who.category}
