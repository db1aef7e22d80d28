from pathlib import Path

import pytest

from companion import doctor
from companion.client import Client
from companion.doctor import Finding, examine
from companion.install import Extension, plan, write
from companion.native import Places, addressed


@pytest.fixture
def places(clean_environ: Path) -> Places:
    """A person's places on Linux."""
    return Places("linux", clean_environ, clean_environ / ".config")


@pytest.fixture
def _built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A built extension, whether or not this checkout has one."""
    manifest = {"key": "", "browser_specific_settings": {"gecko": {"id": "meum@meum.example"}}}
    built = Extension({"manifest.json": b"{}"}, manifest)
    monkeypatch.setattr(Extension, "read", lambda: built)


def findings(client: Client, places: Places) -> dict[str, Finding]:
    """What the doctor found, by what was looked at."""
    return {finding.what: finding for finding in examine(client, places)}


@pytest.mark.usefixtures("_built")
def test_everything_in_order(vault: Client, places: Places) -> None:
    """After an installation, with an open vault, only the browser that has not connected yet is amiss."""
    write(vault.home, plan(vault.home, addressed(places), Extension.read()))
    found = findings(vault, places)
    assert ["browsers"] == [what for what, finding in found.items() if not finding.ok]
    assert "none on this system" in found["keyring"].text
    assert "Chromium" in found["manifest"].text


@pytest.mark.usefixtures("_built")
def test_before_an_installation(daemon: Client, places: Places) -> None:
    """Each thing that is missing is named, with the command that makes it."""
    found = findings(daemon, places)
    amiss = {what: finding.text for what, finding in found.items() if not finding.ok}
    assert {"extension", "launcher", "manifest", "vault", "browsers"} == amiss.keys()
    assert all("`meum install" in amiss[what] for what in ("extension", "launcher", "manifest", "browsers"))
    assert "`meum unlock`" in amiss["vault"]


@pytest.mark.usefixtures("_built")
def test_a_launcher_that_others_may_change_is_amiss(daemon: Client, places: Places) -> None:
    """Whoever can write the launcher can run code in the person's name."""
    write(daemon.home, plan(daemon.home, addressed(places), Extension.read()))
    (daemon.home / "bin/meum-relay").chmod(0o777)
    assert not findings(daemon, places)["launcher"].ok


def test_an_extension_that_was_not_built(daemon: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a built extension there is nothing to compare with, and the rest is still looked at."""
    monkeypatch.setattr("companion.install.files", lambda _package: daemon.home)
    found = findings(daemon, places)
    assert "scripts/build" in found["extension"].text
    assert found["companion"].ok


def test_another_version_that_runs(daemon: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update the daemon of the version before is to be stopped."""
    monkeypatch.setattr(doctor, "__version__", "99")
    assert "`meum stop`" in findings(daemon, places)["companion"].text


def test_a_home_that_is_open_to_others(home: Path, places: Places) -> None:
    """Nothing is started then, and both the folder and the companion say why."""
    home.mkdir()
    home.chmod(0o777)
    with Client(home) as client:
        found = findings(client, places)
    assert "chmod 700" in found["home"].text
    assert not found["companion"].ok


def test_browsers_in_a_sandbox(daemon: Client, places: Places) -> None:
    """A browser from Flatpak is named, as it will never reach the companion."""
    (places.home / ".var/app/com.brave.Browser").mkdir(parents=True)
    assert not findings(daemon, places)["Brave in a sandbox"].ok
