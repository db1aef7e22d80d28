"""The house looks at itself: what the design says of the source is checked here, not remembered."""

import ast
import json
import re
from pathlib import Path
from typing import Final, get_args

import pytest

from companion import __version__, errors, protocol
from companion.control import ControlAsk

ROOT: Final = Path(__file__).resolve().parents[1]
LONGEST: Final = 400
PERMISSIONS: Final = [
    "nativeMessaging",
    "webRequest",
    "webRequestBlocking",
    "declarativeNetRequest",
    "scripting",
    "webNavigation",
    "contextMenus",
]
SOURCES: Final = sorted(
    path
    for folder, kinds in (
        ("companion", ("*.py", "*.sql", "*.html", "*.css")),
        ("extension/src", ("*.ts", "*.css", "*.html")),
        ("tests", ("*.py", "*.js", "*.jsx", "*.html", "*.css")),
        ("scripts", ("*",)),
        ("bench", ("*.py",)),
    )
    for kind in kinds
    for path in (ROOT / folder).rglob(kind)
    if path.is_file() and not {"extension", "built", "__pycache__"} & set(path.relative_to(ROOT / folder).parts[:-1])
)
PYTHON: Final = [path for path in SOURCES if path.suffix == ".py" and path.is_relative_to(ROOT / "companion")]
TYPESCRIPT: Final = [path for path in SOURCES if path.suffix == ".ts" and not path.name.endswith(".gen.ts")]


def _manifest() -> dict[str, object]:
    manifest: dict[str, object] = json.loads((ROOT / "extension/manifest.json").read_text("utf-8"))
    return manifest


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    """A file has one noun and at most 400 lines, unless it is generated."""
    if not path.name.endswith(".gen.ts"):
        assert LONGEST >= len(path.read_text("utf-8").splitlines())


def test_permissions_are_pinned() -> None:
    """The extension asks for exactly these permissions, and never for `storage`."""
    manifest = _manifest()
    assert PERMISSIONS == manifest["permissions"]
    assert ["<all_urls>"] == manifest["host_permissions"]
    assert not {"optional_permissions", "web_accessible_resources", "externally_connectable"} & manifest.keys()


def test_readme_explains_each_permission() -> None:
    """The README's table has a row for each permission."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [] == [name for name in [*PERMISSIONS, "<all_urls>"] if f"| `{name}` |" not in readme]


def test_extension_persists_nothing() -> None:
    """No source of the extension so much as names the storage area."""
    assert [] == [path.name for path in TYPESCRIPT if "storage" in path.read_text("utf-8").lower()]


def test_one_place_writes_values() -> None:
    """Only page/fill.ts writes into a page; the popup writes into its own fields."""
    writes = re.compile(r"\.(value|checked|selectedIndex)\s*(\+|\?\?|\|\|)?=(?!=)|\.set(ter)?\.call\(")
    found = {
        path.relative_to(ROOT / "extension/src").as_posix()
        for path in TYPESCRIPT
        if writes.search(path.read_text("utf-8"))
    }
    assert {"page/fill.ts"} == {path for path in found if not path.startswith("popup/")}


def test_page_code_knows_no_browser_api() -> None:
    """page/ knows the document and nothing else."""
    api = re.compile(r"\b(chrome|browser)\.")
    pages = [path for path in TYPESCRIPT if path.parent.name == "page"]
    assert pages
    assert [] == [path.name for path in pages if api.search(path.read_text("utf-8"))]


def test_sender_urls_decide_nothing() -> None:
    """`sender.url` lies for sandboxed frames; only the popup's own address is compared with it."""
    users = {path.name for path in TYPESCRIPT if re.search(r"sender\??\.url", path.read_text("utf-8"))}
    assert {"popup-desk.ts"} == users


def test_transactions_go_through_tx() -> None:
    """Neither `with db.conn` nor `BEGIN` nor `atomic()` occurs outside the store."""
    banned = re.compile(r"with \w*\.?_?db\.conn\b|\bBEGIN\b|\.atomic\(")
    assert {"store.py"} == {path.name for path in PYTHON if banned.search(path.read_text("utf-8"))}


def test_one_door_to_the_driver() -> None:
    """Only companion/sqlcipher.py imports the database driver."""
    imports = re.compile(r"^\s*(import|from) (sqlite3|sqlcipher3|sqlite_utils)", re.MULTILINE)
    assert {"sqlcipher.py"} == {path.name for path in PYTHON if imports.search(path.read_text("utf-8"))}


def test_each_message_has_its_handler_and_its_sentence() -> None:
    """Every message that may be asked is matched at its desk and says in its docstring what it means."""
    for union, desk in ((protocol.Ask, "desk.py"), (ControlAsk, "control_desk.py")):
        source = (ROOT / "companion" / desk).read_text("utf-8")
        for message in get_args(union):
            assert f"case {message.__name__}()" in source
            assert message.__doc__
            assert message.__doc__.strip().split("\n")[0].endswith((".", ":"))


def test_refusals_use_known_codes() -> None:
    """Each `Refused` and `Refusal` in the companion carries a code of the append-only list."""
    unknown = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refused", "Refusal"} and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and code.value not in errors.WIRE_CODES:
                    unknown.append((path.name, code.value))
    assert [] == unknown


def test_public_functions_say_what_they_do() -> None:
    """Each public function and class of the companion has a docstring."""
    silent = []
    for path in PYTHON:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree) is not None, path
        for node in tree.body:
            kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.name}: {node.name}")
    assert [] == silent


def test_changelog_and_version_agree() -> None:
    """The newest entry of the changelog is the version of the package."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[?([\d.]+)\]?", changelog, re.MULTILINE)
    assert newest
    assert __version__ == newest[1]


def test_ids_are_fixed() -> None:
    """The extension keeps its ids: native-host manifests and pairings depend on them."""
    manifest = _manifest()
    assert str(manifest["key"]).startswith("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
    settings = manifest["browser_specific_settings"]
    assert isinstance(settings, dict)
    assert "meum@meum.example" == settings["gecko"]["id"]
