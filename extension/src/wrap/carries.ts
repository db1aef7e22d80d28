// Whether something that is about to be sent carries what some fields hold, in any spelling that the scanner undoes.
import type { Counts } from "../internal";
import { type Finding, type Limits, type Part, PatternSet, scan } from "../scan/scan";
import { type Needle, needlesOf, patternsOf } from "./needles";

/** Values shorter than this are never looked for. */
const SHORTEST = 5;
/** Values whose needles are kept: about those of one form, some of them half typed. */
const KEPT = 50;
/** What is searched while the page waits: all that the wrapper reads of a part, and so much of what is in it decoded. */
const LIMITS: Limits = { part: 1 << 20, decoded: () => 1 << 19 };

/** What a field holds, and when that counts. */
interface Held {
  text: string;
  counts: Counts;
}

/** Looks for values in what is about to be sent. */
export class Carries {
  readonly #needles = new Map<string, Needle[]>();
  #known = "";
  #set = PatternSet.none;

  /** Find the values, each by its name, that a part carries; a finding's `item` is the name. */
  find(values: Map<string, Held>, part: Part): Finding[] {
    const long = new Map([...values].filter(([, { text }]) => text.trim().length >= SHORTEST));
    if (long.size === 0) return [];
    return scan([part], [this.#patternsOf(long)], LIMITS).findings;
  }

  /** Keep nothing of any value. */
  forget(): void {
    this.#needles.clear();
    this.#known = "";
    this.#set = PatternSet.none;
  }

  #patternsOf(values: Map<string, Held>): PatternSet {
    const known = JSON.stringify([...values]);
    if (known === this.#known) return this.#set;
    this.#known = known;
    const needles = new Map([...values].map(([name, held]) => [name, this.#needlesOf(held)]));
    this.#set = PatternSet.of([patternsOf(needles)]);
    return this.#set;
  }

  #needlesOf(held: Held): Needle[] {
    const name = `${held.counts} ${held.text}`;
    const known = this.#needles.get(name);
    if (known) return known;
    if (this.#needles.size >= KEPT) this.#needles.clear();
    const needles = needlesOf(held.text, held.counts);
    this.#needles.set(name, needles);
    return needles;
  }
}
