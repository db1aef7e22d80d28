// Takes texts apart into keys and values, whatever their format is.
import { FOLD } from "./bytes";

/** Called with a whole part, and with its key; an empty key is none. */
export type Visit = (from: number, to: number, keyFrom: number, keyTo: number) => void;

/** Where a key is. */
export interface Key {
  from: number;
  to: number;
}

/** What bytes do outside quotes: end a key, end a part and its key, end a part of a list, or open quotes. */
const [KEY, BREAK, LIST, QUOTES] = [1, 2, 3, 4];
const ROLE = new Uint8Array(256);
for (const [role, bytes] of [
  [KEY, "=:>"],
  [BREAK, "&;?#{}<\n\0"],
  [LIST, ",[]"],
  [QUOTES, '"'],
] as const)
  for (const byte of bytes) ROLE[byte.charCodeAt(0)] = role;

const [LF, BLANK, QUOTE, COMMA, SLASH, COLON, EQUALS, BACKSLASH, CLOSING] = [10, 32, 34, 44, 47, 58, 61, 92, 125];
const FIRST_LETTER = 65;
/** Bytes of a key that are looked at, and of a part within which single words are parts, too. */
const [LONGEST_KEY, LONGEST_PHRASE] = [64, 256];
/** Keys under which another value's key is, and that other's own. */
const NAMES = ["name", "key", "id"].map((name) => new TextEncoder().encode(name));
const VALUE = new TextEncoder().encode("value");
/** Bytes before a part within which its key is looked for. */
const REACH = 256;

/**
 * Walk the parts of a query, a form, a JSON text, a multipart body, a cookie or anything like it.
 *
 * One pass that knows no format: what is between "=", ":", "&" and their like is a part, and the text before "=" or ":"
 * is its key. Strings in quotes are parts as they are. A part's words are walked as well, without a key, but a path's
 * segment has the one before it as its key. `name="zip"` before a blank line, or beside "value", makes "zip" the key.
 */
export function walk(bytes: Uint8Array, visit: Visit): void {
  new Walk(bytes, visit).walk();
}

class Walk {
  readonly #bytes: Uint8Array;
  readonly #visit: Visit;
  #keyFrom = 0;
  #keyTo = 0;
  /** What the last `name` said. */
  #namedFrom = 0;
  #namedTo = 0;
  /** Where what may be a key begins. */
  #field = 0;

  constructor(bytes: Uint8Array, visit: Visit) {
    this.#bytes = bytes;
    this.#visit = visit;
  }

  walk(): void {
    const bytes = this.#bytes;
    let from = 0;
    let line = 0;
    for (let at = 0; at <= bytes.length; at++) {
      const byte = bytes[at] ?? LF;
      const role = ROLE[byte];
      if (role === 0) continue;
      if (role === QUOTES) {
        const to = this.#isBlank(from, at) ? this.#closing(at + 1) : -1;
        if (to < 0) continue;
        if (!this.#isKey(to + 1)) this.#part(at + 1, to);
        at = to;
      } else if (role === KEY) {
        this.#keyFrom = Math.max(this.#field, at - LONGEST_KEY);
        this.#keyTo = at;
        this.#field = at + 1;
      } else {
        const blank = this.#isBlank(from, at);
        if (!blank) this.#part(from, at);
        if (role === BREAK) this.#break(byte, blank && from === line);
        if (role === BREAK || byte === COMMA) this.#field = at + 1;
        if (byte === LF) line = at + 1;
      }
      from = at + 1;
    }
  }

  #break(byte: number, blankLine: boolean): void {
    const headed = byte === LF && blankLine;
    this.#keyFrom = headed ? this.#namedFrom : 0;
    this.#keyTo = headed ? this.#namedTo : 0;
    if (headed || byte === CLOSING) this.#namedFrom = this.#namedTo = 0;
  }

  #part(begin: number, end: number): void {
    let from = begin;
    let to = end;
    while (from < to && (this.#bytes[from] as number) <= BLANK) from++;
    while (from < to && (this.#bytes[to - 1] as number) <= BLANK) to--;
    if (this.#namedTo > 0 && this.#isKeyOf(VALUE)) {
      this.#keyFrom = this.#namedFrom;
      this.#keyTo = this.#namedTo;
    } else if (NAMES.some((name) => this.#isKeyOf(name))) {
      this.#namedFrom = from;
      this.#namedTo = to;
    }
    this.#visit(from, to, this.#keyFrom, this.#keyTo);
    if (to - from <= LONGEST_PHRASE) this.#words(from, to);
  }

  #words(from: number, to: number): void {
    let begin = from;
    let key = 0; // where the word before begins, if it is a path's segment
    let keyEnd = 0;
    for (let at = from; at <= to; at++) {
      const byte = at < to ? (this.#bytes[at] as number) : BLANK;
      if (byte > BLANK && byte !== SLASH && byte !== COMMA) continue;
      if (at > begin && at - begin < to - from) this.#visit(begin, at, key, keyEnd);
      key = byte === SLASH ? begin : 0;
      keyEnd = byte === SLASH ? at : 0;
      begin = at + 1;
    }
  }

  /** Whether the key's letters are these. */
  #isKeyOf(name: Uint8Array): boolean {
    const bytes = this.#bytes;
    let from = this.#keyFrom;
    let to = this.#keyTo;
    if (to - from > name.length + 4) return false;
    while (from < to && (bytes[from] as number) < FIRST_LETTER) from++;
    while (from < to && (bytes[to - 1] as number) < FIRST_LETTER) to--;
    if (to - from !== name.length) return false;
    for (let at = 0; at < name.length; at++) if (FOLD[bytes[from + at] as number] !== name[at]) return false;
    return true;
  }

  #isBlank(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if ((this.#bytes[at] as number) > BLANK) return false;
    return true;
  }

  /** Where a string's quotes close; -1 when they do not in this line. */
  #closing(from: number): number {
    for (let at = from; at < this.#bytes.length; at++) {
      const byte = this.#bytes[at];
      if (byte === QUOTE) return at;
      if (byte === LF) return -1;
      if (byte === BACKSLASH) at++;
    }
    return -1;
  }

  #isKey(from: number): boolean {
    let at = from;
    while ((this.#bytes[at] ?? COLON) <= BLANK) at++;
    return this.#bytes[at] === COLON || this.#bytes[at] === EQUALS;
  }
}

/** Find the key of a part that begins at a place, in quotes or not; undefined where none does, or it has no key. */
export function keyOf(bytes: Uint8Array, at: number): Key | undefined {
  const begin = Math.max(0, at - REACH);
  const until = bytes.slice(begin, at + 1);
  until[at - begin] = FIRST_LETTER; // whatever it is: a part begins there
  let key: Key | undefined;
  walk(until, (from, to, keyFrom, keyTo) => {
    if (to === until.length && (from === to - 1 || (from === to - 2 && until[from] === QUOTE)))
      key = keyTo > 0 ? { from: keyFrom + begin, to: keyTo + begin } : undefined;
  });
  return key;
}
