// Gathers what is found in one request, and decides which of the weak values count.
import type { PatternValue } from "../protocol.gen";
import type { Channel } from "./parts";
import type { Pattern } from "./patterns";
import type { Piece } from "./unfold";

/** A value that a request carries. `chain` tells how, inside out: "plain", "percent", "lower>sha256>hex>percent". */
export interface Finding {
  value: PatternValue;
  chain: string;
  channel: Channel;
}

/** So many bytes from another value of the same person a weak one counts. */
const NEAR = 400;
/** Places that are remembered to find out what is near what, and weak values that are looked into, in one request. */
const MOST = 20_000;

interface Spot {
  at: number;
  value: PatternValue;
}

interface Weak extends Spot {
  piece: Piece;
  pattern: Pattern;
}

/** What is found in one request. */
export class Gathering {
  /** Whether there were so many weak values that some were not looked into. */
  full = false;
  readonly #found = new Map<string, Finding>();
  readonly #near = new Map<Piece, Map<number, Spot[]>>();
  readonly #weak: Weak[] = [];
  readonly #tiny: Weak[] = [];
  readonly #typed = new Map<PatternValue, string>();
  #spots = 0;
  #seen = 0;

  /** Note a pattern that counts by itself. */
  strong(piece: Piece, at: number, pattern: Pattern): void {
    this.#add(piece, pattern);
    let place: number | undefined = at;
    for (let here: Piece | undefined = piece; here && place !== undefined; here = here.source) {
      if (this.#spots++ > MOST) return;
      const spots = this.#spotsOf(here, place);
      spots.push({ at: place, value: pattern.value });
      place = here.placeInSource(place);
    }
  }

  /** Note a weak pattern that is a whole part; `told` says whether its key tells its kind. */
  weak(piece: Piece, at: number, pattern: Pattern, told: boolean): void {
    this.full = ++this.#seen > MOST;
    if (this.full) return;
    const one = { piece, at, pattern, value: pattern.value };
    if (pattern.tiny) {
      if (told) this.#tiny.push(one);
    } else if (told) this.strong(piece, at, pattern);
    else this.#weak.push(one);
  }

  /** All that counts: a weak value near another one, a tiny one wherever another one is found in the request. */
  findings(): Finding[] {
    const near = this.#weak.filter((one) => this.#isNear(one));
    for (const { piece, pattern } of near) this.#add(piece, pattern);
    const counted = [...this.#found.values()].map(({ value }) => value);
    for (const { piece, pattern, value } of this.#tiny)
      if (counted.some((other) => isOther(other, value))) this.#add(piece, pattern);
    return [...this.#found.values()];
  }

  #add(piece: Piece, { value, chain: made }: Pattern): void {
    const chain = piece.chain && made === "plain" ? piece.chain : [made, piece.chain].filter(Boolean).join(">");
    const key = `${piece.channel} ${this.#keyOf(value)}`;
    const known = this.#found.get(key);
    if (!known) this.#found.set(key, { value, chain, channel: piece.channel });
    else {
      if (steps(chain) < steps(known.chain)) known.chain = chain;
      if (value.guard) Object.assign(known, { value });
    }
  }

  /** Values of an item are the same in every set; those typed by hand are each their own. */
  #keyOf(value: PatternValue): string {
    if (value.item) return JSON.stringify([value.item, value.version, value.kind]);
    const key = this.#typed.get(value) ?? String(this.#typed.size);
    this.#typed.set(value, key);
    return key;
  }

  #isNear({ piece, at, value }: Weak): boolean {
    let place: number | undefined = at;
    for (let here: Piece | undefined = piece; here && place !== undefined; here = here.source) {
      for (const around of [place - NEAR, place, place + NEAR]) {
        const spots = this.#near.get(here)?.get(Math.floor(around / NEAR)) ?? [];
        const from = place;
        if (spots.some((spot) => Math.abs(spot.at - from) <= NEAR && isOther(spot.value, value))) return true;
      }
      place = here.placeInSource(place);
    }
    return false;
  }

  #spotsOf(piece: Piece, at: number): Spot[] {
    const all = this.#near.get(piece) ?? new Map<number, Spot[]>();
    const spots = all.get(Math.floor(at / NEAR)) ?? [];
    this.#near.set(piece, all.set(Math.floor(at / NEAR), spots));
    return spots;
  }
}

/** Whether two values are not versions of one. */
function isOther(one: PatternValue, two: PatternValue): boolean {
  return one.item !== two.item || one.kind !== two.kind;
}

function steps(chain: string): number {
  return chain.split(">").length;
}
