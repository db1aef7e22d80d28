// Undoes what was done to carry a text: every part of a request, and all that comes out of it in up to three steps.
import { PLAIN } from "./bytes";
import { keepPluses, READINGS } from "./escapes";
import { inflate, wrapping } from "./inflate";
import type { Channel, Part } from "./parts";
import { type Budget, type Decoded, decodeRuns, GAP, laid } from "./runs";
import { utf16 } from "./wide";

/** Why not all could be searched. */
export type Unreadable = "" | "too-big" | "not-inflated";

/** How much of a request is searched: bytes of each part, and bytes decoded from all that was sent. */
export interface Limits {
  part: number;
  decoded: (sent: number) => number;
}

const DEPTH = 3;
/** Texts have so many printable characters in a row somewhere (the longer, the more), or nothing else. */
const [TEXT, MORE] = [12, 1 << 12];
/** Bytes without gzip's or zlib's marks are tried so often in one request, if they are no text and long enough. */
const [MOST_TRIES, LEAST_STREAM] = [16, 16];
const QUOTE = 34;
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
  undone(name: string, bytes: Uint8Array, places?: number[], steps = 1): Piece {
    const chain = this.chain ? `${name}>${this.chain}` : name;
    return new Piece(this.channel, bytes, chain, this.depth + steps, this, places);
  }

  /** Where in its source something was; undefined where all of that was rewritten. */
  placeInSource(at: number): number | undefined {
    return this.places?.[this.#stretchAt(at) * 2 + 1];
  }

  /** Whether one of its stretches begins here, if in quotes, and has nothing after `to` but those or a line's end. */
  isStretch(at: number, to = this.bytes.length): boolean {
    const one = this.#stretchAt(at);
    const from = this.from(one);
    return to >= this.to(one) - 1 && (at === from || (at === from + 1 && this.bytes[from] === QUOTE));
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

  #stretchAt(at: number): number {
    let low = 0;
    let high = this.stretches;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.from(middle) <= at) low = middle;
      else high = middle;
    }
    return low;
  }

  #textual(): Piece | null {
    const { channel, bytes, chain, depth } = this;
    const texts: Uint8Array[] = [];
    const places: number[] = [];
    for (let one = 0; one < this.stretches; one++) {
      const [from, to] = [this.from(one), this.to(one)];
      if (!hasText(bytes, from, to)) continue;
      texts.push(bytes.subarray(from, to));
      places.push(from);
    }
    if (texts.length === this.stretches) return this;
    const text = laid(texts, places);
    return text ? new Piece(channel, text.bytes, chain, depth, this, text.places) : null;
  }
}

/** Unfolds one request's parts, the simplest first, within limits. */
export class Unfolding implements Budget {
  readonly #limits: Limits;
  readonly #seen = new Set<number>();
  #sent = 0;
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
    this.#send(level.reduce((sum, { bytes }) => sum + bytes.length, 0));
    for (let depth = 0; depth <= DEPTH; depth++) {
      const fresh: Piece[] = [];
      for (const piece of level) {
        if (!this.#isFresh(piece)) continue;
        fresh.push(piece);
        for (const inflated of this.#inflated(piece)) level.push(inflated); // inflating is no step of its own
      }
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

  /** Allow for so many more bytes that were sent. */
  #send(bytes: number): void {
    const { decoded } = this.#limits;
    this.#left += decoded(this.#sent + bytes) - (this.#sent && decoded(this.#sent));
    this.#sent += bytes;
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
    const pieces: Piece[] = [];
    const add = (from: Piece, name: string, meant: Decoded | undefined) => {
      if (meant) pieces.push(from.undone(name, meant.bytes, meant.places));
    };
    add(piece, "utf-16", utf16(piece.bytes, this));
    const { text } = piece;
    if (!text) return pieces;
    const { bytes, chain, places } = text;
    for (const [name, read] of READINGS) {
      const meant = read(this.#within(bytes, this.#left), chain.includes(name), places ?? []);
      if (!meant || !this.take(Math.min(meant.bytes.length, this.#left))) continue;
      pieces.push(text.undone(name, meant.bytes, places && meant.places));
    }
    const kept = keepPluses(this.#within(bytes, this.#left));
    if (kept && this.take(Math.min(kept.bytes.length, this.#left))) add(text, "percent", kept);
    for (const [name, meant] of decodeRuns(bytes, this)) add(text, name, meant);
    return pieces;
  }

  #inflated(piece: Piece): Piece[] {
    const pieces: Piece[] = [];
    const { bytes: all, depth, places } = piece;
    if (depth === 0 && ZSTD.every((byte, at) => all[at] === byte)) this.#broken = true;
    for (let one = 0; one < piece.stretches; one++) {
      const [from, to] = [piece.from(one), piece.to(one)];
      const marked = wrapping(all, from);
      if (!marked && !(places && this.#tries > 0 && to - from >= LEAST_STREAM && !isPlain(all, from, to))) continue;
      if (!marked) this.#tries--;
      const { bytes, end } = inflate(all.subarray(0, to), marked?.at ?? from, this.#inflatable);
      if (end === "cut") this.#cut = true;
      if (end === "broken" && depth === 0 && !hasText(all, from, to)) this.#broken = true;
      if (!bytes.length || (!marked && (end === "broken" || !hasText(bytes, 0, bytes.length)))) continue;
      this.#inflatable -= bytes.length;
      this.#send(bytes.length);
      pieces.push(piece.undone(marked?.name ?? "deflate", bytes, [0, from], 0));
    }
    return pieces;
  }
}

function hasText(bytes: Uint8Array, from: number, to: number): boolean {
  const enough = Math.min(TEXT + Math.min(TEXT, Math.floor((to - from) / MORE)), to - from);
  let row = 0;
  for (let at = from; at < to && row < enough; at++) row = PLAIN[bytes[at] as number] ? row + 1 : 0;
  return from < to && row >= enough;
}

function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && PLAIN[bytes[at] as number]) at++;
  return at === to;
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
