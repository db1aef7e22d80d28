import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from companion.client import Client
from companion.control import AddItem, FieldCorrection, ImportCorrections
from companion.protocol import Done

Meum = Callable[..., Result]

CITY = FieldCorrection("shop.example", "input text", "wib", "Wibble", 1, "address-level2")
FORM = FieldCorrection("news.example", "form", "mail", "Sign in · E-mail", 1, "collects")
NEVER = FieldCorrection("shop.example", "input text", "wob", "Wobble", 2, "never")
QUOTING = FieldCorrection("news.example", "input text", "who", "Are you Ada?", 1, "given-name")


@pytest.fixture
def taught(vault: Client) -> Client:
    """A daemon that was told of three fields and a form; one has a value of the person in its label."""
    vault.ask(AddItem("given-name", "Ada"), Done)
    vault.ask(ImportCorrections([CITY, NEVER, QUOTING, FORM]), Done)
    return vault


@pytest.mark.usefixtures("taught")
def test_corrections_are_listed(meum: Meum) -> None:
    """As a table in words, and as JSON."""
    shown = meum("corrections").output
    assert "city" in shown
    assert "Wobble (2)" in shown
    assert "nothing, ever" in shown
    assert "your data (the form)" in shown
    assert "Ada" not in shown
    rows = json.loads(meum("corrections", "--json").output)["corrections"]
    assert ["news.example"] * 2 + ["shop.example"] * 2 == [row["site"] for row in rows]
    assert "Ada" not in json.dumps(rows)


@pytest.mark.usefixtures("vault")
def test_nothing_was_corrected(meum: Meum) -> None:
    """An empty list is said to be one."""
    assert "corrected nothing" in meum("corrections").output


@pytest.mark.usefixtures("taught")
def test_corrections_are_forgotten(meum: Meum) -> None:
    """One by its number, or a whole site's."""
    number = json.loads(meum("corrections", "--json").output)["corrections"][2]["number"]
    meum("corrections", "forget", str(number))
    assert "city" not in meum("corrections").output
    meum("corrections", "forget", "shop.example")
    assert "Wobble" not in meum("corrections").output
    assert "no such correction" in meum("corrections", "forget", "shop.example", status=1).output
    assert "no such correction" in meum("corrections", "forget", "9", status=1).output


@pytest.mark.usefixtures("taught")
def test_corrections_go_out_and_come_back(meum: Meum, tmp_path: Path) -> None:
    """The file has no value of the person, neither times nor numbers, and brings back what was forgotten."""
    file = tmp_path / "corrections.json"
    assert "Left out" in meum("corrections", "export", str(file)).output
    assert "Ada" not in file.read_text("utf-8")
    kept = json.loads(file.read_text("utf-8"))["corrections"]
    assert [set(FieldCorrection.__struct_fields__)] * 3 == [set(row) for row in kept]
    meum("corrections", "forget", "shop.example")
    assert "Taken in: 3" in meum("corrections", "import", str(file)).output
    assert "Taken in: 3" in meum("corrections", "import", input=file.read_text("utf-8")).output
    again = json.loads(meum("corrections", "export").stdout)["corrections"]
    assert kept == again


@pytest.mark.usefixtures("taught")
@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"corrections": [{"site": "shop.example"}]}', '{"corrections": [], "Ada": 1}', "\udcff"],
)
def test_another_file_is_refused(meum: Meum, tmp_path: Path, text: str) -> None:
    """What `export` did not write is refused as a whole, and nothing of it is repeated."""
    file = tmp_path / "other.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    refused = meum("corrections", "import", str(file), status=1).output
    assert "no file that" in refused
    assert "Ada" not in refused


@pytest.mark.usefixtures("taught")
def test_a_kind_of_another_version_is_refused(meum: Meum, tmp_path: Path) -> None:
    """A file from a newer version may name kinds that are unknown here: then nothing of it is taken in."""
    file = tmp_path / "newer.json"
    meum("corrections", "export", str(file))
    file.write_text(file.read_text("utf-8").replace("never", "x-shoe-size"), "utf-8")
    meum("corrections", "forget", "shop.example")
    assert "no kind" in meum("corrections", "import", str(file), status=1).output
    assert "Wibble" not in meum("corrections").output
