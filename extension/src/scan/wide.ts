// UTF-16 in the midst of bytes: where every other byte is the same small one for a while, whichever of a pair that is.
import { type Budget, type Decoded, laid } from "./runs";

/** So many times the same high byte, and it is UTF-16. */
const ROW = 4;
/** High bytes of Latin, Greek, Cyrillic, Hebrew and Arabic letters are no more than this: no other text has them. */
const NARROW = 8;
/** So many units of other letters may stand between two of those. */
const OTHERS = 32;
const ORDERS = [new TextDecoder("utf-16be"), new TextDecoder("utf-16le")];
const UTF8 = new TextEncoder();

/** Read all stretches of UTF-16 as UTF-8, each in both byte orders: one of them makes sense. */
export function utf16(bytes: Uint8Array, budget: Budget): Decoded | undefined {
  const texts: Uint8Array[] = [];
  const places: number[] = [];
  let done = 0;
  for (let at = 0; at < bytes.length; at = Math.max(at + 1, done)) {
    const first = bytes[at] as number;
    if (first > NARROW || bytes[at + 2] !== first) continue;
    let row = 0;
    while (row < ROW && bytes[at + 2 * row] === first && bytes[at + 2 * row + 1] !== first) row++;
    if (row < ROW) continue;
    for (let high = 0; high < 2; high++) {
      const [from, to] = stretch(bytes, at, high, done);
      if (!budget.take((to - from) * 2)) return laid(texts, places);
      texts.push(UTF8.encode((ORDERS[high] as TextDecoder).decode(bytes.subarray(from, to))));
      places.push(from);
      if (high) done = to;
    }
  }
  return laid(texts, places);
}

/** How far UTF-16 goes around a unit's high byte: `high` is where in its unit that stands. */
function stretch(bytes: Uint8Array, seed: number, high: number, least: number): [from: number, to: number] {
  const isNarrow = (at: number) => {
    const first = bytes[at + high] as number;
    return first <= NARROW && first + (bytes[at + 1 - high] as number) > 0;
  };
  let from = seed - high;
  while (from - 2 >= least && isNarrow(from - 2)) from -= 2;
  if (from < least) from += 2;
  let to = from;
  for (let at = from; at + 1 < bytes.length && at - to < 2 * OTHERS; at += 2) {
    if (isNarrow(at)) to = at + 2;
    else if (bytes[at] === 0 && bytes[at + 1] === 0) break;
  }
  return [from, to];
}
