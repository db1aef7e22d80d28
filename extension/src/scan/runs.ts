// Runs of letters that may be bytes in base64, hexadecimal digits or base32, decoded at every alignment.
import { hexNumber, marks } from "./bytes";
import { decompress } from "./lz";

/** Zeros between what two runs mean. */
export const GAP = 2;

/** What the runs of a text mean, one after the other, with zeros between. */
export interface Decoded {
  bytes: Uint8Array;
  /** Where each run's bytes begin, and where in the text the run itself does: pairs. */
  places: number[];
}

/** What may still be decoded: `take` says whether so many bytes more fit, and remembers when they did not. */
export interface Budget {
  take(bytes: number): boolean;
}

/** A way to spell bytes: what its letters mean, their bits, and from which length on a run is one. */
interface Spelling {
  name: string;
  values: Int8Array;
  bits: number;
  least: number;
  /** From which length on one is that is all of a part: then nothing stands before the value in it. */
  leastWhole: number;
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const [LF, CR, DASH, ZERO, COLON, EQUALS, UNDERLINE, X] = [10, 13, 0x2d, 0x30, 0x3a, 0x3d, 0x5f, 0x78];

const IS_UPPER = marks(UPPER);
const IS_OTHER = marks(LOWER + DIGITS);
/** What may stand before a part, and after it and its padding. */
const BEFORE = marks("=:\"'>,;|[({ \0\n");
const AFTER = marks("&\"'<,;|])}# %\\\0\r\n");

const BASE64 = spelling("base64", [`${UPPER}${LOWER}${DIGITS}+/`, `${UPPER}${LOWER}${DIGITS}-_`], 6, 8, 6);
const HEX = spelling("hex", [`${DIGITS}abcdef`, `${DIGITS}ABCDEF`], 4, 10, 8);
const BASE32 = [`${UPPER}234567`, `${LOWER}234567`].map((letters) => spelling("base32", [letters], 5, 16, 7));
const OTHERS = [HEX, ...BASE32];
/** No letter, but one that may stand between letters: digests are written like UUIDs. */
const BETWEEN = -2;
HEX.values[DASH] = BETWEEN;
/** Letters of a line after which the same run goes on in the next line: mail breaks after 76, keys after 64. */
const LINE = 60;
/** Shorter runs cannot be compressed. */
const LEAST_COMPRESSED = 12;
const MOST_LZ = 1 << 20;

function spelling(name: string, alphabets: string[], bits: number, least: number, leastWhole: number): Spelling {
  const values = new Int8Array(256).fill(-1);
  for (const letters of alphabets) for (let at = 0; at < letters.length; at++) values[letters.charCodeAt(at)] = at;
  return { name, values, bits, least, leastWhole };
}

type Run = [from: number, to: number];

/** Decode all runs of a text that look so, as long as they fit, by the name that a chain gives to their spelling. */
export function decodeRuns(text: Uint8Array, budget: Budget): [string, Decoded][] {
  const all: Run[] = [];
  const inside = OTHERS.map((): Run[] => []);
  runs(text, 0, text.length, BASE64, all); // all letters of the other spellings are letters of base64
  pairs(text, inside[0] as Run[]);
  for (const [from, to] of all)
    for (let at = 0; at < OTHERS.length; at++) runs(text, from, to, OTHERS[at] as Spelling, inside[at] as Run[]);
  const mixed = all.filter((run) => isMixed(text, run));
  const done: [string, Decoded | undefined][] = [
    ...OTHERS.map((one, at): [string, Decoded | undefined] => [
      one.name,
      decoded(text, one, inside[at] as Run[], budget),
    ]),
    [BASE64.name, decoded(text, BASE64, mixed, budget)],
    ["lz-string", lzString(text, mixed, budget)],
  ];
  return done.filter((one): one is [string, Decoded] => one[1] !== undefined);
}

/** Find all longest runs within a stretch, looking first at the last letter that the shortest run would have. */
function runs(text: Uint8Array, begin: number, end: number, spelling: Spelling, found: Run[]): void {
  const { values, bits, least, leastWhole } = spelling;
  for (let from = begin; from + leastWhole <= end; ) {
    let at = from + leastWhole - 1;
    while (at >= from && values[text[at] as number] !== -1) at--;
    if (at >= from) {
      from = at + 1;
      continue;
    }
    let to = from + leastWhole;
    for (let line = from; line >= 0; ) {
      while (to < end && values[text[to] as number] !== -1) to++;
      line = to - line < LINE ? -1 : nextLine(text, to, end);
      if (line >= 0 && values[text[line] as number] === -1) line = -1;
      to = Math.max(line, to);
    }
    if (spelling === HEX && text[from - 1] === X && text[from - 2] === ZERO) from -= 2; // before the second digit on
    if (to - from >= least || isWhole(text, from, to, bits)) found.push([from, to]);
    from = to + 1;
  }
}

/** Whether a run is all of a part, and as long as whole bytes make it. */
function isWhole(text: Uint8Array, from: number, to: number, bits: number): boolean {
  if (((to - from) * bits) % 8 >= bits) return false;
  if (from > 0 && !BEFORE[text[from - 1] as number]) return false;
  let after = to;
  while (text[after] === EQUALS) after++;
  return after === text.length || AFTER[text[after] as number] === 1;
}

/** Where the next line begins, if one ends here; else -1. */
function nextLine(text: Uint8Array, at: number, end: number): number {
  const next = text[at] === CR ? at + 1 : at;
  return text[next] === LF && next + 1 < end ? next + 1 : -1;
}

/** Find runs of pairs of hexadecimal digits with a colon between each two. */
function pairs(text: Uint8Array, found: Run[]): void {
  for (let at = text.indexOf(COLON); at >= 0; at = text.indexOf(COLON, at + 1)) {
    let to = at;
    while (text[to] === COLON && hexNumber(text, to + 1, 2) >= 0) to += 3;
    if (at < 2 || to - at < 3 * (HEX.least / 2 - 1) || hexNumber(text, at - 2, 2) < 0) continue;
    found.push([at - 2, to]);
    at = to;
  }
}

/** Whether a run may be base64: it has capital letters, and others; words and addresses have mostly one of both. */
function isMixed(text: Uint8Array, [from, to]: Run): boolean {
  let upper = 0;
  let other = 0;
  for (let at = from; at < to && !(upper && other); at++) {
    upper |= IS_UPPER[text[at] as number] as number;
    other |= IS_OTHER[text[at] as number] as number;
  }
  return upper > 0 && other > 0;
}

/** Decode runs from each letter on at which bytes may begin: what stands before a value in its run is not known. */
function decoded(text: Uint8Array, spelling: Spelling, found: Run[], budget: Budget): Decoded | undefined {
  const { values, bits, least } = spelling;
  const phases = bits === 4 ? 2 : bits === 6 ? 4 : 8;
  const size = ([from, to]: Run) => (to - from < least ? 1 : phases) * (Math.ceil(((to - from) * bits) / 8) + GAP);
  const fitting = found.length ? found.filter((run) => budget.take(size(run))) : found;
  if (!fitting.length) return undefined;
  const out = new Uint8Array(fitting.reduce((sum, run) => sum + size(run), 0));
  const places: number[] = [];
  let length = 0;
  for (let phase = 0; phase < phases; phase++) {
    for (const [from, to] of fitting) {
      if (phase > 0 && to - from < least) continue;
      places.push(length, from);
      let held = 0;
      let count = 0;
      for (let at = from + phase; at < to; at++) {
        const value = values[text[at] as number] as number;
        if (value < 0) continue;
        held = ((held << bits) | value) & 0xffff;
        count += bits;
        if (count >= 8) {
          count -= 8;
          out[length++] = held >> count;
        }
      }
      length += GAP;
    }
  }
  return { bytes: out.subarray(0, length - GAP), places };
}

function lzString(text: Uint8Array, found: Run[], budget: Budget): Decoded | undefined {
  const texts: Uint8Array[] = [];
  const places: number[] = [];
  for (const run of found) {
    const letters = text.subarray(...run);
    if (letters.length < LEAST_COMPRESSED || letters.includes(UNDERLINE)) continue;
    const units = decompress(letters, MOST_LZ);
    if (!units || units.length < LEAST_COMPRESSED || !budget.take(units.length * 3)) continue;
    texts.push(new TextEncoder().encode(new TextDecoder("utf-16le").decode(units)));
    places.push(run[0]);
  }
  return laid(texts, places);
}

/** Lay texts out one after the other; `from` tells where each of them came from. */
export function laid(texts: Uint8Array[], from: number[]): Decoded | undefined {
  if (!texts.length) return undefined;
  const out = new Uint8Array(texts.reduce((sum, text) => sum + text.length + GAP, 0));
  const places: number[] = [];
  let length = 0;
  texts.forEach((text, at) => {
    out.set(text, length);
    places.push(length, from[at] as number);
    length += text.length + GAP;
  });
  return { bytes: out.subarray(0, length - GAP), places };
}
