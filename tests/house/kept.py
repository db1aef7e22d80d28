"""A sign-up page that sends what it holds by many ways, and two words on it: what arrived, and what the log says.

Each shot goes to a host of its own, which tells its rows in the log and its requests at the recording server.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tests.browsers import Browser, Page, Popup
from tests.house.stage import Stage, wait_until
from tests.ways.arrived import Sighting, Values, arrivals
from tests.ways.recorder import prepare
from tests.ways.sending import received_id
from tests.ways.shots import Person, Shot
from tests.ways.table import BOTH, Party, Try, Way

Row = dict[str, Any]
SITE: Final = "shop.localhost"
KINDS: Final = frozenset({"email", "tel", "name"})
_SCRIPTS: Final = "".join(
    f'<script src="/ways/{name}.js"></script>' for name in ("carriers", "requests", "elements", "places")
)
PAGE: Final = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Join</title><link rel="icon" href="data:,"></head><body>
<form id="join" method="post" action="/signup">
  <h1>Create your account</h1>
  <label>E-mail address * <input name="email" type="email" autocomplete="email" required></label>
  <label>Full name * <input name="name" autocomplete="name" required></label>
  <label>Phone <input name="phone" type="tel" autocomplete="tel"></label>
  <label>Company <input name="company" autocomplete="organization"></label>
  <label>Message <textarea name="message"></textarea></label>
  <label>Password <input name="password" type="password" autocomplete="new-password"></label>
  <label>Card number <input name="card" autocomplete="cc-number"></label>
  <label>Security code <input name="code" autocomplete="cc-csc"></label>
  <button type="submit">Create account</button>
</form>
<form id="search" action="/search"><label>Search <input name="q" type="search"></label></form>
{_SCRIPTS}
<script>
  // As a page that is one application: it sends by itself, and stays.
  join.addEventListener("submit", (event) => location.hash === "#stays" && event.preventDefault());
</script>
</body></html>"""
_PROBE: Final = """
async (to, text) => {
  const sent = [fetch(`${to}?text=${encodeURIComponent(text)}`), fetch(to, { method: "POST", body: text })];
  return (await Promise.allSettled(sent)).map(({ status }) => (status === "fulfilled" ? "sent" : "failed"));
}
"""
_numbers = itertools.count(1)
_chance = random.Random()  # noqa: S311 - made-up values, not secrets


def serve(stage: Stage) -> str:
    """Serve the page and receive what it sends; returns the page's address."""
    prepare(stage.site)
    return stage.site.serve("/join", PAGE)


class Typist:
    """A person who types values that nobody has: an e-mail address, a full name and a phone number."""

    def __init__(self) -> None:
        digits = f"{_chance.randrange(10**8):08}"
        self.person = Person(f"+49 30 {digits[:4]} {digits[4:]}", _word().title(), _word().title())
        self.email = f"{_word()}{_chance.randrange(10**4)}@{_word()}.example"

    @property
    def fields(self) -> dict[str, str]:
        """What goes into which field."""
        return {
            "email": self.email,
            "name": f"{self.person.first} {self.person.last}",
            "phone": self.person.tel,
        }

    def fill_in(self, page: Page) -> None:
        """Type all three, as by hand."""
        for name, text in self.fields.items():
            page.fill(f"[name={name}]", text)

    def shots(self, ways: Iterable[str], parties: Sequence[Party] = BOTH, place: str = "page") -> list[Shot]:
        """Make one shot for each way and party, with these values."""
        pairs = itertools.product(ways, parties)
        return [self.shot(Try(Way(name), place, party)) for name, party in pairs]

    def shot(self, what: Try) -> Shot:
        """Make the shot of one try, to a host of its own, with these values."""
        name = f"k{next(_numbers):03}"
        shop, third = f"{name}.shop.localhost", f"{name}.pixels.localhost"
        host, hop = (shop, third) if what.party == "first" else (third, shop)
        return Shot(name, what, self.email, self.person, host, hop)


def fire(stage: Stage, page: Page, shots: Sequence[Shot]) -> None:
    """Have the page send every shot."""
    page.evaluate("(shots) => void play(shots)", [shot.as_json(stage.site.port) for shot in shots])


def arrived(stage: Stage, shots: Sequence[Shot]) -> dict[str, set[str]]:
    """Which kinds of value each shot has brought to its host so far."""
    found = defaultdict[str, set[str]](set)
    sightings: set[Sighting] = arrivals(stage.site.received, Values(shots))
    for sighting in sightings:
        found[sighting.host].add(sighting.datum.kind)
    return {shot.id: found[shot.host] for shot in shots}


def wait_for_arrival(stage: Stage, shots: Sequence[Shot]) -> None:
    """Wait until the servers have heard of each of these shots."""
    wanted = {shot.id for shot in shots}
    wait_until(lambda: wanted <= {received_id(request) for request in stage.site.received})


def rows_of(stage: Stage, shots: Sequence[Shot]) -> dict[str, list[Row]]:
    """What the log says of each shot so far."""
    known = {shot.host: shot.id for shot in shots}
    rows: dict[str, list[Row]] = {shot.id: [] for shot in shots}
    for row in stage.tables(SITE)["transmissions"]:
        if row["host"] in known:
            rows[known[row["host"]]].append(row)
    return rows


def wait_for_rows(stage: Stage, shots: Sequence[Shot], outcome: str) -> dict[str, list[Row]]:
    """Wait until the log has a row with this outcome for each shot; returns all that it says of them."""
    rows: dict[str, list[Row]] = {}

    def are_there() -> bool:
        rows.update(rows_of(stage, shots))
        return all(any(row["outcome"] == outcome for row in rows[shot.id]) for shot in shots)

    try:
        wait_until(are_there)
    except TimeoutError:
        missing = [shot.what for shot in shots if not any(row["outcome"] == outcome for row in rows[shot.id])]
        raise AssertionError(f"no row says {outcome!r} of {missing}") from None
    return rows


def rules(browser: Browser) -> int:
    """Count the session rules, which are all about values."""
    count = browser.background_eval("chrome.declarativeNetRequest.getSessionRules().then((rules) => rules.length)")
    assert isinstance(count, int)
    return count


def is_kept(stage: Stage, page: Page, text: str) -> bool:
    """Whether a third party that nobody has heard of yet gets a text from the page, in an address or a body."""
    to = stage.site.url(f"probe-{next(_numbers)}.pixels", "/in/probe")
    return page.evaluate(_PROBE, to, text) == ["failed", "failed"]


def wait_until_kept(stage: Stage, page: Page, text: str) -> None:
    """Wait until what the page holds is kept from third parties."""
    wait_until(lambda: is_kept(stage, page, text))


def open_popup(browser: Browser, page: Page) -> Popup:
    """Open the popup on a page, once it has something to say."""
    page.focus()
    popup = browser.open_popup()
    popup.wait_for("document.querySelector('.switches, [data-accept]') !== null")
    return popup


def _word() -> str:
    return "".join(_chance.choice("bcdfghklmnprstvz") + _chance.choice("aeiou") for _ in range(5))
