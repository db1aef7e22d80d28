// What pages hold of the person's values: has watched fields reported, patterns made for what was typed, guards set in
// place before a value is written, and keeps account of what was stopped.
import { IS_FIREFOX } from "./browser";
import type { Companion } from "./companion";
import type { Entry, Forms } from "./forms";
import type { FromPage, PageGuard, StopView } from "./internal";
import type { FillPlan, Document as Place, SentField } from "./protocol.gen";
import type { Holds } from "./requests/holds";
import type { Observer, Stop } from "./requests/observe";

const MAX_STOPS = 50;
/** By then what was typed is known, with its patterns. */
const PATTERNS_MS = 400;
type Said<Type extends FromPage["type"]> = Extract<FromPage, { type: Type }>;

/** What is typed into a field while its patterns are made. */
interface Typing {
  document: string;
  key: string;
  submitted: boolean;
}

/** The lookout of all tabs. */
export class Watching {
  private readonly stops = new Map<number, StopView[]>();
  /** What the fields of each document were last said to hold. */
  private readonly texts = new Map<string, Map<string, string>>();
  private readonly typing = new Set<Typing>();

  constructor(
    private readonly forms: Forms,
    private readonly companion: Companion,
    private readonly observer: Observer,
    private readonly holds: Holds,
  ) {
    holds.onChange((tab, document) => {
      if (!holds.holdsIn(document)) this.texts.delete(document);
      const message = { type: "guard", guard: holds.guardOf(document) };
      chrome.tabs.sendMessage(tab, message, { documentId: document }).catch(() => {});
    });
  }

  /** A form has an offer: its page is to tell what is typed into the fields of a known kind, and to keep it. */
  offered(entry: Entry): void {
    const { tab, id, frame } = entry.place;
    const offers = this.forms.ofDocument(id).flatMap((one) => one.offer ?? []);
    const keys = offers.flatMap(({ lines }) => lines.filter((line) => line.watched).map((line) => line.key));
    if (keys.length === 0 && !offers.some(({ collects }) => collects)) return;
    if (!this.holds.knows(id)) void bringKeeper(tab, frame);
    const kept = offers.flatMap((offer) => offer.kept ?? []);
    this.holds.watch(entry.place, kept);
    if (keys.length === 0) return;
    this.observer.pages.watching(tab);
    chrome.tabs.sendMessage(tab, { type: "watch", keys }, { documentId: id }).catch(() => {});
  }

  /** Something was typed into a watched field; a page tells the same again when it is asked again. */
  async typed(place: Place, { key, text }: Said<"typed">): Promise<void> {
    const { tab, id } = place;
    const entry = this.forms.withField(id, key);
    if (!entry?.offer || this.texts.get(id)?.get(key) === text) return;
    this.observer.pages.typed(tab);
    const typing = { document: id, key, submitted: false };
    this.typing.add(typing);
    const answer = await this.companion.ask({ type: "typed", offer: entry.offer.offer, key, text });
    this.typing.delete(typing);
    if (answer.type !== "patterns" || this.isGone(id)) return;
    this.holding(id, key, text);
    const added = this.holds.add(place, `typed ${key}`, [key], answer);
    if (typing.submitted) this.holds.submitted(id, (one) => one === key);
    await added;
    this.observer.lookAgain(tab);
  }

  /** Values are about to be written: everything that can keep them is in place when this resolves. */
  async filling(place: Place, plan: FillPlan): Promise<PageGuard> {
    const { tab, id } = place;
    const written = plan.fields.flatMap(({ key, text }) => (text ? { key, text } : []));
    for (const { key, text } of written) this.holding(id, key, text);
    const keys = written.map(({ key }) => key);
    if (!this.isGone(id)) await this.holds.add(place, `fill ${plan.form}`, keys, plan.patterns);
    this.observer.lookAgain(tab);
    return this.holds.guardOf(id);
  }

  /** A form of a page was submitted; one without a field that holds anything tells nothing about what is held. */
  submitted({ tab, id }: Place, at: number, fields: SentField[]): void {
    const went = (key: string) => fields.some((field) => field.key === key);
    const typing = [...this.typing].filter((one) => one.document === id && went(one.key));
    for (const one of typing) one.submitted = true;
    if (this.holds.submitted(id, went) || typing.length > 0) this.observer.pages.submitted(tab, at);
  }

  /** The wrapper in a page saw what the browser does not show. */
  sent(place: Place, { sent, data }: Said<"sent">): void {
    if (IS_FIREFOX && sent.kind !== "socket") return; // the browser shows these itself
    const bytes = data === null ? null : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const channel = sent.kind === "protocol" ? "header" : "socket";
    this.observer.told(place.tab, place.id, { ...sent, type: requestType(sent.kind) }, bytes, channel);
  }

  /** The wrapper in a page kept something back. */
  kept(place: Place, said: Said<"kept">, patience = PATTERNS_MS): void {
    const { sent, channel, keys, chain } = said;
    const lines = this.forms.ofDocument(place.id).flatMap((entry) => entry.offer?.lines ?? []);
    const kept = lines.filter((line) => keys.includes(line.key));
    const kinds = new Map(kept.map(({ kind, kindText }) => [kind, kindText]));
    // Of what has just been typed it is not known yet whether it is an item of the vault.
    if (patience > 0 && [...kinds.keys()].some((kind) => !this.holds.valueOf(place.id, kind))) {
      setTimeout(() => this.kept(place, said, 0), patience);
      return;
    }
    // A page may still be guarded for the background before this one, which knew the values.
    const values = [...kinds].map(
      ([kind, kindText]) => this.holds.valueOf(place.id, kind) ?? { item: "", version: 0, kind, kindText, guard: null },
    );
    const findings = values.map((value) => ({ value, channel, chain }));
    this.observer.kept(place.tab, place.id, { ...sent, type: requestType(sent.kind) }, findings);
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
  }

  private holding(document: string, key: string, text: string): void {
    this.texts.set(document, (this.texts.get(document) ?? new Map()).set(key, text));
  }

  /** Whether a document went away meanwhile: nothing may be held for it any more. */
  private isGone(document: string): boolean {
    return this.forms.ofDocument(document).length === 0;
  }

  /** A frame shows another document, or with the first frame the tab is gone. */
  left(tab: number, frame: number, shown?: string): void {
    if (frame === 0) this.stops.delete(tab);
    this.holds.left(tab, frame, shown);
    for (const document of this.texts.keys()) if (!this.holds.holdsIn(document)) this.texts.delete(document);
  }
}

/** Have a document find what its fields hold in what it is about to send. */
async function bringKeeper(tab: number, frame: number): Promise<void> {
  const target = { tabId: tab, frameIds: [frame] };
  await chrome.scripting.executeScript({ target, files: ["keeper.js"], injectImmediately: true }).catch(() => {});
}

/** What the wrapper calls a way of sending, in the browser's words. */
function requestType(kind: string): string {
  const types: { [kind: string]: string } = {
    socket: "websocket",
    protocol: "websocket",
    connect: "websocket",
    beacon: "ping",
    form: "sub_frame",
    element: "other",
    rtc: "other",
  };
  return types[kind] ?? "xmlhttprequest";
}
