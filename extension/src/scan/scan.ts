// Searches requests for patterns: as they are, and with what was done to carry them undone, up to three times over.
import { find } from "./find";
import { type Finding, Gathering } from "./gather";
import { MAX_PART, type Part } from "./parts";
import type { PatternSet } from "./patterns";
import { type Limits, Unfolding, type Unreadable } from "./unfold";
import { WeakValues } from "./weak";

export type { Finding } from "./gather";
export { type Channel, type Part, partsOf, type RequestBody } from "./parts";
export { PatternSet } from "./patterns";
export type { Limits } from "./unfold";

/** What was found, and why it may not be all: "too-big", or "not-inflated" for a compressed part that makes no sense. */
export interface Scanned {
  findings: Finding[];
  unreadable: Unreadable;
}

const LIMITS: Limits = { part: MAX_PART, decoded: (sent) => Math.max(8 * sent, 1 << 18) };

/**
 * Find all values that parts of a request carry, each at most once in each channel, by the simplest chain.
 *
 * Never throws, whatever the bytes are, and takes time and memory in proportion to them. Vault and document may have a
 * value both; then it is the one with a guard that is found.
 */
export function scan(parts: Part[], sets: PatternSet[], limits: Limits = LIMITS): Scanned {
  const filled = sets.filter((set) => set.size > 0);
  if (!filled.length) return { findings: [], unreadable: "" };
  const unfolding = new Unfolding(limits);
  const gathering = new Gathering();
  const weak = new WeakValues(filled, gathering);
  for (const piece of unfolding.pieces(parts)) {
    for (const set of filled) find(piece.bytes, set, (row, at) => gathering.strong(piece, at, set.pattern(row)));
    weak.find(piece);
  }
  const findings = gathering.findings();
  return { findings, unreadable: unfolding.unreadable || (gathering.full ? "too-big" : "") };
}
