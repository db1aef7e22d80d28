// Watches requests: what carried a disclosed value becomes a transmission as soon as it leaves; whom a page with a
// disclosure talked to is counted. Nothing else leaves the browser.
import type { Event, Needle } from "../protocol.gen";
import { type Details, hostOf, initiatorOf, isWeb, nameOf, type Page, Pages } from "./pages";
import { type Body, type Hit, type RequestBody, readBody, scan, searchable } from "./scan";

const FLUSH_MS = 500;
const MAX_REMEMBERED = 500;
const MAX_METHOD = 64;
/** Chromium shows the bodies of POST and PUT, and these have none; Firefox shows all. */
const READABLE = new Set(["GET", "HEAD", "POST", "PUT"]);
/** Errors that say, of a request that has not left, who stopped it. */
const STOPPED = new Set(["net::ERR_BLOCKED_BY_CLIENT"]);
/** Errors that say that nobody took it. All others leave it open, so they change nothing. */
const FAILED = new Set([
  "net::ERR_CONNECTION_REFUSED",
  "net::ERR_NAME_NOT_RESOLVED",
  "net::ERR_INTERNET_DISCONNECTED",
  "NS_ERROR_CONNECTION_REFUSED",
  "NS_ERROR_UNKNOWN_HOST",
  "NS_ERROR_OFFLINE",
]);

/** A request that is about to leave, and what is to be said of it then. */
interface Seen {
  details: Details;
  page: Page | undefined;
  events: Event[];
}

