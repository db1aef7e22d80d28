// Patterns: fingerprints of the byte strings that a request may carry because of some values.
import type { Patterns, PatternValue } from "../protocol.gen";
import { FOLD } from "./bytes";

/** A record's flags, and its size in bytes: the table's layout is that of companion.patterns.fingerprints. */
const [WEAK, DIGEST, TINY] = [1, 2, 4];
const RECORD = 18;
/** Bytes of a pattern that its window covers; shorter patterns have none. */
export const WINDOW = 6;
const NONE: readonly number[] = [];
const PRIMES: [number, number] = [2 ** 43, 2 ** 44];

/** What of a pattern is not needed to find it. */
export interface Pattern {
  value: PatternValue;
  chain: string;
  tiny: boolean;
}

interface Record {
  window: number;
  length: number;
  value: number;
  chain: number;
  flags: number;
  print: number;
}

/**
 * All patterns of some pages, ready to be looked for.
 *
 * Strong patterns of a window or more are sorted by window and length, and found by `bitmap` (a bit for each hash) and
 * `slots` (open addressing: the first row of a window, plus one). All others are found by length and fingerprint.
 */
export class PatternSet {
  /** No patterns at all. */
  static readonly none: PatternSet = PatternSet.of([]);

  /** Records, and whole pages, that were left out because they are not well-formed. */
  readonly malformed: number;
  readonly prime: number;
  readonly windows: Uint32Array;
  readonly lengths: Uint16Array;
  readonly prints: Float64Array;
  /** 1 for rows of digests: their bytes need not stand by themselves. */
  readonly digests: Uint8Array;
  readonly bitmap: Uint32Array;
  readonly slots: Uint32Array;
  /** Rows of strong patterns shorter than a window, and of weak ones, by fingerprint. */
  readonly short: ReadonlyMap<number, number[]>;
  readonly weak: ReadonlyMap<number, number[]>;
  /** 1 for the bytes that short strong patterns begin with; fingerprints of so few bytes are the bytes themselves. */
  readonly starts: Uint8Array;
  /** 1 for the lengths that weak patterns have, and a bit for each of their windows. */
  readonly weakLengths: Uint8Array;
  readonly weakBitmap: Uint32Array;
  /** The kinds that a key name tells. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #values: PatternValue[];
  readonly #chains: string[];
  readonly #valueOf: Uint32Array;
  readonly #chainOf: Uint32Array;
  readonly #flags: Uint8Array;

  /** Take the patterns of these pages. Malformed ones are left out and counted; nothing is thrown. */
  static of(pages: Patterns[]): PatternSet {
    return new PatternSet(pages);
  }

  private constructor(pages: Patterns[]) {
    const read = readPages(pages);
    const [indexed, others] = sorted(read.records);
    const rows = [...indexed, ...others];
    this.malformed = read.malformed;
    this.prime = read.prime;
    this.keys = read.keys;
    this.#values = read.values;
    this.#chains = read.chains;
    this.windows = Uint32Array.from(indexed, (row) => row.window);
    this.lengths = Uint16Array.from(rows, (row) => row.length);
    this.prints = Float64Array.from(rows, (row) => row.print);
    this.digests = Uint8Array.from(rows, (row) => Number((row.flags & DIGEST) > 0));
    this.#valueOf = Uint32Array.from(rows, (row) => row.value);
    this.#chainOf = Uint32Array.from(rows, (row) => row.chain);
    this.#flags = Uint8Array.from(rows, (row) => row.flags);
    this.bitmap = new Uint32Array(powerOf2(indexed.length * 8, 1 << 9, 1 << 17));
    this.slots = new Uint32Array(powerOf2(indexed.length * 2, 2, 2 ** 31));
    this.weakLengths = new Uint8Array(1 << 16);
    this.weakBitmap = new Uint32Array(powerOf2(others.length, 1 << 9, 1 << 17));
    const short = new Map<number, number[]>();
    const weak = new Map<number, number[]>();
    this.starts = new Uint8Array(256);
    rows.forEach((row, at) => {
      if (at < indexed.length) this.#index(row.window, at);
      else if (isWeak(row)) {
        this.weakLengths[row.length] = 1;
        setBit(this.weakBitmap, row.window);
        put(weak, row.print, at);
      } else {
        this.starts[Math.floor(row.print / 256 ** (row.length - 1))] = 1;
        put(short, row.print, at);
      }
    });
    this.short = short;
    this.weak = weak;
  }

  /** How many patterns these are. */
  get size(): number {
    return this.lengths.length;
  }

  /** What a row stands for. */
  pattern(row: number): Pattern {
    const flags = this.#flags[row] as number;
    return {
      value: this.#values[this.#valueOf[row] as number] as PatternValue,
      chain: this.#chains[this.#chainOf[row] as number] as string,
      tiny: (flags & TINY) > 0,
    };
  }

