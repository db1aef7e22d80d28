"""`meum sites …`: where protection is paused, where no GPC signal goes out, and who is allowed what."""

import click

from companion.client import Client
from companion.control import ListExceptions, SetException, Table
from companion.protocol import Done
from companion.tables import as_json, table

_COLUMNS = {"site": "site", "what": "exception", "recipient": "recipient"}


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def sites(context: click.Context, *, json_: bool) -> None:
    """Show the exceptions that you made for sites."""
    if context.invoked_subcommand is not None:
        return
    client: Client = context.obj
    rows = client.ask(ListExceptions(), Table).tables["exceptions"]
    click.echo(as_json(rows) if json_ else table(rows, _COLUMNS) or "You have made no exceptions.")


@sites.command()
@click.argument("site")
@click.option("--off", is_flag=True, help="Protect it again.")
@click.pass_obj
def pause(client: Client, site: str, *, off: bool) -> None:
    """Pause protection on a site: trackers are let through, and nothing is kept back."""
    client.ask(SetException(site, "pause", on=not off), Done)


@sites.command()
@click.argument("site")
@click.option("--off", is_flag=True, help="Send the signal again.")
@click.pass_obj
def no_gpc(client: Client, site: str, *, off: bool) -> None:
    """Send a site no Global Privacy Control signal."""
    client.ask(SetException(site, "no-gpc", on=not off), Done)


@sites.command()
@click.argument("site")
@click.argument("recipient")
@click.option("--off", is_flag=True, help="Keep your data from it again.")
@click.pass_obj
def allow(client: Client, site: str, recipient: str, *, off: bool) -> None:
    """Let a recipient have what you type or fill on a site."""
    client.ask(SetException(site, "allow", recipient, on=not off), Done)
