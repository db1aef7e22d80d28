"""Firefox, over WebDriver BiDi and without a driver program in between."""

import contextlib
import json
import subprocess
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from .bidi import Bidi, FirefoxPage
from .browser import WAIT_SECONDS, BrowserError, Name, NativeHost
from .channel import Channel, Loop
from .extension import Extension
from .gecko import NO_POPUP, FirefoxPopup, Window
from .installed import find_browser
from .profile import WINDOW, environment, read_if_there, write_native_manifest
from .waiting import until

START_SECONDS: Final = 60.0
SWITCHES: Final = ("--remote-debugging-port=0", "--remote-allow-system-access")
ENVIRONMENT: Final = {
    "MOZ_HEADLESS_WIDTH": str(WINDOW[0]),
    "MOZ_HEADLESS_HEIGHT": str(WINDOW[1]),
    # A release heeds `services.settings.server` only with this.
    "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1",
}
PREFERENCES: Final[dict[str, bool | int | str]] = {
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.newtabpage.activity-stream.feeds.system.topstories": False,
    "browser.newtabpage.activity-stream.telemetry": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.search.update": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.tabs.closeWindowWithLastTab": False,
    "browser.topsites.contile.enabled": False,
    "browser.translations.enable": False,
    "browser.uitour.enabled": False,
    "browser.urlbar.suggest.searches": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.usage.uploadEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.autoDisableScopes": 0,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.getAddons.discovery.api_url": "data:,",
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.provider.network.url": "",
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.rememberSignons": False,
    "termsofuse.bypassNotification": True,
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}


class Firefox(contextlib.AbstractContextManager["Firefox"]):
    """A running Firefox."""

    name: Final[Name] = "firefox"

    def __init__(
        self, extension: Path, home: Path, host: NativeHost | None, *, headless: bool, extra_env: Mapping[str, str]
    ) -> None:
        unpacked = Extension.read(extension)
        self._profile = home / "profile"
        self._port_file = self._profile / "WebDriverBiDiServer.json"
        self._profile.mkdir(parents=True, exist_ok=True)
        self._port_file.unlink(missing_ok=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (self._profile / "user.js").write_text("".join(lines))
        if host:
            folder = home / ".mozilla/native-messaging-hosts"
            write_native_manifest(folder, host, allowed_extensions=[unpacked.gecko_id])
        self._headless = headless
        self._log = home / "firefox.log"
        with contextlib.ExitStack() as started:
            self._start(started, unpacked, environment(home, headless=headless, extra=extra_env))
            self._ending = started.pop_all()

    def open(self, url: str) -> FirefoxPage:
        """Open a tab in the foreground and wait until its document has loaded."""
        context = self._bidi.call("browsingContext.create", {"type": "tab"})["context"]
        page = FirefoxPage(self._bidi, context)
        page.visit(url)
        return page

    def pages(self) -> list[FirefoxPage]:
        """All tabs."""
        return [FirefoxPage(self._bidi, tab["context"]) for tab in self._bidi.contexts("content")]

    def open_popup(self) -> FirefoxPopup:
        """Click the extension's toolbar button, unless the popup is open, and wait until it is drawn."""
        if self._window.settled_popup() == NO_POPUP:
            self._window.click_toolbar_button()
        return FirefoxPopup(self._window)

    def stop_background(self) -> None:
        """End the extension's event page at once."""
        self._window.stop_background()

    def background_eval(self, script: str, *args: object) -> object:
        """Run `script` in the extension's event page, which is woken when it sleeps."""
        return self._window.run_in_background(script, args)

    def heaps(self) -> dict[str, int]:
        """How many bytes the processes of the background and of the newest tab hold, after collecting their garbage."""
        return self._window.heaps()

    def kill(self) -> None:
        """End the browser by SIGKILL, as a crash does; its children follow."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """End the browser in good order; harmless when it is gone already."""
        self._ending.close()

    def __exit__(self, *error: object) -> None:
        """End the browser, also after an error."""
        self.close()

    def _start(self, started: contextlib.ExitStack, extension: Extension, env: dict[str, str]) -> None:
        command = [str(find_browser("firefox")), "--profile", str(self._profile), "--no-remote", *SWITCHES]
        log = started.enter_context(self._log.open("wb"))
        self._process = subprocess.Popen(
            [*command, *(["--headless"] if self._headless else [])],
            env=env | ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        self.pid = self._process.pid
        started.callback(weakref.finalize(self, _end, self._process))
        loop = Loop()
        started.callback(loop.close)
        channel = Channel(loop, self._socket_url())
        started.callback(channel.close)
        self._bidi = Bidi(channel)
        started.callback(self._quit)
        self._bidi.call("webExtension.install", {"extensionData": {"type": "path", "path": str(extension.folder)}})
        self._window = Window(self._bidi, extension.gecko_id)

    def _socket_url(self) -> str:
        ended = "ended"
        text = until(
            lambda: read_if_there(self._port_file) if self._process.poll() is None else ended,
            START_SECONDS,
            "Firefox listens",
        )
        if text == ended:
            raise BrowserError(f"Firefox ended at its start: {self._log.read_text(errors='replace')[-1000:]}")
        return f"ws://127.0.0.1:{json.loads(text)['ws_port']}/session"

    def _quit(self) -> None:
        with contextlib.suppress(BrowserError, subprocess.TimeoutExpired):
            self._bidi.call("browser.close")
            self._process.wait(WAIT_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
