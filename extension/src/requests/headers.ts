// The headers of a request that can carry a value: cookies, the referer, and those that the page itself has set.
import type { Part } from "../scan/scan";

/** Set by the browser; nobody writes a value into them. */
const OWN = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "content-length",
  "content-type",
  "dnt",
  "host",
  "origin",
  "pragma",
  "priority",
  "range",
  "te",
  "upgrade",
  "upgrade-insecure-requests",
  "user-agent",
]);
/** What a page may choose as the protocol of a socket. */
const PROTOCOL = "sec-websocket-protocol";
const MIN = 3;
const encoder = new TextEncoder();

type Headers = chrome.webRequest.HttpHeader[];

/** What of a request's headers is to be searched. */
export function headerParts(headers: Headers): Part[] {
  const parts: Part[] = [];
  for (const { name, value, binaryValue } of headers) {
    const known = name.toLowerCase();
    // Chromium gives what is no UTF-8 as an array of bytes.
    const raw = value === undefined ? Array.from(new Uint8Array(binaryValue ?? [])) : [];
    const length = value?.length ?? raw.length;
    if (length < MIN || OWN.has(known) || (known.startsWith("sec-") && known !== PROTOCOL)) continue;
    const channel = known === "cookie" || known === "referer" ? known : "header";
    const text = encoder.encode(`${known}: ${value ?? ""}`);
    parts.push({ channel, bytes: raw.length > 0 ? Uint8Array.of(...text, ...raw) : text });
  }
  return parts;
}

/** What surrounds a field in a multipart body, besides its name, its value and the boundary. */
const FRAME = '--\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n'.length;
const END = "----\r\n".length;

/**
 * What a form's body hides that was shown as fields: Firefox shows of a file nothing but its name, like a text, and of
 * an urlencoded form beyond 1 MiB nothing at all. `bytes` are those of the fields as lines of "key=value", `fields` how
 * many there are.
 */
export function hides(headers: Headers, bytes: number, fields: number): "" | "file" | "too-big" {
  const type = headerOf(headers, "content-type");
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  const length = Number(headerOf(headers, "content-length"));
  if (!length) return "";
  if (!boundary) return fields === 0 ? "too-big" : "";
  const shown = bytes - 2 * fields + fields * (FRAME + boundary.length) + END + boundary.length;
  return length === shown ? "" : "file";
}

/** Whether a browser asks by itself whether a request may be made: it sends nothing but that. */
export function isPreflight(headers: Headers): boolean {
  return headerOf(headers, "access-control-request-method") !== "";
}

function headerOf(headers: Headers, name: string): string {
  return headers.find((header) => header.name.toLowerCase() === name)?.value ?? "";
}