/** Watches all requests of this browser profile. */
export class Observer {
  private needles: Needle[] = [];
  private readonly pages = new Pages();
  private readonly leaving = new Map<string, Seen>();
  /** The transmissions of the requests that have left. */
  private readonly left = new Map<string, string[]>();
  private readonly showsAllBodies = chrome.runtime.getURL("").startsWith("moz-extension:");
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param record keeps events until they are committed
   * @param ignored whether an address is none of our business (the dashboard's)
   */
  constructor(
    private readonly record: (...events: Event[]) => void,
    private readonly ignored: (url: string) => boolean,
  ) {}

  /** Register the listeners; has to happen at once when the background starts. */
  listen(): void {
    const everywhere = { urls: ["<all_urls>"] };
    const { onBeforeRequest, onSendHeaders, onBeforeRedirect, onErrorOccurred } = chrome.webRequest;
    const saw = ({ requestBody, ...details }: chrome.webRequest.OnBeforeRequestDetails) =>
      void this.saw(details, requestBody);
    onBeforeRequest.addListener(saw, everywhere, ["requestBody"]);
    onSendHeaders.addListener((details) => this.sent(details.requestId), everywhere);
    // Inside the browser: to https, or in Firefox to the page's own worker, whose request is another one.
    onBeforeRedirect.addListener((details) => void this.leaving.delete(details.requestId), everywhere);
    onErrorOccurred.addListener((details) => this.failed(details.requestId, details.error), everywhere);
  }

  /** Look for these values from now on, and for no others. */
  watchFor(needles: Needle[]): void {
    this.needles = needles;
  }

  /** Look for these values, too: they are about to be written into a page. */
  alsoWatchFor(needles: Needle[]): void {
    const known = new Set(this.needles.map(nameOf));
    this.needles = [...this.needles, ...needles.filter((needle) => !known.has(nameOf(needle)))];
  }

  /** A tab shows another page. */
  committed(tab: number, document: string, url: string): void {
    this.pages.committed(tab, document, url);
  }

  /** A tab's page is given something; without needles, it was given something that is not known any more. */
  disclosing(tab: number, document: string, origin: string, disclosure: string, needles: Needle[]): void {
    this.pages.disclosing(tab, document, origin, disclosure, needles);
    this.soon();
  }

  /** A tab is gone. */
  closed(tab: number): void {
    this.pages.closed(tab);
  }

  private saw(details: Details, shown: RequestBody): void {
    if (!details.url.startsWith("http") && !details.url.startsWith("ws")) return;
    if (this.ignored(details.url) || isOurs(details)) return;
    this.left.delete(details.requestId); // a redirect: the hop before has arrived, whatever becomes of this one
    const page = this.pages.of(details);
    const events = this.needles.length > 0 ? this.look(details, page, this.bodyOf(details.method, shown)) : [];
    const pushed = keep(this.leaving, details.requestId, { details, page, events });
    if (pushed) this.sent(...pushed);
  }

  /** What is to be said of a request: the values in it, and what of it could not be searched. */
  private look(details: Details, page: Page | undefined, body: Body): Event[] {
    const needles = searchable(details.url, body, this.pages.givenFirst(page, this.needles));
    const events = scan(details.url, body, needles).map((hit) => this.transmission(details, page, hit));
    const why = body.unreadable || (needles.length < this.needles.length ? "too-big" : "");
    return why && page?.disclosure ? [...events, unreadable(details, page, why)] : events;
  }

  private transmission(details: Details, page: Page | undefined, { needle, channel, encoding }: Hit): Event {
    return {
      type: "transmission",
      uuid: crypto.randomUUID(),
      ...where(details, page),
      method: details.method.slice(0, MAX_METHOD),
      request: details.type,
      channel,
      item: needle.item,
      version: needle.version,
      encoding,
      disclosure: this.pages.disclosureOf(page, needle),
    };
  }

  private bodyOf(method: string, shown: RequestBody): Body {
    const hidden = !shown && !this.showsAllBodies && !READABLE.has(method);
    return hidden ? { text: "", unreadable: "not-shown" } : readBody(shown);
  }

  private sent(requestId: string, seen = this.leaving.get(requestId)): void {
    if (!seen) return;
    this.leaving.delete(requestId);
    this.pages.contacted(seen.page, seen.details);
    if (seen.page?.disclosure) this.soon();
    this.say(requestId, seen.events);
  }

  private say(requestId: string, events: Event[]): void {
    if (events.length === 0) return;
    this.record(...events);
    const transmissions = events.filter(isTransmission).map((event) => event.uuid);
    keep(this.left, requestId, transmissions);
  }

  private failed(requestId: string, error: string): void {
    const seen = this.leaving.get(requestId);
    this.leaving.delete(requestId);
    const outcome = seen && STOPPED.has(error) ? "stopped" : FAILED.has(error) ? "failed" : null;
    if (!outcome) return;
    if (seen) this.say(requestId, seen.events.filter(isTransmission));
    const transmissions = this.left.get(requestId);
    if (!transmissions?.length) return;
    this.left.delete(requestId);
    const event = { type: "transmissionFailed", uuid: crypto.randomUUID(), at: Date.now(), transmissions } as const;
    this.record({ ...event, outcome });
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const at = Date.now();
    const events = this.pages
      .takeContacts()
      .map((contact): Event => ({ type: "contact", uuid: crypto.randomUUID(), at, ...contact }));
    if (events.length > 0) this.record(...events);
  }
}

function where(details: Details, page: Page | undefined) {
  // A page may have no address of the web (about:blank, a file); then it is about who had the request made, or the site.
  const origin = [page?.origin, initiatorOf(details)].find(isWeb) ?? new URL(details.url).origin.replace(/^ws/, "http");
  return { at: details.timeStamp, document: page?.document ?? "none", origin, host: hostOf(details) };
}

function unreadable(details: Details, page: Page, why: string): Event {
  const { type: request } = details;
  const { disclosure } = page;
  return { type: "unreadable", uuid: crypto.randomUUID(), ...where(details, page), request, why, disclosure };
}

function isTransmission(event: Event): boolean {
  return event.type === "transmission";
}

function isOurs(details: Details): boolean {
  return initiatorOf(details) === new URL(chrome.runtime.getURL("")).origin;
}

/** Keep a bounded number of entries; returns the one that had to go. */
function keep<V>(map: Map<string, V>, key: string, value: V): [string, V] | undefined {
  map.set(key, value);
  const [oldest] = map;
  if (map.size <= MAX_REMEMBERED || !oldest) return undefined;
  map.delete(oldest[0]);
  return oldest;
}
