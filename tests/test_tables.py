import json
import time

import pytest

from companion.tables import as_json, cell, local_time, table


def test_columns_are_aligned() -> None:
    """Each column is as wide as its widest cell, and no line ends in blanks."""
    rows = [{"site": "a.example", "filled": 1, "kinds": None}, {"site": "b", "filled": 23, "kinds": "email"}]
    assert table(rows, {"site": "site", "filled": "filled", "kinds": "kinds"}) == (
        "site       filled  kinds\na.example  1\nb          23      email"
    )


def test_no_rows_are_no_table() -> None:
    """Headings alone say nothing."""
    assert "" == table([], {"site": "site"})


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "a\u202eb", "a\x9bb"])
def test_a_site_cannot_steer_the_terminal(text: str) -> None:
    """Escape sequences, line breaks and marks of direction that a site chose are neither shown nor obeyed."""
    assert cell("heading", text).isprintable()
    assert as_json({"heading": text}).replace("\n", "").isprintable()
    assert {"heading": text} == json.loads(as_json({"heading": text}))


def test_times_are_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are shown by the clock on the person's wall, and never is shown as nothing."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert "2026-11-01T12:00:00+01:00" == local_time(1_793_530_800_000)
        assert "2026-11-01T12:00:00+01:00" == cell("at", 1_793_530_800_000)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "" == cell("last_seen", 0)


def test_flags_are_words() -> None:
    """The database's 0 and 1 read as no and yes."""
    assert ("yes", "no", "no") == (cell("third_party", 1), cell("connected", False), cell("third_party", None))  # noqa: FBT003 - a cell
