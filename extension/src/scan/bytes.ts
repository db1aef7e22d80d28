// What bytes mean to the scanner: letter case, hexadecimal numbers, and where a word begins and ends.

/** ASCII letters in lower case, every other byte as it is: patterns are folded in the same way before fingerprinting. */
export const FOLD: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 64 && byte < 91 ? byte + 32 : byte,
);

/** The bytes that go on a word, an address or a number. */
export const WORD: Uint8Array = marks("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@+-");
/** Printable ASCII, and white space. */
export const PLAIN: Uint8Array = FOLD.map((byte) => Number((byte > 31 && byte < 127) || (byte > 8 && byte < 14)));
const HEX = Int8Array.from(FOLD, (byte) => "0123456789abcdef".indexOf(String.fromCharCode(byte)));
const FIRST_LETTER = /^[\p{L}\p{M}\p{N}]/u;
const LAST_LETTER = /[\p{L}\p{M}\p{N}]$/u;
const [STOP, PERCENT, BACKSLASH, U] = [0x2e, 0x25, 0x5c, 0x75];

/** A table of all bytes that is 1 for those of an ASCII text. */
export function marks(letters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

/** The number that `count` hexadecimal digits stand for; -1 where they are none. */
export function hexNumber(bytes: Uint8Array, at: number, count: number): number {
  if (at + count > bytes.length) return -1;
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = HEX[bytes[i] as number] as number;
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

/** Whether a word, an address or a number may begin here: none goes on from before. */
export function begins(bytes: Uint8Array, at: number): boolean {
  if (at === 0) return true;
  const before = bytes[at - 1] as number;
  if (before < 128) return WORD[before] === 0;
  let lead = at - 1;
  while (lead > 0 && at - lead < 4 && ((bytes[lead] as number) & 0xc0) === 0x80) lead--;
  return !LAST_LETTER.test(decoded(bytes, lead, at));
}

/**
 * Whether a word, an address or a number may end here: none goes on.
 *
 * A full stop with no word after it ends a sentence. Where an escaped letter follows, this is no end: what it means is
 * seen once it is decoded.
 */
export function ends(bytes: Uint8Array, at: number): boolean {
  const after = bytes[at];
  if (after === undefined) return true;
  if (after > 127) return !FIRST_LETTER.test(decoded(bytes, at, at + (after > 0xef ? 4 : after > 0xdf ? 3 : 2)));
  const next = bytes[at + 1] ?? 0;
  if (after === STOP) return WORD[next] === 0;
  if (after === BACKSLASH) return next !== U;
  if (after !== PERCENT) return WORD[after] === 0;
  const escaped = hexNumber(bytes, at + 1, 2);
  return escaped < 0 || (escaped < 128 && WORD[escaped] === 0);
}

const UTF8 = new TextDecoder();

/** A few bytes as text; what is no UTF-8 becomes U+FFFD, which is no letter. */
function decoded(bytes: Uint8Array, from: number, to: number): string {
  return UTF8.decode(bytes.subarray(from, to));
}
