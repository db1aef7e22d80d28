"""What is kept of what pages send: so many entries, and so many bytes, whatever they send."""

from pathlib import Path

from tests.page.node import bundled, run

# Each case: the bounds, and keys and sizes in the order in which they are added; a size of null deletes its key.
RUN = """
import { Bounded } from "%s";
let text = "";
for await (const chunk of process.stdin) text += chunk;
console.log(JSON.stringify(JSON.parse(text).map(({ most, steps }) => {
  const dropped = [];
  const kept = new Bounded(most, (value) => value.bytes, (value) => dropped.push(value.key));
  for (const [key, bytes] of steps) {
    if (bytes === null) kept.delete(key);
    else {
      const value = { key, bytes };
      kept.add(key, value);
      value.bytes += 1000;
    }
  }
  return [[...kept].map(({ key }) => key), dropped, kept.size, kept.bytes];
})));
"""


def test_bounds(tmp_path: Path) -> None:
    """The oldest go first; an entry counts with its bytes when it was added, and one that grew later leaves no debt."""
    most = {"count": 3, "bytes": 100}
    cases = [
        ([["a", 1], ["b", 1], ["c", 1], ["d", 1]], [["b", "c", "d"], ["a"], 3, 3]),
        ([["a", 60], ["b", 30], ["c", 20]], [["b", "c"], ["a"], 2, 50]),
        ([["a", 10], ["b", 200]], [[], ["a", "b"], 0, 0]),
        ([["a", 10], ["b", 10], ["a", 20], ["c", 1], ["d", 1]], [["a", "c", "d"], ["b"], 3, 22]),
        ([["a", 10], ["a", None], ["a", None], ["b", 90]], [["b"], [], 1, 90]),
    ]
    asked = [{"most": most, "steps": steps} for steps, _ in cases]
    assert [wanted for _, wanted in cases] == run(RUN % bundled("requests/bounded.ts", tmp_path), asked)
