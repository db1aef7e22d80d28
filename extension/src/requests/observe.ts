// Watches requests: what carried a value becomes a transmission, whom a page talked to is counted, and what may not
// leave is stopped where this browser lets us. The scan waits for the patterns, never the request for the scan.
import type { Event, Patterns, PatternValue } from "../protocol.gen";
import { PatternSet } from "../scan/patterns";
import { type Channel, type Part, partsOf, scan } from "../scan/scan";
import { headerParts, hidesFile } from "./headers";
import { Hidden } from "./hidden";
import type { Holds } from "./holds";
import { failed, type Job, kindsOf, newJob, note, transmission, unreadable } from "./jobs";
import { type Details, hostOf, initiatorOf, Pages } from "./pages";
import { Recent } from "./recent";

const FLUSH_MS = 500;
const MAX_REMEMBERED = 500;
const MAX_WAITING = 4000;
/** How long a submit may take to be heard of, after a request that it causes. */
const SUBMIT_MS = 40;
/** Work goes on for this long before others in this background have their turn. */
const TURN_MS = 8;
const IS_FIREFOX = chrome.runtime.getURL("").startsWith("moz-extension:");
/** Chromium shows the bodies of POST and PUT, and these have none; Firefox shows all. */
const READABLE = new Set(["GET", "HEAD", "POST", "PUT"]);
/** Errors that say, of a request that has not left, who stopped it. */
const STOPPED = new Set(["net::ERR_BLOCKED_BY_CLIENT", "NS_ERROR_ABORT"]);
/** Errors that say that nobody took it. All others leave it open, so they change nothing. */
const FAILED = new Set([
  "net::ERR_CONNECTION_REFUSED",
  "net::ERR_NAME_NOT_RESOLVED",
  "net::ERR_INTERNET_DISCONNECTED",
  "NS_ERROR_CONNECTION_REFUSED",
  "NS_ERROR_UNKNOWN_HOST",
  "NS_ERROR_OFFLINE",
]);

/** A stop that the person can look at. */
export interface Stop {
  tab: number;
  host: string;
  kinds: string[];
  channel: string;
  chain: string;
}

/** A send that only the page's own wrapper has seen; `type` in the browser's words. */
export interface SentByPage {
  url: string;
  method: string;
  at: number;
  type: string;
}

/** What the observer tells. */
export interface Ears {
  /** Keeps events until they are committed. */
  record(...events: Event[]): void;
  /** Whether an address is none of our business (the dashboard's). */
  ignored(url: string): boolean;
  /** A request was stopped because of what it carried. */
  stopped(stop: Stop): void;
}

/** Watches all requests of this browser profile. */
export class Observer {
  readonly pages = new Pages();
  private vault = PatternSet.none;
  private readonly leaving = new Map<string, Job>();
  /** Requests that have left, so that a late failure can still be told. */
  private readonly left = new Map<string, Job>();
  private readonly recent = new Recent((job) => this.ears.record(unreadable(job, "not-kept")));
  private waiting: Job[] = [];
  private scanning = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly quiet: Event[] = [];
  private readonly hidden = new Hidden(
    (job, bytes) => this.unhide(job, bytes),
    (job) => this.vault.size > 0 && this.cannotRead(job, "not-shown"),
  );

  constructor(
    private readonly holds: Holds,
    private readonly ears: Ears,
  ) {}

  /** Register the listeners; has to happen at once when the background starts. */
  listen(): void {
    const everywhere = { urls: ["<all_urls>"] };
    const { onBeforeRequest, onSendHeaders, onBeforeRedirect, onErrorOccurred } = chrome.webRequest;
    const saw = ({ requestBody, ...details }: chrome.webRequest.OnBeforeRequestDetails) =>
      this.saw(details, requestBody) as chrome.webRequest.BlockingResponse | undefined;
    onBeforeRequest.addListener(saw, everywhere, IS_FIREFOX ? ["requestBody", "blocking"] : ["requestBody"]);
    const headers = IS_FIREFOX ? ["requestHeaders"] : ["requestHeaders", "extraHeaders"];
    onSendHeaders.addListener((details) => this.sent(details), everywhere, headers as "requestHeaders"[]);
    // Inside the browser: to https, or in Firefox to the page's own worker, whose request is another one.
    onBeforeRedirect.addListener((details) => this.inside(details.requestId), everywhere);
    onErrorOccurred.addListener((details) => this.failed(details.requestId, details.error), everywhere);
  }

  /** Look for what these pages stand for from now on, and for nothing else of the vault. */
  watchFor(pages: Patterns[]): void {
    this.vault = PatternSet.of(pages);
    for (const job of this.recent.all()) this.enqueue(job);
  }

  /** What a tab's documents hold has changed: look again at what they have just sent. */
  lookAgain(tab: number): void {
    for (const job of this.recent.ofTab(tab)) this.enqueue(job);
  }

