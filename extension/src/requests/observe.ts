// Watches requests: what carried a value becomes a transmission, whom a page talked to is counted, and what may not
// leave is stopped where this browser lets us. The scan waits for the patterns, never the request for the scan.
import { IS_FIREFOX } from "../browser";
import type { Event, Patterns, PatternValue } from "../protocol.gen";
import { PatternSet } from "../scan/patterns";
import { type Channel, type Finding, type Part, partsOf, scan } from "../scan/scan";
import { Bounded } from "./bounded";
import { headerParts, hides, isPreflight } from "./headers";
import { Hidden } from "./hidden";
import type { Holds } from "./holds";
import { type Fate, failed, type Job, kindsOf, newJob, note, sizeOf, transmission, unreadable } from "./jobs";
import { type Details, hostOf, initiatorOf, Pages } from "./pages";
import { Queue } from "./queue";
import { Recent } from "./recent";

const FLUSH_MS = 500;
/** Requests on their way: more than a browser lets a page have. */
const MOST_LEAVING = { count: 4000, bytes: 64 << 20 };
const MOST_LEFT = { count: 1000, bytes: 1 << 20 };
/** How long a submit may take to be heard of, after a request that it causes. */
const SUBMIT_MS = 40;
/** Chromium shows the bodies of POST and PUT, and these have none; Firefox shows all. */
const READABLE = new Set(["GET", "HEAD", "POST", "PUT"]);
const PREFLIGHT = "OPTIONS";
/** What has no body, no method but GET and no header of the page's: one look, as it leaves, shows all there is. */
const BARE = new Set(["font", "image", "imageset", "media", "script", "stylesheet"]);
const OWN_ORIGIN = new URL(chrome.runtime.getURL("")).origin;
/** Errors that say, of a request that has not left, who stopped it. */
const STOPPED = new Set(["net::ERR_BLOCKED_BY_CLIENT", "NS_ERROR_ABORT"]);
/** Errors that say that nobody took it. All others leave that open: then it counts as gone. */
const FAILED = new Set([
  "net::ERR_CONNECTION_REFUSED",
  "net::ERR_NAME_NOT_RESOLVED",
  "net::ERR_INTERNET_DISCONNECTED",
  "NS_ERROR_CONNECTION_REFUSED",
  "NS_ERROR_UNKNOWN_HOST",
  "NS_ERROR_OFFLINE",
]);

/** Errors that say so of a request that has not left: afterwards some of it may be out. */
const UNSENT = new Set(["net::ERR_INSUFFICIENT_RESOURCES"]);

