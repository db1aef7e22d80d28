// What is known of the pages that tabs show: whose page a request is, what each was given, and whom it talked to.
import type { PatternValue } from "../protocol.gen";

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
  /** How many requests were stopped, by host. */
  stopped: Map<string, number>;
  /** Whether it has fields whose typed values are looked for. */
  watched: boolean;
  /** Whether something was typed into them. */
  typed: boolean;
  /** When a form of it was submitted first (ms since 1970). */
  submittedAt: number | null;
  /** Whom something unreadable went to, and why it was so: each is said once where nothing is held. */
  unread: Set<string>;
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

  /** @param watched is called whenever a page has fields to watch */
  constructor(private readonly watched: () => void) {}

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
  disclosing(tab: number, document: string, origin: string, disclosure: string, values: PatternValue[]): void {
    const shown = this.shown.get(tab);
    const page = this.pages.get(document) ?? (shown?.origin === origin ? shown : newPage(tab, document, origin));
    page.disclosure = disclosure;
    if (!shown) this.shown.set(tab, page);
    this.remember(page);
    if (this.given.some((known) => known.id === disclosure)) return;
    this.given.push({ id: disclosure, document: page.document, tab, origin, items: new Set(values.map(nameOf)) });
    this.given.splice(0, this.given.length - MAX_GIVEN);
  }

  /** A tab is gone; what its page still sends on its way out is known by the document. */
  closed(tab: number): void {
    this.shown.delete(tab);
    this.navigations.delete(tab);
  }

  /** The host of the page that a tab shows; "" where none is known. */
  hostOf(tab: number): string {
    const origin = this.shown.get(tab)?.origin ?? "";
    return isWeb(origin) ? new URL(origin).hostname : "";
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
  disclosureOf(page: Page | undefined, value: PatternValue): string | null {
    if (!page) return null;
    const fitting = this.given.filter((known) => known.items.size === 0 || known.items.has(nameOf(value)));
    const given =
      fitting.findLast((known) => known.document === page.document) ??
      fitting.findLast((known) => known.tab === page.tab && known.origin === page.origin);
    return given?.id ?? null;
  }

  /** A request has left: count it for its page, or for the page that it is about to bring. */
  contacted(page: Page | undefined, details: Details): void {
    if (details.type === "main_frame") {
      const hops = this.navigations.get(details.tabId) ?? [];
      const before = hops.filter((hop) => hop.requestId === details.requestId);
      this.navigations.set(details.tabId, [...before, details]);
    } else if (page) count(page, details);
  }

  /** A request was stopped: count it for its page. */
  stopped(page: Page | undefined, details: Details): void {
    const host = hostOf(details);
    if (page && (page.stopped.size < MAX_HOSTS || page.stopped.has(host))) {
      page.stopped.set(host, (page.stopped.get(host) ?? 0) + 1);
    }
  }

  /** Whom the pages that are logged have talked to since the last time; of all others only what was stopped. */
  takeContacts() {
    return [...this.pages.values()].flatMap((page) => {
      const { document, origin, disclosure, counts, stopped } = page;
      const talked = this.isLogged(page) && isWeb(origin) ? counts : new Map<string, { [kind: string]: number }>();
      const hosts = isWeb(origin) ? [...new Set([...talked.keys(), ...stopped.keys()])] : [];
      const contacts = hosts.map((host) => {
        const said = { counts: talked.get(host) ?? {}, stopped: stopped.get(host) ?? 0 };
        return { document, origin, disclosure, host, ...said };
      });
      talked.clear();
      stopped.clear();
      return contacts;
    });
  }

  /** Whether it is said whom a page talks to: it was given something, by Meum or by hand. All else is nobody's business. */
  isLogged(page: Page): boolean {
    return page.disclosure !== null || page.typed;
  }

  /** Whether what a page sends is kept for a second look. */
  isWatched(page: Page): boolean {
    return page.watched || page.disclosure !== null;
  }

  /** Whether it is to be said that a page's request could not be read: always where something is held, else once. */
  unread(page: Page, host: string, why: string): boolean {
    const name = `${host} ${why}`;
    const known = page.unread.has(name);
    if (page.unread.size < MAX_HOSTS) page.unread.add(name);
    return !known || this.isWatched(page);
  }

  /** The page that a tab shows has fields to watch. */
  watching(tab: number): void {
    const page = this.shown.get(tab);
    if (page) page.watched = true;
    this.watched();
  }

  /** The tabs that show something. */
  tabs(): number[] {
    return [...this.shown.keys()];
  }

  /** Whether the page that a tab shows has fields to watch. */
  isWatching(tab: number): boolean {
    return this.shown.get(tab)?.watched ?? false;
  }

  /** Something was typed into the page that a tab shows. */
  typed(tab: number): void {
    const page = this.shown.get(tab);
    if (page) page.typed = true;
  }

  /** A form of the page that a tab shows was submitted. */
  submitted(tab: number, at: number): void {
    const page = this.shown.get(tab);
    if (page) page.submittedAt ??= at;
  }

  private remember(page: Page): void {
    this.pages.delete(page.document);
    this.pages.set(page.document, page);
    for (const old of this.pages.values()) {
      if (this.pages.size <= MAX_PAGES) break;
      if (this.shown.get(old.tab) !== old) this.pages.delete(old.document);
    }
  }

  /** The newest page of an origin, best one that is shown and holds something: whose worker it is, no browser says. */
  private ofOrigin(origin: string | undefined): Page | undefined {
    const pages = [...this.pages.values()].filter((page) => page.origin === origin);
    const shown = pages.filter((page) => this.shown.get(page.tab) === page);
    const likely = shown.length > 0 ? shown : pages;
    return likely.findLast((page) => this.isLogged(page)) ?? likely.at(-1);
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

/** The name of what a value finds. */
export function nameOf(value: PatternValue): string {
  return `${value.item || value.kind}@${value.version}`;
}

function newPage(tab: number, document: string, origin: string): Page {
  return {
    document,
    tab,
    origin,
    disclosure: null,
    counts: new Map(),
    stopped: new Map(),
    watched: false,
    typed: false,
    submittedAt: null,
    unread: new Set(),
  };
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
