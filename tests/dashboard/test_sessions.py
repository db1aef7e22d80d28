import asyncio
import logging
from http import HTTPStatus

import pytest
from aiohttp import ClientConnectionError
from aiohttp.web import AppRunner
from yarl import URL

from companion.dashboard.sessions import CODE_S, IDLE_S, WRONG_S, WRONG_TRIES
from companion.errors import Refused
from tests.dashboard import story
from tests.dashboard.house import House, Reading, live


@live
async def test_a_code_leads_to_its_page_once(house: House) -> None:
    """A code is exchanged for a token of 256 bits, and the second use is refused (L29)."""
    story.tell(house.opened)
    url = await house.dashboard.url(f"disclosure/{story.BOUGHT}")
    first, second = await house.ask(url), await house.ask(url)
    assert [303, 404] == [first.status, second.status]
    _, s, token, page, uuid = first.headers["Location"].split("/")
    assert ("s", 43, "disclosure", story.BOUGHT) == (s, len(token), page, uuid)
    assert 43 == len(URL(url).name)
    assert (await house.ask(URL(url).join(URL(first.headers["Location"])))).status == 200


@live
async def test_a_code_ends_after_thirty_seconds(house: House) -> None:
    """A code that lay about is worth nothing (L30)."""
    late, soon = await house.dashboard.url(""), await house.dashboard.url("")
    house.clock.now += CODE_S - 0.1
    assert (await house.ask(soon)).status == 303
    house.clock.now += 0.1
    assert (await house.ask(late)).status == 404


@live
async def test_no_address_shows_anything_without_a_token(house: House) -> None:
    """Of all routes only the style, which is everybody's, is answered without a right token (L28)."""
    story.tell(house.opened)
    token = (await house.enter()).url.parts[2]
    own = await house.origin()
    runner = house.dashboard._runner
    assert isinstance(runner, AppRunner)
    wrong = ["x", token[:-1], f"{token}x", token.swapcase(), "%00", "%C3%A9", "..%2F", token[::-1]]
    answers = {}
    for route in runner.app.router.routes():
        assert route.resource
        for guess in wrong:
            named = route.resource.canonical.replace("{about}", story.BOUGHT)
            path = named.replace("{token}", guess).replace("{code}", guess)
            answers[path] = (await house.ask(own + path, route.method, Origin=own)).status
    assert 200 == answers.pop("/style.css")
    assert {404} == set(answers.values())
    assert len(answers) == len(wrong) * 6
    for path in (
        "/",
        "/s/",
        "/s//",
        f"/s/{token}",
        "/open/",
        f"/open/{token}",
        "/favicon.ico",
        "//",
        "/s/../",
        "/%2e%2e/",
    ):
        assert (await house.ask(own + path)).status == 404


@live
async def test_guessing_is_cut_short(house: House) -> None:
    """After fifty wrong tries none is looked at, right or wrong, until a minute has passed (L31)."""
    page = await house.enter()
    own = await house.origin()
    for number in range(WRONG_TRIES):
        path = "open" if number % 2 else "s"
        assert (
            await house.ask(f"{own}/{path}/guess{number}/".removesuffix("/" if path == "open" else ""))
        ).status == 404
    answers = [
        await house.ask(f"{own}/open/guess"),
        await house.ask(await house.dashboard.url("")),
        await house.ask(page.url),
    ]
    assert [HTTPStatus.TOO_MANY_REQUESTS] * 3 == [answer.status for answer in answers]
    assert "60" == answers[0].headers["Retry-After"]
    house.clock.now += WRONG_S
    assert (await house.ask(page.url)).status == 200


@live
async def test_locking_ends_every_session(house: House) -> None:
    """While the vault is locked everything says so, and unlocking brings no session or code back (L34)."""
    story.tell(house.opened)
    page, code, own = await house.enter(), await house.dashboard.url(""), await house.origin()
    house.keeper.lock()
    locked = [await house.ask(address) for address in (page.url, code, f"{own}/nothing", f"{own}/s/x/")]
    assert [403] * 4 == [answer.status for answer in locked]
    assert all("open the dashboard again from Meum's popup" in Reading(answer).words for answer in locked)
    assert not [answer for answer in locked if story.SHOP in answer.text]
    with pytest.raises(Refused, match="locked"):
        await house.dashboard.url("")
    await house.keeper.unlock(passphrase=story.PASSPHRASE)
    assert [403, 404] == [(await house.ask(page.url)).status, (await house.ask(code)).status]
    assert (await house.enter()).status == 200


