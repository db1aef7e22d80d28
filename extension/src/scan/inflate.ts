// DEFLATE (RFC 1951) with its gzip and zlib wrappings. The browser's DecompressionStream takes turns of the event loop,
// knows no limit and keeps nothing of a stream that is cut off; a request can wait for none of that.

/** What came out, and whether that is all: "cut" at the limit, or "broken" where the stream makes no sense. */
export interface Inflated {
  bytes: Uint8Array;
  end: "whole" | "cut" | "broken";
}

/** How a stream is wrapped, by its first bytes, and where DEFLATE begins. */
export interface Wrapping {
  name: "gzip" | "zlib" | "deflate";
  at: number;
}

/** Entries of code tables that may be built for one stream: no stream of many tiny blocks takes seconds. */
const MAX_TABLES = 1 << 25;
const WORK_OF_TABLE = 1 << 12;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const [LENGTHS, LENGTH_BITS] = steps(3, 28, 4);
const [DISTANCES, DISTANCE_BITS] = steps(1, 30, 2);
LENGTHS[28] = 258;
LENGTH_BITS[28] = 0;

/** Find out how the stream that begins at `from` is wrapped; undefined where neither gzip's nor zlib's marks are. */
export function wrapping(bytes: Uint8Array, from: number): Wrapping | undefined {
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  if (first === 0x1f && second === 0x8b && bytes[from + 2] === 8) {
    const flags = bytes[from + 3] ?? 0;
    let at = from + 10;
    if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    for (const field of [8, 16]) {
      if (!(flags & field)) continue;
      while (bytes[at]) at++;
      at++;
    }
    return { name: "gzip", at: flags & 2 ? at + 2 : at };
  }
  if ((first & 15) === 8 && first >> 4 < 8 && ((first << 8) | second) % 31 === 0 && !(second & 32)) {
    return { name: "zlib", at: from + 2 };
  }
  return undefined;
}

/** Inflate a stream from an offset on, up to a limit of bytes. Never throws. */
export function inflate(stream: Uint8Array, at: number, limit: number): Inflated {
  return new Inflation(stream, at, limit).run();
}

class Inflation {
  readonly #in: Uint8Array;
  readonly #limit: number;
  #at: number;
  #bits = 0;
  #held = 0;
  #out: Uint8Array;
  #size = 0;
  #end: Inflated["end"] | "" = "";
  #tables = 0;

  constructor(stream: Uint8Array, at: number, limit: number) {
    this.#in = stream;
    this.#at = at;
    this.#limit = limit;
    this.#out = new Uint8Array(Math.min(limit, 256));
  }

  run(): Inflated {
    while (!this.#end) {
      const last = this.#take(1);
      const type = this.#take(2);
      if (type === 0) this.#stored();
      else if (type === 1) this.#block(...FIXED);
      else if (type === 2) this.#dynamic();
      else this.#end = "broken";
      if (last && !this.#end) this.#end = "whole";
    }
    return { bytes: this.#out.subarray(0, this.#size), end: this.#end || "whole" };
  }

  /** Take bits, the lowest first; beyond the stream's end there are zeros, and the stream is broken. */
  #take(count: number): number {
    this.#fill(count);
    const bits = this.#bits & ((1 << count) - 1);
    this.#drop(count);
    return bits;
  }

  #fill(count: number): void {
    while (this.#held < count) {
      this.#bits |= (this.#in[this.#at++] ?? 0) << this.#held;
      this.#held += 8;
    }
  }

  #drop(count: number): void {
    this.#bits >>>= count;
    this.#held -= count;
    if (this.#at - (this.#held >> 3) > this.#in.length) this.#end = "broken";
  }

  #symbol(table: Uint16Array): number {
    const width = 31 - Math.clz32(table.length);
    this.#fill(width);
    const entry = table[this.#bits & (table.length - 1)] as number;
    if (entry === 0) this.#end = "broken";
    this.#drop(entry & 15);
    return entry >> 4;
  }

