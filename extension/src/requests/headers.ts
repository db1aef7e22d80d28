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

/** What of a request's headers is to be searched. */
export function headerParts(headers: chrome.webRequest.HttpHeader[]): Part[] {
  const parts: Part[] = [];
  for (const { name, value = "" } of headers) {
    const known = name.toLowerCase();
    if (value.length < MIN || OWN.has(known) || (known.startsWith("sec-") && known !== PROTOCOL)) continue;
    const channel = known === "cookie" || known === "referer" ? known : "header";
    parts.push({ channel, bytes: encoder.encode(`${known}: ${value}`) });
  }
  return parts;
}

/** What surrounds a field in a multipart body, besides its name, its value and the boundary. */
const FRAME = '--\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n'.length;
const END = "----\r\n".length;

/**
 * Whether a multipart body is longer than its shown fields make it: Firefox shows of a file nothing but its name, like
 * a text. `bytes` are those of the fields as lines of "key=value", `fields` how many there are.
 */
export function hidesFile(headers: chrome.webRequest.HttpHeader[], bytes: number, fields: number): boolean {
  const value = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value ?? "";
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(value("content-type"))?.[1];
  const length = Number(value("content-length"));
  if (!boundary || !length) return false;
  return length !== bytes - 2 * fields + fields * (FRAME + boundary.length) + END + boundary.length;
}
