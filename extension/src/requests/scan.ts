// Looks for disclosed values in one request: plain and percent-encoded, in the address and in the body.
import type { Needle } from "../protocol.gen";

/** Bodies beyond this are not searched but logged as unreadable. */
export const MAX_BODY = 4 << 20;
/** Characters times values that are searched in one request: a fifth of a second. */
const MAX_WORK = 2e8;
/** Values shorter than this count only where they are a whole part (a parameter, a form field, a JSON string). */
const SHORT = 5;
const TOO_BIG: Body = { text: "", unreadable: "too-big" };

/** Where a value was found. */
export interface Hit {
  needle: Needle;
  channel: "url" | "body";
  encoding: "plain" | "percent";
}

/** A body as the browser shows it. */
export type RequestBody = chrome.webRequest.OnBeforeRequestDetails["requestBody"];

/** What of a body could be read. */
export interface Body {
  text: string;
  unreadable: string;
}

/** Find values in an address and a body; each counts once per channel. */
export function scan(url: string, body: Body, needles: Needle[]): Hit[] {
  const sent = url.split("#", 1)[0] ?? ""; // what follows stays in the browser
  return [...scanText(sent, "url", needles), ...scanText(body.text, "body", needles)];
}

/** As many of these values, from the front, as can be looked for in an address and a body without stalling the browser. */
export function searchable(url: string, body: Body, needles: Needle[]): Needle[] {
  return needles.slice(0, Math.floor(MAX_WORK / (url.length + body.text.length)));
}

/** Read what the browser shows of a body. */
export function readBody(body: RequestBody): Body {
  if (!body) return { text: "", unreadable: "" };
  if (body.error) return { text: "", unreadable: "not-shown" };
  if (body.formData) {
    const pieces = Object.entries(body.formData).flat(2);
    const text = pieces.filter((piece) => typeof piece === "string").join("\n");
    return text.length > MAX_BODY ? TOO_BIG : { text, unreadable: "" };
  }
  const parts = body.raw ?? [];
  if (parts.reduce((sum, part) => sum + (part.bytes?.byteLength ?? 0), 0) > MAX_BODY) return TOO_BIG;
  const decoder = new TextDecoder();
  const text = parts.map((part) => (part.bytes ? decoder.decode(part.bytes, { stream: true }) : "")).join("");
  return { text, unreadable: parts.some((part) => part.file) ? "file" : "" };
}

function scanText(text: string, channel: Hit["channel"], needles: Needle[]): Hit[] {
  const decoded = /[%+]/.test(text) ? percentDecoded(text) : text;
  const plain = readings(text);
  const percent = decoded === text ? [] : readings(decoded);
  const hits: Hit[] = [];
  for (const needle of needles) {
    const value = withoutReturns(needle.text);
    const inside = (texts: string[]) => texts.some((one) => occurs(one, value));
    if (inside(plain)) hits.push({ needle, channel, encoding: "plain" });
    else if (inside(percent)) hits.push({ needle, channel, encoding: "percent" });
  }
  return hits;
}

/** A text as it is, and as the JSON that it may be, or hold, is meant. */
function readings(text: string): string[] {
  const lines = withoutReturns(text);
  return lines.includes("\\") ? [lines, withoutReturns(unescaped(lines))] : [lines];
}

/** Forms send the line ends of a value as CR LF, whatever they were. */
function withoutReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, letter: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (CONTROLS[letter] ?? letter),
  );
}

const CONTROLS: { [letter: string]: string } = { n: "\n", r: "\r", t: "\t" };

/** Whether a value stands in a text by itself: not inside a longer word, address or number. */
export function occurs(text: string, value: string): boolean {
  const whole = value.length < SHORT ? /[^=&"\r\n\t:]/u : /[\p{L}\p{N}._@+-]/u;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = at > 0 ? (text[at - 1] ?? "") : "";
    const after = text[at + value.length] ?? "";
    if (!whole.test(before) && !whole.test(after)) return true;
  }
  return false;
}

function percentDecoded(text: string): string {
  const spaced = text.replace(/\+/g, " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Some sender's broken escape must not hide what is whole around it.
    return spaced.replace(/(%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
}