  #put(byte: number): void {
    if (this.#size === this.#out.length) {
      if (this.#size >= this.#limit) {
        this.#end = "cut";
        return;
      }
      const grown = new Uint8Array(Math.min(this.#limit, this.#size * 2 + 64));
      grown.set(this.#out);
      this.#out = grown;
    }
    this.#out[this.#size++] = byte;
  }

  #stored(): void {
    this.#take(this.#held & 7);
    let length = this.#take(16);
    if ((this.#take(16) ^ 0xffff) !== length) this.#end = "broken";
    while (length-- > 0 && !this.#end) {
      const byte = this.#take(8);
      if (!this.#end) this.#put(byte);
    }
  }

  #dynamic(): void {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const sizes = new Uint8Array(19);
    const count = this.#take(4) + 4;
    for (let i = 0; i < count; i++) sizes[ORDER[i] as number] = this.#take(3);
    const code = this.#table(sizes);
    const all = new Uint8Array(literals + distances);
    for (let i = 0; i < all.length && !this.#end; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        all[i++] = symbol;
        continue;
      }
      const [repeated, times] =
        symbol === 16
          ? [all[i - 1] ?? 0, 3 + this.#take(2)]
          : [0, symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7)];
      all.fill(repeated, i, i + times);
      i += times;
    }
    if (!this.#end) this.#block(this.#table(all.subarray(0, literals)), this.#table(all.subarray(literals)));
  }

  #table(sizes: Uint8Array): Uint16Array {
    // Garbage hardly ever makes a whole code, so that most of it ends here; a lone code may be half of one.
    const share = sizes.reduce((sum, size) => (size ? sum + 2 ** -size : sum), 0);
    if (share !== 1 && sizes.filter(Boolean).length > 1) this.#end = "broken";
    if (this.#end) return NO_CODES;
    const table = codes(sizes);
    this.#tables += table.length + WORK_OF_TABLE;
    if (this.#tables > MAX_TABLES) this.#end = "cut";
    return table;
  }

  #block(literals: Uint16Array, distances: Uint16Array): void {
    while (!this.#end) {
      const symbol = this.#symbol(literals);
      if (this.#end || symbol === 256) return;
      if (symbol < 256) this.#put(symbol);
      else this.#copy(symbol - 257, distances);
    }
  }

  #copy(row: number, distances: Uint16Array): void {
    const length = (LENGTHS[row] ?? 0) + this.#take(LENGTH_BITS[row] ?? 0);
    const column = this.#symbol(distances);
    const distance = (DISTANCES[column] ?? 0) + this.#take(DISTANCE_BITS[column] ?? 0);
    if (!this.#end && (length === 0 || distance === 0 || distance > this.#size)) this.#end = "broken";
    for (let i = 0; i < length && !this.#end; i++) this.#put(this.#out[this.#size - distance] as number);
  }
}

/** Base values and extra bits of length or distance codes: `each` codes share a number of bits. */
function steps(first: number, count: number, each: number): [number[], number[]] {
  const bits = Array.from({ length: count }, (_, code) => Math.max(0, Math.floor(code / each) - 1));
  const bases: number[] = [];
  let base = first;
  for (const extra of bits) {
    bases.push(base);
    base += 1 << extra;
  }
  return [bases, bits];
}

/**
 * A table of canonical Huffman codes: indexed by the next bits of the stream, each entry is symbol * 16 + length, and 0
 * where no code is.
 */
function codes(sizes: Uint8Array): Uint16Array {
  const width = Math.max(1, ...sizes);
  const table = new Uint16Array(1 << width);
  let code = 0;
  for (let size = 1; size <= width; size++, code <<= 1) {
    for (let symbol = 0; symbol < sizes.length; symbol++) {
      if (sizes[symbol] !== size) continue;
      for (let at = reversed(code++, size); at < table.length; at += 1 << size) table[at] = (symbol << 4) | size;
    }
  }
  return table;
}

function reversed(code: number, size: number): number {
  let bits = 0;
  for (let i = 0; i < size; i++) bits |= ((code >> i) & 1) << (size - 1 - i);
  return bits;
}

const NO_CODES = new Uint16Array(1);
const FIXED: [Uint16Array, Uint16Array] = [
  codes(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  codes(new Uint8Array(30).fill(5)),
];
