"""Whose page a request is put down to, and which disclosure: the one that gave the value there, or none."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from companion.control import SetException
from companion.protocol import Done
from tests.browsers import Browser, Page
from tests.house.stage import Stage, fill_page, wait_until
from tests.house.truth import differences
from tests.page.test_observe import FRAME, PIXELS, SHOP, Disclosed, disclose
from tests.page.test_races import SIGN_UP

NEWS: Final = "news.localhost"
Row = dict[str, Any]


@pytest.fixture
def disclosed(stage: Stage, browser: Browser) -> Iterator[Disclosed]:
    """A page of the shop that has just been filled, in a new tab; protection is paused, so that all it sends leaves."""
    stage.say(SetException(SHOP, "pause"), Done)
    for name, path in (("news", "/news"), ("news", "/typed"), ("shop", "/next")):
        stage.site.serve(path, "<h1>Hello</h1>", name=name)
    stage.site.clear()
    disclosed = disclose(stage, browser, kept(stage, "/kept"))
    yield disclosed
    disclosed.page.close()
    stage.say(SetException(SHOP, "pause", on=False), Done)


def kept(stage: Stage, path: str) -> str:
    """Serve a page with that form, which the browser may show again on the way back; returns its address."""
    page = f'<!doctype html><html lang="en"><meta charset="utf-8">{SIGN_UP}{FRAME}</html>'
    return stage.site.serve(path, page, headers={"Cache-Control": "no-cache"})


def newest(stage: Stage) -> str:
    """The name of the newest disclosure."""
    return str(stage.tables(SHOP)["disclosures"][0]["disclosure"])


def transmissions(stage: Stage) -> dict[str, Row]:
    """All that was sent by pages of the shop and of the news, by name."""
    rows = [row for site in (SHOP, NEWS) for row in stage.tables(site)["transmissions"]]
    return {row["uuid"]: row for row in rows if row["channel"] != "referer"}  # the icons of such pages have one


def logged(stage: Stage, path: str, disclosed: Disclosed, send: str) -> Row:
    """Have the page send its alias to a path of the third party, and return what the log has of that."""
    stage.site.serve(path, "", name="pixels")
    before = transmissions(stage).keys()
    disclosed.page.evaluate(send, stage.site.url("pixels", path), disclosed.values["alias"])
    stage.site.wait_for(lambda request: request.path == path)
    [row] = wait_until(lambda: [row for name, row in transmissions(stage).items() if name not in before])
    assert (PIXELS, "gone") == (row["host"], row["outcome"])
    return row


FETCH: Final = "(url, value) => fetch(`${url}?em=${encodeURIComponent(value)}`, { mode: 'no-cors' }).then(() => 1)"


def follow(disclosed: Disclosed, url: str) -> None:
    """Go to an address by a link of the page."""
    disclosed.page.evaluate("(url) => void setTimeout(() => { location.href = url })", url)
    disclosed.page.wait_for(f"location.href === {url!r} && document.readyState === 'complete'")


def go_back(page: Page, url: str) -> None:
    """Go back to a page that the browser has kept as it was left."""
    page.evaluate("void setTimeout(() => history.back())")
    page.wait_for(f"location.href === {url!r} && document.readyState === 'complete'")
    assert page.evaluate("'em' in window"), "the page was loaded anew"


def test_next_page(stage: Stage, disclosed: Disclosed) -> None:
    """The site's next page sends on what the one before was given; another site's page in the tab was given nothing."""
    name = newest(stage)
    assert name == logged(stage, "/here", disclosed, FETCH)["disclosure"]
    follow(disclosed, stage.site.url("shop", "/next"))
    assert name == logged(stage, "/next", disclosed, FETCH)["disclosure"]
    follow(disclosed, stage.site.url("news", "/news"))
    row = logged(stage, "/elsewhere", disclosed, FETCH)
    assert (NEWS, None) == (row["site"], row["disclosure"])


def test_navigation_by_the_person(stage: Stage, disclosed: Disclosed) -> None:
    """A link is the page's doing; an address that the person types is nobody's, whatever page is shown."""
    name = newest(stage)
    link = logged(stage, "/link", disclosed, "(url, value) => void (location.href = `${url}?em=${value}`)")
    assert (SHOP, name) == (link["site"], link["disclosure"])
    disclosed.page.wait_for("location.pathname === '/link' && document.readyState === 'complete'")
    follow(disclosed, stage.site.url("shop", "/next"))
    before = transmissions(stage).keys()
    disclosed.page.visit(stage.site.url("news", f"/typed?em={disclosed.values['alias']}"))
    [row] = wait_until(lambda: [row for name, row in transmissions(stage).items() if name not in before])
    assert (NEWS, "none", None) == (row["site"], row["document"], row["disclosure"])


def test_form_in_a_new_tab(stage: Stage, browser: Browser, disclosed: Disclosed) -> None:
    """A form whose answer comes in another tab is sent by the page that it stands on."""
    row = logged(
        stage,
        "/opened",
        disclosed,
        """(url) => { const form = document.forms[0]; Object.assign(form, { action: url, target: "_blank" });
          form.querySelector("[name=first]").remove(); form.submit() }""",
    )
    assert (SHOP, "main_frame", newest(stage)) == (row["site"], row["request"], row["disclosure"])
    for page in browser.pages():
        if page.url == stage.site.url("pixels", "/opened"):
            page.close()


WORKER: Final = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname === "/made-up") event.respondWith(new Response("made up"));
  else if (pathname !== "/past") event.respondWith(fetch(event.request));
});
"""
REGISTER: Final = """async () => {
  const controlled = new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done });
  await navigator.serviceWorker.register("/worker.js");
  await controlled;
}"""
UNREGISTER: Final = """async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}"""


