// Undoes what was done to carry a text: every part of a request, and all that comes out of it in up to three steps.
import { READINGS } from "./escapes";
import { inflate, wrapping } from "./inflate";
import type { Channel, Part } from "./parts";
import { type Budget, decodeRuns, GAP } from "./runs";

/** Why not all could be searched. */
export type Unreadable = "" | "too-big" | "not-inflated";

/** How much of a request is searched: bytes of each part, and bytes decoded from all that was sent. */
export interface Limits {
  part: number;
  decoded: (sent: number) => number;
}

const DEPTH = 3;
/** Texts have so many printable characters in a row somewhere (in UTF-16 with zeros between); garbage hardly ever has. */
const TEXT = 12;
/** Bytes without gzip's or zlib's marks are tried so often in one request, if they are no text and long enough. */
const [MOST_TRIES, LEAST_STREAM] = [16, 16];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** Bytes to be searched, and how they came out of the part that they stand in. */
export class Piece {
  #text: Piece | null | undefined;

  constructor(
    readonly channel: Channel,
    readonly bytes: Uint8Array,
    /** What was undone, inside out: "hex>percent". */
    readonly chain = "",
    readonly depth = 0,
    readonly source?: Piece,
    /** Where each stretch of it begins, and where in its source that was: pairs. */
    readonly places?: number[],
  ) {}

  /** What comes out of it. */
  undone(name: string, bytes: Uint8Array, places?: number[]): Piece {
    const chain = this.chain ? `${name}>${this.chain}` : name;
    return new Piece(this.channel, bytes, chain, this.depth + 1, this, places);
  }

  /** Where in its source something was; undefined where all of that was rewritten. */
  placeInSource(at: number): number | undefined {
    if (!this.places) return undefined;
    let low = 0;
    let high = this.places.length / 2;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.places[middle * 2] as number) <= at) low = middle;
      else high = middle;
    }
    return this.places[low * 2 + 1];
  }

  /** How many stretches it has that may each be something by itself. */
  get stretches(): number {
    return this.places ? this.places.length / 2 : 1;
  }

  from(stretch: number): number {
    return this.places?.[stretch * 2] ?? 0;
  }

  to(stretch: number): number {
    const next = this.places?.[stretch * 2 + 2];
    return next === undefined ? this.bytes.length : next - GAP;
  }

  /** It with nothing but those of its stretches that have text in them; null where none has. */
  get text(): Piece | null {
    if (this.#text === undefined) this.#text = this.places ? this.#textual() : this;
    return this.#text;
  }

  #textual(): Piece | null {
    const { channel, bytes, chain, depth } = this;
    const places: number[] = [];
    const stretches: number[] = [];
    let length = 0;
    for (let one = 0; one < this.stretches; one++) {
      const [from, to] = [this.from(one), this.to(one)];
      if (!hasText(bytes, from, to)) continue;
      places.push(length, from);
      stretches.push(one);
      length += to - from + GAP + ((to - from) & 1);
    }
    if (!length) return null;
    const text = new Uint8Array(length);
    stretches.forEach((one, at) => {
      text.set(bytes.subarray(this.from(one), this.to(one)), places[at * 2]);
    });
    return new Piece(channel, text, chain, depth, this, places);
  }
}

