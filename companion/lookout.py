"""The lookout: turns values into the patterns that browsers look for in requests.

Those of the whole vault are built off the event loop, at most once for each state of the vault, and go to every
browser that is ready; those of a few values (a fill, a typed text) are built at once.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from companion import exceptions, terms
from companion.formats.sources import kept_as
from companion.guards import guard_for, kept_fields
from companion.keeper import Opened
from companion.patterns import Known, build, home_region, new_prime, pages
from companion.protocol import KeptFields, Offer, Patterns
from companion.vault import Value

MAX_VALUES: Final = 600
"""Values that are looked for: the person's own, and those given most recently."""


class Lookout:
    """Builds patterns; `generation` grows with each build, so that pages of two builds are never mixed."""

    def __init__(self) -> None:
        self._generation = 0
        self._built: list[Patterns] = []
        self._of: tuple[tuple[str, int], ...] = ()
        self._building = asyncio.Lock()

    async def everything(self, opened: Opened) -> list[Patterns]:
        """Build the patterns of all values that the vault holds or has given."""
        async with self._building:
            values = _watched(opened)
            of = tuple((value.item, value.version) for value in values)
            if of != self._of or not self._built:
                self._built = await asyncio.to_thread(_pages, _known(values), self._next())
                self._of = of
            return self._built

    def forget(self) -> None:
        """The vault is locked."""
        self._built, self._of = [], ()

    def of_page(self, opened: Opened, values: Iterable[Value], site: str, target: str) -> Patterns:
        """Build the patterns of the few values that a page of `site` holds, with their guards.

        `target` is the other site that the form submits to, if any.
        """
        allowed = _allowed(opened, site, target)
        rules = terms.load()
        region = home_region(_known(opened.vault.items()))
        known = [
            Known(
                value.item,
                value.version,
                value.kind,
                value.text,
                guard_for(value.kind, value.text, site, rules, allowed, region),
            )
            for value in values
        ]
        return _pages(known, self._next(), region)[0]

    def kept(self, opened: Opened, offer: Offer) -> list[KeptFields]:
        """Say what is kept of that which is typed into the watched fields of an offer."""
        kinds = {line.key: kept_as(line.kind) for line in offer.lines if line.watched}
        return kept_fields(kinds, offer.site, terms.load(), _allowed(opened, offer.site, offer.target_site))

    def _next(self) -> int:
        self._generation += 1
        return self._generation


def _allowed(opened: Opened, site: str, target: str) -> list[str]:
    return [*exceptions.allowed(opened.db, site), *([target] if target else [])]


def _known(values: Iterable[Value]) -> list[Known]:
    return [Known(value.item, value.version, value.kind, value.text) for value in values]


def _pages(known: Sequence[Known], generation: int, region: str = "") -> list[Patterns]:
    return pages(known, build(known, region), generation, new_prime())


def _watched(opened: Opened) -> Sequence[Value]:
    found = {(value.item, value.version): value for value in opened.vault.items()}
    for value in opened.vault.texts(opened.log.disclosed(MAX_VALUES)):
        found.setdefault((value.item, value.version), value)
    return list(found.values())[:MAX_VALUES]
