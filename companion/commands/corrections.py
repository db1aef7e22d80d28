"""`meum corrections …`: what you said of fields and forms that were misread."""

from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import click
import msgspec

from companion.client import Client
from companion.control import FieldCorrection, ForgetCorrections, ImportCorrections, ListCorrections, Table
from companion.fields.corrected import COLLECTS, NEVER, is_word
from companion.kinds import KINDS
from companion.protocol import Done
from companion.tables import as_json, table

_COLUMNS: Final = {"number": "number", "site": "site", "field": "field", "asks": "asks for", "at": "you said so"}
_WORDS: Final = {NEVER: "nothing, ever", COLLECTS: "your data (the form)"}
_AT_ONCE: Final = 500


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """What `meum corrections export` writes."""

    corrections: list[FieldCorrection]


@click.group(invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def corrections(context: click.Context, *, json_: bool) -> None:
    """Show what you said of fields and forms that were misread."""
    if context.invoked_subcommand is not None:
        return
    rows = _listed(context.obj)
    if json_:
        click.echo(as_json({"corrections": rows}))
    else:
        click.echo(table(map(_shown, rows), _COLUMNS) or "You have corrected nothing.")


@corrections.command()
@click.argument("which")
@click.pass_obj
def forget(client: Client, which: str) -> None:
    """Forget a correction by its number, or all of a site."""
    message = ForgetCorrections(number=int(which)) if which.isdecimal() else ForgetCorrections(site=which)
    client.ask(message, Done)


@corrections.command()
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@click.pass_obj
def export(client: Client, file: Any) -> None:  # noqa: ANN401 - as click opens it
    """Write your corrections into a file, without any value of yours."""
    rows = _listed(client)
    names = FieldCorrection.__struct_fields__
    kept = [{name: row[name] for name in names} for row in rows if not row["quotes"]]
    file.write(as_json({"corrections": kept}) + "\n")
    if len(kept) < len(rows):
        left = f"Left out, as the site wrote something of yours into its text: {len(rows) - len(kept)}."
        click.echo(left, err=True)


@corrections.command(name="import")
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_obj
def take_in(client: Client, file: BinaryIO) -> None:
    """Take in such a file: it counts before what you said of the same fields."""
    try:
        rows = msgspec.json.decode(file.read(), type=_File).corrections
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise click.ClickException("This is no file that `meum corrections export` wrote.") from None
    if not all(is_word(row.kind) for row in rows):
        raise click.ClickException("One of them names no kind that this version knows.")
    for start in range(0, len(rows), _AT_ONCE):
        client.ask(ImportCorrections(rows[start : start + _AT_ONCE]), Done)
    click.echo(f"Taken in: {len(rows)}.")


def _listed(client: Client) -> list[dict[str, Any]]:
    return client.ask(ListCorrections(), Table).tables["corrections"]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    field = "(quotes something of yours)" if row["quotes"] else row["label"] or row["name"]
    nth = f" ({row['nth']})" if row["nth"] > 1 else ""
    kind = row["kind"]
    asks = _WORDS.get(kind) or (KINDS[kind].text if kind in KINDS else kind)
    return {**row, "field": field + nth, "asks": asks}