/** Unfolds one request's parts, the simplest first, within limits. */
export class Unfolding implements Budget {
  readonly #limits: Limits;
  readonly #seen = new Set<number>();
  #left = 0;
  #inflatable: number;
  #tries = MOST_TRIES;
  #cut = false;
  #broken = false;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#inflatable = limits.part;
  }

  /** Why what was given is not all; to be asked when all pieces were taken. */
  get unreadable(): Unreadable {
    return this.#cut ? "too-big" : this.#broken ? "not-inflated" : "";
  }

  /** All pieces, each once: first the parts as they are, then what comes out of them, and so on. */
  *pieces(parts: Part[]): Generator<Piece> {
    let level = parts.map(({ channel, bytes }) => new Piece(channel, this.#within(bytes, this.#limits.part)));
    this.#left = this.#limits.decoded(level.reduce((sum, { bytes }) => sum + bytes.length, 0));
    for (let depth = 0; depth <= DEPTH; depth++) {
      const fresh = level.filter((piece) => this.#isFresh(piece));
      yield* fresh;
      level = depth < DEPTH ? fresh.flatMap((piece) => this.#unfolded(piece)) : [];
    }
  }

  take(bytes: number): boolean {
    const fits = bytes <= this.#left;
    if (fits) this.#left -= bytes;
    else this.#cut = true;
    return fits;
  }

  #within(bytes: Uint8Array, limit: number): Uint8Array {
    if (bytes.length > limit) this.#cut = true;
    return bytes.subarray(0, limit);
  }

  #isFresh({ channel, bytes }: Piece): boolean {
    const key = hash(bytes, channel.charCodeAt(0));
    const fresh = !this.#seen.has(key);
    this.#seen.add(key);
    return fresh;
  }

  #unfolded(piece: Piece): Piece[] {
    const pieces = this.#inflated(piece);
    const { text } = piece;
    if (!text) return pieces;
    const { bytes, chain } = text;
    for (const [name, read] of READINGS) {
      const meant = read(this.#within(bytes, this.#left), chain.includes(name));
      if (meant && this.take(Math.min(meant.length, this.#left))) pieces.push(text.undone(name, meant));
    }
    for (const [name, meant] of decodeRuns(bytes, this)) pieces.push(text.undone(name, meant.bytes, meant.places));
    return pieces;
  }

  #inflated(piece: Piece): Piece[] {
    const pieces: Piece[] = [];
    const { bytes: all, depth, places } = piece;
    if (depth === 0 && ZSTD.every((byte, at) => all[at] === byte)) this.#broken = true;
    for (let one = 0; one < piece.stretches; one++) {
      const [from, to] = [piece.from(one), piece.to(one)];
      const marked = wrapping(all, from);
      if (!marked && !(places && this.#tries > 0 && to - from >= LEAST_STREAM && !hasText(all, from, to))) continue;
      if (!marked) this.#tries--;
      const { bytes, end } = inflate(all.subarray(0, to), marked?.at ?? from, this.#inflatable);
      if (end === "cut") this.#cut = true;
      if (end === "broken" && depth === 0 && !hasText(all, from, to)) this.#broken = true;
      if (!bytes.length || (!marked && (end === "broken" || !hasText(bytes, 0, bytes.length)))) continue;
      this.#inflatable -= bytes.length;
      this.#left += this.#limits.decoded(bytes.length);
      pieces.push(piece.undone(marked?.name ?? "deflate", bytes));
    }
    return pieces;
  }
}

function hasText(bytes: Uint8Array, from: number, to: number): boolean {
  let row = 0;
  for (let at = from; at < to && row < TEXT; at++) {
    const byte = bytes[at] as number;
    if (byte > 31 && byte < 127) row++;
    else if (byte || !bytes[at - 1]) row = 0;
  }
  return row >= TEXT;
}

/** A hash of 53 bits. */
function hash(bytes: Uint8Array, seed: number): number {
  const whole = bytes.byteOffset % 4 ? 0 : bytes.length >> 2;
  const words = whole ? new Uint32Array(bytes.buffer, bytes.byteOffset, whole) : [];
  let one = bytes.length;
  let two = seed;
  const mix = (word: number) => {
    one = Math.imul(one ^ word, 0x9e3779b1) ^ (one >>> 15);
    two = Math.imul(two + word, 0x85ebca6b) ^ (two >>> 13);
  };
  for (let at = 0; at < whole; at++) mix(words[at] as number);
  for (let at = whole * 4; at < bytes.length; at++) mix(bytes[at] as number);
  return (one >>> 0) * 2 ** 21 + (two >>> 11);
}
