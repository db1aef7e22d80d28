// Values that are too short or too common to count wherever they stand: as whole parts, under a telling key.
import type { Gathering } from "./gather";
import type { PatternSet } from "./patterns";
import type { Piece } from "./unfold";
import { keyOf, walk } from "./walk";

/** From this length on a name may end a longer word: "userpostcode"; "ort" must not tell by "sort". */
const LONG_NAME = 6;

/** Finds the weak values of some sets, and whether a key tells them. */
export class WeakValues {
  readonly #sets: PatternSet[];
  readonly #gathering: Gathering;

  constructor(sets: PatternSet[], gathering: Gathering) {
    this.#sets = sets.filter((set) => set.weak.size > 0);
    this.#gathering = gathering;
  }

  /** Note those that are a part of a text, or all that a run of letters means. */
  find(piece: Piece): void {
    if (!this.#sets.length) return;
    const { text } = piece;
    if (piece.source)
      for (let one = 0; one < piece.stretches; one++) this.#part(piece, piece.from(one), piece.to(one), 0, 0);
    if (text) walk(text.bytes, (from, to, keyFrom, keyTo) => this.#part(text, from, to, keyFrom, keyTo));
  }

  #part(piece: Piece, from: number, to: number, keyFrom: number, keyTo: number): void {
    for (const set of this.#sets) {
      for (const row of set.weakRows(piece.bytes, from, to)) {
        const pattern = set.pattern(row);
        const { kind } = pattern.value;
        const told =
          keyTo > 0 ? tells(piece.bytes, keyFrom, keyTo, kind, set.keys) : isToldBefore(piece, from, to, kind, set);
        this.#gathering.weak(piece, from, pattern, told);
      }
    }
  }
}

/** Whether what begins here is all that a part means of what it was decoded from, and that part's key tells the kind. */
function isToldBefore(piece: Piece, from: number, to: number, kind: string, set: PatternSet): boolean {
  let at = piece.isStretch(from, to) ? piece.placeInSource(from) : undefined;
  for (let here = piece.source; here && at !== undefined; here = here.source) {
    const key = keyOf(here.bytes, at);
    if (key) return tells(here.bytes, key.from, key.to, kind, set.keys);
    at = here.isStretch(at) ? here.placeInSource(at) : undefined;
  }
  return false;
}

/**
 * Whether a key tells a kind: its last words are one of the kind's names ("shippingPostalCode", "ud[zp]", "zip_2"), or
 * it ends with a long one.
 *
 * @param names the kinds that each name tells
 */
export function tells(
  bytes: Uint8Array,
  keyFrom: number,
  keyTo: number,
  kind: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const spaced = String.fromCharCode(...bytes.subarray(keyFrom, keyTo))
    .replace(/%[\dA-F]{2}/gi, " ")
    .replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ");
  const words = spaced.toLowerCase().split(/[^a-z\d]+/);
  const named = (name: string) => names.get(name)?.has(kind) ?? false;
  const all = words.join("");
  for (const tail of [all, all.replace(/\d+$/, "")]) {
    if (named(tail)) return true;
    for (let at = 1; at + LONG_NAME <= tail.length; at++) if (named(tail.slice(at))) return true;
  }
  const last = words.filter((word) => /[a-z]/.test(word));
  return last.some((_, at) => {
    const tail = last.slice(at).join("");
    return named(tail) || named(tail.replace(/\d+$/, ""));
  });
}
