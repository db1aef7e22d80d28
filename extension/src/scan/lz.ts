// The format of lz-string's compressToBase64 and compressToEncodedURIComponent, which some session recorders use.

const LETTERS = new Int8Array(256).fill(-1);
for (const [at, letter] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  LETTERS[letter.charCodeAt(0)] = at;
LETTERS[0x2d] = 63; // the second form's "-"

/**
 * Decompress letters, up to a limit of UTF-16 units; undefined where they make no sense.
 *
 * An entry of the dictionary is a stretch of what is out already: each new one is the last one and the unit after it.
 */
export function decompress(letters: Uint8Array, limit: number): Uint16Array | undefined {
  if (((LETTERS[letters[0] ?? 0] as number) & 16) > 0) return undefined; // the first code is no unit's
  let out = new Uint16Array(Math.min(limit, 64));
  const starts = [0, 0, 0]; // the first codes are orders: a unit of 8 bits, one of 16, the end
  const lengths = [0, 0, 0];
  let size = 0;
  let last = 0; // the last entry's length
  let width = 2;
  let room = 1; // entries until codes get a bit wider
  let bit = 0;
  const take = (count: number): number => {
    let bits = 0;
    for (let i = 0; i < count; i++, bit++) {
      const letter = LETTERS[letters[Math.floor(bit / 6)] ?? 0] as number;
      bits |= ((letter >> (5 - (bit % 6))) & 1) << i;
    }
    return bits;
  };
  const add = (start: number, length: number): void => {
    starts.push(start);
    lengths.push(length);
    if (--room === 0) room = 1 << width++;
  };
  while (bit < letters.length * 6 && size < limit) {
    let code = take(width);
    if (code === 2) break;
    if (code < 2) {
      if (size === out.length) out = grown(out, Math.min(limit, size * 2));
      out[size] = take(code ? 16 : 8);
      code = starts.length;
      add(size, 1);
    }
    if (code > starts.length || (code === starts.length && size === 0)) return undefined;
    const from = starts[code] ?? size - last;
    const length = Math.min(lengths[code] ?? last + 1, limit - size);
    if (size + length > out.length) out = grown(out, Math.min(limit, (size + length) * 2));
    for (let i = 0; i < length; i++) out[size + i] = out[from + i] as number;
    if (size > 0) add(size - last, last + 1);
    size += length;
    last = length;
  }
  return out.subarray(0, size);
}

function grown(units: Uint16Array<ArrayBuffer>, length: number): Uint16Array<ArrayBuffer> {
  const more = new Uint16Array(length);
  more.set(units);
  return more;
}