@live
async def test_a_session_lives_while_it_is_used(house: House) -> None:
    """Every page looked at gives fifteen more minutes; then it is over."""
    page = await house.enter()
    for _ in range(3):
        house.clock.now += IDLE_S - 1
        assert (await house.ask(page.url)).status == 200
    house.clock.now += IDLE_S
    assert (await house.ask(page.url)).status == 404


@live
async def test_the_server_stops_when_nobody_looks(house: House) -> None:
    """A code keeps it up for half a minute, a session for its time; then the port is closed, until the next URL."""
    page = await house.enter()
    await house.dashboard.sweep()
    assert (await house.ask(page.url)).status == 200
    house.clock.now += IDLE_S
    await house.dashboard.sweep()
    with pytest.raises(ClientConnectionError):
        await house.ask(page.url)
    again = await house.enter()
    assert again.status == 200
    assert again.url.parts[2] != page.url.parts[2]


@live
async def test_all_windows_share_one_server(house: House) -> None:
    """URLs asked for at the same moment lead to one server, each to a session of its own (L35)."""
    urls = [URL(url) for url in await asyncio.gather(*(house.dashboard.url("") for _ in range(5)))]
    assert 1 == len({url.port for url in urls})
    locations = [(await house.ask(url)).headers["Location"] for url in urls]
    assert 5 == len(set(locations))
    assert {"127.0.0.1"} == {url.host for url in urls}


@live
async def test_only_pages_of_ours_have_urls(house: House) -> None:
    """A path that names no page is refused, so no code can lead anywhere else."""
    bad = ["/", "//evil.com", "https://evil.com", "site/", "site/../x", "site//evil.com", "site/EVIL.com", "site/a b"]
    bad += [
        "site/evil.com/x",
        "site/<b>",
        "site/a\r\nb",
        f"disclosure/{story.BOUGHT}/",
        "disclosure/x",
        "chain/x",
        "disclosure/",
    ]
    bad += [f"disclosure/{story.BOUGHT}\n", "style.css", "open/x"]
    for path in bad:
        with pytest.raises(Refused, match="bad-value"):
            await house.dashboard.url(path)
    page = await house.enter("site/www.shop.example")
    assert "shop.example" in Reading(page).words
    assert "shop" not in str(page.url)


@live
async def test_urls_hold_no_names(house: House) -> None:
    """The browser keeps a history: paths hold opaque names only, and those of one session mean nothing in another."""
    story.tell(house.opened)
    first, second = await house.enter(f"site/{story.SHOP}"), await house.enter(f"site/{story.SHOP}")
    assert first.url.name != second.url.name
    swapped = first.url.with_path(first.url.path.replace(first.url.name, second.url.name))
    assert (await house.ask(swapped)).status == 404
    assert "<title>Meum</title>" in first.text


def test_nothing_secret_is_logged(tmp_path: object, caplog: pytest.LogCaptureFixture) -> None:
    """No code, token, name or value is in any log line, not even of broken requests and broken pages (L32)."""
    secrets: list[str] = []

    @live
    async def visit(house: House) -> None:
        story.tell(house.opened)
        url = URL(await house.dashboard.url(f"site/{story.SHOP}"))
        secrets.append(url.name)
        page = await house.enter(f"site/{story.SHOP}")
        secrets.extend([page.url.parts[2], page.url.parts[4]])
        await house.raw(f"GET {url.path} HTTP/1.1\r\nHost: \0{url.name}\r\n\r\n")
        await house.raw(f"\x16\x03{url.name}\r\n\r\n")
        house.opened.db.close()
        assert (await house.ask(page.url)).status == 500

    with caplog.at_level(logging.DEBUG):
        visit(tmp_path)  # type: ignore[arg-type]
    text = "\n".join(f"{record.getMessage()} {record.exc_text} {record.exc_info}" for record in caplog.records)
    assert "The dashboard failed: ProgrammingError" in text
    assert not [secret for secret in [*secrets, story.SHOP, "Augusta"] if secret in text]
