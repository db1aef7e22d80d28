import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from companion.client import Client

ROOT = Path(__file__).parent.parent.parent
Meum = Callable[..., Result]


@pytest.fixture
def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on Linux without any browser, and a built extension, whether or not this checkout has one."""
    (tmp_path / "extension").mkdir()
    (tmp_path / "extension/manifest.json").write_bytes((ROOT / "extension/manifest.json").read_bytes())
    monkeypatch.setattr("companion.install.files", lambda _package: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("_built")
def test_install_says_how_to_load_the_extension(meum: Meum, home: Path, clean_environ: Path) -> None:
    """For each browser that is there: the steps, the folder or file, and what will not last."""
    for folder in (".config/google-chrome", ".config/vivaldi", ".mozilla"):
        (clean_environ / folder).mkdir(parents=True)
    shown = meum("install").output
    assert "Chrome, Vivaldi:" in shown
    assert "Firefox, in every edition, until it is closed" in shown
    for words in (
        "Load unpacked",
        f"{home}/extension\n",
        "about:debugging",
        f"{home}/meum.xpi",
        "xpinstall.signatures",
    ):
        assert words in shown
    assert (home / "bin/meum-relay").stat().st_mode & 0o111
    assert 4 == len(list(clean_environ.rglob("org.meum.companion.json")))


@pytest.mark.usefixtures("_built")
def test_install_without_a_browser(meum: Meum) -> None:
    """A machine without a browser that Meum knows is told so."""
    assert "No browser was found" in meum("install").output


@pytest.mark.usefixtures("_built")
def test_install_can_only_show(meum: Meum, home: Path, clean_environ: Path) -> None:
    """With --print nothing is written, and every file and manifest is shown."""
    shown = meum("install", "--print").output
    assert f"0700  {home}/bin/meum-relay" in shown
    assert '"allowed_extensions"' in shown
    assert not home.exists()
    assert [] == list(clean_environ.iterdir())


@pytest.mark.usefixtures("_built")
def test_uninstall_keeps_the_vault(vault: Client, meum: Meum, clean_environ: Path) -> None:
    """The installation goes, the daemon ends, and the person reads where the vault stays."""
    meum("install")
    vault.close()
    shown = meum("uninstall").output
    assert f"stay in {vault.home}" in shown
    assert not vault.running()
    assert [] == list(clean_environ.rglob("org.meum.companion.json"))
    assert (vault.home / "meum.db").exists()
    assert not (vault.home / "extension").exists()


@pytest.mark.usefixtures("_built", "daemon")
def test_doctor_exits_1_where_something_is_amiss(meum: Meum) -> None:
    """Each line begins with how it stands; programs get the same as JSON."""
    lines = meum("doctor", status=1).output.splitlines()
    assert {"ok", "problem"} == {line.split()[0] for line in lines}
    found = json.loads(meum("doctor", "--json", status=1).output)
    assert len(lines) == len(found)
    assert {"what", "ok", "text"} == found[0].keys()
