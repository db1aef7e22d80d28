"""Both browsers do what the drivers promise, shown on a toy extension that this file makes."""

import json
import os
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import quote

import pytest

from tests.browsers import Browser, BrowserError, Name, NativeHost, Page, Popup, find_browser, launch
from tests.browsers.waiting import until

BOTH: tuple[Name, ...] = ("chromium", "firefox")
PNG = b"\x89PNG\r\n\x1a\n"

MANIFEST = {
    "manifest_version": 3,
    "name": "Toy",
    "version": "1",
    "browser_specific_settings": {"gecko": {"id": "Toy@example.org"}},
    "permissions": ["nativeMessaging", "tabs"],
    "background": {"service_worker": "background.js", "scripts": ["background.js"]},
    "action": {"default_popup": "popup.html"},
}
BACKGROUND = """
globalThis.api = globalThis.browser ?? chrome;
globalThis.ask = (question) => new Promise((resolve) => {
  globalThis.port ??= api.runtime.connectNative("toy");
  port.onMessage.addListener(resolve);
  port.postMessage(question);
});
"""
RECORDER = """
globalThis.api = globalThis.browser ?? globalThis.chrome;
globalThis.inside = () => document.querySelector("div").shadowRoot.querySelector("input");
globalThis.heard = [];
for (const kind of ["click", "keydown", "input"])
  addEventListener(kind, (event) => heard.push([kind, event.isTrusted]));
"""
POPUP = """<!doctype html><meta charset="utf-8"><script src="popup.js"></script>
<body style="width: 300px; height: 200px"><button>Ask</button><input>"""
PAGE = f"""<!doctype html><meta charset="utf-8"><title>Toy page</title><script>{RECORDER}</script>
<div><template shadowrootmode="open"><input id="inside" value="old"><button>Go</button></template></div>"""
HOST = f"""#!{sys.executable}
import json, os, struct, sys
while header := sys.stdin.buffer.read(4):
    question = json.loads(sys.stdin.buffer.read(*struct.unpack("=I", header)))
    answer = json.dumps({{"pid": os.getpid(), "question": question}}).encode()
    sys.stdout.buffer.write(struct.pack("=I", len(answer)) + answer)
    sys.stdout.buffer.flush()
"""


def start(name: Name, folder: Path) -> Browser:
    """A browser with the toy extension and its native host, all of it in `folder`."""
    extension = folder / "extension"
    extension.mkdir(exist_ok=True)
    files = {
        "manifest.json": json.dumps(MANIFEST),
        "background.js": BACKGROUND,
        "popup.html": POPUP,
        "popup.js": RECORDER,
    }
    for file, text in files.items():
        (extension / file).write_text(text)
    host = folder / "host.py"
    host.write_text(HOST)
    host.chmod(0o700)
    return launch(name, extension=extension, home=folder / "home", native_host=NativeHost("toy", host))


