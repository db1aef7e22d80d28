// fetch, fetchLater, XMLHttpRequest, sendBeacon and EventSource.
import { isRequest, requestBody, requestUrl, unseen } from "./bodies";
import type { Line, Sending } from "./line";
import { apply, argument, attempt, bare, brand, getter, Memory, method, standIn, watchMaking } from "./natives";

/** An address that no browser fetches, so that a request to it fails by itself. */
export const NOWHERE = "about:invalid";
/** What the browser says when a network fails. */
const FAILED = "mozInnerScreenX" in globalThis ? "NetworkError when attempting to fetch resource." : "Failed to fetch";

/** A request's referer that is its document's own address. */
const OWN = "about:client";

const Address = URL;
const Failure = TypeError;
const Abort = AbortController;
const Head = Headers;
const page = document;
const { assign } = Object;
const addressText = getter<string>(URL.prototype, "href");
const baseAddress = getter<string>(Node.prototype, "baseURI");
const ownAddress = getter<string>(Document.prototype, "URL");
const requestMethod = getter<string>(Request.prototype, "method");
const requestHeaders = getter<Headers>(Request.prototype, "headers");
const requestReferer = getter<string>(Request.prototype, "referrer");
const requestPolicy = getter<string>(Request.prototype, "referrerPolicy");
const hasHeader = method<boolean>(Headers.prototype, "has");
const isHead = brand((one) => hasHeader(one, "x"));
const eachHeader = method<void>(Headers.prototype, "forEach");
const readyState = getter<number>(XMLHttpRequest.prototype, "readyState");
const abortSignal = getter<AbortSignal>(AbortController.prototype, "signal");
const abort = method<void>(AbortController.prototype, "abort");
const upper = method<string>(String.prototype, "toUpperCase");
const reject = method<Promise<never>>(Promise, "reject");
const Promised = Promise;

/** An address as the document understands it. */
export function resolved(text: unknown): string {
  return addressText(new Address(`${text}`, baseAddress(page)));
}

/** Stand in for fetch and fetchLater. */
export function wrapFetch(line: Line): void {
  wrapFetching(line, "fetch", () => reject(Promised, new Failure(FAILED)));
  wrapFetching(line, "later", (native, self, all) => {
    const control = new Abort();
    const options = assign(bare({}), argument(all, 1), bare({ signal: abortSignal(control) }));
    const result = apply(native, self, [all[0], options]);
    abort(control);
    return result;
  });
}

function wrapFetching(line: Line, way: "fetch" | "later", fail: Parameters<typeof standIn>[2]): void {
  standIn(globalThis, way === "fetch" ? "fetch" : "fetchLater", (native, self, all) => {
    const sending = line.open && all.length > 0 && fetching(line, all);
    if (!sending) return apply(native, self, all);
    if (line.stops(way, sending)) return fail(native, self, all);
    const answer = apply(native, self, all);
    told(line, sending);
    return answer;
  });
}

/** What a call of fetch sends, when that is any of our business. */
function fetching(line: Line, all: unknown[]): Sending | undefined {
  const input = argument(all, 0);
  const options = argument(all, 1) as RequestInit | undefined;
  return attempt((): Sending | undefined => {
    const request = typeof input === "object" && isRequest(input);
    const body = options?.body ?? (request ? requestBody(input) : undefined);
    if (!matters(line, body)) return undefined;
    if (!request && typeof input !== "string") all[0] = `${input}`; // the page's code hears of it once
    const url = request ? requestUrl(input) : resolved(all[0]);
    const headers = headersText(options?.headers ?? (request ? requestHeaders(input) : undefined));
    const policy = options?.referrerPolicy ?? (request ? requestPolicy(input) : "");
    const referer = options?.referrer ?? (request ? requestReferer(input) : OWN);
    const verb = upper(options?.method ?? (request ? requestMethod(input) : "GET"));
    return { url, verb, body, headers, referer: refererBy(policy, referer) };
  });
}

