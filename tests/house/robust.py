"""Plays hostile and broken input on a paired browser: who crashed, and what the log has of what servers received."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote, unquote

from aiohttp import web

from companion.control import AddItem
from companion.protocol import Done
from tests.browsers import Browser, BrowserError, Page
from tests.house.processes import pids
from tests.house.stage import Stage, wait_until
from tests.practice.received import Received
from tests.ways.staged import PATTERNS_S

ANSWERS: Final = "/robust/"
OPEN: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
PAGE: Final = '<!doctype html><html lang="en"><title>Robust</title><link rel="icon" href="data:,"><main></main>{form}'
FORM: Final = "<form><label>E-mail <input type=email name=email required></label><button>Create account</button></form>"
HOP: Final = """<!doctype html><script>
const next = new URL(location), left = next.searchParams.get("left") - 1;
next.searchParams.set("left", left);
left > 0 ? location.replace(next) : parent.postMessage("there", "*");
</script>"""
RUN: Final = """(...all) => {
  window.__played = undefined;
  Promise.resolve((%s)(...all)).then((value) => { window.__played = [value ?? null] }, (error) => {
    window.__played = ["thrown", String(error)];
  });
}"""
SEND: Final = "(url, body) => fetch(url, { method: 'POST', mode: 'no-cors', body }).then(() => true)"
MARK: Final = """() => {
  if (globalThis.__thrown) __thrown.length = 0;
  else for (const type of ["error", "unhandledrejection"])
    addEventListener(type, (event) => __thrown.push(String(event.reason ?? event.message).slice(0, 200)));
  globalThis.__thrown ??= [];
}"""
SETTLE_S: Final = 30.0
STEADY: Final = 6
ONCE: Final = {"too-big", "not-shown"}
"""What is said once of many requests to one host, where the page holds nothing."""
SEARCHED: Final = "not-kept"
"""What was searched as it went, but could not be once more after that."""


@dataclass(frozen=True)
class Counts:
    """How much of each thing: tests send a little, the benchmark what the promise is about."""

    noise: int
    mib: int
    chains: int
    frames: int
    storm_s: float
    broken: int


FEW: Final = Counts(noise=60, mib=6, chains=3, frames=200, storm_s=1.5, broken=5)


@dataclass(frozen=True)
class Ledger:
    """What carried the value, by host and channel, and what was skipped, by host and reason."""

    arrived: Counter[tuple[str, str]]
    logged: Counter[tuple[str, str]]
    skipped: Counter[tuple[str, str]]
    gaps: tuple[str, ...]

    def wrong(self) -> list[str]:
        """Say where the log has something that nobody received, or lacks what it does not say it skipped."""
        texts = [f"{n} false rows: {where}" for where, n in (self.logged - self.arrived).items()]
        for (host, channel), missing in (self.arrived - self.logged).items():
            reasons = {why: n for (skipped, why), n in self.skipped.items() if skipped == host and why != SEARCHED}
            if not self.gaps and not reasons.keys() & ONCE and sum(reasons.values()) < missing:
                texts.append(f"{missing} not logged: {channel} of {host}, of which {reasons} are said to be skipped")
        return texts

    def why(self) -> dict[str, int]:
        """Count what was skipped, and the gaps, by reason."""
        found = Counter[str]()
        for (_, why), n in self.skipped.items():
            found[why] += n
        return dict(found + Counter(f"gap: {why}" for why in self.gaps))


@dataclass
class House:
    """A paired browser, and a vault whose e-mail address the pages send."""

    stage: Stage
    browser: Browser
    site: str = "shop"
    since: float = 0.0
    notes: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    _read: int = 0
    _arrived: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def email(self) -> str:
        """The value that is looked for."""
        return self.stage.person["email"]

    @property
    def own(self) -> str:
        """The site's own host."""
        return f"{self.site}.localhost"

    def host(self, name: str) -> str:
        """A recipient that nobody else is."""
        return f"{name}-{next(self.numbers)}-{self.browser.name}.pixels.localhost"

    def url(self, host: str, rest: str = "in") -> str:
        """An address at that recipient."""
        return f"http://{host}:{self.stage.site.port}{ANSWERS}{rest}"

    def mailed(self, host: str, rest: str = "in") -> str:
        """An address at that recipient that carries the value."""
        return f"{self.url(host, rest)}?mail={quote(self.email)}"

    def open(self, rest: str = "page") -> Page:
        """A page of the site in a new tab."""
        return self.browser.open(self.stage.site.url(self.site, f"{ANSWERS}{rest}"))

    def run(self, page: Page, script: str, *args: object, seconds: float = 120.0) -> Any:  # noqa: ANN401 - JSON
        """Have a page run a function that may take long, and return its answer."""
        page.evaluate(RUN % script.strip(), *args)
        played = cast("list[Any]", page.wait_for("window.__played", seconds))
        if len(played) > 1:
            raise BrowserError(f"the page threw {played[1]}")
        return played[0]

    def wait_for(self, host: str, part: bytes, size: int = 0) -> None:
        """Wait until a recipient has got a body of at least so many bytes with that in it; raises `TimeoutError`."""
        self.stage.site.wait_for(lambda one: one.host == host and len(one.body) >= size and part in one.body, 60)

    def make_noise(self, frames: int) -> None:
        """Have the noisy relay send so many malformed patterns, and the companion good ones afterwards."""
        order = self.stage.home / "noise"
        order.write_text(str(frames), "utf-8")
        wait_until(lambda: not order.exists(), 60)
        self.stage.say(AddItem("email", f"another{next(self.numbers)}@example.net"), Done)
        time.sleep(PATTERNS_S)

    def begin(self, name: str) -> None:
        """Begin with a site of its own, so that the log has nothing else of it."""
        self.site = f"{name}{next(self.numbers)}-{self.browser.name}"
        self.since = time.time() * 1000
        self.notes.clear()
        self.clear()

    def clear(self) -> None:
        """Forget what was received."""
        self.stage.site.clear()
        self._arrived.clear()
        self._read = 0

    def is_alive(self, page: Page) -> bool:
        """Whether the page can still send, and the background still finds what it sends."""
        host = self.host("alive")
        try:
            page.evaluate(SEND, self.url(host), f"mail={self.email}")
            return wait_until(lambda: self.ledger(host).logged[host, "body"] == 1)
        except (BrowserError, TimeoutError):
            return False

    def settled(self) -> Ledger:
        """Compare log and servers as soon as they agree, or the log has stopped to grow."""
        deadline = time.monotonic() + SETTLE_S
        ledger, steady = self.ledger(), 0
        while (ledger.wrong() or steady < 1) and steady < STEADY and time.monotonic() < deadline:
            time.sleep(0.5)
            before, ledger = ledger, self.ledger()
            steady = steady + 1 if ledger == before else 0
        return ledger

    def ledger(self, host: str = "") -> Ledger:
        """What arrived since the beginning, and what the log has of it; of all hosts or one."""
        received = self.stage.site.received
        for one in received[self._read :]:
            self._arrived.update((one.host, channel) for channel in channels(one, self.email))
        self._read = len(received)
        tables = self.stage.tables(self.own)
        gone = [row for row in tables["transmissions"] if row["outcome"] == "gone"]
        return Ledger(
            Counter({where: n for where, n in self._arrived.items() if host in ("", where[0])}),
            Counter((row["host"], row["channel"]) for row in gone if host in ("", row["host"])),
            Counter((row["host"], row["why"]) for row in tables["unreadable"] if host in ("", row["host"])),
            tuple(row["why"] for row in self.stage.tables()["gaps"] if row["until"] >= self.since),
        )


