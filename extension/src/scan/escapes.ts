// Undoes the escapes that spell a whole text. Each reading is bytes again: what is no escape stays as it is.
import { hexNumber, marks } from "./bytes";
import { type Decoded, laid } from "./runs";

const [TAB, LF, CR, BLANK, QUOTE, HASH, PERCENT, AMPERSAND, PLUS] = [9, 10, 13, 32, 34, 35, 37, 38, 43];
const [SEMICOLON, EQUALS, BACKSLASH, BRACE] = [59, 61, 92, 123];
const [U, X] = [0x75, 0x78];
/** From here on letters are small: quoted-printable has none in its escapes. */
const SMALL = 0x61;
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
/** What stands between parts of a text. */
const SEPARATES = marks('&;"<> \0\n');
/** So few bytes are copied more quickly one by one. */
const SHORT = 24;

/**
 * A reading of bytes, `again` after one of the same name; undefined where nothing is escaped in this way. Where the bytes
 * are stretches that begin at `places`, so is what they mean: no escape goes beyond a stretch.
 */
export type Reading = (bytes: Uint8Array, again: boolean, places: number[]) => Decoded | undefined;

/** All readings, by the name that a chain gives them. */
export const READINGS: [string, Reading][] = [
  ["percent", percent],
  ["json", json],
  ["html", html],
  ["quoted-printable", quotedPrintable],
];

/**
 * Writes what is read; no reading is ever longer than 1.5 times what it reads. Copies what stands between two escapes
 * once the second one is written, so that a text without escapes costs nothing.
 */
class Writer {
  readonly #source: Uint8Array;
  readonly #places: number[];
  readonly #moved: number[] = [];
  #out: Uint8Array | undefined;
  #size = 0;
  #high = 0;
  #copied = 0;
  #at = 0;

  constructor(source: Uint8Array, places: number[]) {
    this.#source = source;
    this.#places = places;
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
  written(): Decoded | undefined {
    if (!this.#out) return undefined;
    this.#at = this.#source.length;
    return { bytes: this.#copy().subarray(0, this.#size), places: this.#moved };
  }

  #bytes(first: number, ...more: number[]): void {
    this.byte(first);
    for (const one of more) this.byte(0x80 | (one & 0x3f));
  }

  #copy(): Uint8Array {
    this.#out ??= new Uint8Array(this.#source.length + (this.#source.length >> 1) + 4);
    const out = this.#out;
    const [from, to] = [this.#copied, this.#at];
    const places = this.#places;
    const moved = this.#moved;
    for (let place = places[moved.length]; place !== undefined && place <= to; place = places[moved.length])
      moved.push(this.#size + place - from, place);
    if (from >= to) return out;
    if (to - from > SHORT) out.set(this.#source.subarray(from, to), this.#size);
    else for (let at = from; at < to; at++) out[this.#size + at - from] = this.#source[at] as number;
    this.#size += to - from;
    this.#copied = to;
    return out;
  }
}

/** What is still a plus after a last reading is one. */
function percent(bytes: Uint8Array, again: boolean, places: number[]): Decoded | undefined {
  return replaced(bytes, places, again && !bytes.includes(PERCENT) ? [PERCENT] : [PERCENT, PLUS], (at, out) => {
    if (bytes[at] !== PLUS) return percentAt(bytes, at, out);
    out.byte(BLANK);
    return 1;
  });
}

/**
 * Read the percent escapes of those parts that have pluses as well, and leave the pluses: forms write blanks as pluses,
 * scripts mostly do not.
 */
export function keepPluses(bytes: Uint8Array): Decoded | undefined {
  const texts: Uint8Array[] = [];
  const places: number[] = [];
  let to = 0;
  for (let plus = bytes.indexOf(PLUS); plus >= 0; plus = bytes.indexOf(PLUS, to)) {
    let from = plus;
    while (from > to && !SEPARATES[bytes[from - 1] as number]) from--;
    to = plus;
    while (to < bytes.length && !SEPARATES[bytes[to] as number]) to++;
    const part = bytes.subarray(from, to);
    const meant = replaced(part, [], [PERCENT], (at, out) => percentAt(part, at, out));
    if (!meant) continue;
    texts.push(meant.bytes);
    places.push(from);
  }
  return laid(texts, places);
}

function percentAt(bytes: Uint8Array, at: number, out: Writer): number {
  const byte = hexNumber(bytes, at + 1, 2);
  if (byte >= 0) {
    out.byte(byte);
    return 3;
  }
  const unit = bytes[at + 1] === U ? hexNumber(bytes, at + 2, 4) : -1;
  if (unit < 0) return 0;
  out.unit(unit);
  return 6;
}

function json(bytes: Uint8Array, _again: boolean, places: number[]): Decoded | undefined {
  return replaced(bytes, places, [BACKSLASH], (at, out) => {
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

function html(bytes: Uint8Array, _again: boolean, places: number[]): Decoded | undefined {
  if (!bytes.includes(SEMICOLON)) return undefined;
  return replaced(bytes, places, [AMPERSAND], (at, out) => {
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

function quotedPrintable(bytes: Uint8Array, _again: boolean, places: number[]): Decoded | undefined {
  if (!isQuotedPrintable(bytes)) return undefined;
  return replaced(bytes, places, [EQUALS], (at, out) => {
    const softBreak = softBreakAt(bytes, at + 1);
    const isEscape = !softBreak && (bytes[at + 1] as number) < SMALL && (bytes[at + 2] as number) < SMALL;
    const byte = isEscape ? hexNumber(bytes, at + 1, 2) : -1;
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

/** Bytes with some of them replaced: `replace` writes and returns how many it has read, or 0 to leave one as it is. */
function replaced(
  bytes: Uint8Array,
  places: number[],
  marks: number[],
  replace: (at: number, out: Writer) => number,
): Decoded | undefined {
  if (!marks.some((mark) => bytes.includes(mark))) return undefined;
  const [first, second = first] = marks;
  const out = new Writer(bytes, places);
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