type Before = chrome.webRequest.OnBeforeRequestDetails;
type Verdict = chrome.webRequest.BlockingResponse | undefined;

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
  readonly pages = new Pages(() => this.guard());
  private vault = PatternSet.none;
  private readonly leaving = new Bounded<string, Job>(MOST_LEAVING, sizeOf, (job) => this.pushedOut(job));
  /** Requests that have left, so that a late failure can still be told. */
  private readonly left = new Bounded<string, Fate>(MOST_LEFT, ({ url }) => url.length);
  private readonly recent = new Recent((job) => this.ears.record(unreadable(job, "not-kept")));
  private readonly queue = new Queue(
    (job) => this.search(job),
    (job) => this.ears.record(unreadable(job, "too-many")),
  );
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
    const everywhere: chrome.webRequest.RequestFilter = { urls: ["<all_urls>"] };
    const { onBeforeRequest, onSendHeaders, onBeforeRedirect, onErrorOccurred, ResourceType } = chrome.webRequest;
    const types = Object.values(ResourceType).filter((type) => IS_FIREFOX || !BARE.has(type));
    onBeforeRequest.addListener(this.saw, { ...everywhere, types }, ["requestBody"]);
    const headers = IS_FIREFOX ? ["requestHeaders"] : ["requestHeaders", "extraHeaders"];
    onSendHeaders.addListener((details) => this.sent(details), everywhere, headers as "requestHeaders"[]);
    // Inside the browser: to https, or in Firefox to the page's own worker, whose request is another one.
    onBeforeRedirect.addListener((details) => this.inside(details.requestId), everywhere);
    onErrorOccurred.addListener((details) => this.failed(details), everywhere);
  }

  /** Look for what these pages stand for from now on, and for nothing else of the vault. */
  watchFor(pages: Patterns[]): void {
    this.vault = PatternSet.of(pages);
    for (const job of this.recent.all()) this.enqueue(job);
  }

  /** What a tab's documents hold has changed: look again at what they have just sent. */
  lookAgain(tab: number): void {
    this.guard();
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
    job.fate.became = "gone";
    if (job.page && this.pages.isWatched(job.page)) this.recent.add(job);
    this.enqueue(job);
  }

  /** The page's own wrapper kept these values from leaving. */
  kept(tab: number, document: string, sent: SentByPage, findings: Finding[]): void {
    const details = detailsOf(tab, document, sent);
    const job = newJob(details, this.pages.of(details), [], "");
    note(job, findings);
    this.settle(job, "stopped");
  }

  private readonly saw = ({ requestBody, ...details }: Before): undefined => {
    if (!this.isOurBusiness(details)) return;
    const hidden = !requestBody && !IS_FIREFOX && !READABLE.has(details.method);
    const { parts, unreadable: why } = partsOf(details.url, requestBody);
    const isHidden = hidden || why === "not-shown" || details.type === "websocket";
    const job = this.open(details, parts, isHidden ? "" : why);
    if (isHidden) this.hidden.expect(job);
    if (IS_FIREFOX && requestBody?.formData) job.fields = Object.values(requestBody.formData).flat().length;
  };

  /** Firefox: have requests wait for our word, which takes them time, as long as there may be something to keep. */
  private guard(): void {
    const { onBeforeRequest, onBeforeSendHeaders } = chrome.webRequest;
    if (!IS_FIREFOX || onBeforeRequest.hasListener(this.judge)) return;
    onBeforeRequest.addListener(this.judge, { urls: ["<all_urls>"] }, ["blocking"]);
    onBeforeSendHeaders.addListener(this.judgeHeaders, { urls: ["<all_urls>"] }, ["blocking", "requestHeaders"]);
  }

  private isOurBusiness(details: Details): boolean {
    if (!details.url.startsWith("http") && !details.url.startsWith("ws")) return false;
    return !this.ears.ignored(details.url) && initiatorOf(details) !== OWN_ORIGIN;
  }

  /** A request is on its way. */
  private open(details: Details, parts: Part[], why: string): Job {
    this.left.delete(details.requestId); // a redirect: the hop before has arrived, whatever becomes of this one
    const job = newJob(details, this.pages.of(details), parts, why);
    this.leaving.add(details.requestId, job);
    if (job.page && this.pages.isWatched(job.page)) this.recent.add(job);
    this.enqueue(job);
    return job;
  }

  /** Firefox: cancel a request that carries what its document holds to somebody who may not have it. */
  private readonly judge = ({ requestId }: Details): Verdict => {
    if (!this.pages.tabs().some((tab) => this.pages.isWatching(tab) || this.holds.holdsAny(tab))) {
      chrome.webRequest.onBeforeRequest.removeListener(this.judge);
      chrome.webRequest.onBeforeSendHeaders.removeListener(this.judgeHeaders);
    }
    const job = this.leaving.get(requestId); // `saw` has registered before, so it has had its turn
    return job && this.verdict(job, job.parts);
  };

  private readonly judgeHeaders = (details: chrome.webRequest.OnBeforeSendHeadersDetails): Verdict => {
    const job = this.leaving.get(details.requestId);
    return job && this.verdict(job, headerParts(details.requestHeaders ?? []));
  };

  /** A request that is to be kept waits until a submit that has caused it would have been heard of. */
  private verdict(job: Job, parts: Part[]): Verdict {
    if (!this.holds.holdsAny(tabOf(job)) || !this.keeps(job, parts)) return undefined;
    const verdict: object = new Promise((answer) => {
      const decide = () => {
        const cancel = job.fate.became === "open" && this.keeps(job, parts);
        if (cancel) {
          note(job, scan(parts, this.holds.setsOf(tabOf(job))).findings);
          this.settle(job, "stopped");
        }
        answer({ cancel });
      };
      setTimeout(decide, SUBMIT_MS);
    });
    return verdict; // Firefox takes promises, too
  }

  private keeper(job: Job, { value }: Job["found"][number]): string {
    return job.details.type === "main_frame" ? "" : this.holds.keeper(tabOf(job), value, hostOf(job.details));
  }

  private sent({ requestHeaders: headers = [], ...details }: chrome.webRequest.OnSendHeadersDetails): void {
    const job = this.leaving.get(details.requestId) ?? this.bare(details);
    if (!job) return;
    if (job.fields !== null) job.unreadable ||= hides(headers, job.parts[1]?.bytes.length ?? 0, job.fields);
    if (job.details.method === PREFLIGHT && isPreflight(headers)) this.hidden.forget(job);
    job.parts.push(...headerParts(headers));
    this.settle(job, "gone");
  }

  /** A request of those that are not seen before they leave, or are stopped. */
  private bare(details: Details): Job | undefined {
    if (IS_FIREFOX || !BARE.has(details.type) || !this.isOurBusiness(details)) return undefined;
    return this.open(details, partsOf(details.url, undefined).parts, "");
  }

  /** It turned out that a request goes nowhere as it is. */
  private inside(requestId: string): void {
    const job = this.leaving.get(requestId);
    if (!job) return;
    this.leaving.delete(requestId);
    this.recent.drop(job);
  }

  /** Too much is on its way: a request counts as gone before its headers were seen. */
  private pushedOut(job: Job): void {
    this.settle(job, "gone");
    this.ears.record(unreadable(job, "too-many"));
  }

  private settle(job: Job, became: "gone" | "stopped"): void {
    this.leaving.delete(job.details.requestId);
    job.fate.became = became;
    if (became === "gone") {
      this.pages.contacted(job.page, job.details);
      this.left.add(job.details.requestId, job.fate);
    } else this.pages.stopped(job.page, job.details);
    if (became === "stopped" || (job.page && this.pages.isLogged(job.page))) this.soon();
    if (job.found.length > 0) this.sayInTime(job);
    this.enqueue(job);
  }

  private failed({ error, ...details }: chrome.webRequest.OnErrorOccurredDetails): void {
    const left = this.left.get(details.requestId);
    const isStopped = STOPPED.has(error);
    const isNew = isStopped && left?.url !== details.url; // not the hop before
    const open = this.leaving.get(details.requestId) ?? (isNew ? this.bare(details) : undefined);
    if (open) this.settle(open, isStopped ? "stopped" : "gone");
    const fate = open?.fate ?? left;
    if (!fate || !(FAILED.has(error) || (open && UNSENT.has(error)))) return;
    this.left.delete(details.requestId);
    fate.became = "failed";
    if (fate.said.length > 0) this.ears.record(failed(fate.said, "failed"));
  }

  /** Say what was found in a request, once it is known what became of it. */
  private say(job: Job): void {
    const { became, said } = job.fate;
    if (became === "open" || job.found.length === 0) return;
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
    said.push(...names);
    const tab = tabOf(job);
    if (became !== "gone") this.ears.record(failed(names, became));
    if (became === "stopped") {
      const [first] = found;
      const stop = { tab, host: hostOf(job.details), kinds: kindsOf(found) };
      if (first) this.ears.stopped({ ...stop, channel: first.channel, chain: first.chain });
    } else if (rules.some((rule) => rule !== "") && this.keeps(job)) this.holds.block(tab, hostOf(job.details));
  }

  /** Whether a request carries what its document holds, found by that alone: what the vault adds must stop nothing. */
  private keeps(job: Job, parts = job.parts): boolean {
    const { findings } = scan(parts, this.holds.setsOf(tabOf(job)));
    return findings.some((finding) => this.keeper(job, finding) !== "");
  }

  /** Have a request searched: once it has left, or, in a hurry, while its page still holds what it may carry. */
  private enqueue(job: Job): void {
    if (job.fate.became === "open" && !this.holds.holdsAny(tabOf(job))) return;
    this.queue.add(job, this.holds.holdsAny(tabOf(job)));
  }

  private search(job: Job): void {
    const sets = [...this.holds.setsOf(tabOf(job)), this.vault].filter((set) => set.size > 0);
    if (sets.length === 0) return;
    const { findings, unreadable: why } = scan(job.parts, sets);
    const isNew = note(job, findings);
    if (job.unreadable || why) this.cannotRead(job, job.unreadable || why);
    if (isNew) this.sayInTime(job);
  }

  /** A submit is heard of about when its request is seen, now before it and now after. */
  private sayInTime(job: Job): void {
    const early = job.page !== undefined && job.page.submittedAt === null && this.pages.isWatched(job.page);
    if (early) setTimeout(() => this.say(job), SUBMIT_MS);
    else this.say(job);
  }

  private cannotRead(job: Job, why: string): void {
    job.unreadable = "";
    if (job.fate.became === "stopped" || (job.page && !this.pages.unread(job.page, hostOf(job.details), why))) return;
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
