// Runs of letters that may be bytes in base64, hexadecimal digits or base32, decoded at every alignment.
import { marks } from "./bytes";
import { decompress } from "./lz";

/** Zeros between what two runs mean, at least. */
export const GAP = 2;

/** What the runs of a text mean, one after the other, each from an even byte on, with zeros between. */
export interface Decoded {
  bytes: Uint8Array;
  /** Where each run's bytes begin, and where the run itself does: pairs. */
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
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const [DASH, UNDERLINE] = [0x2d, 0x5f];

const IS_UPPER = marks(UPPER);
const IS_LOWER = marks(LOWER);

const BASE64 = spelling("base64", [`${UPPER}${LOWER}${DIGITS}+/`, `${UPPER}${LOWER}${DIGITS}-_`], 6, 8);
const HEX = spelling("hex", [`${DIGITS}abcdef`, `${DIGITS}ABCDEF`], 4, 10);
const BASE32 = [`${UPPER}234567`, `${LOWER}234567`].map((letters) => spelling("base32", [letters], 5, 16));
const OTHERS = [HEX, ...BASE32];
/** No letter, but one that may stand between letters: digests are written like UUIDs. */
const BETWEEN = -2;
HEX.values[DASH] = BETWEEN;
/** Shorter runs cannot be compressed. */
const LEAST_COMPRESSED = 12;
const MOST_LZ = 1 << 20;

function spelling(name: string, alphabets: string[], bits: number, least: number): Spelling {
  const values = new Int8Array(256).fill(-1);
  for (const letters of alphabets) for (let at = 0; at < letters.length; at++) values[letters.charCodeAt(at)] = at;
  return { name, values, bits, least };
}

type Run = [from: number, to: number];

/** Decode all runs of a text that look so, as long as they fit, by the name that a chain gives to their spelling. */
export function decodeRuns(text: Uint8Array, budget: Budget): [string, Decoded][] {
  const all: Run[] = [];
  const inside = OTHERS.map((): Run[] => []);
  runs(text, 0, text.length, BASE64, all); // all letters of the other spellings are letters of base64
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
function runs(text: Uint8Array, begin: number, end: number, { values, least }: Spelling, found: Run[]): void {
  for (let from = begin; from + least <= end; ) {
    let at = from + least - 1;
    while (at >= from && values[text[at] as number] !== -1) at--;
    if (at >= from) {
      from = at + 1;
      continue;
    }
    let to = from + least;
    while (to < end && values[text[to] as number] !== -1) to++;
    found.push([from, to]);
    from = to + 1;
  }
}

/** Whether a run may be base64 of five bytes or more: it has small and capital letters, words have mostly one of both. */
function isMixed(text: Uint8Array, [from, to]: Run): boolean {
  let upper = 0;
  let lower = 0;
  for (let at = from; at < to && !(upper && lower); at++) {
    upper |= IS_UPPER[text[at] as number] as number;
    lower |= IS_LOWER[text[at] as number] as number;
  }
  return upper > 0 && lower > 0;
}

/** Decode runs from each letter on at which bytes may begin: what stands before a value in its run is not known. */
function decoded(text: Uint8Array, { values, bits }: Spelling, found: Run[], budget: Budget): Decoded | undefined {
  const phases = bits === 4 ? 2 : bits === 6 ? 4 : 8;
  const size = ([from, to]: Run) => phases * (Math.ceil(((to - from) * bits) / 8) + GAP + 1);
  const fitting = found.length ? found.filter((run) => budget.take(size(run))) : found;
  if (!fitting.length) return undefined;
  const out = new Uint8Array(fitting.reduce((sum, run) => sum + size(run), 0));
  const places: number[] = [];
  let length = 0;
  for (let phase = 0; phase < phases; phase++) {
    for (const [from, to] of fitting) {
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
      length += GAP + (length & 1);
    }
  }
  return { bytes: out.subarray(0, length), places };
}

function lzString(text: Uint8Array, found: Run[], budget: Budget): Decoded | undefined {
  const texts: Uint8Array[] = [];
  const places: number[] = [];
  let length = 0;
  for (const run of found) {
    const letters = text.subarray(...run);
    if (letters.length < LEAST_COMPRESSED || letters.includes(UNDERLINE)) continue;
    const units = decompress(letters, MOST_LZ);
    if (!units || units.length < LEAST_COMPRESSED || !budget.take(units.length * 3)) continue;
    const meant = new TextEncoder().encode(`${new TextDecoder("utf-16le").decode(units)}\0`);
    texts.push(meant);
    places.push(length, run[0]);
    length += meant.length;
  }
  if (!texts.length) return undefined;
  const out = new Uint8Array(length);
  texts.forEach((meant, at) => {
    out.set(meant, places[at * 2]);
  });
  return { bytes: out, places };
}
