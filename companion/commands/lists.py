"""`meum lists …`: what Meum knows of the companies behind domains, and from where."""

import asyncio
import time
from typing import Final

import click

from companion import __version__
from companion.client import Client
from companion.lists import ATTRIBUTION
from companion.lists.shelf import Shelf, put, take
from companion.recipients import entries
from companion.tables import as_json, table

ADDRESS: Final = "https://raw.githubusercontent.com/whotracksme/whotracks.me/HEAD/whotracksme/data/assets/trackerdb.sql"
_COLUMNS: Final = {"list": "list", "domains": "domains", "licence": "licence", "at": "fetched", "address": "from"}


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def lists(context: click.Context, *, json_: bool) -> None:
    """Show which lists name the companies behind domains."""
    if context.invoked_subcommand is not None:
        return
    client: Client = context.obj
    shelf = take(client.home)
    own = sum(len(entry.domains) for entry in entries())
    rows = [
        {"list": "Meum's own", "domains": own, "licence": "CC0 1.0", "at": 0, "address": f"Meum {__version__}"},
        {
            "list": "WhoTracks.Me",
            "domains": len(shelf.recipients),
            "licence": "CC BY 4.0",
            "at": shelf.at,
            "address": shelf.address,
        },
    ]
    if json_:
        click.echo(as_json({"lists": rows}))
        return
    click.echo(table(rows, _COLUMNS))
    click.echo(f"\n{ATTRIBUTION}" if shelf.at else "\nWhoTracks.Me is not here: `meum lists update` fetches it.")


@lists.command()
@click.option("--from", "address", default=ADDRESS, metavar="URL", help="Fetch it from there instead.")
@click.pass_obj
def update(client: Client, address: str) -> None:
    """Fetch WhoTracks.Me's list: the one connection that Meum makes for it, now."""
    # Imported here: aiohttp takes longer than all the rest of a command, and is seldom needed.
    from companion.lists.download import fetch  # noqa: PLC0415
    from companion.lists.trackerdb import read  # noqa: PLC0415

    recipients = read(asyncio.run(fetch(address)))
    put(client.home, Shelf(address, time.time() * 1000, recipients))
    click.echo(f"Fetched: {len(recipients)} domains with the companies behind them.\n{ATTRIBUTION}")
