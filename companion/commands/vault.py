"""`meum vault …`: the person's items, and how aliases are made."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import click

from companion.client import Client
from companion.commands.asking import secret_text
from companion.control import AddItem, ChangeItem, ListItems, RemoveItem, SetAliases, Table
from companion.kinds import KINDS, Kind
from companion.protocol import Done
from companion.tables import as_json, table

COMMON: Final = (
    "given-name",
    "family-name",
    "email",
    "tel",
    "street-address",
    "postal-code",
    "address-level2",
    "country",
    "bday",
    "organization",
)
"""What most forms ask for."""
_HINTS: Final = {"country": "two letters, as in DE", "bday": "YYYY-MM-DD"}
_MODES: Final = ("plus", "catch-all", "off")
_SHOWN_ID: Final = 8
_OLDEST: Final = 1900


@click.group()
def vault() -> None:
    """Look after your own data."""


@vault.command()
@click.argument("kind", required=False)
@click.option("--label", default="", help="What you call it, as in: work phone.")
@click.pass_obj
def add(client: Client, kind: str | None, label: str) -> None:
    """Add an item of KIND, or without KIND the common ones, one after the other.

    The value is asked for, or read from standard input: as an argument it would be seen in the list of processes and
    in the shell's history.
    """
    if kind:
        known = _storable(kind)
        client.ask(AddItem(kind, checked(kind, secret_text(_prompt(known))), label=label), Done)
        click.echo(f"Added: {known.text}.")
    else:
        _add_common(client)


@vault.command("list")
@click.option("--reveal", is_flag=True, help="Show the values instead of masks.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(client: Client, *, reveal: bool, json_: bool) -> None:
    """List your items, their values masked."""
    items = _items(client, reveal=reveal)
    if json_:
        click.echo(as_json({"items": items}))
        return
    short = [{**item, "item": item["item"][:_SHOWN_ID]} for item in items]
    columns = {"item": "item", "kind": "kind", "label": "label", "persona": "persona", "value": "value"}
    click.echo(table(short, columns) or "The vault is empty: `meum vault add` asks for the common items.")


@vault.command()
@click.argument("item")
@click.pass_obj
def change(client: Client, item: str) -> None:
    """Give ITEM (its id or, where it is the only one, its kind) a new value."""
    chosen = _chosen(client, item)
    value = checked(chosen["kind"], secret_text(_prompt(KINDS[chosen["kind"]])))
    client.ask(ChangeItem(chosen["item"], value), Done)
    click.echo(f"Changed: {chosen['label']}.")


@vault.command()
@click.argument("item")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
def remove(client: Client, item: str, *, yes: bool) -> None:
    """Delete ITEM with all values that it has had; the log keeps that it was given, not what it was."""
    chosen = _chosen(client, item)
    if not yes:
        click.confirm(f"Delete {chosen['label']} ({chosen['value']}) for good?", abort=True)
    client.ask(RemoveItem(chosen["item"]), Done)
    click.echo(f"Deleted: {chosen['label']}.")


@vault.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def kinds(*, json_: bool) -> None:
    """List the kinds of items that the vault keeps."""
    rows = [
        {"kind": kind.name, "text": kind.text, "group": kind.group, "sensitive": kind.sensitive}
        for kind in KINDS.values()
        if kind.storable
    ]
    columns = {"kind": "kind", "text": "what it is", "group": "group", "sensitive": "sensitive"}
    click.echo(as_json({"kinds": rows}) if json_ else table(rows, columns))


@vault.command()
@click.argument("mode", type=click.Choice(_MODES))
@click.argument("domain", required=False)
@click.pass_obj
def aliases(client: Client, mode: str, domain: str | None) -> None:
    """Choose what sites get instead of your e-mail address.

    plus: you+site-k3x2ab@your.provider. catch-all: site-k3x2ab@DOMAIN, where DOMAIN is yours and receives everything.
    off: the address itself.
    """
    if (mode == "catch-all") != bool(domain):
        raise click.UsageError("catch-all needs your DOMAIN." if mode == "catch-all" else f"{mode} takes no DOMAIN.")
    _set_aliases(client, mode, _domain(domain) if domain else "")


def checked(kind: str, text: str) -> str:
    """Bring a value into the shape that forms can be filled from.

    Raises:
        click.UsageError: it cannot be one of this kind; prompts ask again.
    """
    text = text.strip()
    return _CHECKS[kind](text) if kind in _CHECKS else text


def _add_common(client: Client) -> None:
    held = {item["kind"] for item in _items(client)}
    lacking = [KINDS[name] for name in COMMON if name not in held]
    if not lacking:
        click.echo("The common items are all there. For others: `meum vault add KIND`; `meum vault kinds` lists them.")
        return
    click.echo("Enter alone skips a line; nothing leaves this computer.")
    added = set()
    for kind in lacking:
        value = click.prompt(_prompt(kind), default="", show_default=False, value_proc=_optional(kind.name))
        if value:
            client.ask(AddItem(kind.name, value), Done)
            added.add(kind.name)
    if "email" in added:
        _ask_for_aliases(client)
    click.echo("`meum vault list` shows what is there.")


def _ask_for_aliases(client: Client) -> None:
    click.echo(
        "\nSites can get an address made for them alone, so that you see who passed it on.\n"
        "  plus       you+site-k3x2ab@your.provider: most large mail providers deliver these to you\n"
        "  catch-all  site-k3x2ab@your.domain: for a domain of yours that receives everything\n"
        "  off        the address itself"
    )
    mode = click.prompt("aliases", type=click.Choice(_MODES), default="plus")
    domain = click.prompt("your domain", value_proc=_domain) if mode == "catch-all" else ""
    _set_aliases(client, mode, domain)


def _set_aliases(client: Client, mode: Any, domain: str) -> None:  # noqa: ANN401 - click has checked the word
    client.ask(SetAliases(mode, domain), Done)
    click.echo("Sites get your own address." if mode == "off" else f"Sites get an address of their own ({mode}).")


def _optional(kind: str) -> Callable[[str], str]:
    return lambda text: checked(kind, text) if text.strip() else ""


def _prompt(kind: Kind) -> str:
    return f"{kind.text} ({_HINTS[kind.name]})" if kind.name in _HINTS else kind.text


def _storable(name: str) -> Kind:
    kind = KINDS.get(name)
    if kind is None or not kind.storable:
        raise click.UsageError(f"The vault keeps no {name}: `meum vault kinds` lists what it keeps.")
    return kind


def _items(client: Client, *, reveal: bool = False) -> list[dict[str, Any]]:
    return client.ask(ListItems(reveal=reveal), Table).tables["items"]


def _chosen(client: Client, wanted: str) -> dict[str, Any]:
    items = [item for item in _items(client) if item["item"].startswith(wanted) or item["kind"] == wanted]
    if len(items) == 1:
        return items[0]
    why = "There is no such item" if not items else "There are several such items"
    raise click.UsageError(f"{why}: `meum vault list` shows the ids.")


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise click.UsageError("An e-mail address looks like name@example.org.")
    return text


def _country(text: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", text):
        raise click.UsageError("A country is given by its two letters (ISO 3166), as in DE, FR, GB or US.")
    return text.upper()


def _birth_date(text: str) -> str:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        born = None
    if born is None or born.isoformat() != text or born.year < _OLDEST or born > datetime.now(UTC).date():
        raise click.UsageError("A birth date is given as YYYY-MM-DD, as in 1984-02-29.")
    return text


def _domain(text: str) -> str:
    domain = text.strip().removeprefix("@").lower()
    if not re.fullmatch(r"[^@\s./]+(\.[^@\s./]+)+", domain):
        raise click.UsageError("A domain looks like example.org.")
    return domain


_CHECKS: Final[dict[str, Callable[[str], str]]] = {"email": _email, "country": _country, "bday": _birth_date}
