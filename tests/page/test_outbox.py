"""Events on their way to the log are never lost without a word: the outbox, run by Node."""

from typing import Any, Final

import pytest

from tests.page.node import bundled, run

# `answers` is what the companion says to each batch in turn ("done", or a refusal's code; "done" when used up).
# Waiting is cut short: a second passes in a millisecond.
RUN: Final = """
import { Outbox } from "%s";
const later = setTimeout;
globalThis.setTimeout = (call) => later(call, 1);
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const { events, answers, poison } = JSON.parse(asked);
const kept = [], batches = [];
let turn = 0;
const outbox = new Outbox(async (batch) => {
  batches.push(batch.length);
  const code = batch.some((event) => event.uuid === poison) ? "bad-message" : (answers[turn++] ?? "done");
  if (code !== "done") return { type: "refusal", code, text: "" };
  kept.push(...batch);
  return { type: "done" };
}, () => true);
outbox.add(events);
await new Promise((resolve) => later(resolve, 300));
console.log(JSON.stringify({ kept, batches }));
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script with the bundled outbox in it."""
    return RUN % bundled("outbox.ts", tmp_path_factory.mktemp("outbox"))


def event(number: int, kind: str = "transmission") -> dict[str, Any]:
    """One event, as far as the outbox looks at it."""
    return {"type": kind, "uuid": f"{kind}-{number}", "at": number}


def names(result: dict[str, Any]) -> list[str]:
    """What was kept; a gap is called by its reason."""
    return [one.get("why") or one["uuid"] for one in result["kept"]]


@pytest.mark.parametrize(
    "answers",
    [[], ["no-answer"], ["no-answer"] * 5, ["internal"], ["internal"] * 2],
    ids=["at once", "late", "very late", "after a failure", "after two"],
)
def test_everything_arrives_in_order(script: str, answers: list[str]) -> None:
    """However often the companion does not answer, or fails a little, all events arrive once, in their order."""
    events = [event(number) for number in range(250)]
    assert [one["uuid"] for one in events] == names(run(script, {"events": events, "answers": answers, "poison": ""}))


def test_one_bad_event_becomes_a_gap(script: str) -> None:
    """An event that the companion refuses is replaced by a gap; all the others arrive."""
    events = [event(number) for number in range(250)]
    kept = names(run(script, {"events": events, "answers": [], "poison": "transmission-120"}))
    assert "not-kept" in kept
    assert {one["uuid"] for one in events} - {"transmission-120"} == set(kept) - {"not-kept"}
    assert 250 == len(kept)


def test_too_much_is_said_to_be_too_much(script: str) -> None:
    """When more waits than can, what tells least goes first, and a gap says so; no transmission is lost."""
    events = [event(number) for number in range(100)] + [event(number, "submitted") for number in range(5200)]
    kept = names(run(script, {"events": events, "answers": [], "poison": ""}))
    assert "outbox-full" in kept
    assert 100 == sum(name.startswith("transmission") for name in kept)
    assert 5001 > len(kept)
