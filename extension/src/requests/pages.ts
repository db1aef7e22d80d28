// What is known of the pages that tabs show: whose page a request is, what each was given, and whom it talked to.
import type { Needle } from "../protocol.gen";

const MAX_PAGES = 200;
const MAX_GIVEN = 500;
const MAX_HOSTS = 200;
/** No name is longer (RFC 1035); what the browser itself answers for may be, and its end says whose it is. */
const MAX_HOST = 253;

/** A request without its body, which nobody keeps. */
export type Details = Omit<chrome.webRequest.OnBeforeRequestDetails, "requestBody">;

/** One document that fills a tab, or did: the way back shows it again as it was left. */
export interface Page {
  document: string;
  tab: number;
  origin: string;
  /** The newest disclosure on this very page; only pages that have one get their contacts logged. */
  disclosure: string | null;
  counts: Map<string, { [kind: string]: number }>;
}

/** What one disclosure gave; of a disclosure before the background's restart the items are not known. */
interface Given {
  id: string;
  document: string;
  tab: number;
  origin: string;
  items: Set<string>;
}

/** Everything known of pages, bounded. */
export class Pages {
  /** By document; the one shown last is the last. */
  private readonly pages = new Map<string, Page>();
  private readonly shown = new Map<number, Page>();
  /** The hops of the navigation that a tab is on. */
  private readonly navigations = new Map<number, Details[]>();
  private readonly given: Given[] = [];

  /** A tab shows a page, for the first time or again. */
  committed(tab: number, document: string, url: string): void {
    const page = this.pages.get(document) ?? newPage(tab, document, originOf(url));
    this.shown.set(tab, page);
    this.remember(page);
    const hops = this.navigations.get(tab) ?? [];
    // Firefox commits an empty page between a new tab's first request and the page that was asked for.
    if (withoutHash(hops.at(-1)?.url ?? "") !== withoutHash(url)) return;
    for (const hop of hops) count(page, hop);
    this.navigations.delete(tab);
  }

  /** A page is given something, in itself or in one of its frames. */
  disclosing(tab: number, document: string, origin: string, disclosure: string, needles: Needle[]): void {
    const shown = this.shown.get(tab);
    const page = this.pages.get(document) ?? (shown?.origin === origin ? shown : newPage(tab, document, origin));
    page.disclosure = disclosure;
    if (!shown) this.shown.set(tab, page);
    this.remember(page);
    if (this.given.some((known) => known.id === disclosure)) return;
    this.given.push({ id: disclosure, document: page.document, tab, origin, items: new Set(needles.map(nameOf)) });
    this.given.splice(0, this.given.length - MAX_GIVEN);
  }

  /** A tab is gone; what its page still sends on its way out is known by the document. */
  closed(tab: number): void {
    this.shown.delete(tab);
    this.navigations.delete(tab);
  }

  /** The page that a request is to be put down to; none for what the browser does by itself. */
  of(details: Details): Page | undefined {
    const { documentId = "", parentDocumentId = "", tabId, type } = details;
    const page = this.pages.get(documentId) ?? this.pages.get(parentDocumentId) ?? this.shown.get(tabId);
    const initiator = initiatorOf(details);
    if (type === "main_frame") {
      // What the person typed has no initiator, or an extension; "null" is a sandboxed frame of the page.
      if (!isWeb(initiator) && initiator !== "null") return undefined;
      return page?.origin === initiator ? page : (this.ofOrigin(initiator) ?? page);
    }
    // Workers have no tab, and the empty windows that a page opens have no origin.
    return isWeb(page?.origin) || (!page && tabId >= 0) ? page : (this.ofOrigin(initiator) ?? page);
  }

  /** The newest disclosure to a page, or to one before it in its tab and of its origin, that gave this. */
  disclosureOf(page: Page | undefined, needle: Needle): string | null {
    if (!page) return null;
    const fitting = this.given.filter((known) => known.items.size === 0 || known.items.has(nameOf(needle)));
    const given =
      fitting.findLast((known) => known.document === page.document) ??
      fitting.findLast((known) => known.tab === page.tab && known.origin === page.origin);
    return given?.id ?? null;
  }

  /** These needles, with those in front that were given to a page or in its tab. */
  givenFirst(page: Page | undefined, needles: Needle[]): Needle[] {
    const near = this.given.filter((known) => known.document === page?.document || known.tab === page?.tab);
    const items = new Set(near.flatMap((known) => [...known.items]));
    const isNear = (needle: Needle) => items.has(nameOf(needle));
    return [...needles.filter(isNear), ...needles.filter((needle) => !isNear(needle))];
  }

  /** A request has left: count it for its page, or for the page that it is about to bring. */
  contacted(page: Page | undefined, details: Details): void {
    if (details.type === "main_frame") {
      const hops = this.navigations.get(details.tabId) ?? [];
      const before = hops.filter((hop) => hop.requestId === details.requestId);
      this.navigations.set(details.tabId, [...before, details]);
    } else if (page) count(page, details);
  }

  /** Whom the pages with a disclosure have talked to since the last time. */
  takeContacts() {
    const talked = [...this.pages.values()].filter((page) => page.disclosure !== null);
    return talked.flatMap(({ document, origin, disclosure, counts }) => {
      const contacts = [...counts].map(([host, kinds]) => ({ document, origin, disclosure, host, counts: kinds }));
      counts.clear();
      return contacts;
    });
  }

  private remember(page: Page): void {
    this.pages.delete(page.document);
    this.pages.set(page.document, page);
    for (const old of this.pages.values()) {
      if (this.pages.size <= MAX_PAGES) break;
      if (this.shown.get(old.tab) !== old) this.pages.delete(old.document);
    }
  }

  /** The newest page of an origin, best one with a disclosure: whose worker it is that asks, no browser says. */
  private ofOrigin(origin: string | undefined): Page | undefined {
    const pages = [...this.pages.values()].filter((page) => page.origin === origin);
    return pages.findLast((page) => page.disclosure !== null) ?? pages.at(-1);
  }
}

/** Who had a request made; Firefox calls it `originUrl`, and gives a whole address. */
export function initiatorOf(details: Details): string | undefined {
  const from = details.initiator ?? (details as { originUrl?: string }).originUrl;
  return from === undefined ? undefined : originOf(from);
}

/** The recipient of a request. */
export function hostOf(details: Details): string {
  return new URL(details.url).hostname.slice(-MAX_HOST);
}

export function isWeb(origin: string | undefined): origin is string {
  return origin?.startsWith("http") ?? false;
}

/** The name of what a needle finds. */
export function nameOf(needle: Needle): string {
  return `${needle.item}@${needle.version}`;
}

function newPage(tab: number, document: string, origin: string): Page {
  return { document, tab, origin, disclosure: null, counts: new Map() };
}

function count(page: Page, details: Details): void {
  const host = hostOf(details);
  if (page.counts.size >= MAX_HOSTS && !page.counts.has(host)) return;
  const kinds = page.counts.get(host) ?? {};
  kinds[details.type] = (kinds[details.type] ?? 0) + 1;
  page.counts.set(host, kinds);
}

function withoutHash(url: string): string {
  return url.split("#", 1)[0] ?? url;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "null";
}
