"""What the wrapper passes on and what it stops, in real browsers, in a small extension of its own."""

import hashlib
from base64 import b64encode
from typing import Final

import pytest

from tests.browsers import Browser, Name, Page
from tests.page.wrapper.driving import (
    SENT,
    STOPPED,
    VALUE,
    WAYS,
    arrived,
    guard,
    heard,
    hold,
    new_path,
    opened,
    saw,
    send,
    settled,
)
from tests.practice.site import PracticeSite


@pytest.mark.parametrize("way", WAYS)
def test_stops_only_what_carries_a_value(page: Page, site: PracticeSite, way: str) -> None:
    """What carries a guarded value does not leave and looks like a failed network; anything else goes as ever."""
    path, seen = send(page, site, way, f"x {VALUE} y")
    assert saw(way, SENT) == seen
    arrived(site, path)
    guard(page)
    path, seen = send(page, site, way, "x Ada.Lovelace y")
    assert saw(way, SENT) == seen
    arrived(site, path)
    path, seen = send(page, site, way, f"x {VALUE} y")
    assert saw(way, STOPPED) == seen
    assert [] == settled(page, site, path)
    (kept,) = heard(page, "kept")
    assert (way.split(maxsplit=1)[0], ["email"]) == (kept["kind"], kept["fields"])
    assert site.url("pixels", path).partition(":")[2] == kept["url"].partition(":")[2].partition("?")[0]
    path, seen = send(page, site, way, f"x {VALUE} y", "shop")
    assert saw(way, SENT) == seen
    arrived(site, path)


def test_later_fetch(page: Page, site: PracticeSite, family: Name) -> None:
    """A fetch for later (in Chromium; Firefox has none) is given up at once when it carries a value."""
    guard(page)
    if family == "firefox":
        assert page.evaluate("typeof fetchLater === 'undefined'")
        return
    ask = "(to, body) => fetchLater(to, { method: 'POST', body, activateAfter: 0 }) instanceof FetchLaterResult"
    for path, body in (("/in/later-kept", VALUE), ("/in/later-sent", "other")):
        assert page.evaluate(ask, site.url("pixels", path), body)
    site.wait_for(lambda one: one.path == "/in/later-sent")
    assert [] == settled(page, site, "/in/later-kept")


PRESSED: Final = """
async (to, text) => {
  document.querySelector("#mine")?.remove();
  const [form, button, input] = ["form", "button", "input"].map((tag) => document.createElement(tag));
  [form.id, button.id, input.id] = ["mine", "press", "enter"];
  Object.assign(form, { method: "post", target: await aside(), action: to });
  input.name = "a";
  input.value = text;
  form.append(input, button);
  document.body.prepend(form);
}
"""


@pytest.mark.parametrize("gesture", ["click", "enter", "enter without a button"])
def test_what_the_person_submits_passes(page: Page, site: PracticeSite, gesture: str) -> None:
    """A form into another frame goes when the person sends it, and not when a script presses the same button again."""
    guard(page)
    path = new_path()
    page.evaluate(PRESSED, site.url("pixels", path), VALUE)
    if gesture == "click":
        page.click("#press")
    else:
        page.click("#enter")
        if gesture == "enter without a button":
            page.evaluate("document.querySelector('#press').remove()")
        page.press("Enter")
    arrived(site, path)
    path = new_path()
    page.evaluate(PRESSED, site.url("pixels", path), VALUE)
    page.evaluate("document.querySelector('#press').click()")
    assert [] == settled(page, site, path)
    page.evaluate("document.querySelector('#mine').remove()")


SPELLED: Final = {
    "plain": VALUE,
    "lower": VALUE.lower(),
    "gmail": "adalovelace@gmail.com",
    "percent": "a=Ada.Lovelace%2Bshop%40gmail.com&b=2",
    "percent>percent": "Ada.Lovelace%252Bshop%2540gmail.com",
    "json": '{"a": "Ada.Lovelace\\u002bshop\\u0040gmail.com"}',
    "base64": b64encode(f"x {VALUE} yz".encode()).decode(),
    "base64>base64": b64encode(b64encode(f"xy {VALUE.lower()}".encode())).decode(),
    "hex": f"xy{VALUE.encode().hex().upper()}",
    "lower>md5>hex": hashlib.md5(VALUE.lower().encode()).hexdigest(),  # noqa: S324
    "gmail>sha1>hex": hashlib.sha1(b"adalovelace@gmail.com").hexdigest(),  # noqa: S324
    "sha256>base64": b64encode(hashlib.sha256(VALUE.encode()).digest()).decode(),
    "lower>sha256>base64": b64encode(hashlib.sha256(VALUE.lower().encode()).digest(), b"-_").decode(),
    "sha512>hex": hashlib.sha512(VALUE.encode()).hexdigest().upper(),
    "digits": "tel:442079460958;",
    "e164>sha256>hex": "%22" + hashlib.sha256(b"+442079460958").hexdigest() + "%22",
    "digits>md5>base64": b64encode(hashlib.md5(b"442079460958").digest()).decode(),  # noqa: S324
}


