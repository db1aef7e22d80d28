// The patterns of a value that a field holds: its normal forms and their digests. How they are spelled, the scanner undoes.
import type { Counts } from "../internal";
import type { Patterns } from "../protocol.gen";
import { FOLD } from "../scan/bytes";
import { extend, WINDOW, windowAt } from "../scan/patterns";
import { digestsOf } from "./digests";

/** A pattern of one value. */
export interface Needle {
  bytes: Uint8Array;
  /** How it came from the value, inside out. */
  chain: string;
  /** What of the record's flags it has. */
  flags: number;
}

const GMAIL = /^([^@+]+)(?:\+[^@]*)?@(gmail|googlemail)\.com$/;
const TAGGED = /^([^@+]+)\+[^@]*@(.+)$/;
const PHONE = /^\+?[\d\s()./-]+$/;
const FEWEST_DIGITS = 7;
/** Any number of this size does: nobody but this very page could choose what collides. */
const PRIME = 2 ** 43 + 29;
/** The size of a record and its flags, as companion.patterns.fingerprints lays them out. */
const [RECORD, WEAK, DIGEST] = [18, 1, 2];
/** Shorter texts stand in too much by chance: companion.patterns.strength says what was measured. */
const [BYTES, LETTERS, DIGITS] = [6, 6, 8];
const encoder = new TextEncoder();

/** All needles of a value, plain ones first; `counts` says when one of its kind counts. */
export function needlesOf(value: string, counts: Counts): Needle[] {
  const forms = formsOf(value);
  const words = [...forms].map(([text, chain]) => word(text, chain, counts));
  const percent = encodeURIComponent(value.trim());
  forms.set(value, forms.get(value) ?? "untrimmed");
  forms.set(percent, forms.get(percent) ?? "percent");
  const digests = [...forms].flatMap(([text, chain]) =>
    digestsOf(text).map(({ name, bytes }) => ({ bytes, chain: chain ? `${chain}>${name}` : name, flags: DIGEST })),
  );
  return [...words, ...digests];
}

/** The patterns of some values, each by its name, as the companion would hand them out. */
export function patternsOf(values: Map<string, Needle[]>): Patterns {
  const all = [...values.values()].flatMap((needles, at) => needles.map((needle) => ({ ...needle, value: at })));
  const chains = [...new Set(all.map(({ chain }) => chain))];
  const table = new DataView(new ArrayBuffer(all.length * RECORD));
  all.forEach(({ bytes, value, chain, flags }, row) => {
    const at = row * RECORD;
    const print = bytes.reduce((print, byte) => extend(print, FOLD[byte] as number, PRIME), 0);
    table.setUint32(at, bytes.length < WINDOW ? 0 : windowAt(bytes, 0), true);
    table.setUint16(at + 4, bytes.length, true);
    table.setUint16(at + 6, value, true);
    table.setUint16(at + 8, chains.indexOf(chain), true);
    table.setUint16(at + 10, flags, true);
    table.setUint32(at + 12, print % 2 ** 32, true);
    table.setUint16(at + 16, Math.floor(print / 2 ** 32), true);
  });
  return {
    type: "patterns",
    generation: 0,
    page: 0,
    pages: 1,
    prime: PRIME,
    values: [...values.keys()].map((item) => ({ item, version: 0, kind: "", kindText: "", guard: null })),
    chains,
    keys: [],
    table: btoa(String.fromCharCode(...new Uint8Array(table.buffer))),
  };
}

/** The normal forms of a value, each with how it came about; the simplest way wins. */
function formsOf(value: string): Map<string, string> {
  const typed = value.trim();
  const lower = typed.toLowerCase();
  const forms = new Map([[typed, ""]]);
  const add = (text: string, chain: string) => void (forms.has(text) || forms.set(text, chain));
  add(lower, "lower");
  const mail = GMAIL.exec(lower);
  if (mail) add(`${mail[1]?.replaceAll(".", "")}@${mail[2]}.com`, "gmail");
  const tagged = TAGGED.exec(lower);
  if (tagged) add(`${tagged[1]}@${tagged[2]}`, "untagged");
  const digits = typed.replaceAll(/\D/g, "");
  if (PHONE.test(typed) && digits.length >= FEWEST_DIGITS) {
    add(digits, "digits");
    if (typed.startsWith("+")) add(`+${digits}`, "e164");
  }
  return forms;
}

function word(text: string, chain: string, counts: Counts): Needle {
  const bytes = encoder.encode(text);
  const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, "");
  const short = /^\d+$/.test(letters) ? letters.length < DIGITS : /^\p{L}+$/u.test(letters) && letters.length < LETTERS;
  const common = counts === "beside" || (counts === "words" && !/\s/.test(text));
  return { bytes, chain: chain || "plain", flags: bytes.length < BYTES || short || common ? WEAK : 0 };
}
