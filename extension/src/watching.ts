// What pages hold of the person's values: has watched fields reported, patterns made for what was typed, guards set in
// place before a value is written, and keeps account of what was stopped.
import type { Companion } from "./companion";
import type { Entry, Forms } from "./forms";
import type { FromPage, PageGuard, StopView } from "./internal";
import type { FillPlan, Patterns, Document as Place } from "./protocol.gen";
import type { Holds } from "./requests/holds";
import type { Observer, Stop } from "./requests/observe";

const MAX_STOPS = 50;
const IS_FIREFOX = chrome.runtime.getURL("").startsWith("moz-extension:");
type Said<Type extends FromPage["type"]> = Extract<FromPage, { type: Type }>;

/** The lookout of all tabs. */
export class Watching {
  /** The fields of each document that the wrapper guards, and who may have what they hold. */
  private readonly guards = new Map<string, PageGuard>();
  private readonly stops = new Map<number, StopView[]>();

  constructor(
    private readonly forms: Forms,
    private readonly companion: Companion,
    private readonly observer: Observer,
    private readonly holds: Holds,
  ) {}

  /** A form has an offer: its page is to tell what is typed into the fields of a known kind. */
  offered(entry: Entry): void {
    const { tab, id } = entry.place;
    const lines = this.forms.ofDocument(id).flatMap((one) => one.offer?.lines ?? []);
    const keys = lines.filter((line) => line.watched).map((line) => line.key);
    if (keys.length === 0) return;
    this.observer.pages.watching(tab);
    chrome.tabs.sendMessage(tab, { type: "watch", keys }, { documentId: id }).catch(() => {});
  }

  /** Something was typed into a watched field. */
  async typed(place: Place, { key, text }: Said<"typed">): Promise<void> {
    const entry = this.forms.withField(place.id, key);
    if (!entry?.offer) return;
    this.observer.pages.typed(place.tab);
    const answer = await this.companion.ask({ type: "typed", offer: entry.offer.offer, key, text });
    if (answer.type !== "patterns") return;
    const guard = this.guard(place.id, [key], answer);
    const message = { type: "guard", guard };
    await Promise.all([
      this.holds.add(place.tab, place.id, `typed ${key}`, answer),
      chrome.tabs.sendMessage(place.tab, message, { documentId: place.id }).catch(() => {}),
    ]);
    this.observer.lookAgain(place.tab);
  }

  /** Values are about to be written: everything that can keep them is in place when this resolves. */
  async filling(place: Place, plan: FillPlan): Promise<PageGuard> {
    const written = plan.fields.filter((field) => field.text).map((field) => field.key);
    const guard = this.guard(place.id, written, plan.patterns);
    await this.holds.add(place.tab, place.id, `fill ${plan.form}`, plan.patterns);
    this.observer.lookAgain(place.tab);
    return guard;
  }

  /** A form of a page was submitted. */
  submitted(place: Place, at: number): void {
    this.observer.pages.submitted(place.tab, at);
    this.holds.submitted(place.id);
    this.guards.delete(place.id);
    const message = { type: "guard", guard: { keys: [], exempt: [] } };
    chrome.tabs.sendMessage(place.tab, message, { documentId: place.id }).catch(() => {});
  }

  /** The wrapper in a page saw what the browser does not show. */
  sent(place: Place, { sent, data }: Said<"sent">): void {
    if (IS_FIREFOX && sent.kind !== "socket") return; // the browser shows these itself
    const bytes = data === null ? null : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    this.observer.told(place.tab, place.id, { ...sent, type: requestType(sent.kind) }, bytes);
  }

  /** The wrapper in a page kept something back. */
  kept(place: Place, { sent, keys, chain }: Said<"kept">): void {
    const lines = this.forms.ofDocument(place.id).flatMap((entry) => entry.offer?.lines ?? []);
    const kinds = new Set(lines.filter((line) => keys.includes(line.key)).map((line) => line.kind));
    const values = [...kinds].flatMap((kind) => this.holds.valueOf(place.id, kind) ?? []);
    this.observer.kept(place.tab, place.id, { ...sent, type: requestType(sent.kind) }, values, chain);
  }

  /** Keep account of what was stopped; returns how many recipients of a tab that makes. */
  stopped(stop: Stop): number {
    const known = this.stops.get(stop.tab) ?? [];
    const same = known.find((one) => one.host === stop.host);
    if (same) {
      same.count += 1;
      same.kinds = [...new Set([...same.kinds, ...stop.kinds])];
      same.channels = [...new Set([...same.channels, stop.channel])];
      same.chains = [...new Set([...same.chains, stop.chain])].slice(0, 5);
    } else if (known.length < MAX_STOPS) {
      const { host, kinds, channel, chain } = stop;
      known.push({ host, kinds, channels: [channel], chains: [chain], count: 1 });
    }
    this.stops.set(stop.tab, known);
    return known.length;
  }

  stopsOf(tab: number): StopView[] {
    return this.stops.get(tab) ?? [];
  }

  /** A recipient may have what the documents of a tab hold. */
  allow(tab: number, host: string): void {
    this.holds.allow(tab, host);
    const left = this.stopsOf(tab).filter((stop) => stop.host !== host);
    this.stops.set(tab, left);
    for (const entry of this.forms.ofTab(tab)) {
      const guard = this.guards.get(entry.place.id);
      if (!guard) continue;
      guard.exempt.push(host);
      chrome.tabs.sendMessage(tab, { type: "guard", guard }, { documentId: entry.place.id }).catch(() => {});
    }
  }

  /** A tab shows another page, or is gone. */
  left(tab: number, shown?: string): void {
    for (const entry of this.forms.ofTab(tab)) if (entry.place.id !== shown) this.guards.delete(entry.place.id);
    this.stops.delete(tab);
    this.holds.gone(tab, shown);
  }

  private guard(document: string, keys: string[], patterns: Patterns): PageGuard {
    const before = this.guards.get(document) ?? { keys: [], exempt: [] };
    const guards = patterns.values.flatMap((value) => value.guard ?? []);
    if (guards.length === 0) return before;
    const guard = {
      keys: [...new Set([...before.keys, ...keys])],
      exempt: [...new Set([...before.exempt, ...guards.flatMap((one) => one.exempt)])],
    };
    this.guards.set(document, guard);
    return guard;
  }
}

/** What the wrapper calls a way of sending, in the browser's words. */
function requestType(kind: string): string {
  const types: { [kind: string]: string } = { socket: "websocket", beacon: "ping", form: "sub_frame", rtc: "other" };
  return types[kind] ?? "xmlhttprequest";
}
