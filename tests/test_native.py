import sys
from pathlib import Path

import pytest

from companion.native import Places, UnknownSystem, addressed, browsers, found, sandboxed


@pytest.fixture
def linux(clean_environ: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A person on Linux whose machine has no browser at all."""
    monkeypatch.setenv("PATH", str(clean_environ / "bin"))
    return Places("linux", clean_environ, clean_environ / ".config")


def names(places: Places) -> list[str]:
    """The names of the browsers found."""
    return [browser.name for browser in found(places)]


def test_here_follows_xdg(clean_environ: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers keep profiles where XDG_CONFIG_HOME says, if it is an absolute path, else in ~/.config."""
    monkeypatch.setattr(sys, "platform", "linux")
    for value, folder in (("", ".config"), ("relative", ".config"), (str(clean_environ / "elsewhere"), "elsewhere")):
        monkeypatch.setenv("XDG_CONFIG_HOME", value)
        assert Places("linux", clean_environ, clean_environ / folder) == Places.here()


def test_here_on_macos(clean_environ: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS they keep them in Application Support."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert Places("darwin", clean_environ, clean_environ / "Library/Application Support") == Places.here()


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Meum cannot install itself, it says so."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(UnknownSystem, match="Linux and macOS"):
        Places.here()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (".config/google-chrome", "Chrome"),
        (".config/chromium", "Chromium"),
        (".config/BraveSoftware/Brave-Browser", "Brave"),
        (".config/microsoft-edge", "Edge"),
        (".config/vivaldi", "Vivaldi"),
        (".mozilla", "Firefox"),
        (".config/mozilla", "Firefox"),
        (".librewolf", "LibreWolf"),
    ],
)
def test_found_by_its_folder(linux: Places, folder: str, name: str) -> None:
    """A browser that has been started has left a folder, wherever its program lies."""
    assert [] == names(linux)
    (linux.home / folder).mkdir(parents=True)
    assert [name] == names(linux)


def test_found_by_its_program(linux: Places) -> None:
    """A browser that was never started is found by its program."""
    program = linux.home / "bin/firefox-esr"
    program.parent.mkdir()
    program.touch(mode=0o755)
    assert ["Firefox"] == names(linux)


def test_a_folder_of_manifests_alone_is_no_browser(linux: Places) -> None:
    """What an earlier installation wrote does not make a browser out of nothing."""
    for browser in browsers(linux):
        for hosts in browser.hosts:
            hosts.mkdir(parents=True)
    assert [] == names(linux)


def test_firefox_and_chromium_are_always_addressed(linux: Places) -> None:
    """Their folders get a manifest in any case, as others read them, too."""
    assert ["Chromium", "Firefox"] == [browser.name for browser in addressed(linux)]


def test_where_browsers_look_on_linux(linux: Places) -> None:
    """Each browser is told in the folder that it looks into."""
    (linux.home / ".config/mozilla").mkdir(parents=True)
    looked_into = {
        browser.name: [str(path.relative_to(linux.home)) for path in browser.hosts] for browser in browsers(linux)
    }
    assert {
        "Chrome": [".config/google-chrome/NativeMessagingHosts"],
        "Chromium": [".config/chromium/NativeMessagingHosts"],
        "Brave": [".config/BraveSoftware/Brave-Browser/NativeMessagingHosts"],
        "Edge": [".config/microsoft-edge/NativeMessagingHosts"],
        "Vivaldi": [".config/vivaldi/NativeMessagingHosts"],
        "Firefox": [".mozilla/native-messaging-hosts", ".config/mozilla/native-messaging-hosts"],
        "LibreWolf": [".librewolf/native-messaging-hosts"],
    } == looked_into


def test_where_browsers_look_on_macos() -> None:
    """On macOS these are other folders; Brave is told in Chrome's, too."""
    support = Path("/Users/someone/Library/Application Support")
    known = browsers(Places("darwin", Path("/Users/someone"), support))
    looked_into = {browser.name: [str(path.relative_to(support).parent) for path in browser.hosts] for browser in known}
    assert {
        "Chrome": ["Google/Chrome"],
        "Chromium": ["Chromium"],
        "Brave": ["BraveSoftware/Brave-Browser", "Google/Chrome"],
        "Edge": ["Microsoft Edge"],
        "Vivaldi": ["Vivaldi"],
        "Firefox": ["Mozilla"],
        "LibreWolf": ["LibreWolf"],
    } == looked_into


def test_sandboxed_browsers_are_noticed(linux: Places) -> None:
    """A browser from Flatpak or Snap is known by where it keeps house."""
    (linux.home / ".var/app/org.mozilla.firefox").mkdir(parents=True)
    (linux.home / "snap/chromium").mkdir(parents=True)
    assert ["Chromium", "Firefox"] == [browser.name for browser in sandboxed(linux)]
