"""The background's account of forms, in Node: a document that was replaced may speak once more."""

from pathlib import Path
from typing import Any, Final

from tests.page.node import bundled, run

SCRIPT: Final = """
import { Forms } from "%s";
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const forms = new Forms();
const shown = [];
for (const [what, frame, id] of JSON.parse(asked)) {
  if (what === "commits") forms.forget(1, frame, id);
  else forms.update({ id, tab: 1, frame, origin: "", top: "", secure: true }, [{ key: "form-1" }], 0);
  shown.push(forms.ofTab(1).map((entry) => entry.place.id));
}
console.log(JSON.stringify(shown));
"""


def shown(folder: Path, *events: tuple[str, int, str]) -> Any:  # noqa: ANN401 - JSON
    """What documents the popup shows forms of, after each event."""
    return run(SCRIPT % bundled("forms.ts", folder), events)


def test_a_document_that_was_replaced_is_not_heard(tmp_path: Path) -> None:
    """What a page tells of its forms when its tab shows another already is not shown beside that one's."""
    events = (("commits", 0, "old"), ("tells", 0, "old"), ("commits", 0, "new"), ("tells", 0, "old"))
    assert [[], ["old"], [], [], ["new"]] == shown(tmp_path, *events, ("tells", 0, "new"))


def test_a_document_that_is_back_is_heard(tmp_path: Path) -> None:
    """A page that the person goes back to is shown again, and so are its frames."""
    events = (("commits", 0, "old"), ("commits", 0, "new"), ("tells", 0, "new"), ("commits", 0, "old"))
    told = (("tells", 0, "old"), ("tells", 3, "frame"))
    assert [[], [], ["new"], [], ["old"], ["old", "frame"]] == shown(tmp_path, *events, *told)