  /** A page is given something; without values, it was given something that is not known any more. */
  disclosing(tab: number, document: string, origin: string, disclosure: string, values: PatternValue[]): void {
    this.pages.disclosing(tab, document, origin, disclosure, values);
    this.soon();
  }

  /** Take in what the page's own wrapper saw: a frame of a socket, a socket opened (no bytes), a body that is hidden. */
  told(tab: number, document: string, sent: SentByPage, bytes: Uint8Array | null, channel: Channel): void {
    if (sent.type !== "websocket" || bytes?.length === 0) {
      this.hidden.tell(sent.url, bytes);
      return;
    }
    const details = detailsOf(tab, document, sent);
    const parts: Part[] = bytes ? [{ channel, bytes }] : [];
    const job = newJob(details, this.pages.of(details), parts, bytes ? "" : "too-big");
    job.fate = "gone";
    if (job.page && this.pages.isWatched(job.page)) this.recent.add(job);
    this.enqueue(job);
  }

  /** The page's own wrapper kept these values from leaving. */
  kept(tab: number, document: string, sent: SentByPage, values: PatternValue[], chain: string): void {
    const details = detailsOf(tab, document, sent);
    const job = newJob(details, this.pages.of(details), [], "");
    const channel = sent.type === "websocket" ? "socket" : "body";
    note(
      job,
      values.map((value) => ({ value, channel, chain })),
    );
    this.settle(job, "stopped");
  }

  private saw(details: Details, shown: chrome.webRequest.OnBeforeRequestDetails["requestBody"]): unknown {
    if (!details.url.startsWith("http") && !details.url.startsWith("ws")) return undefined;
    if (this.ears.ignored(details.url) || isOurs(details)) return undefined;
    this.left.delete(details.requestId); // a redirect: the hop before has arrived, whatever becomes of this one
    const hidden = !shown && !IS_FIREFOX && !READABLE.has(details.method);
    const { parts, unreadable: why } = partsOf(details.url, shown);
    const isHidden = hidden || why === "not-shown" || details.type === "websocket";
    const job = newJob(details, this.pages.of(details), parts, isHidden ? "" : why);
    if (isHidden) this.hidden.expect(job);
    if (IS_FIREFOX) job.fields = Object.values(shown?.formData ?? {}).flat().length;
    const pushed = keep(this.leaving, details.requestId, job);
    if (pushed) this.settle(pushed, "gone");
    if (job.page && this.pages.isWatched(job.page)) this.recent.add(job);
    this.enqueue(job);
    const judged = IS_FIREFOX && details.type !== "main_frame" && this.holds.holdsAny(tabOf(job));
    return judged ? this.judge(job) : undefined;
  }

  /** Firefox: cancel a request that carries what its document holds to somebody who may not have it. */
  private judge(job: Job): chrome.webRequest.BlockingResponse {
    const { findings } = scan(job.parts, this.holds.setsOf(tabOf(job)));
    const guarded = findings.filter((finding) => this.keeper(job, finding) !== "");
    if (guarded.length === 0) return {};
    note(job, findings);
    this.settle(job, "stopped");
    return { cancel: true };
  }

  private keeper(job: Job, { value }: Job["found"][number]): string {
    return job.details.type === "main_frame" ? "" : this.holds.keeper(tabOf(job), value, hostOf(job.details));
  }

  private sent(details: chrome.webRequest.OnSendHeadersDetails): void {
    const job = this.leaving.get(details.requestId);
    if (!job) return;
    const headers = details.requestHeaders ?? [];
    if (job.fields > 0 && hidesFile(headers, job.parts[1]?.bytes.length ?? 0, job.fields)) job.unreadable = "file";
    const parts = headerParts(headers);
    if (parts.length > 0 || job.unreadable) {
      job.parts.push(...parts);
      this.enqueue(job);
    }
    this.settle(job, "gone");
  }

  /** It turned out that a request goes nowhere as it is. */
  private inside(requestId: string): void {
    const job = this.leaving.get(requestId);
    if (!job) return;
    this.leaving.delete(requestId);
    this.recent.drop(job);
    this.waiting = this.waiting.filter((one) => one !== job);
    job.found = [];
  }

  private settle(job: Job, fate: "gone" | "stopped"): void {
    this.leaving.delete(job.details.requestId);
    job.fate = fate;
    if (fate === "gone") {
      this.pages.contacted(job.page, job.details);
      keep(this.left, job.details.requestId, job);
    } else this.pages.stopped(job.page, job.details);
    if (fate === "stopped" || (job.page && this.pages.isLogged(job.page))) this.soon();
    this.say(job);
  }

  private failed(requestId: string, error: string): void {
    const open = this.leaving.get(requestId);
    if (open && STOPPED.has(error)) {
      this.settle(open, "stopped");
      return;
    }
    const job = open ?? this.left.get(requestId);
    if (!job || !FAILED.has(error)) return;
    if (open) this.settle(open, "gone");
    this.left.delete(requestId);
    if (job.said.length > 0) this.ears.record(failed(job.said, "failed"));
  }

