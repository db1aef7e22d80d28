"""The command line: `meum`. Every command asks the daemon; what is refused is one sentence and exit status 1."""

import os
import webbrowser
from html import escape
from pathlib import Path
from time import sleep
from typing import Any, Final

import click
import msgspec

from companion import __version__
from companion.client import Client
from companion.commands.asking import secret_line
from companion.commands.corrections import corrections
from companion.commands.lists import lists
from companion.commands.log import log
from companion.commands.setup import doctor, install, uninstall
from companion.commands.sites import sites
from companion.commands.vault import vault
from companion.control import (
    Created,
    CreateVault,
    DashboardAt,
    LockVault,
    Pair,
    Revoke,
    ShowDashboard,
    Status,
    StatusReport,
    Stop,
    UnlockVault,
)
from companion.errors import MeumError, Refused
from companion.paths import default_home
from companion.protocol import Done
from companion.tables import table

LINK_S: Final = 30
"""For so long the dashboard's link can be used."""
_VAULT: Final = {
    "no-vault": "not there yet; `meum unlock` makes it",
    "locked": "locked; `meum unlock` opens it",
    "ready": "open",
}


class _Commands(click.Group):
    """A group that turns the errors meant for people into one sentence."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in click
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever reads has seen enough: click ends quietly
        except Refused as refused:
            raise click.ClickException(refused.text) from None
        except (MeumError, OSError) as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_home,
    show_default="your own",
    help="The folder of the vault and of all that belongs to it.",
)
@click.version_option(__version__, prog_name="meum")
@click.pass_context
def main(context: click.Context, home: Path) -> None:
    """Fill any web form on your own terms, and see what every site received."""
    context.obj = context.with_resource(Client(home.absolute()))


@main.command()
@click.option("--recovery", is_flag=True, help="Use the printed recovery code, and set a new passphrase.")
@click.pass_obj
def unlock(client: Client, *, recovery: bool) -> None:
    """Open the vault; the first time, make it."""
    match client.ask(Status(), StatusReport).vault:
        case "ready" | "locked" if recovery:
            code = secret_line("recovery code")
            client.ask(
                UnlockVault(recovery_code=code, new_passphrase=secret_line("new passphrase", confirm=True)), Done
            )
            click.echo("The vault is open, and the new passphrase is the one that counts.")
        case "ready":
            click.echo("The vault is open.")
        case "locked":
            client.ask(UnlockVault(secret_line("passphrase")), Done)
            click.echo("The vault is open.")
        case "no-vault":
            _create(client)


@main.command()
@click.pass_obj
def lock(client: Client) -> None:
    """Close the vault."""
    if client.running():
        client.ask(LockVault(), Done)
    click.echo("The vault is closed.")


@main.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_obj
def status(client: Client, *, json_: bool) -> None:
    """Show how things stand: the vault and your browsers."""
    report = client.ask(Status(), StatusReport)
    if json_:
        click.echo(msgspec.json.format(msgspec.json.encode(report)))
        return
    click.echo(f"Meum {report.version}, in {report.home}")
    click.echo(f"Vault: {_VAULT[report.vault]}")
    click.echo(f"Browsers connected now: {report.connections}")
    if report.waiting:
        click.echo(f"Events that wait for the vault to be opened: {report.waiting}")
    columns = {
        "name": "name",
        "browser": "browser",
        "state": "state",
        "connected": "connected",
        "last_seen": "last seen",
        "code": "code",
    }
    if profiles := table(map(msgspec.to_builtins, report.profiles), columns):
        click.echo(f"\n{profiles}")
    elif report.vault == "ready":
        click.echo("No browser has connected yet: `meum install` says how to load the extension.")


@main.command()
@click.argument("code")
@click.pass_obj
def pair(client: Client, code: str) -> None:
    """Approve the browser whose popup shows CODE."""
    client.ask(Pair(code), Done)
    click.echo("The browser is approved.")


@main.command()
@click.argument("name")
@click.pass_obj
def revoke(client: Client, name: str) -> None:
    """Take back the approval of the browser called NAME in `meum status`."""
    client.ask(Revoke(name), Done)
    click.echo("The browser gets nothing any more.")


@main.command()
@click.pass_obj
def dashboard(client: Client) -> None:
    """Open the dashboard."""
    page = client.home / "dashboard.html"
    page.unlink(missing_ok=True)  # of a call that was killed
    url = client.ask(ShowDashboard(), DashboardAt).url
    if not url:
        click.echo("Your browser opens the dashboard.")
        return
    try:
        _write_redirect(page, url)
        webbrowser.open(page.as_uri())
        click.echo(f"Open {page} if no browser did so; it works once, within {LINK_S} seconds, and is removed then.")
        sleep(LINK_S)
    finally:
        page.unlink(missing_ok=True)


@main.command()
@click.pass_obj
def stop(client: Client) -> None:
    """End the companion; a browser with the extension starts it again."""
    if not client.running():
        click.echo("The companion does not run.")
        return
    client.ask(Stop(), Done)
    client.wait_for_end()
    click.echo("The companion has ended.")


def _create(client: Client) -> None:
    click.echo("There is no vault yet. Choose a passphrase for it: several words that nobody would guess.")
    created = client.ask(CreateVault(secret_line("passphrase", confirm=True)), Created)
    click.echo(
        f"The vault is made, and open.\n\n    {created.recovery_code}\n\n"
        "This is the recovery code: write it down now, as it is never shown again, and keep it away from here.\n"
        "It opens the vault when the passphrase is forgotten (`meum unlock --recovery`)."
    )
    if created.keyring:
        click.echo("The keyring of this system opens the vault, too, whenever you are logged in.")
    else:
        click.echo("This system has no keyring that could open the vault: it asks for the passphrase after each start.")
    click.echo("Next: `meum vault add` asks for what forms want to know.")


def _write_redirect(page: Path, url: str) -> None:
    """Write a page that leads to the dashboard: in an argument list, everybody on this computer could read the link."""
    refresh = f'<meta http-equiv="refresh" content="0; url={escape(url)}">'
    with open(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - its mode
        file.write(f'<!doctype html><meta charset="utf-8">{refresh}<title>Meum</title>\n'.encode())


for _command in (install, uninstall, doctor, vault, sites, corrections, log, lists):
    main.add_command(_command)

if __name__ == "__main__":
    main()
