"""Names of people, in whole and in parts."""

import re
from typing import Final

from companion.formats.accepting import fitting, hint
from companion.formats.choosing import same
from companion.formats.texts import folded
from companion.protocol import Field

_FAMILY_FIRST: Final = frozenset({"CN", "HK", "HU", "JP", "KP", "KR", "MO", "SG", "TW", "VN"})
_UNSPACED: Final = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_INITIAL: Final = frozenset({"initial", "initiale", "inicial", "iniziale", "initials", "mi"})
_BOTH: Final = 2
_FAMILY_FIRST_LANGUAGES: Final = frozenset({"hu", "ja", "ko", "zh"})
_TOGETHER: Final = frozenset({"ko", "zh"})
"""Languages that write a name without a blank, in their own script."""


def name_field(field: Field, value: str) -> str | None:
    """Return what a field for a name or a part of one gets: its initial where that is asked for."""
    if field.choices:
        return same(field.choices, value)
    if asks_initial(field):
        return fitting(field, [value[:1], f"{value[:1]}."])
    return fitting(field, [value])


def full_name_field(field: Field, given: str, family: str, language: str, country: str) -> str | None:
    """Return what a field for a full name gets where a person's vault has its parts.

    The family name comes first where the form's language has it so, or the person's country where the form tells none;
    and always in a script that does so itself.
    """
    spoken = language[:2].lower()
    own_script = bool(_UNSPACED.search(given) and _UNSPACED.search(family))
    family_first = own_script or (spoken in _FAMILY_FIRST_LANGUAGES if spoken else country in _FAMILY_FIRST)
    one, other = (family, given) if family_first else (given, family)
    ways = [f"{one} {other}", *([f"{one}{other}"] if own_script else [])]
    if field.choices:
        return next((found for way in ways if (found := same(field.choices, way))), None)
    return fitting(field, reversed(ways) if spoken in _TOGETHER else ways)


def asks_initial(field: Field) -> bool:
    """Tell whether a field wants the first letter alone."""
    said = folded(f"{field.label} {hint(field, 'placeholder')}").split()
    return field.max_length == 1 or not _INITIAL.isdisjoint(said)


def part_of_name(kind: str, name: str, country: str) -> str:
    """Return the given or the family name within a full name; "" where that is not certain.

    Certain are "Lovelace, Ada", and two words in the order of most countries; which of three belong together is not.
    """
    family, comma, given = name.partition(",")
    if not comma:
        words = name.split()
        if len(words) != _BOTH or country in _FAMILY_FIRST or _UNSPACED.search(name):
            return ""
        given, family = words
    return {"given-name": given, "family-name": family}[kind].strip()
