// fetch, fetchLater, XMLHttpRequest and sendBeacon.
import { isRequest, payloadOf, requestBody, requestUrl, unseen } from "./bodies";
import type { Line, Way } from "./line";
import { apply, argument, attempt, bare, getter, Memory, method, standIn } from "./natives";

/** An address that no browser fetches, so that a request to it fails by itself. */
const NOWHERE = "about:invalid";
/** What the browser says when a network fails. */
const FAILED = "mozInnerScreenX" in globalThis ? "NetworkError when attempting to fetch resource." : "Failed to fetch";

const Address = URL;
const Failure = TypeError;
const Abort = AbortController;
const page = document;
const { assign } = Object;
const addressText = getter<string>(URL.prototype, "href");
const baseAddress = getter<string>(Node.prototype, "baseURI");
const requestMethod = getter<string>(Request.prototype, "method");
const readyState = getter<number>(XMLHttpRequest.prototype, "readyState");
const abortSignal = getter<AbortSignal>(AbortController.prototype, "signal");
const abort = method<void>(AbortController.prototype, "abort");
const upper = method<string>(String.prototype, "toUpperCase");
const reject = method<Promise<never>>(Promise, "reject");
const Promised = Promise;

/** What is about to be sent. */
interface Sending {
  url: string;
  verb: string;
  body: unknown;
}

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
    const sending = line.open && fetching(line, all);
    if (!sending) return apply(native, self, all);
    if (stopped(line, way, sending)) return fail(native, self, all);
    const answer = apply(native, self, all);
    told(line, sending);
    return answer;
  });
}

/** What a call of fetch sends, when that is any of our business. */
function fetching(line: Line, all: unknown[]): Sending | undefined {
  const input = argument(all, 0);
  const options = argument(all, 1) as RequestInit | undefined;
  return attempt(() => {
    const request = typeof input === "object" && isRequest(input);
    const body = options?.body ?? (request ? requestBody(input) : undefined);
    if (!matters(line, body)) return undefined;
    if (!request && typeof input !== "string") all[0] = `${input}`; // the page's code hears of it once
    const url = request ? requestUrl(input) : resolved(all[0]);
    return { url, verb: upper(options?.method ?? (request ? requestMethod(input) : "GET")), body };
  });
}

/** Stand in for sendBeacon. */
export function wrapBeacon(line: Line): void {
  standIn(Navigator.prototype, "sendBeacon", (native, self, all) => {
    const body = argument(all, 1);
    const sending = attempt((): Sending | undefined => {
      if (!line.open || !matters(line, body)) return undefined;
      if (typeof all[0] !== "string") all[0] = `${all[0]}`;
      return { url: resolved(all[0]), verb: "POST", body };
    });
    if (sending && stopped(line, "beacon", sending)) return true;
    const queued = apply(native, self, all);
    if (sending && queued) told(line, sending);
    return queued;
  });
}

/** Stand in for XMLHttpRequest. */
export function wrapXhr(line: Line): void {
  const opened = new Memory<{ verb: string; url: string; later: boolean }>();
  const open = method<void>(XMLHttpRequest.prototype, "open");
  standIn(XMLHttpRequest.prototype, "open", (native, self, all) => {
    for (let at = 0; at < 2 && at < all.length; at++)
      if (typeof all[at] === "object" && all[at]) all[at] = `${all[at]}`;
    const done = apply(native, self, all);
    opened.set(self, { verb: upper(all[0]), url: `${all[1]}`, later: all.length < 3 || !!argument(all, 2) });
    return done;
  });
  standIn(XMLHttpRequest.prototype, "send", (native, self, all) => {
    const body = argument(all, 0);
    const sending = attempt((): Sending | undefined => {
      const as = line.open && readyState(self) === 1 ? opened.get(self) : undefined;
      if (!as || as.verb === "GET" || as.verb === "HEAD" || !matters(line, body)) return undefined;
      return { url: resolved(as.url), verb: as.verb, body };
    });
    if (sending && stopped(line, "xhr", sending)) {
      const as = opened.get(self);
      open(self, as?.verb, NOWHERE, as?.later);
      return apply(native, self, all);
    }
    const done = apply(native, self, all);
    if (sending) told(line, sending);
    return done;
  });
}

function matters(line: Line, body: unknown): boolean {
  return body !== undefined && body !== null && (line.guarding || unseen(body) !== undefined);
}

function stopped(line: Line, way: Way, { url, verb, body }: Sending): boolean {
  return line.stops(way, url, verb, () => payloadOf(body));
}

function told(line: Line, { url, verb, body }: Sending): void {
  const kind = unseen(body);
  if (kind) line.sent(kind, url, verb, body);
}
