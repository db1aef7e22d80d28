// Watches requests: what carried a disclosed value becomes a transmission at once; whom a page with a disclosure talked
// to is counted. Nothing else leaves the browser.
import type { Event, Needle } from "../protocol.gen";
import { type Body, type Hit, readBody, scan } from "./scan";

const FLUSH_MS = 500;
const MAX_REMEMBERED = 500;
const MAX_HOSTS = 200;
const CONTACT: Body = { texts: [], unreadable: "" };
/** Errors that say: the request did not leave. All others leave it open, so they change nothing. */
const STOPPED = new Set(["net::ERR_BLOCKED_BY_CLIENT"]);
const FAILED = new Set([
  "net::ERR_CONNECTION_REFUSED",
  "net::ERR_NAME_NOT_RESOLVED",
  "net::ERR_INTERNET_DISCONNECTED",
  "NS_ERROR_CONNECTION_REFUSED",
  "NS_ERROR_UNKNOWN_HOST",
  "NS_ERROR_OFFLINE",
]);

type Details = chrome.webRequest.OnBeforeRequestDetails;

/** What is known of the page that a tab shows. */
interface Page {
  document: string;
  origin: string;
  /** The newest disclosure in this tab, on this page or one before it. */
  disclosure: string | null;
  /** Whether this very page has a disclosure: only then are its contacts logged. */
  disclosed: boolean;
  counts: Map<string, { [kind: string]: number }>;
}

