// What documents hold of the person's values, typed or filled, and what keeps it from others: only these are ever
// stopped. In Chromium tab-bound session rules stop addresses; Firefox asks its blocking listener.
import type { Patterns, PatternValue } from "../protocol.gen";
import { PatternSet } from "../scan/patterns";

type Rule = chrome.declarativeNetRequest.Rule;

/** Values of one act: a fill, or what one field holds now. */
interface Hold {
  tab: number;
  document: string;
  /** What a newer one of the same name replaces. */
  name: string;
  values: PatternValue[];
  patterns: PatternSet;
  rules: number[];
}

/** Everything that can carry a value but the navigation itself: logging in and paying lead to other sites. */
const STOPPABLE = [
  "sub_frame",
  "stylesheet",
  "script",
  "image",
  "font",
  "object",
  "xmlhttprequest",
  "ping",
  "csp_report",
  "media",
  "websocket",
  "other",
] as chrome.declarativeNetRequest.ResourceType[];
/** Rules for values lie above the rules for trackers and below a pause. */
const PRIORITY = 50;
const IS_FIREFOX = chrome.runtime.getURL("").startsWith("moz-extension:");

/** All holds of all tabs. */
export class Holds {
  private holds: Hold[] = [];
  private nextRule = 1;
  private readonly released = new Set<string>();
  private readonly allowed = new Map<string, Set<string>>();

  /**
   * @param cleared resolves when the rules of an earlier background are gone
   * @param paused tells whether protection is paused on the page that a tab shows
   */
  constructor(
    private readonly cleared: Promise<void>,
    private readonly paused: (tab: number) => boolean,
  ) {}

  /** A document holds these values from now on; resolves when what can be stopped by rules is. */
  async add(tab: number, document: string, name: string, patterns: Patterns): Promise<void> {
    const before = this.holds.filter((hold) => hold.document === document && hold.name === name);
    this.holds = this.holds.filter((hold) => !before.includes(hold));
    const hold = { tab, document, name, values: patterns.values, patterns: PatternSet.of([patterns]), rules: [] };
    this.holds.push(hold);
    await this.write(this.rulesOf(hold), before);
  }

  /** The form of a document was submitted: what was kept until then is kept no longer. */
  submitted(document: string): void {
    this.released.add(document);
    this.renew((hold) => hold.document === document);
  }

  /** A recipient may have the values of a tab's documents, for as long as they are there. */
  allow(tab: number, recipient: string): void {
    for (const { document } of this.holds.filter((hold) => hold.tab === tab)) {
      const known = this.allowed.get(document) ?? new Set<string>();
      this.allowed.set(document, known.add(recipient));
    }
    this.renew((hold) => hold.tab === tab);
  }

  /** Work out all rules anew: the pauses have changed. */
  renewAll(): void {
    this.renew(() => true);
  }

  /** Documents are gone: all of a tab but one, or all there are. */
  gone(tab?: number, but?: string): void {
    const gone = this.holds.filter((hold) => (tab === undefined || hold.tab === tab) && hold.document !== but);
    this.holds = this.holds.filter((hold) => !gone.includes(hold));
    for (const { document } of gone) {
      this.released.delete(document);
      this.allowed.delete(document);
    }
    void this.write([], gone);
  }

  /** The pattern sets of what a tab's documents hold. */
  setsOf(tab: number): PatternSet[] {
    return this.holds.filter((hold) => hold.tab === tab).map((hold) => hold.patterns);
  }

  /** The held value of a kind in a document. */
  valueOf(document: string, kind: string): PatternValue | undefined {
    const values = this.holds.filter((hold) => hold.document === document).flatMap((hold) => hold.values);
    return values.find((value) => value.kind === kind);
  }

  holdsAny(tab: number): boolean {
    return this.holds.some((hold) => hold.tab === tab);
  }

  /** The rule that keeps a value of a tab's documents from a host; "" when none does. */
  keeper(tab: number, value: PatternValue, host: string): string {
    if (this.paused(tab)) return "";
    for (const hold of this.holds) {
      if (hold.tab !== tab) continue;
      const held = hold.values.find((one) => one.item === value.item && one.kind === value.kind);
      if (held?.guard && this.isOn(hold, held) && !within(host, this.exempt(hold, held))) return held.guard.rule;
    }
    return "";
  }

  /** Stop everything from a tab to a host that has just got what it should not have: nothing else can stop it there. */
  block(tab: number, host: string): void {
    const hold = this.holds.find((one) => one.tab === tab);
    if (!hold || IS_FIREFOX) return;
    const condition = { requestDomains: [host], tabIds: [tab, -1], resourceTypes: STOPPABLE };
    const rule: Rule = { id: this.nextRule++, priority: PRIORITY, condition, action: { type: "block" as never } };
    hold.rules.push(rule.id);
    void this.write([rule], []);
  }

  private isOn(hold: Hold, value: PatternValue): boolean {
    return value.guard?.until === "gone" || !this.released.has(hold.document);
  }

  private exempt(hold: Hold, value: PatternValue): string[] {
    return [...(value.guard?.exempt ?? []), ...(this.allowed.get(hold.document) ?? [])];
  }

  private renew(wanted: (hold: Hold) => boolean): void {
    const holds = this.holds.filter(wanted);
    const stale = holds.map((hold) => ({ ...hold }));
    void this.write(
      holds.flatMap((hold) => this.rulesOf(hold)),
      stale,
    );
  }

  private rulesOf(hold: Hold): Rule[] {
    hold.rules = [];
    if (IS_FIREFOX || this.paused(hold.tab)) return [];
    const rules = hold.values.flatMap((value) =>
      this.isOn(hold, value) ? (value.guard?.filters ?? []).map((filter) => this.rule(hold, value, filter)) : [],
    );
    hold.rules = rules.map((rule) => rule.id);
    return rules;
  }

  private rule(hold: Hold, value: PatternValue, urlFilter: string): Rule {
    const condition = {
      urlFilter,
      tabIds: [hold.tab],
      excludedRequestDomains: this.exempt(hold, value),
      resourceTypes: STOPPABLE,
    };
    return { id: this.nextRule++, priority: PRIORITY, condition, action: { type: "block" as never } };
  }

  private async write(addRules: Rule[], stale: Hold[]): Promise<void> {
    const removeRuleIds = stale.flatMap((hold) => hold.rules);
    if (addRules.length === 0 && removeRuleIds.length === 0) return;
    await this.cleared;
    await chrome.declarativeNetRequest.updateSessionRules({ addRules, removeRuleIds });
  }
}

/** Whether a host is one of these domains, or below one. */
export function within(host: string, domains: string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
