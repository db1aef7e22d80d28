// Looks for disclosed values in one request: plain and percent-encoded, in the address and in the body.
import type { Needle } from "../protocol.gen";

/** Bodies beyond this are not searched but logged as unreadable. */
export const MAX_BODY = 4 << 20;
/** Values shorter than this count only where they are a whole part (a parameter, a form field, a JSON string). */
const SHORT = 5;

/** Where a value was found. */
export interface Hit {
  needle: Needle;
  channel: "url" | "body";
  encoding: "plain" | "percent";
}

/** What of a body could be read. */
export interface Body {
  texts: string[];
  unreadable: string;
}

/** Find values in an address and a body; each counts once per channel. */
export function scan(url: string, body: Body, needles: Needle[]): Hit[] {
  return [...scanText(url, "url", needles), ...body.texts.flatMap((text) => scanText(text, "body", needles))].filter(
    (hit, index, all) =>
      all.findIndex((other) => other.channel === hit.channel && other.needle === hit.needle) === index,
  );
}

/** Read what the browser shows of a body. */
export function readBody(body: chrome.webRequest.OnBeforeRequestDetails["requestBody"]): Body {
  if (!body) return { texts: [], unreadable: "" };
  if (body.error) return { texts: [], unreadable: "not-shown" };
  if (body.formData) {
    const values = Object.values(body.formData).flat();
    return { texts: values.filter((value) => typeof value === "string"), unreadable: "" };
  }
  const parts = body.raw ?? [];
  if (parts.reduce((sum, part) => sum + (part.bytes?.byteLength ?? 0), 0) > MAX_BODY) {
    return { texts: [], unreadable: "too-big" };
  }
  const decoder = new TextDecoder();
  const text = parts.map((part) => (part.bytes ? decoder.decode(part.bytes, { stream: true }) : "")).join("");
  return { texts: text ? [text] : [], unreadable: parts.some((part) => part.file) ? "file" : "" };
}

function scanText(text: string, channel: Hit["channel"], needles: Needle[]): Hit[] {
  const decoded = /[%+]/.test(text) ? percentDecoded(text) : text;
  const hits: Hit[] = [];
  for (const needle of needles) {
    if (occurs(text, needle.text)) hits.push({ needle, channel, encoding: "plain" });
    else if (decoded !== text && occurs(decoded, needle.text)) hits.push({ needle, channel, encoding: "percent" });
  }
  return hits;
}

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