/** Watches all requests of this browser profile. */
export class Observer {
  private needles: Needle[] = [];
  private readonly pages = new Map<number, Page>();
  /** The hops of the navigation that a tab is on. */
  private readonly navigations = new Map<number, Details[]>();
  private readonly disclosures = new Map<number, { id: string; items: Set<string> }[]>();
  private readonly found = new Map<string, string[]>();
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
    chrome.webRequest.onBeforeRequest.addListener((details) => void this.saw(details), everywhere, ["requestBody"]);
    chrome.webRequest.onErrorOccurred.addListener(
      (details) => this.failed(details.requestId, details.error),
      everywhere,
    );
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
    this.flush();
    const origin = originOf(url);
    const last = this.disclosures.get(tab)?.at(-1)?.id ?? null;
    const page: Page = { document, origin, disclosure: last, disclosed: false, counts: new Map() };
    this.pages.set(tab, page);
    const hops = this.navigations.get(tab) ?? [];
    // Firefox commits an empty page between a new tab's first request and the page that was asked for.
    if (withoutHash(hops.at(-1)?.url ?? "") !== withoutHash(url)) return;
    for (const hop of hops) count(page, hop);
    this.navigations.delete(tab);
  }

  /** A tab's page is given something. */
  disclosing(tab: number, document: string, origin: string, disclosure: string, needles: Needle[]): void {
    const page = this.pages.get(tab) ?? { document, origin, disclosure, disclosed: true, counts: new Map() };
    this.pages.set(tab, { ...page, disclosure, disclosed: true });
    const list = this.disclosures.get(tab) ?? [];
    this.disclosures.set(tab, [...list.slice(-20), { id: disclosure, items: new Set(needles.map(nameOf)) }]);
    this.soon();
  }

  /** A tab is gone. */
  closed(tab: number): void {
    this.flush();
    this.pages.delete(tab);
    this.navigations.delete(tab);
    this.disclosures.delete(tab);
  }

  private saw(details: Details): void {
    if (!details.url.startsWith("http") && !details.url.startsWith("ws")) return;
    if (this.ignored(details.url) || isOurs(details)) return;
    const page = this.pages.get(details.tabId);
    this.found.delete(details.requestId); // a redirect: the hop before has arrived, whatever becomes of this one
    if (details.type === "main_frame") this.navigating(details);
    else if (page) {
      count(page, details);
      if (page.disclosed) this.soon();
    }
    if (this.needles.length === 0) return;
    const body = details.requestBody ? readBody(details.requestBody) : CONTACT;
    const hits = scan(details.url, body, this.needles);
    if (hits.length > 0) this.report(details, page, hits);
    if (body.unreadable && page?.disclosed) this.unreadable(details, page, body.unreadable);
  }

  private navigating(details: Details): void {
    const hops = this.navigations.get(details.tabId) ?? [];
    const before = hops.filter((hop) => hop.requestId === details.requestId);
    this.navigations.set(details.tabId, [...before, details]);
  }

  private report(details: Details, page: Page | undefined, hits: Hit[]): void {
    const events = hits.map(
      (hit): Event => ({
        type: "transmission",
        uuid: crypto.randomUUID(),
        ...this.where(details, page),
        method: details.method,
        request: details.type,
        channel: hit.channel,
        item: hit.needle.item,
        version: hit.needle.version,
        encoding: hit.encoding,
        disclosure: this.disclosureOf(details.tabId, hit.needle),
      }),
    );
    this.found.set(
      details.requestId,
      events.map((event) => event.uuid),
    );
    const oldest = this.found.keys().next().value;
    if (this.found.size > MAX_REMEMBERED && oldest !== undefined) this.found.delete(oldest);
    this.record(...events);
  }

  private unreadable(details: Details, page: Page, why: string): void {
    this.record({
      type: "unreadable",
      uuid: crypto.randomUUID(),
      ...this.where(details, page),
      request: details.type,
      why,
      disclosure: page.disclosure,
    });
  }

  private failed(requestId: string, error: string): void {
    const transmissions = this.found.get(requestId);
    const outcome = STOPPED.has(error) ? "stopped" : FAILED.has(error) ? "failed" : null;
    if (!transmissions || !outcome) return;
    this.found.delete(requestId);
    const event = { type: "transmissionFailed", uuid: crypto.randomUUID(), at: Date.now(), transmissions } as const;
    this.record({ ...event, outcome });
  }

  private where(details: Details, page: Page | undefined) {
    const url = new URL(details.url);
    const origin = page?.origin ?? initiatorOf(details) ?? url.origin;
    return { at: details.timeStamp, document: page?.document ?? "none", origin: web(origin), host: url.hostname };
  }

  private disclosureOf(tab: number, needle: Needle): string | null {
    return this.disclosures.get(tab)?.findLast((known) => known.items.has(nameOf(needle)))?.id ?? null;
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const events: Event[] = [];
    for (const page of this.pages.values()) {
      if (!page.disclosed) continue;
      const { document, origin, disclosure } = page;
      for (const [host, counts] of page.counts) {
        const uuid = crypto.randomUUID();
        events.push({ type: "contact", uuid, at: Date.now(), document, origin, host, counts, disclosure });
      }
      page.counts.clear();
    }
    if (events.length > 0) this.record(...events);
  }
}

function count(page: Page, details: Details): void {
  const host = new URL(details.url).hostname;
  const counts = page.counts.get(host) ?? {};
  if (page.counts.size >= MAX_HOSTS && !page.counts.has(host)) return;
  counts[details.type] = (counts[details.type] ?? 0) + 1;
  page.counts.set(host, counts);
}

function withoutHash(url: string): string {
  return url.split("#", 1)[0] ?? url;
}

function nameOf(needle: Needle): string {
  return `${needle.item}@${needle.version}`;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "null";
}

/** Firefox calls the initiator `originUrl`. */
function initiatorOf(details: Details): string | undefined {
  const from = details.initiator ?? (details as { originUrl?: string }).originUrl;
  return from ? originOf(from) : undefined;
}

function isOurs(details: Details): boolean {
  return initiatorOf(details) === new URL(chrome.runtime.getURL("")).origin;
}

/** WebSocket addresses belong to the site of their http twin. */
function web(origin: string): string {
  return origin.replace(/^ws/, "http");
}