def is_running(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module", params=BOTH)
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running browser, shared by the tests that leave it as they found it."""
    with start(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The toy page, in the foreground."""
    page = browser.open(f"data:text/html,{quote(PAGE)}")
    yield page
    page.close()


@pytest.fixture
def popup(browser: Browser, page: Page) -> Iterator[Popup]:  # noqa: ARG001 - it opens over the page
    """The toy's popup."""
    popup = browser.open_popup()
    yield popup
    popup.close()


def size_of_png(path: Path) -> tuple[int, int]:
    """Width and height, which stand behind the signature and the first chunk's eight bytes."""
    picture = path.read_bytes()
    assert picture.startswith(PNG)
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_input_to_a_page_is_trusted(page: Page) -> None:
    """Keys and clicks reach a field in a shadow root as the browser's own events, and replace what stood there."""
    page.fill("#inside", "Zoë 7")
    page.press("Backspace")
    page.type_text("8")
    assert "Zoë 8" == page.evaluate("inside().value")
    assert ["click", "input", "keydown"] == page.evaluate("[...new Set(heard.map(([kind]) => kind))].sort()")
    assert [True] == page.evaluate("[...new Set(heard.map(([, trusted]) => trusted))]")


def test_empty_text_clears_a_field(page: Page) -> None:
    """Filling with nothing deletes what stood there."""
    page.fill("#inside", "")
    assert not page.evaluate("inside().value")


def test_answers_come_back_as_json(page: Page) -> None:
    """An expression, a function with arguments, a promise and `undefined` have their counterparts in Python."""
    assert "Toy page" == page.evaluate("document.title")
    assert [1, {"two": None}] == page.evaluate("(one, two) => [one, two]", 1, {"two": None})
    assert 3 == page.evaluate("Promise.resolve(3)")
    assert None is page.evaluate("undefined")


def test_errors_of_a_script_are_told(page: Page) -> None:
    """What a script throws is raised, at once or when the wait for it is over."""
    with pytest.raises(BrowserError, match="torn"):
        page.evaluate("Promise.reject(new Error('torn'))")
    with pytest.raises(BrowserError, match="torn"):
        page.wait_for("(() => { throw new Error('torn'); })()", timeout=0.1)


def test_errors_in_the_extension_are_told(browser: Browser, popup: Popup) -> None:
    """Popup and background raise what a script throws, and what is no script."""
    for evaluate in (popup.evaluate, browser.background_eval):
        with pytest.raises(BrowserError, match="torn"):
            evaluate("Promise.reject(new Error('torn'))")
        with pytest.raises(BrowserError, match="SyntaxError"):
            evaluate("no script")


def test_input_to_the_popup_is_trusted(popup: Popup) -> None:
    """Keys and clicks reach the real toolbar popup as the browser's own events."""
    popup.click("button")
    popup.fill("input", "Zoë")
    assert "Zoë" == popup.evaluate("document.querySelector('input').value")
    assert ["click", "input", "keydown"] == popup.evaluate("[...new Set(heard.map(([kind]) => kind))].sort()")
    assert [True] == popup.evaluate("[...new Set(heard.map(([, trusted]) => trusted))]")


def test_the_popup_opens_over_the_tab_in_front(browser: Browser, page: Page) -> None:
    """The tab that the popup sees as active is the one opened or focused last."""
    title = "api.tabs.query({ active: true, currentWindow: true }).then(([tab]) => tab.title)"
    other = browser.open("data:text/html,<title>Other page</title>")
    popup = browser.open_popup()
    assert "Other page" == popup.evaluate(title)
    popup.close()
    page.focus()
    popup = browser.open_popup()
    assert "Toy page" == popup.evaluate(title)
    popup.close()
    other.close()


def test_the_popup_closes_and_opens_again(browser: Browser, popup: Popup) -> None:
    """A dismissed popup is gone, and the next one starts anew."""
    popup.evaluate("void (globalThis.mark = 1)")
    assert 1 == browser.open_popup().evaluate("globalThis.mark")
    popup.close()
    assert not popup.is_open()
    again = browser.open_popup()
    assert None is again.evaluate("globalThis.mark")
    again.close()


def test_pictures_are_png(page: Page, popup: Popup, tmp_path: Path) -> None:
    """Page and popup give a picture of their own size."""
    for name, surface in {"page": page, "popup": popup}.items():
        surface.screenshot(tmp_path / name)
        assert tuple(cast("list[int]", surface.evaluate("[innerWidth, innerHeight]"))) == size_of_png(tmp_path / name)


def test_the_native_host_answers(browser: Browser) -> None:
    """The extension reaches the program whose manifest the driver wrote."""
    assert "Zoë" == browser.background_eval("(name) => ask(name).then(({ question }) => question)", "Zoë")


def test_the_background_starts_anew(browser: Browser, page: Page) -> None:
    """A stopped background has forgotten everything, though a native port was open; the popup opens all the same."""
    browser.background_eval("ask('stay').then(() => void (globalThis.mark = 1))")
    assert 1 == browser.background_eval("globalThis.mark")
    browser.stop_background()
    page.focus()
    popup = browser.open_popup()
    assert popup.is_open()
    popup.close()
    assert None is browser.background_eval("globalThis.mark")


def test_the_driver_adds_no_tab(browser: Browser) -> None:
    """The extension sees exactly the tabs that the test sees."""
    assert len(browser.pages()) == browser.background_eval("api.tabs.query({}).then((tabs) => tabs.length)")


def test_tabs_of_the_extension_are_pages(browser: Browser) -> None:
    """A tab that the extension opened can be found and driven."""
    browser.background_eval("api.tabs.create({ url: api.runtime.getURL('popup.html') }).then(() => null)")
    opened = until(lambda: [page for page in browser.pages() if page.url.endswith("/popup.html")], 10, "the tab opens")
    opened[0].click("button")
    assert [["click", True]] == opened[0].evaluate("heard")
    opened[0].close()


@pytest.mark.parametrize("name", BOTH)
def test_a_killed_browser_leaves_nothing_and_starts_again(name: Name, tmp_path: Path) -> None:
    """SIGKILL takes the browser and lets its native host end; the same home serves for the next start."""
    with start(name, tmp_path) as first:
        host = cast("int", first.background_eval("ask(0).then(({ pid }) => pid)"))
        assert is_running(host)
        first.kill()
        until(lambda: not is_running(first.pid), 10, "the browser ends")
        until(lambda: not is_running(host), 10, "the native host ends")
        with pytest.raises(BrowserError):
            first.open("about:blank")
    with start(name, tmp_path) as second:
        assert "again" == second.background_eval("ask('again').then(({ question }) => question)")


def test_a_missing_browser_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a browser, the error names the package."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BrowserError, match="apt-get install chromium"):
        find_browser("chromium")
    with pytest.raises(BrowserError, match="apt-get install firefox-esr"):
        find_browser("firefox")