  /** The fingerprint of some bytes. */
  #print(bytes: Uint8Array, from: number, to: number): number {
    let print = 0;
    for (let i = from; i < to; i++) print = extend(print, FOLD[bytes[i] as number] as number, this.prime);
    return print;
  }

  /** The rows of weak patterns that some bytes as a whole may be. */
  weakRows(bytes: Uint8Array, from: number, to: number): readonly number[] {
    const length = to - from;
    if (!this.weakLengths[length]) return NONE;
    if (length >= WINDOW && !hasBit(this.weakBitmap, windowAt(bytes, from))) return NONE;
    const rows = this.weak.get(this.#print(bytes, from, to));
    return rows ? rows.filter((row) => this.lengths[row] === length) : NONE;
  }

  #index(window: number, row: number): void {
    setBit(this.bitmap, window);
    const mask = this.slots.length - 1;
    let slot = window & mask;
    while (this.slots[slot] && this.windows[(this.slots[slot] as number) - 1] !== window) slot = (slot + 1) & mask;
    this.slots[slot] ||= row + 1;
  }
}

/** A fingerprint with one more byte: exact, as all numbers stay below 2 ** 53, and quicker than the % of doubles. */
export function extend(print: number, byte: number, prime: number): number {
  const number = print * 256 + byte;
  const rest = number - Math.floor(number / prime) * prime;
  return rest < 0 ? rest + prime : rest;
}

/** The hash of the six bytes from here on. */
export function windowAt(bytes: Uint8Array, at: number): number {
  const low = folded(bytes, at) | (folded(bytes, at + 2) << 16);
  const window = Math.imul(low, 0x9e3779b1) ^ Math.imul(folded(bytes, at + 4), 0x85ebca6b);
  return (window ^ (window >>> 15)) >>> 0;
}

/** Two bytes as a number, the lower one first. */
function folded(bytes: Uint8Array, at: number): number {
  return (FOLD[bytes[at] as number] as number) | ((FOLD[bytes[at + 1] as number] as number) << 8);
}

/** Whether the bit of a hash is set. */
export function hasBit(bitmap: Uint32Array, window: number): boolean {
  const bit = window & (bitmap.length * 32 - 1);
  return (((bitmap[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
}

function setBit(bitmap: Uint32Array, window: number): void {
  const bit = window & (bitmap.length * 32 - 1);
  bitmap[bit >>> 5] = (bitmap[bit >>> 5] as number) | (1 << (bit & 31));
}

/** The rows that a window finds, in the order of the table, and all others. */
function sorted(records: Record[]): [Record[], Record[]] {
  const indexed = records.filter((row) => !isWeak(row) && row.length >= WINDOW);
  indexed.sort((a, b) => a.window - b.window || a.length - b.length);
  return [indexed, records.filter((row) => isWeak(row) || row.length < WINDOW)];
}

function isWeak(row: Record): boolean {
  return (row.flags & DIGEST) === 0 && (row.flags & (WEAK | TINY)) > 0;
}

function readPages(pages: Patterns[]) {
  const prime = pages.find((page) => isPrime(page.prime))?.prime ?? 0;
  const records: Record[] = [];
  const values: PatternValue[] = [];
  const chains: string[] = [];
  const keys = new Map<string, Set<string>>();
  let malformed = 0;
  for (const page of pages) {
    const table = isWhole(page) && fromBase64(page.table);
    if (!table || page.prime !== prime) {
      malformed++;
      continue;
    }
    for (const { kind, names } of page.keys)
      for (const name of names) keys.set(name, (keys.get(name) ?? new Set()).add(kind));
    for (let at = 0; at + RECORD <= table.byteLength; at += RECORD) {
      const record = readRecord(table, at);
      if (isSound(record, page)) {
        records.push({ ...record, value: record.value + values.length, chain: record.chain + chains.length });
      } else malformed++;
    }
    if (table.byteLength % RECORD) malformed++;
    values.push(...page.values);
    chains.push(...page.chains);
  }
  return { prime, records, values, chains, keys, malformed };
}

function readRecord(table: DataView, at: number): Record {
  return {
    window: table.getUint32(at, true),
    length: table.getUint16(at + 4, true),
    value: table.getUint16(at + 6, true),
    chain: table.getUint16(at + 8, true),
    flags: table.getUint16(at + 10, true),
    print: table.getUint32(at + 12, true) + table.getUint16(at + 16, true) * 2 ** 32,
  };
}

function isSound({ window, length, value, chain, flags, print }: Record, page: Patterns): boolean {
  const [shortest, longest] = flags & DIGEST ? [16, 64] : [1, 0xffff];
  return (
    length >= shortest &&
    length <= longest &&
    (length >= WINDOW || window === 0) &&
    value < page.values.length &&
    chain < page.chains.length &&
    flags < 8 &&
    print < page.prime
  );
}

/** Whether a page has the lists that its records point into. */
function isWhole({ values, chains, keys }: Patterns): boolean {
  const named = Array.isArray(keys) && keys.every((key) => key && Array.isArray(key.names));
  return named && Array.isArray(values) && values.every(Boolean) && Array.isArray(chains);
}

function isPrime(number: number): boolean {
  return Number.isInteger(number) && number > PRIMES[0] && number < PRIMES[1];
}

function fromBase64(text: string): DataView | undefined {
  try {
    return new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  } catch {
    return undefined;
  }
}

function put(map: Map<number, number[]>, print: number, row: number): void {
  const rows = map.get(print);
  if (rows) rows.push(row);
  else map.set(print, [row]);
}

/** The least power of two that is no less than a number, within bounds. */
function powerOf2(number: number, least: number, most: number): number {
  let power = least;
  while (power < number && power < most) power *= 2;
  return power;
}
