// Looks for patterns in bytes: one pass over all windows, and a fingerprint only where a window is known.
import { begins, ends, FOLD, PLAIN, WORD } from "./bytes";
import { extend, hasBit, type PatternSet, WINDOW, windowAt } from "./patterns";

/** Called with a row of the pattern set and where it begins. */
export type Hit = (row: number, at: number) => void;

/** Find all strong patterns of a set in some bytes; text only where it stands by itself. */
export function find(bytes: Uint8Array, set: PatternSet, hit: Hit): void {
  if (set.short.size) findShort(bytes, set, hit);
  if (isPlain(bytes)) findInText(bytes, set, hit);
  else findAnywhere(bytes, set, hit);
}

function findAnywhere(bytes: Uint8Array, set: PatternSet, hit: Hit): void {
  const { bitmap } = set;
  const mask = bitmap.length * 32 - 1;
  let low = 0; // four bytes of the window
  let high = 0; // the two after them
  for (let i = 0; i < bytes.length; i++) {
    low = (low >>> 8) | (high << 24);
    high = (high >>> 8) | ((FOLD[bytes[i] as number] as number) << 8);
    let window = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    window ^= window >>> 15;
    const bit = window & mask;
    if (((bitmap[bit >>> 5] as number) >>> (bit & 31)) & 1 && i >= WINDOW - 1) {
      compare(bytes, i - WINDOW + 1, window >>> 0, set, hit);
    }
  }
}

/** Where there are no bytes of digests, nothing begins within a word: four of five windows need no look. */
function findInText(bytes: Uint8Array, set: PatternSet, hit: Hit): void {
  const { bitmap } = set;
  let word = 0;
  for (let at = 0; at <= bytes.length - WINDOW; at++) {
    const before = word;
    word = WORD[bytes[at] as number] as number;
    if (before) continue;
    const window = windowAt(bytes, at);
    if (hasBit(bitmap, window)) compare(bytes, at, window, set, hit);
  }
}

/** Whether all bytes are printable ASCII, or white space. No digest is made of these alone. */
function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (!PLAIN[bytes[at] as number]) return false;
  return true;
}

/** Compare the bytes from here on with all patterns of a window, which are sorted by length. */
function compare(bytes: Uint8Array, at: number, window: number, set: PatternSet, hit: Hit): void {
  const { slots, windows, lengths, prints, digests, prime } = set;
  const mask = slots.length - 1;
  let slot = window & mask;
  while (slots[slot] && windows[(slots[slot] as number) - 1] !== window) slot = (slot + 1) & mask;
  if (!slots[slot]) return;
  const alone = begins(bytes, at);
  let print = 0;
  let end = at;
  for (let row = (slots[slot] as number) - 1; windows[row] === window; row++) {
    const to = at + (lengths[row] as number);
    if (to > bytes.length) return;
    if (!digests[row] && !(alone && ends(bytes, to))) continue;
    for (; end < to; end++) print = extend(print, FOLD[bytes[end] as number] as number, prime);
    if (print === prints[row]) hit(row, at);
  }
}

/** Find the strong patterns that are shorter than a window. */
function findShort(bytes: Uint8Array, set: PatternSet, hit: Hit): void {
  for (let at = 0; at < bytes.length; at++) {
    if (!set.starts[FOLD[bytes[at] as number] as number] || !begins(bytes, at)) continue;
    let print = 0; // of so few bytes: they themselves
    for (let end = at; end < Math.min(at + WINDOW - 1, bytes.length); ) {
      print = print * 256 + (FOLD[bytes[end++] as number] as number);
      if (!ends(bytes, end)) continue;
      for (const row of set.short.get(print) ?? []) if (set.lengths[row] === end - at) hit(row, at);
    }
  }
}