def test_service_worker(stage: Stage, disclosed: Disclosed) -> None:
    """What a worker sends for its page is logged once, as the page's; what it answers by itself is not logged."""
    stage.site.serve("/worker.js", WORKER, headers={"Content-Type": "text/javascript"})
    name = newest(stage)
    disclosed.page.evaluate(REGISTER)
    try:
        disclosed.send(
            "for (const path of ['/through', '/past', '/made-up'])"
            "await fetch(path, { ...post, body: em });"
            "await fetch(`${pixels}/through?em=${coded}`, { mode: 'no-cors' });"
            "await fetch(pixels.replace('pixels', 'cdn') + '/quiet', { mode: 'no-cors' })"
        )
    finally:
        disclosed.page.evaluate(UNREGISTER)
    assert [] == differences(stage.site.received, disclosed.values, disclosed.transmissions())
    assert {name} == {row["disclosure"] for row in disclosed.transmissions()}
    wait_until(lambda: "cdn.localhost" in {row["host"] for row in stage.tables(disclosure=name)["contacts"]})
    contacts = {row["host"]: row["requests"] for row in stage.tables(disclosure=name)["contacts"]}
    assert (1, 1) == (contacts[PIXELS], contacts["cdn.localhost"])


def test_background_restarted(stage: Stage, browser: Browser, disclosed: Disclosed) -> None:
    """A background that has forgotten everything hears of a fill from the page, and puts requests down to it again."""
    name = newest(stage)
    browser.stop_background()
    browser.background_eval("1")
    before = transmissions(stage).keys()

    def again() -> list[str | None]:
        disclosed.page.evaluate(FETCH, stage.site.url("pixels", "/again"), disclosed.values["alias"])
        return [row["disclosure"] for uuid, row in transmissions(stage).items() if uuid not in before]

    assert name in wait_until(again)


def test_way_back(stage: Stage, disclosed: Disclosed) -> None:
    """A filled page that is left and shown again as it was left is still the one that was filled."""
    page, name, url = disclosed.page, newest(stage), disclosed.page.url
    follow(disclosed, stage.site.url("shop", "/next"))
    go_back(page, url)
    page.evaluate("(url) => fetch(url, { mode: 'no-cors' }).then(() => 1)", stage.site.url("cdn", "/quiet"))
    wait_until(lambda: "cdn.localhost" in {row["host"] for row in stage.tables(disclosure=name)["contacts"]})


def test_two_fills_in_one_tab(stage: Stage, browser: Browser, disclosed: Disclosed) -> None:
    """Of two pages in a tab that were given the same, each sends what it was given itself."""
    page, first, url = disclosed.page, newest(stage), disclosed.page.url
    page.visit(kept(stage, "/kept-too"))
    fill_page(browser, page)
    second = newest(stage)
    assert second != first
    assert second == logged(stage, "/second", disclosed, FETCH)["disclosure"]
    go_back(page, url)
    assert first == logged(stage, "/first", disclosed, FETCH)["disclosure"]
