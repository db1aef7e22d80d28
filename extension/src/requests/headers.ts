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
const MIN = 3;
const encoder = new TextEncoder();

/** What of a request's headers is to be searched. */
export function headerParts(headers: chrome.webRequest.HttpHeader[]): Part[] {
  const parts: Part[] = [];
  for (const { name, value = "" } of headers) {
    const known = name.toLowerCase();
    if (value.length < MIN || OWN.has(known) || known.startsWith("sec-") || known.startsWith("if-")) continue;
    const channel = known === "cookie" || known === "referer" ? known : "header";
    parts.push({ channel, bytes: encoder.encode(`${known}: ${value}`) });
  }
  return parts;
}