@dataclass(frozen=True)
class Scenario:
    """A page that does something; `play` returns sentences on what did not go as it must."""

    name: str
    play: Callable[[House, Page, Counts], list[str]]
    page: str = "page"
    ruins: bool = False
    """Whether nothing works in the page afterwards, by its own doing."""


@dataclass(frozen=True)
class Played:
    """What came of a scenario."""

    ledger: Ledger
    crashed: list[str]
    works: bool
    wrong: list[str]


def play(
    house: House, scenario: Scenario, counts: Counts, meter: AbstractContextManager[object] | None = None
) -> Played:
    """Play one scenario; `meter` is around all that it does."""
    house.begin(scenario.name)
    house.browser.background_eval(MARK)
    home = str(house.stage.home)
    before = pids(house.browser, home)
    page = house.open(scenario.page)
    with meter or nullcontext():
        try:
            wrong = scenario.play(house, page, counts)
        except (BrowserError, TimeoutError) as error:
            wrong = [f"given up: {error!r}"]
    ledger = house.settled()
    other = house.open() if scenario.ruins else page
    works = house.is_alive(other)
    after = pids(house.browser, home)
    crashed = [part for part in ("daemon", "relay", "extension", "main") if before[part] != after[part]]
    errors = house.browser.background_eval("globalThis.__thrown ?? null")
    if errors is None:
        crashed.append("background")
    elif errors:
        wrong.append(f"the background threw {errors}")
    for tab in {page, other}:
        tab.close()
    house.clear()
    return Played(ledger, crashed, works, [*wrong, *ledger.wrong()])


def channels(request: Received, value: str) -> set[str]:
    """In which parts of a request a value stands, as it is or in percent escapes."""
    forms = (value.encode(), quote(value).encode(), quote(value, safe="").encode())
    found = {"socket" if request.frame else "body"} if any(form in request.body for form in forms) else set()
    if request.frame:
        return found
    if value in unquote(request.target, errors="replace"):
        found.add("url")
    for name, content in request.headers:
        known = name.decode("latin-1").lower()
        if any(form in content for form in forms):
            found.add(known if known in ("cookie", "referer") else "header")
    return found


def answer(received: Received) -> web.Response:
    """Answer everything below /robust/: pages, redirects without an end, and whatever is sent."""
    name = received.path.removeprefix(ANSWERS)
    if name in ("page", "form"):
        return web.Response(text=PAGE.format(form=FORM if name == "form" else ""), content_type="text/html")
    if name == "hop":
        return web.Response(text=HOP, content_type="text/html")
    if name.startswith("round"):
        headers = {"Location": f"{received.target}&x"} | OPEN
        return web.Response(status=int(name.removeprefix("round")), headers=headers)
    return web.Response(text="ok", headers=OPEN)


class NoisyStage(Stage):
    """A stage with everything below /robust/, whose relays can send malformed patterns."""

    def _set_up(self) -> None:
        super()._set_up()
        self.site.mount(ANSWERS, answer)

    def _write_launcher(self) -> Path:
        launcher = super()._write_launcher()
        text = launcher.read_text("utf-8").replace("-m companion.relay", "-m tests.house.noisy_relay")
        launcher.write_text(text, "utf-8")
        return launcher