  /** Say what was found in a request, once it is known what became of it. */
  private say(job: Job): void {
    if (job.fate === "open" || job.found.length === 0) return;
    const found = job.found.splice(0);
    const rules = found.map((finding) => this.keeper(job, finding));
    const events = found.map((finding, at) =>
      transmission(job, finding, this.pages.disclosureOf(job.page, finding.value), rules[at] ?? ""),
    );
    const names = events.map((event) => event.uuid);
    // What only the vault knows is written down later, by the clock: a page must not feel that there is more to do.
    const quiet = events.filter((event) => event.item !== "" && event.disclosure === null);
    this.quiet.push(...quiet);
    if (quiet.length > 0) this.soon();
    this.ears.record(...events.filter((event) => !quiet.includes(event)));
    job.said.push(...names);
    const tab = tabOf(job);
    if (job.fate === "stopped") {
      this.ears.record(failed(names, "stopped"));
      const [first] = found;
      const stop = { tab, host: hostOf(job.details), kinds: kindsOf(found) };
      if (first) this.ears.stopped({ ...stop, channel: first.channel, chain: first.chain });
    } else if (rules.some((rule) => rule !== "") && this.keeps(job)) this.holds.block(tab, hostOf(job.details));
  }

  /** Whether a request carries what its document holds, found by that alone: what the vault adds must stop nothing. */
  private keeps(job: Job): boolean {
    const { findings } = scan(job.parts, this.holds.setsOf(tabOf(job)));
    return findings.some((finding) => this.keeper(job, finding) !== "");
  }

  private enqueue(job: Job): void {
    if (this.waiting.length >= MAX_WAITING) {
      const dropped = this.waiting.shift();
      if (dropped) this.ears.record(unreadable(dropped, "too-many"));
    }
    this.waiting.push(job);
    if (this.scanning) return;
    this.scanning = true;
    setTimeout(() => void this.work());
  }

  private async work(): Promise<void> {
    let until = performance.now() + TURN_MS;
    try {
      for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
        this.search(job);
        if (performance.now() < until) continue;
        await new Promise((resume) => setTimeout(resume));
        until = performance.now() + TURN_MS;
      }
    } finally {
      this.scanning = false;
    }
  }

  private search(job: Job): void {
    const sets = [...this.holds.setsOf(tabOf(job)), this.vault].filter((set) => set.size > 0);
    if (sets.length === 0) return;
    const { findings, unreadable: why } = scan(job.parts, sets);
    const isNew = note(job, findings);
    if (job.unreadable || why) this.cannotRead(job, job.unreadable || why);
    if (!isNew) return;
    // A submit is heard of about when its request is seen, now before it and now after.
    const early = job.page !== undefined && job.page.submittedAt === null && this.pages.isWatched(job.page);
    if (early) setTimeout(() => this.say(job), SUBMIT_MS);
    else this.say(job);
  }

  private cannotRead(job: Job, why: string): void {
    job.unreadable = "";
    if (job.fate === "stopped" || (job.page && !this.pages.unread(job.page, hostOf(job.details), why))) return;
    this.ears.record(unreadable(job, why));
  }

  /** The wrapper told what a request hides; an opened socket hides nothing more, as its frames are told one by one. */
  private unhide(job: Job, bytes: Uint8Array | null): void {
    if (job.details.type === "websocket") return;
    if (bytes) job.parts.push({ channel: "body", bytes });
    else job.unreadable = "too-big";
    this.enqueue(job);
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const at = Date.now();
    this.ears.record(...this.quiet.splice(0));
    const events = this.pages
      .takeContacts()
      .map((contact): Event => ({ type: "contact", uuid: crypto.randomUUID(), at, ...contact }));
    if (events.length > 0) this.ears.record(...events);
  }
}

/** What a page's wrapper tells, as if the browser had shown it. */
function detailsOf(tab: number, document: string, { url, method, at, type }: SentByPage): Details {
  const details = { url, method, type, timeStamp: at, tabId: tab, documentId: document, requestId: "", frameId: -1 };
  return details as unknown as Details;
}

/** The tab that a request is put down to: a worker has none of its own. */
function tabOf(job: Job): number {
  return job.details.tabId >= 0 ? job.details.tabId : (job.page?.tab ?? -1);
}

function isOurs(details: Details): boolean {
  return initiatorOf(details) === new URL(chrome.runtime.getURL("")).origin;
}

/** Keep a bounded number of entries; returns the one that had to go. */
function keep<V>(map: Map<string, V>, key: string, value: V): V | undefined {
  map.set(key, value);
  const [oldest] = map;
  if (map.size <= MAX_REMEMBERED || !oldest) return undefined;
  map.delete(oldest[0]);
  return oldest[1];
}
