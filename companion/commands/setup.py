"""`meum install`, `meum uninstall` and `meum doctor`."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from companion.client import Client
from companion.control import Stop
from companion.doctor import examine
from companion.install import PACKED, UNPACKED, Extension, plan, remove, write
from companion.native import Browser, Places, addressed, browsers, found
from companion.protocol import Done
from companion.tables import as_json

_CHROMIUM_STEPS = """\
{names}:
  1. Open chrome://extensions and switch on "Developer mode".
  2. Choose "Load unpacked" and this folder: {unpacked}
     ({paste} lets you paste it where the dialog hides such folders.)
  This lasts. After an update of Meum run `meum install` again and press the extension's reload button there."""
_FIREFOX_STEPS = """\
{names}, in every edition, until it is closed:
  1. Open about:debugging#/runtime/this-firefox
  2. Choose "Load Temporary Add-on…" and this file: {unpacked}/manifest.json
Firefox ESR and Developer Edition, for good:
  1. Open about:config and set xpinstall.signatures.required to false.
  2. Open about:addons; behind the gear choose "Install Add-on From File…" and this file: {packed}
  After an update of Meum run `meum install` and the second step again."""


@click.command()
@click.option("--print", "only_print", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_obj
def install(client: Client, *, only_print: bool) -> None:
    """Tell your browsers about Meum and unpack the extension."""
    places = Places.here()
    present = found(places)  # before a folder of manifests is made in theirs
    planned = plan(client.home, addressed(places), Extension.read())
    if only_print:
        for file in planned:
            click.echo(f"{file.mode:04o}  {file.path}")
            if file.part != "extension":
                click.echo(file.content.decode())
        return
    write(client.home, planned)
    for file in planned:
        if file.part == "manifest":
            click.echo(f"Wrote {file.path}")
    click.echo(f"Unpacked the extension into {client.home / UNPACKED}\n")
    click.echo(loading(client.home, present, places))
    click.echo("\nThen click Meum's icon (behind the puzzle piece of the toolbar, where you can pin it): it leads on.")
    click.echo("`meum doctor` says whether all is well.")


@click.command()
@click.pass_obj
def uninstall(client: Client) -> None:
    """Remove what `meum install` wrote; your vault and log stay."""
    for path in remove(client.home, browsers(Places.here())):
        click.echo(f"Removed {path}")
    if client.running():  # only now, as a browser would have started it again
        client.ask(Stop(), Done)
        client.wait_for_end()
        click.echo("The companion has ended.")
    click.echo("Remove the extension itself in each browser's list of extensions.")
    if client.home.exists():
        click.echo(f"Your vault and log stay in {client.home}: delete that folder to delete them for good.")


@click.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_obj
def doctor(client: Client, *, json_: bool) -> None:
    """Check that everything is in order; exit status 1 when something is not."""
    findings = list(examine(client, Places.here()))
    if json_:
        click.echo(as_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(f"{'ok' if finding.ok else 'problem':9}{finding.what}: {finding.text}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


def loading(home: Path, present: list[Browser], places: Places) -> str:
    """Write the steps that load the extension into the browsers that the person has, and what will not last."""
    parts = []
    for family, steps in (("chromium", _CHROMIUM_STEPS), ("firefox", _FIREFOX_STEPS)):
        names = ", ".join(browser.name for browser in present if browser.family == family)
        if names:
            paste = "Ctrl+L" if places.system == "linux" else "Cmd+Shift+G"
            parts.append(steps.format(names=names, unpacked=home / UNPACKED, packed=home / PACKED, paste=paste))
    return "\n\n".join(parts) or "No browser was found: install Firefox or Chromium, then run `meum install` again."
