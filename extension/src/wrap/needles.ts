// The texts that a body may hold because of one value: its normal forms, and their base64, hex and digests.
import { digestsOf } from "./digests";

/** A text to look for. */
export interface Needle {
  text: string;
  /** How it came from the value, inside out. */
  chain: string;
  /** Where it is looked for: as a word of its own whatever its case, in hex of any case, in base64 of either alphabet. */
  as: "word" | "hex" | "base64";
}

const GMAIL = /^([^@+]+)(?:\+[^@]*)?@(gmail|googlemail)\.com$/;
const PHONE = /^\+?[\d\s()./-]+$/;
const FEWEST_DIGITS = 7;

/** All needles of a value, plain ones first. */
export function needlesOf(value: string): Needle[] {
  const forms = formsOf(value);
  const words = unique([...forms].map(([text, chain]): Needle => ({ text: text.toLowerCase(), chain, as: "word" })));
  const percent = encodeURIComponent(value.trim());
  const encoded = forms.has(percent) ? [...forms] : [...forms, [percent, "percent"] as const];
  const spelled = encoded.flatMap(([text, chain]): Needle[] => {
    const bytes = new TextEncoder().encode(text);
    const cores = [0, 1, 2].map((offset) => core(bytes, offset));
    return [
      { text: hex(bytes), chain: then(chain, "hex"), as: "hex" },
      ...cores.map((text): Needle => ({ text, chain: then(chain, "base64"), as: "base64" })),
    ];
  });
  const digests = [...forms.set(value, forms.get(value) ?? "untrimmed")].flatMap(([text, chain]) =>
    digestsOf(text).flatMap(({ name, bytes }): Needle[] => [
      { text: hex(bytes), chain: then(chain, name, "hex"), as: "hex" },
      { text: base64(bytes).replaceAll("=", ""), chain: then(chain, name, "base64"), as: "base64" },
    ]),
  );
  return [...words, ...spelled, ...digests];
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
  const digits = typed.replaceAll(/\D/g, "");
  if (PHONE.test(typed) && digits.length >= FEWEST_DIGITS) {
    add(digits, "digits");
    if (typed.startsWith("+")) add(`+${digits}`, "e164");
  }
  return forms;
}

function unique(needles: Needle[]): Needle[] {
  return needles.filter(({ text }, at) => needles.findIndex((other) => other.text === text) === at);
}

function then(...steps: string[]): string {
  return steps.filter(Boolean).join(">");
}

/** What of a text's base64 is the same whatever stands around it, `offset` bytes after a group of three began. */
function core(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  return base64(padded).slice(Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6));
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