/** What a page's headers say, in whichever way it has them. */
function headersText(headers: unknown): string {
  if (headers === undefined || headers === null) return "";
  let text = "";
  eachHeader(isHead(headers) ? headers : new Head(headers as HeadersInit), (value: string, name: string) => {
    text += `${name}: ${value}\n`;
  });
  return text;
}

/** The referer that a policy of the request's own has be sent whole; by all others a third party gets the origin. */
function refererBy(policy: string, referer: string): string {
  if (referer === "" || (policy !== "unsafe-url" && policy !== "no-referrer-when-downgrade")) return "";
  return referer === OWN ? ownAddress(page) : resolved(referer);
}

/** Stand in for sendBeacon. */
export function wrapBeacon(line: Line): void {
  standIn(Navigator.prototype, "sendBeacon", (native, self, all) => {
    const body = argument(all, 1);
    const sending = attempt((): Sending | undefined => {
      if (!line.open || all.length === 0 || !matters(line, body)) return undefined;
      if (typeof all[0] !== "string") all[0] = `${all[0]}`;
      return { url: resolved(all[0]), verb: "POST", body };
    });
    if (sending && line.stops("beacon", sending)) return true;
    const queued = apply(native, self, all);
    if (sending && queued) told(line, sending);
    return queued;
  });
}

/** Stand in for XMLHttpRequest. */
export function wrapXhr(line: Line): void {
  const opened = new Memory<{ verb: string; url: string; later: boolean; headers: string }>();
  const open = method<void>(XMLHttpRequest.prototype, "open");
  standIn(XMLHttpRequest.prototype, "open", (native, self, all) => {
    for (let at = 0; at < 2 && at < all.length; at++)
      if (typeof all[at] === "object" && all[at]) all[at] = `${all[at]}`;
    const done = apply(native, self, all);
    const later = all.length < 3 || !!argument(all, 2);
    opened.set(self, { verb: upper(all[0]), url: `${all[1]}`, later, headers: "" });
    return done;
  });
  standIn(XMLHttpRequest.prototype, "setRequestHeader", (native, self, all) => {
    for (let at = 0; at < 2 && at < all.length; at++)
      if (typeof all[at] === "object" && all[at]) all[at] = `${all[at]}`;
    const done = apply(native, self, all);
    const as = opened.get(self);
    if (as) as.headers += `${all[0]}: ${all[1]}\n`;
    return done;
  });
  standIn(XMLHttpRequest.prototype, "send", (native, self, all) => {
    const sending = attempt((): Sending | undefined => {
      const as = line.open && readyState(self) === 1 ? opened.get(self) : undefined;
      const body = as?.verb === "GET" || as?.verb === "HEAD" ? undefined : argument(all, 0);
      return as && matters(line, body)
        ? { url: resolved(as.url), verb: as.verb, body, headers: as.headers }
        : undefined;
    });
    if (sending && line.stops("xhr", sending)) {
      const as = opened.get(self);
      open(self, as?.verb, NOWHERE, as?.later);
      return apply(native, self, all);
    }
    const done = apply(native, self, all);
    if (sending) told(line, sending);
    return done;
  });
}

/** Stand in for EventSource. */
export function wrapEvents(line: Line): void {
  const stops = (all: unknown[]) => {
    if (!line.guarding || all.length === 0) return;
    if (typeof all[0] !== "string") all[0] = `${all[0]}`;
    if (line.stops("events", { url: resolved(all[0]), verb: "GET" })) all[0] = NOWHERE;
  };
  watchMaking("EventSource", () => {}, stops);
}

function matters(line: Line, body: unknown): boolean {
  return line.guarding || unseen(body) !== undefined;
}

function told(line: Line, { url, verb, body }: Sending): void {
  const kind = unseen(body);
  if (kind) line.sent(kind, url, verb, body);
}
