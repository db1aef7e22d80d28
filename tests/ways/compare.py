"""The log against the truth: which of what arrived was logged, unreadable or missed, and what in the log is false."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, Literal, NamedTuple

from tests.ways.arrived import Datum, Sighting
from tests.ways.shots import Shot

Verdict = Literal["logged", "unreadable", "missed", "false"]
VERDICTS: Final[tuple[Verdict, ...]] = ("logged", "unreadable", "missed", "false")
Row = Mapping[str, Any]


class Logged(NamedTuple):
    """What the log says: what left, and the hosts that got a request which could not be read."""

    sightings: frozenset[Sighting]
    unreadable: frozenset[str]


def logged(transmissions: Iterable[Row], unreadable: Iterable[Row], items: Mapping[str, Datum]) -> Logged:
    """Read rows of the log; `items` says which datum an item of the vault is, and any other item is nobody's."""
    sightings = {
        Sighting(row["host"], row["channel"], items.get(row["item"], Datum(row["kind"], "nobody")))
        for row in transmissions
        if row["outcome"] == "gone"
    }
    return Logged(frozenset(sightings), frozenset(row["host"] for row in unreadable))


def compare(sent: AbstractSet[Sighting], log: Logged) -> dict[Sighting, Verdict]:
    """Judge every sighting of the servers and of the log.

    What arrived is logged by its host, channel and datum, or else unreadable where the log says so of a request to that
    host, or else missed. What the log alone has is false.
    """

    def judge(sighting: Sighting) -> Verdict:
        if sighting not in sent:
            return "false"
        if sighting in log.sightings:
            return "logged"
        return "unreadable" if sighting.host in log.unreadable else "missed"

    return {sighting: judge(sighting) for sighting in sent | log.sightings}


def by_shot(shots: Sequence[Shot], verdicts: Mapping[Sighting, Verdict]) -> dict[str, Counter[Verdict]]:
    """Count the verdicts of each shot, by its id; those of no shot under an empty text."""
    counts: dict[str, Counter[Verdict]] = {shot.id: Counter() for shot in shots}
    owners = {datum: shot.id for shot in shots if shot.what.way.same_origin for datum in _data(shot)}
    for sighting, verdict in verdicts.items():
        label = sighting.host.partition(".")[0]
        owner = label if label in counts else owners.get(sighting.datum, "")
        counts.setdefault(owner, Counter())[verdict] += 1
    return counts


def _data(shot: Shot) -> list[Datum]:
    return [Datum("email", shot.id), Datum("tel", shot.person.last), Datum("name", shot.person.last)]
