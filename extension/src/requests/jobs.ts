// One request on its way through the scanner: what of it can be searched, what was found, and what became of it.
import type { Event, PatternValue, Transmission } from "../protocol.gen";
import type { Finding, Part } from "../scan/scan";
import { type Details, hostOf, initiatorOf, isWeb, nameOf, type Page } from "./pages";

const MAX_METHOD = 64;

/** A request, and what is to be said of it as soon as it is known to have left or to be stopped. */
export interface Job {
  details: Details;
  page: Page | undefined;
  parts: Part[];
  /** What of it the browser did not show. */
  unreadable: string;
  /** How many fields of a form its body was shown as; null when it was not. */
  fields: number | null;
  fate: Fate;
  /** What was found and is not said yet. */
  found: Finding[];
  /** Value and channel of all that was found: each is said once. */
  seen: Set<string>;
}

/** What became of a request: remembered longer than all that it carried. */
export interface Fate {
  url: string;
  became: "open" | "gone" | "stopped" | "failed";
  /** The names of the transmissions that are in the log. */
  said: string[];
}

/** A request that has just been seen. */
export function newJob(details: Details, page: Page | undefined, parts: Part[], unreadable: string): Job {
  const fate: Fate = { url: details.url, became: "open", said: [] };
  return { details, page, parts, unreadable, fields: null, fate, found: [], seen: new Set() };
}

/** Note what was found; returns whether any of it is new. */
export function note(job: Job, findings: Finding[]): boolean {
  const fresh = findings.filter(({ value, channel }) => !job.seen.has(`${nameOf(value)} ${channel}`));
  for (const { value, channel } of fresh) job.seen.add(`${nameOf(value)} ${channel}`);
  job.found.push(...fresh);
  return fresh.length > 0;
}

/** How much of memory a request holds. */
export function sizeOf(job: Job): number {
  return job.parts.reduce((sum, part) => sum + part.bytes.length, 0);
}

/** The event that says that a value was in a request. */
export function transmission(job: Job, finding: Finding, disclosure: string | null, rule: string): Transmission {
  const { details, page } = job;
  const { value, channel, chain } = finding;
  const { item, version, kind } = value;
  return {
    type: "transmission",
    uuid: crypto.randomUUID(),
    ...where(details, page),
    method: details.method.slice(0, MAX_METHOD),
    request: details.type,
    channel,
    item,
    version,
    kind,
    encoding: chain,
    submitted: page?.submittedAt != null && page.submittedAt <= details.timeStamp,
    rule,
    disclosure,
  };
}

/** The event that says that a request could not be searched. */
export function unreadable(job: Job, why: string): Event {
  const { details, page } = job;
  const { type: request } = details;
  const disclosure = page?.disclosure ?? null;
  return { type: "unreadable", uuid: crypto.randomUUID(), ...where(details, page), request, why, disclosure };
}

/** The event that says that transmissions did not arrive. */
export function failed(transmissions: string[], outcome: "stopped" | "failed"): Event {
  return { type: "transmissionFailed", uuid: crypto.randomUUID(), at: Date.now(), transmissions, outcome };
}

/** The kinds of value in some findings, in words. */
export function kindsOf(findings: Finding[]): string[] {
  return [...new Set(findings.map(({ value }: { value: PatternValue }) => value.kindText))];
}

function where(details: Details, page: Page | undefined) {
  // A page may have no address of the web (about:blank, a file); then it is about who had the request made, or the site.
  const origin = [page?.origin, initiatorOf(details)].find(isWeb) ?? new URL(details.url).origin.replace(/^ws/, "http");
  return { at: details.timeStamp, document: page?.document ?? "none", origin, host: hostOf(details) };
}
