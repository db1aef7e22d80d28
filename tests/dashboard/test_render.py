from datetime import datetime

import pytest
from jinja2 import UndefinedError

from companion.dashboard.render import local_time, make_environment, name, visible
from companion.dashboard.words import duration, kind_text
from companion.kinds import KINDS


def test_templates_escape_of_themselves() -> None:
    """A text that a template forgets to pass through a filter is text all the same, and a missing one is an error."""
    templates = make_environment()
    assert "&lt;b&gt;" == templates.from_string("{{ text }}").render(text="<b>")
    with pytest.raises(UndefinedError):
        templates.from_string("{{ text }}").render()


def test_what_can_be_seen_stays_as_it_is() -> None:
    """Scripts of all directions are shown as they are, apart from what is around them."""
    for text in ("Straße", "имя", "الاسم", "名前", "a b"):
        assert f"<bdi>{text}</bdi>" == visible(text)


@pytest.mark.parametrize(
    "character", ["\0", "\t", "\u00ad", "\u061c", "\u200b", "\u200f", "\u202e", "\u2069", "\ufeff"]
)
def test_what_cannot_be_seen_is_marked(character: str) -> None:
    """Control, direction and zero-width characters are shown by their number and not passed on."""
    shown = visible(character)
    assert f">U+{ord(character):04X}</span>" in shown
    assert character not in shown


def test_hosts_are_shown_for_people() -> None:
    """A name in another script is shown in it, one that could pass for another is not; lines may end at dots."""
    assert "<bdi>bücher.<wbr>example</bdi>" == name("xn--bcher-kva.example")
    assert "<bdi>xn--pple-43d.<wbr>com</bdi>" == name("xn--pple-43d.com")
    assert "<bdi>&lt;b&gt;</bdi>" == name("<b>")


def test_times_are_those_of_this_machine() -> None:
    """A time is shown in the local zone, and says so to programs."""
    moment = datetime(2026, 11, 22, 8, 24, 5).astimezone()
    shown = local_time(moment.timestamp() * 1000, "%Y-%m-%d %H:%M")
    assert f'<time datetime="{moment.isoformat()}">2026-11-22 08:24</time>' == shown


def test_durations_have_two_units_at_most() -> None:
    """Nobody needs the minutes of a week."""
    minute = 60_000
    assert ["less than a minute", "1 min", "2 h 5 min", "2 h", "3 d 1 h"] == [
        duration(length * minute) for length in (0.2, 1, 125, 120, 3 * 1440 + 61)
    ]


def test_kinds_are_called_what_people_call_them() -> None:
    """Every kind has its words; one of a later Meum goes by its name, and none at all is unknown."""
    assert {kind.text for kind in KINDS.values()} == {kind_text(name) for name in KINDS}
    assert ["x-later", "unknown"] == [kind_text("x-later"), kind_text(None)]
