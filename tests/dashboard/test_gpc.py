import asyncio
from typing import Final

from aiohttp import web

from companion.gpc import PATH
from companion.log import Entry
from tests.dashboard import story
from tests.dashboard.house import House, Page, Reading, live
from tests.practice.site import PracticeSite
from tests.test_gpc import serving

SHOP: Final = "shop.localhost"
YES: Final = '{"gpc": true, "lastUpdate": "2025-04-15"}'
JSON: Final = {"Content-Type": "application/json"}


def met(house: House, port: int) -> None:
    """Let a browser have met the practice shop, first elsewhere, then at its port."""
    for number, origin in enumerate((f"http://{SHOP}:1", f"http://{SHOP}:{port}")):
        house.opened.log.append([story.disclosure(story.uuid(number), SHOP, story.MORNING + number, [], origin=origin)])


async def press(house: House, page: Page) -> Page:
    """Press the page's button."""
    (action,) = Reading(page).actions
    own = await house.origin()
    return await house.ask(own + action, "POST", Origin=own, Sec_Fetch_Site="same-origin")


async def after(house: House, answer: Page) -> str:
    """Follow a redirection as a browser does, and read the section that it leads to."""
    path, _, place = answer.headers["Location"].partition("#")
    assert (303, "gpc") == (answer.status, place)
    return section(await house.ask(await house.origin() + path))


def section(page: Page) -> str:
    """Read what the page says of Global Privacy Control."""
    assert page.status == 200
    return Reading(page).words.partition("Global Privacy Control")[2]


@live
async def test_a_site_is_asked_when_the_button_is_pressed(house: House) -> None:
    """Looking at the page asks nobody; the button does, once, and the page then shows what came and when."""
    async with PracticeSite() as site:
        met(house, site.port)
        site.serve(PATH, YES, headers=JSON)
        page = await house.enter(f"site/{SHOP}")
        assert "You have not asked" in section(page)
        assert [] == site.received
        text = await after(house, await press(house, page))
        assert [PATH] == [request.path for request in site.received]
    assert "It says that it abides by the signal, at least where the law obliges it to. Whether it does, Meum" in text
    assert "It says so since 2025-04-15" in text
    assert "Ask the site again" in text


@live
async def test_the_answer_is_an_event_of_the_log(house: House) -> None:
    """Each answer is a row under the chain, and the page shows the last one."""
    async with PracticeSite() as site:
        met(house, site.port)
        page = await house.enter(f"site/{SHOP}")
        site.serve(PATH, YES, headers=JSON)
        await press(house, page)
        site.serve(PATH, '{"gpc": false}', headers=JSON)
        assert "does not abide by the signal" in await after(house, await press(house, page))
        origin = f"http://{SHOP}:{site.port}"
    rows = house.opened.log.gpc(SHOP)
    kept = [tuple(row[name] for name in ("site", "origin", "answer", "why", "last_update")) for row in rows]
    assert [(SHOP, origin, "no", "", ""), (SHOP, origin, "yes", "", "2025-04-15")] == kept
    assert [] == house.opened.log.gpc("other.example")
    assert (4, None) == (house.opened.log.verify().events, house.opened.log.verify().broken_at)


@live
async def test_what_says_nothing_is_said_in_words(house: House) -> None:
    """No file, a file that says nothing, and no answer at all each have a sentence; the last is kept, too."""
    async with PracticeSite() as site:
        met(house, site.port)
        page = await house.enter(f"site/{SHOP}")
        site.serve(PATH, "", status=404)
        assert "It has no such file, so it does not say" in await after(house, await press(house, page))
        site.serve(PATH, '{"gpc": "<script>alert(1)</script>"}', headers=JSON)
        text = await after(house, await press(house, page))
        assert "It answered in a way that says nothing: the file says neither yes nor no." in text
        assert "alert" not in text
    assert "There was no answer: the site cannot be reached." in await after(house, await press(house, page))
    assert ["no-answer", "unknown", "none"] == [row["answer"] for row in house.opened.log.gpc(SHOP)]


@live
async def test_nobody_else_can_press_the_button(house: House) -> None:
    """Another site's form, a link, a picture, a wrong token: the site is not asked, and nothing is logged."""
    async with PracticeSite() as site:
        met(house, site.port)
        page = await house.enter(f"site/{SHOP}")
        own = await house.origin()
        action = own + Reading(page).actions[0]
        assert 403 == (await house.ask(action, "POST")).status
        assert 403 == (await house.ask(action, "POST", Origin="null")).status
        assert 403 == (await house.ask(action, "POST", Origin="https://evil.example")).status
        assert 403 == (await house.ask(action, "POST", Origin=own, Sec_Fetch_Site="cross-site")).status
        assert 405 == (await house.ask(action)).status
        assert 404 == (await house.ask(action.replace("/s/", "/s/x"), "POST", Origin=own)).status
        assert 404 == (await house.ask(action.replace("/site/", "/site/x"), "POST", Origin=own)).status
        assert [] == site.received
    assert [] == house.opened.log.gpc(SHOP)


@live
async def test_locking_while_a_site_is_asked(house: House) -> None:
    """The answer to a question of a vault that was locked meanwhile goes nowhere."""
    asked, locked = asyncio.Event(), asyncio.Event()

    async def answer(_request: web.Request) -> web.Response:
        asked.set()
        await locked.wait()
        return web.Response(text=YES, content_type="application/json")

    async with serving(answer) as port:
        met(house, port)
        pressed = asyncio.create_task(press(house, await house.enter(f"site/{SHOP}")))
        await asked.wait()
        house.keeper.lock()
        locked.set()
        assert 403 == (await pressed).status
    await house.keeper.unlock(passphrase=story.PASSPHRASE)
    assert [] == house.opened.log.gpc(SHOP)


@live
async def test_what_a_damaged_row_says_is_text(house: House) -> None:
    """Words that this Meum does not know are shown as they are, and are no tags."""
    body = {"site": SHOP, "answer": "<b>maybe</b>", "why": "<i>later", "lastUpdate": "\u202enever"}
    house.opened.log.append([Entry(story.uuid(1), story.MORNING, "gpcSupport", body)])
    text = section(await house.enter(f"site/{SHOP}"))
    assert "<b>maybe</b>: <i>later" in text
    assert "U+202Enever" in text
