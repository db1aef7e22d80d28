// Whether a body carries one of some values, in a spelling that trackers use.
import { type Needle, needlesOf } from "./needles";

/** Values shorter than this stand in too many bodies by chance. */
const SHORTEST = 5;
/** Values whose needles are kept: about those of one form, some of them half typed. */
const KEPT = 50;
/** Runs that may be a value in hex or base64, which is little of most bodies. */
const HEX_RUNS = /[\da-f]{10,}/g;
const BASE64_RUNS = /[\w+/-]{6,}/g;
const PARTS = /[\p{L}\p{N}_@+-]/u;
const LETTERS = /[\p{L}\p{N}]/u;
const CONTROLS: { [letter: string]: string } = { n: "\n", r: "\r", t: "\t", b: " ", f: " " };
const DECODERS = { percent: percentDecoded, json: jsonDecoded };

/** A body as one of its senders may have meant it. */
interface Reading {
  chain: string;
  word: string;
  hex: string;
  base64: string;
}

/** Looks for values in bodies. */
export class Carries {
  readonly #needles = new Map<string, Needle[]>();

  /** For each value that a body carries, how it is spelled there. */
  find(values: Iterable<string>, body: string): Map<string, string> {
    const readings = readingsOf(body);
    const found = new Map<string, string>();
    for (const value of values) {
      if (value.trim().length < SHORTEST) continue;
      const chain = spelling(this.#needlesOf(value), readings);
      if (chain) found.set(value, chain);
    }
    return found;
  }

  /** Keep nothing of any value. */
  forget(): void {
    this.#needles.clear();
  }

  #needlesOf(value: string): Needle[] {
    const known = this.#needles.get(value);
    if (known) return known;
    if (this.#needles.size >= KEPT) this.#needles.clear();
    const needles = needlesOf(value);
    this.#needles.set(value, needles);
    return needles;
  }
}

function spelling(needles: Needle[], readings: Reading[]): string | undefined {
  for (const reading of readings) {
    for (const { text, chain, as } of needles) {
      const inside = as === "word" ? standsIn(reading.word, text) : reading[as].includes(text);
      if (inside) return [chain, reading.chain].filter(Boolean).join(">") || "plain";
    }
  }
  return undefined;
}

/** Whether a text stands by itself in another: not inside a longer word, address or number. */
function standsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const after = at + word.length;
    const sentenceEnds = text[after] === "." && !LETTERS.test(text[after + 1] ?? "");
    const begins = !PARTS.test(text[at - 1] ?? "") && text[at - 1] !== ".";
    if (begins && (sentenceEnds || (text[after] !== "." && !PARTS.test(text[after] ?? "")))) return true;
  }
  return false;
}

/** A body as it is, and without the escapes that a carrier puts around values, at most two of them. */
function readingsOf(body: string): Reading[] {
  const texts = new Map([[body, ""]]);
  let latest = [...texts];
  for (let depth = 0; depth < 2; depth++) {
    latest = latest.flatMap(([text, chain]) =>
      Object.entries(DECODERS)
        .map(([name, decode]): [string, string] => [decode(text), chain ? `${name}>${chain}` : name])
        .filter(([decoded]) => !texts.has(decoded)),
    );
    for (const [text, chain] of latest) texts.set(text, chain);
  }
  return [...texts].map(([text, chain]) => {
    const word = text.toLowerCase();
    const base64 = runs(text, BASE64_RUNS).replaceAll("-", "+").replaceAll("_", "/");
    return { chain, word, hex: runs(word, HEX_RUNS), base64 };
  });
}

function runs(text: string, pattern: RegExp): string {
  return text.match(pattern)?.join(" ") ?? "";
}

function percentDecoded(text: string): string {
  const decoder = new TextDecoder();
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[\da-f]{2})+/gi, (run) =>
      decoder.decode(Uint8Array.from(run.slice(1).split("%"), (byte) => Number.parseInt(byte, 16))),
    );
}

function jsonDecoded(text: string): string {
  return text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, code: string | undefined, letter: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (CONTROLS[letter] ?? letter),
  );
}
