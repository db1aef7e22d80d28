"""Visits page after page, as a person does all day; some of the pages send values, and the log must say which."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web

from tests.browsers import Browser, Page
from tests.house.stage import Stage, wait_until
from tests.house.truth import differences, name_of
from tests.practice.received import Received
from tests.ways.staged import PATTERNS_S

SITE: Final = "shop.localhost"
KINDS: Final = ("email", "tel")
TYPED: Final = "somebody.else@example.net"
FORM: Final = """<form method="post" action="/soak/sent"><h1>Join</h1>
<label>E-mail <input type="email" name="email" required></label><label>Phone <input type="tel" name="phone"></label>
<button>Create account</button></form>"""
PAGE: Final = """<!doctype html><html lang="en"><title>Page {number}</title><link rel="icon" href="data:,">{form}
<img alt="" src="{other}/soak/1.svg"><script src="{other}/soak/1.js"></script><iframe src="{other}/soak/frame"></iframe>
<p>{text}</p>"""
SEND: Final = """async (other, email, tel) => {
  const url = `${other}/soak/collect?mail=${encodeURIComponent(email)}`;
  await fetch(url, { method: "POST", mode: "no-cors", body: JSON.stringify({ tel }) });
}"""


def visit_all(
    stage: Stage, browser: Browser, pages: int, visited: Callable[[int], object] = lambda _: None
) -> list[str]:
    """Visit so many pages, one after the other in one tab; returns sentences on where log and servers differ.

    Every tenth page has a form, every fiftieth gets something typed into it and sent, and every tenth sends values of
    the vault to a third party by itself. `visited` is called with the number of each page.
    """
    prepare(stage)
    time.sleep(PATTERNS_S)  # they follow the approval, and nothing says when they have been taken in
    since = time.time() * 1000
    stage.site.clear()
    tab = browser.open(stage.site.url("shop", "/soak/0"))
    values = {kind: stage.person[kind] for kind in KINDS}
    for number in range(1, pages + 1):
        tab.visit(stage.site.url("shop", f"/soak/{number}"))
        if number % 10 == 3:
            tab.evaluate(SEND, stage.site.url("pixels", ""), *values.values())
        elif number % 50 == 5:
            _type_and_send(stage, tab)
        visited(number)

    def wrong() -> list[str]:
        rows = [row for row in stage.tables(SITE)["transmissions"] if row["at"] >= since]
        typed = [row for row in rows if row["label"] == "typed by hand"]
        sent = [request for request in stage.site.received if request.path == "/soak/sent"]
        found = differences(stage.site.received, values, [row for row in rows if row not in typed])
        if {name_of(row) for row in typed} - {"email"} or len(typed) != len(sent):
            found.append(f"{len(sent)} typed addresses were sent, {len(typed)} are logged")
        return found

    try:
        wait_until(lambda: not wrong())
    except TimeoutError:
        return wrong()
    return []


def prepare(stage: Stage) -> None:
    """Have the practice site serve the pages."""

    def answer(received: Received) -> web.Response:
        name = received.path.rpartition("/")[2]
        headers = {"Access-Control-Allow-Origin": "*"}
        if name.isdecimal():
            number = int(name)
            form = FORM if number % 10 == 5 else ""
            html = PAGE.format(number=number, form=form, other=stage.site.url("pixels", ""), text=60 * "Spades. ")
            return web.Response(text=html, content_type="text/html")
        if name.endswith(".svg"):
            return web.Response(text='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
        if name.endswith(".js"):
            return web.Response(text="", content_type="text/javascript")
        if name == "collect":
            return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)
        return web.Response(text="<!doctype html><title>Thanks</title>", content_type="text/html")

    stage.site.mount("/soak/", answer)


def _type_and_send(stage: Stage, tab: Page) -> None:
    tab.fill("[name=email]", TYPED)
    time.sleep(0.3)  # its patterns are made from what was typed
    tab.click("button")
    stage.site.wait_for(lambda request: request.path == "/soak/sent")
    tab.wait_for("document.title === 'Thanks'")
