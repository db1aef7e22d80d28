import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from companion import install
from companion.install import Extension, File, InstallError, plan, remove, write
from companion.native import Browser

SOURCE = Path(__file__).parent.parent / "extension/manifest.json"
CHROMIUM_ID = "ncjholmjmjognokjahckpampcccaemno"


@pytest.fixture
def extension() -> Extension:
    """A small extension with the manifest of the real one."""
    contents = {"manifest.json": SOURCE.read_bytes(), "popup.html": b"<p>", "icons/a.png": b"\x89PNG"}
    return Extension(contents, json.loads(contents["manifest.json"]))


@pytest.fixture
def two(clean_environ: Path) -> list[Browser]:
    """One browser of each family."""
    return [
        Browser("C", "chromium", (), (clean_environ / "c/NativeMessagingHosts",), ()),
        Browser("F", "firefox", (), (clean_environ / "f/native-messaging-hosts",), ()),
    ]


def manifests(planned: list[File]) -> list[dict[str, Any]]:
    """The manifests that were planned."""
    return [json.loads(file.content) for file in planned if file.part == "manifest"]


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_manifests_let_our_extension_alone_start_the_launcher(
    home: Path, two: list[Browser], extension: Extension
) -> None:
    """Each family gets its own kind of manifest, with an absolute path and exactly one extension."""
    shared = {
        "name": "org.meum.companion",
        "description": "Meum's companion",
        "path": f"{home}/bin/meum-relay",
        "type": "stdio",
    }
    assert [
        {**shared, "allowed_origins": [f"chrome-extension://{CHROMIUM_ID}/"]},
        {**shared, "allowed_extensions": ["meum@meum.example"]},
    ] == manifests(plan(home, two, extension))


def test_planning_touches_nothing(home: Path, clean_environ: Path, two: list[Browser], extension: Extension) -> None:
    """A plan is only a list, so it can be shown before anything is done."""
    plan(home, two, extension)
    assert not home.exists()
    assert [] == list(clean_environ.rglob("*/*"))


def test_what_is_planned_stands_after_writing(home: Path, two: list[Browser], extension: Extension) -> None:
    """Every file of the plan is on the disk with its mode, nothing else is, and only the launcher can be run."""
    planned = plan(home, two, extension)
    assert not any(file.stands() for file in planned)
    write(home, planned)
    assert all(file.stands() for file in planned)
    assert {file.path for file in planned if file.path.is_relative_to(home)} == {home / name for name in tree(home)}
    assert {"launcher": 0o700} == {file.part: file.mode for file in planned if file.mode != 0o644}
    assert 0o700 == home.stat().st_mode & 0o777


def test_a_changed_file_does_not_stand(home: Path, two: list[Browser], extension: Extension) -> None:
    """A launcher or manifest that others may write, or that was changed, is not what was installed."""
    planned = plan(home, two, extension)
    write(home, planned)
    launcher = next(file for file in planned if file.part == "launcher")
    launcher.path.chmod(0o722)
    assert not launcher.stands()
    manifest = next(file for file in planned if file.part == "manifest")
    manifest.path.write_text("{}")
    assert not manifest.stands()


@pytest.mark.parametrize("name", ["home", 'it\'s a $HOME `of` "mine"'])
def test_the_launcher_runs_the_relay_of_its_home(clean_environ: Path, extension: Extension, name: str) -> None:
    """The script runs this Python in isolation, with the home and the browser's arguments just as they are."""
    home = clean_environ / name
    planned = plan(home, [], extension)
    script = next(file for file in planned if file.part == "launcher").content.decode()
    # The interpreter of the test stands in for the relay and shows what it was given.
    shown = script.replace("-m companion.relay", "-c 'import sys; print(sys.argv[1:], sys.flags.isolated)'")
    script_path = clean_environ / "launcher"
    script_path.write_text(shown)
    done = subprocess.run(["/bin/sh", script_path, "a b"], capture_output=True, text=True, check=True)
    assert f"{['--home', str(home), 'a b']} 1\n" == done.stdout
    assert sys.executable in script


def test_a_new_version_replaces_the_old_one_whole(home: Path, two: list[Browser], extension: Extension) -> None:
    """No file of the version before stays in the unpacked extension, nor anything half written."""
    write(home, plan(home, two, extension))
    (home / "extension.new").mkdir()
    (home / "extension.new/half").touch()
    newer = Extension({"manifest.json": extension.contents["manifest.json"], "new.js": b"1"}, extension.manifest)
    write(home, plan(home, two, newer))
    assert newer.contents == tree(home / "extension")
    assert {"bin", "extension", "meum.xpi"} == {path.name for path in home.iterdir()}


def test_the_packed_extension_is_the_same_each_time(extension: Extension) -> None:
    """The file for Firefox holds every file, the manifest at its top, and does not change without a reason."""
    packed = extension.packed()
    shuffled = Extension(dict(reversed(extension.contents.items())), extension.manifest)
    assert packed == shuffled.packed()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert extension.contents == {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_home_open_to_others_is_refused(home: Path, extension: Extension, mode: int) -> None:
    """Whoever could write there could run code as the person, so nothing is written."""
    home.mkdir()
    home.chmod(mode)
    with pytest.raises(PermissionError, match="chmod 700"):
        write(home, plan(home, [], extension))
    assert [] == list(home.iterdir())


def test_removing_leaves_what_is_not_ours(
    home: Path, clean_environ: Path, two: list[Browser], extension: Extension
) -> None:
    """Uninstalling takes what was installed and no more: the vault, other programs' manifests and folders stay."""
    write(home, plan(home, two, extension))
    kept = [home / "meum.db", clean_environ / "c/NativeMessagingHosts/org.other.json"]
    for path in kept:
        path.write_text('{"path": "/bin/true"}')
    removed = remove(home, two)
    assert {path.name for path in removed} == {"org.meum.companion.json", "meum-relay", "meum.xpi", "extension"}
    assert kept == [path for path in (*sorted(home.rglob("*")), *sorted(clean_environ.rglob("*"))) if path.is_file()]
    assert not (home / "bin").exists()
    assert not (clean_environ / "f").exists()
    assert [] == remove(home, two)


def test_removing_leaves_the_manifest_of_another_home(
    home: Path, clean_environ: Path, two: list[Browser], extension: Extension
) -> None:
    """A manifest that starts another home's companion belongs to that installation."""
    other = clean_environ / "other"
    write(home, plan(home, two, extension))
    write(other, plan(other, two, extension))
    assert {"meum-relay", "meum.xpi", "extension"} == {path.name for path in remove(home, two)}
    assert all(file.stands() for file in plan(other, two, extension))


def test_an_extension_that_was_not_built_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout without a build the person reads what to run."""
    monkeypatch.setattr(install, "files", lambda _package: tmp_path)
    with pytest.raises(InstallError, match="scripts/build"):
        Extension.read()


def test_the_built_extension_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the package's extension is found, in folders, too."""
    (tmp_path / "extension/icons").mkdir(parents=True)
    (tmp_path / "extension/manifest.json").write_text('{"version": "1"}')
    (tmp_path / "extension/icons/a.png").write_bytes(b"\x89PNG")
    monkeypatch.setattr(install, "files", lambda _package: tmp_path)
    read = Extension.read()
    assert {"manifest.json", "icons/a.png"} == read.contents.keys()
    assert {"version": "1"} == read.manifest