def test_spellings(page: Page, site: PracticeSite) -> None:
    """A value is known in the spellings that trackers use."""
    hold(page, VALUE, " +44 20 7946 0958 ")
    guard(page)
    chains = []
    for body in SPELLED.values():
        send(page, site, "beacon text", body)
        chains.append(heard(page, "kept")[-1]["chain"])
        page.evaluate("tell('test-forget')")
    # A text in lower case is looked for whatever its case, so it counts as plain.
    plain = {"plain": "plain", "lower": "plain"}
    assert [plain.get(chain, chain) for chain in SPELLED] == [plain.get(chain, chain) for chain in chains]


@pytest.mark.parametrize("body", ["xAda.Lovelace+shop@gmail.com", f"{VALUE}.example", "Ada", "", "%E0%A4%A", "\\u00"])
def test_other_texts_pass(page: Page, site: PracticeSite, body: str) -> None:
    """A longer address, a part of the value and broken escapes are not the value."""
    guard(page)
    path, _ = send(page, site, "beacon text", body)
    arrived(site, path)


def test_value_is_read_when_it_is_sent(page: Page, site: PracticeSite) -> None:
    """What a field holds at the moment of sending counts, not what it held when it was guarded; short values never."""
    guard(page)
    hold(page, "grace@example.org")
    path, _ = send(page, site, "beacon text", VALUE)
    arrived(site, path)
    path, _ = send(page, site, "beacon text", "grace@example.org")
    assert [] == settled(page, site, path)
    hold(page, "Adam")
    path, _ = send(page, site, "beacon text", "Adam")
    arrived(site, path)


@pytest.mark.parametrize(
    ("counts", "held", "body", "stopped"),
    [
        ("alone", "Zirkone Works", "made by Zirkone Works", True),
        ("words", "Zirkone", "made by Zirkone", False),
        ("words", "Zirkone Works", "made by Zirkone Works", True),
        ("beside", "Zirkone Works", "made by Zirkone Works", False),
        ("beside", "Zirkone", f"company=Zirkone&email={VALUE}", True),
        ("words", "Zirkone", hashlib.sha256(b"zirkone").hexdigest(), True),
        ("alone", "28 13 42", "281342", False),
        ("alone", "4111 1111 1111 1111", "4111 1111 1111 1111", False),
    ],
)
def test_common_values_count_beside_others(
    page: Page, site: PracticeSite, counts: str, held: str, body: str, *, stopped: bool
) -> None:
    """A name, a town or a small number alone stops nothing, as everybody sends such words; a card's is never known."""
    page.evaluate("(counts) => { document.querySelectorAll('input')[1].dataset.counts = counts }", counts)
    hold(page, VALUE if VALUE in body else "", held)
    guard(page)
    path, _ = send(page, site, "beacon text", body)
    assert stopped is (settled(page, site, path) == [])
    if stopped:
        assert "phone" in heard(page, "kept")[-1]["fields"]
    page.evaluate("() => { delete document.querySelectorAll('input')[1].dataset.counts }")


def test_what_no_browser_shows_is_passed_on(browser: Browser, site: PracticeSite) -> None:
    """Frames and blobs are told byte for byte, what is too big as unreadable, and other bodies not at all."""
    site.clear()
    page = opened(browser, site)
    path = new_path()
    every = "Uint8Array.from({ length: 256 }, (_, at) => at)"
    page.evaluate(
        f"""async (to) => {{
        const one = await socket(to);
        for (const data of ["é", {every}, new Blob([{every}]), new Blob([{every}]).slice(1, 3)]) one.send(data);
        await fetch(to, post("text"));
        await fetch(to, {{ method: "PUT", mode: "cors", body: new Blob(["x", {every}]) }});
        one.send("x".repeat(70000));
        await new Promise((done) => setTimeout(done, 300));
    }}""",
        site.url("pixels", path),
    )
    all_bytes = list(range(256))
    told = heard(page, "sent")
    frames = [[195, 169], all_bytes, all_bytes, [1, 2], None]
    expected = [("blob", "PUT", [120, *all_bytes]), *(("socket", "", frame) for frame in frames)]
    # What a part of a blob holds has to be waited for.
    assert sorted(expected, key=repr) == sorted(((one["kind"], one["method"], one["bytes"]) for one in told), key=repr)
    assert all(one["recent"] and one["url"].endswith(path) for one in told)
    received = [one.body for one in site.received if one.frame]
    assert ["é".encode(), bytes(all_bytes), bytes(all_bytes), b"\x01\x02", b"x" * 70000] == received


def test_chatty_page_is_told_in_part(browser: Browser, site: PracticeSite) -> None:
    """Of a flood of frames all are sent and a few hundred told, and one word a second says that there were more."""
    site.clear()
    page = opened(browser, site)
    path = new_path()
    flood = "async (to) => { const one = await socket(to); for (let at = 0; at < 3000; at++) one.send('x') }"
    page.evaluate(flood, site.url("pixels", path))
    site.wait_for(lambda _: sum(one.frame for one in site.received) == 3000)
    told = heard(page, "sent")
    readable = [one for one in told if one["bytes"]]
    assert 199 <= len(readable) <= 800  # opening counts, too
    assert 1 <= len(told) - len(readable) <= 4


def test_bridge_that_has_gone(browser: Browser, site: PracticeSite) -> None:
    """After the extension has gone nothing is told and nothing stopped."""
    page = opened(browser, site)
    hold(page, VALUE)
    guard(page)
    page.evaluate("tell('test-off')")
    path, _ = send(page, site, "socket text", VALUE)
    arrived(site, path)
    assert [] == heard(page, "sent") + heard(page, "kept")
