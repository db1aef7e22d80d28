// Undoes the escapes that spell a whole text. Each reading is bytes again: what is no escape stays as it is.
import { hexNumber, marks } from "./bytes";

const [TAB, LF, CR, BLANK, QUOTE, HASH, PERCENT, AMPERSAND, PLUS] = [9, 10, 13, 32, 34, 35, 37, 38, 43];
const [SEMICOLON, EQUALS, BACKSLASH, BRACE] = [59, 61, 92, 123];
const [U, X] = [0x75, 0x78];
/** What letters after a backslash mean in JSON and JavaScript; any other character means itself. */
const CONTROLS: { [letter: number]: number } = { 98: 8, 102: 12, 110: LF, 114: CR, 116: TAB, 118: 11 };
/** Entities by name: punctuation that values hold, and the letters of Latin-1 from U+00C0 on. */
const ENTITIES = new Map<string, number>([
  ...Object.entries({ amp: 38, lt: 60, gt: 62, quot: QUOTE, apos: 39, nbsp: BLANK, Tab: TAB, NewLine: LF, num: HASH }),
  ...Object.entries({ commat: 64, period: 46, plus: PLUS, hyphen: 45, dash: 0x2010, lowbar: 95, sol: 47, bsol: 92 }),
  ...Object.entries({ colon: 58, semi: SEMICOLON, comma: 44, equals: EQUALS, lpar: 40, rpar: 41, percnt: PERCENT }),
  ...`Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
  ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
  agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
  eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`
    .split(/\s+/)
    .map((name, at): [string, number] => [name, 0xc0 + at]),
]);
const IN_ENTITY = marks("#0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const LONGEST_ENTITY = 10;
/** So few bytes are copied more quickly one by one. */
const SHORT = 24;
/** So many zeros in every other byte are UTF-16. */
const ZEROS = 5;

/** A reading of bytes, `again` after one of the same name; undefined where nothing is escaped in this way. */
export type Reading = (bytes: Uint8Array, again: boolean) => Uint8Array | undefined;

/** All readings, by the name that a chain gives them. */
export const READINGS: [string, Reading][] = [
  ["percent", percent],
  ["json", json],
  ["html", html],
  ["quoted-printable", quotedPrintable],
  ["utf-16", utf16],
];

/**
 * Writes what is read; no reading is ever longer than 1.5 times what it reads. Copies what stands between two escapes
 * once the second one is written, so that a text without escapes costs nothing.
 */
class Writer {
  readonly #source: Uint8Array;
  #out: Uint8Array | undefined;
  #size = 0;
  #high = 0;
  #copied = 0;
  #at = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  /** What is written next stands for what begins here in the source; all before that was not escaped. */
  moveTo(at: number): void {
    this.#at = at;
    if (this.#copied < at) this.#high = 0;
  }

  /** So many bytes of the source have been read. */
  skip(read: number): void {
    this.#copy();
    this.#copied = this.#at + read;
  }

  byte(byte: number): void {
    this.#high = 0;
    this.#copy()[this.#size++] = byte;
  }

  /** A UTF-16 unit, as UTF-8; two that are a pair become one character. */
  unit(unit: number): void {
    if ((unit & 0xfc00) === 0xdc00 && this.#high) {
      const pair = 0x10000 + ((this.#high & 0x3ff) << 10) + (unit & 0x3ff);
      this.#size -= 3;
      this.point(pair);
    } else this.point(unit);
    this.#high = (unit & 0xfc00) === 0xd800 ? unit : 0;
  }

  point(code: number): void {
    if (code < 0x80) this.byte(code);
    else if (code < 0x800) this.#bytes(0xc0 | (code >> 6), code);
    else if (code < 0x10000) this.#bytes(0xe0 | (code >> 12), code >> 6, code);
    else this.#bytes(0xf0 | ((code >> 18) & 7), code >> 12, code >> 6, code);
  }

  /** All that was written, with the rest of the source; undefined where that is the source itself. */
  written(): Uint8Array | undefined {
    if (!this.#out) return undefined;
    this.#at = this.#source.length;
    return this.#copy().subarray(0, this.#size);
  }

  #bytes(first: number, ...more: number[]): void {
    this.byte(first);
    for (const one of more) this.byte(0x80 | (one & 0x3f));
  }

  #copy(): Uint8Array {
    this.#out ??= new Uint8Array(this.#source.length + (this.#source.length >> 1) + 4);
    const out = this.#out;
    const [from, to] = [this.#copied, this.#at];
    if (from >= to) return out;
    if (to - from > SHORT) out.set(this.#source.subarray(from, to), this.#size);
    else for (let at = from; at < to; at++) out[this.#size + at - from] = this.#source[at] as number;
    this.#size += to - from;
    this.#copied = to;
    return out;
  }
}

/** What is still a plus after a last reading is one. */
function percent(bytes: Uint8Array, again: boolean): Uint8Array | undefined {
  return replaced(bytes, again && !bytes.includes(PERCENT) ? [PERCENT] : [PERCENT, PLUS], (at, out) => {
    if (bytes[at] === PLUS) {
      out.byte(BLANK);
      return 1;
    }
    const byte = hexNumber(bytes, at + 1, 2);
    if (byte >= 0) {
      out.byte(byte);
      return 3;
    }
    const unit = bytes[at + 1] === U ? hexNumber(bytes, at + 2, 4) : -1;
    if (unit < 0) return 0;
    out.unit(unit);
    return 6;
  });
}

function json(bytes: Uint8Array): Uint8Array | undefined {
  return replaced(bytes, [BACKSLASH], (at, out) => {
    const letter = bytes[at + 1];
    if (letter === undefined) return 0;
    const digits = letter === U ? 4 : letter === X ? 2 : 0;
    const unit = digits ? hexNumber(bytes, at + 2, digits) : -1;
    if (unit >= 0) {
      out.unit(unit);
      return 2 + digits;
    }
    if (letter === U && bytes[at + 2] === BRACE) return braced(bytes, at, out);
    if (letter > 127) return 0;
    out.byte(CONTROLS[letter] ?? letter);
    return 2;
  });
}

/** JavaScript's escape of any character: \\u{1F600}. */
function braced(bytes: Uint8Array, at: number, out: Writer): number {
  const end = bytes.subarray(at, at + 11).indexOf(0x7d);
  const code = end > 3 ? hexNumber(bytes, at + 3, end - 3) : -1;
  if (code < 0 || code > 0x10ffff) return 0;
  out.point(code);
  return end + 1;
}

function html(bytes: Uint8Array): Uint8Array | undefined {
  if (!bytes.includes(SEMICOLON)) return undefined;
  return replaced(bytes, [AMPERSAND], (at, out) => {
    let end = at + 1;
    while (end < at + LONGEST_ENTITY && IN_ENTITY[bytes[end] ?? 0]) end++;
    if (bytes[end] !== SEMICOLON) return 0;
    const name = String.fromCharCode(...bytes.subarray(at + 1, end));
    const number = /^#(?:(\d+)|x([\da-f]+))$/i.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? "", number[1] ? 10 : 16) : ENTITIES.get(name);
    if (code === undefined || code > 0x10ffff) return 0;
    out.point(code);
    return end + 1 - at;
  });
}

function quotedPrintable(bytes: Uint8Array): Uint8Array | undefined {
  if (!isQuotedPrintable(bytes)) return undefined;
  return replaced(bytes, [EQUALS], (at, out) => {
    const softBreak = softBreakAt(bytes, at + 1);
    const byte = softBreak ? -1 : hexNumber(bytes, at + 1, 2);
    if (byte < 0) return softBreak;
    out.byte(byte);
    return 3;
  });
}

/** Only with a soft line break or a character beyond ASCII: in most texts "=" is no escape. */
function isQuotedPrintable(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(EQUALS); at >= 0; at = bytes.indexOf(EQUALS, at + 1)) {
    if (softBreakAt(bytes, at + 1)) return true;
    if (bytes[at + 3] === EQUALS && hexNumber(bytes, at + 1, 2) > 127 && hexNumber(bytes, at + 4, 2) > 127) return true;
  }
  return false;
}

/** The bytes of a soft line break whose "=" stands before; 0 where there is none. */
function softBreakAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 2;
  return bytes[at] === CR && bytes[at + 1] === LF ? 3 : 0;
}

/** Either byte order, where every other byte is zero for a while: it is where the zeros are that tells the order. */
function utf16(bytes: Uint8Array): Uint8Array | undefined {
  let row = 0;
  for (let at = bytes.indexOf(0); at >= 0 && at < bytes.length && row < ZEROS; at += row ? 2 : 1)
    row = bytes[at] === 0 && bytes[at + 1] !== 0 ? row + 1 : 0;
  if (row < ZEROS) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  const high = even > odd ? 0 : 1;
  const out = new Writer(bytes);
  for (let at = 0; at + 1 < bytes.length; at += 2)
    out.unit(((bytes[at + high] as number) << 8) | (bytes[at + 1 - high] as number));
  out.moveTo(0);
  out.skip(bytes.length);
  return out.written();
}

/** Bytes with some of them replaced: `replace` writes and returns how many it has read, or 0 to leave one as it is. */
function replaced(
  bytes: Uint8Array,
  marks: number[],
  replace: (at: number, out: Writer) => number,
): Uint8Array | undefined {
  if (!marks.some((mark) => bytes.includes(mark))) return undefined;
  const [first, second = first] = marks;
  const out = new Writer(bytes);
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number;
    let read = 0;
    if (byte === first || byte === second) {
      out.moveTo(at);
      read = replace(at, out);
      if (read) out.skip(read);
    }
    at += read || 1;
  }
  return out.written();
}
