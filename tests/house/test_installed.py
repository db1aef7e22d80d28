"""A person's own installation, by the command line alone: install, unlock, add, pair, fill, and read the log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browsers import Name, launch
from tests.house.stage import NO_KEYRING, accept, made_up_person, wait_for_offer, wait_until
from tests.practice.found import submitted_fields
from tests.practice.site import PracticeSite

MANIFEST = "org.meum.companion.json"


class Person:
    """A person with a home of their own, who types `meum` in a terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / ".runtime").mkdir(mode=0o700)
        # What the browser's driver gives the browser: one person, one set of folders.
        self.env = os.environ | {
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(home / ".runtime"),
            "PYTHON_KEYRING_BACKEND": NO_KEYRING,
        }

    def meum(self, *arguments: str, typed: str = "") -> str:
        """Run a command; `typed` is its standard input."""
        done = subprocess.run(
            ["meum", *arguments], input=typed, env=self.env, capture_output=True, encoding="utf-8", check=False
        )
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout

    def waiting_code(self) -> str:
        """Read the pairing code off `meum status`."""
        profiles = json.loads(self.meum("status", "--json"))["profiles"]
        return next((profile["code"] for profile in profiles if profile["code"]), "")

    def recipients(self) -> set[str]:
        """Read off `meum log show` who received something."""
        shown = json.loads(self.meum("log", "show", "shop.localhost", "--json"))
        return {row["recipient"] for row in shown["transmissions"]}


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_installed(name: Name, clean_environ: Path) -> None:
    """What `meum install` wrote is all that a browser needs; every step is one that the README names."""
    someone, person = made_up_person(), Person(clean_environ)
    extension = clean_environ / ".local/share/meum/extension"
    assert str(extension) in person.meum("install")
    person.meum("unlock", typed="nine naive newts\nnine naive newts\n")
    for kind in ("given-name", "family-name", "email"):
        person.meum("vault", "add", kind, typed=f"{someone[kind]}\n")
    if name == "chromium":
        # A profile in another folder than the default one looks for manifests there.
        folder = clean_environ / "profile/NativeMessagingHosts"
        folder.mkdir(parents=True)
        (folder / MANIFEST).write_bytes(
            (clean_environ / ".config/chromium/NativeMessagingHosts" / MANIFEST).read_bytes()
        )
    try:
        with (
            PracticeSite() as site,
            launch(name, extension=extension, home=clean_environ, extra_env=person.env) as browser,
        ):
            page = browser.open(site.url("shop", "/signup"))
            person.meum("pair", wait_until(person.waiting_code))
            popup = browser.open_popup()
            wait_for_offer(popup)
            accept(popup)
            popup.close()
            page.click("#terms")
            page.click("button[type=submit]")
            sent = submitted_fields(site.wait_for(lambda request: request.method == "POST"))
            assert [someone["given-name"]] == sent["first_name"]
            wait_until(lambda: person.recipients() == {"pixels.localhost", "shop.localhost"})
        assert name in person.meum("status").lower()
        person.meum("log", "verify")
        person.meum("uninstall")
        assert not extension.exists()
    finally:
        person.meum("stop")
