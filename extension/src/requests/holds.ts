// What documents hold of the person's values, typed or filled, and what keeps it from others: only these are ever
// stopped. In Chromium tab-bound session rules stop addresses; Firefox asks its blocking listener.
import { IS_FIREFOX } from "../browser";
import type { PageGuard } from "../internal";
import type { KeptFields, Patterns, PatternValue, Document as Place } from "../protocol.gen";
import { PatternSet } from "../scan/patterns";

type Rule = chrome.declarativeNetRequest.Rule;

/** Values of one act: a fill, or what one field holds now. */
interface Hold {
  tab: number;
  frame: number;
  document: string;
  /** What a newer one of the same name replaces. */
  name: string;
  /** The fields that hold them. */
  keys: string[];
  values: PatternValue[];
  patterns: PatternSet;
  rules: number[];
  /** Whether their form was submitted. */
  submitted: boolean;
  /** Who got one of them in a way that no rule for values stops. */
  blocked: Set<string>;
}

/** Where a document is that holds something, or may yet: the fields of which what is typed is to be kept. */
interface Watched {
  tab: number;
  frame: number;
  kept: KeptFields[];
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
/** What a page's policy has the browser report carries addresses in its body, and no page's work depends on it. */
const REPORTS = { resourceTypes: ["csp_report"] as chrome.declarativeNetRequest.ResourceType[] };
/** Rules for values lie above the rules for trackers and below a pause. */
const PRIORITY = 50;
const NO_TAB = -1;
/** Shared and service workers have no tab: for those of its site so many rules of a value, the likeliest, come twice. */
const IN_WORKERS = 16;

/** All holds of all tabs. */
export class Holds {
  private holds: Hold[] = [];
  private nextRule = 1;
  private readonly allowed = new Map<string, Set<string>>();
  private readonly watched = new Map<string, Watched>();
  private changed: (tab: number, document: string) => void = () => {};

  /**
   * @param cleared resolves when the rules of an earlier background are gone
   * @param paused tells whether protection is paused on the page that a tab shows
   */
  constructor(
    private readonly cleared: Promise<void>,
    private readonly paused: (tab: number) => boolean,
  ) {}

  /** Have somebody hear of each document whose guard may have changed. */
  onChange(changed: (tab: number, document: string) => void): void {
    this.changed = changed;
  }

  /** What will be typed into these fields of a document is to be kept from the first character on. */
  watch({ tab, frame, id }: Place, kept: KeptFields[]): void {
    this.watched.set(id, { tab, frame, kept });
    this.changed(tab, id);
  }

  /** The fields of a document hold these values from now on; resolves when what can be stopped by rules is. */
  async add({ tab, frame, id: document }: Place, name: string, keys: string[], patterns: Patterns): Promise<void> {
    const before = this.holds.filter((hold) => hold.document === document && hold.name === name);
    const hold: Hold = {
      tab,
      frame,
      document,
      name,
      keys,
      values: patterns.values,
      patterns: PatternSet.of([patterns]),
      rules: [],
      submitted: false,
      blocked: new Set(before.flatMap((one) => [...one.blocked])),
    };
    this.holds = [...this.holds.filter((one) => !before.includes(one)), hold];
    if (!this.watched.has(document)) this.watched.set(document, { tab, frame, kept: [] });
    this.changed(tab, document);
    await this.write(this.rulesOf(hold), before);
  }

  /** Some fields of a document were submitted: what was kept until then is kept no longer. Returns whether they held any. */
  submitted(document: string, went: (key: string) => boolean): boolean {
    const sent = this.holds.filter((hold) => hold.document === document && hold.keys.some(went));
    for (const hold of sent) hold.submitted = true;
    this.renew(sent);
    return sent.length > 0;
  }

  /** A recipient may have the values of a tab's documents, for as long as they are there. */
  allow(tab: number, recipient: string): void {
    for (const [document, { tab: of }] of this.watched) {
      if (of === tab) this.allowed.set(document, (this.allowed.get(document) ?? new Set()).add(recipient));
    }
    this.renew(this.holds.filter((hold) => hold.tab === tab));
  }

  /** Work out all rules anew: the pauses have changed. */
  renewAll(): void {
    this.renew(this.holds);
    for (const [document, { tab }] of this.watched) this.changed(tab, document);
  }

  /** A frame shows another document (a tab's first frame: no document that was in it is left), or the tab is gone. */
  left(tab: number, frame: number, shown?: string): void {
    // A page that was left is told nothing: a message would keep the browser from showing it again as it was.
    this.drop((document, at) => at.tab === tab && (frame === 0 || at.frame === frame) && document !== shown);
  }

  /** Nothing is known any more of what documents hold. */
  forget(): void {
    const all = [...this.watched];
    this.drop(() => true);
    for (const [document, { tab }] of all) this.changed(tab, document);
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

  /** The fields of a document that are guarded now, and who may have what they hold. */
  guardOf(document: string): PageGuard {
    const holds = this.holds.filter((hold) => hold.document === document && !this.paused(hold.tab));
    const on = holds.map((hold) => ({ hold, values: hold.values.filter((value) => isOn(hold, value)) }));
    const guarded = on.filter(({ values }) => values.length > 0);
    const lasting = guarded.filter(({ values }) => values.some(({ guard }) => guard?.until === "gone"));
    const at = this.watched.get(document);
    const typed = at && !this.paused(at.tab) ? at.kept : [];
    const exempt = guarded.flatMap(({ hold, values }) => values.flatMap((value) => this.exempt(hold, value)));
    return {
      keys: [...new Set(guarded.flatMap(({ hold }) => hold.keys))],
      lasting: [...new Set(lasting.flatMap(({ hold }) => hold.keys))],
      typed: Object.fromEntries(typed.flatMap(({ keys, counts }) => keys.map((key) => [key, counts]))),
      exempt: [...new Set([...exempt, ...typed.flatMap((one) => one.exempt), ...(this.allowed.get(document) ?? [])])],
    };
  }

  /** Whether a document was said to hold something, or that it may. */
  knows(document: string): boolean {
    return this.watched.has(document);
  }

  holdsIn(document: string): boolean {
    return this.holds.some((hold) => hold.document === document);
  }

  holdsAny(tab: number): boolean {
    return this.holds.some((hold) => hold.tab === tab);
  }

  /**
   * The rule that keeps a value of a tab's documents from a host; "" when none does. The value is the very one that was
   * found by what a document holds: one of the vault, however alike, is never kept.
   */
  keeper(tab: number, value: PatternValue, host: string): string {
    if (this.paused(tab)) return "";
    const hold = this.holds.find((one) => one.tab === tab && one.values.includes(value));
    return hold && isOn(hold, value) && !within(host, this.exempt(hold, value)) ? (value.guard?.rule ?? "") : "";
  }

  /** Stop everything from a tab to a host that has just got what it should not have: nothing else can stop it there. */
  block(tab: number, host: string): void {
    const keeps = (hold: Hold) => hold.values.some((one) => isOn(hold, one) && !within(host, this.exempt(hold, one)));
    const hold = this.holds.find((one) => one.tab === tab && keeps(one));
    if (!hold || hold.blocked.has(host)) return;
    hold.blocked.add(host);
    this.renew([hold]);
  }

  private drop(isGone: (document: string, at: Watched) => boolean): void {
    for (const [document, at] of this.watched) {
      if (!isGone(document, at)) continue;
      this.watched.delete(document);
      this.allowed.delete(document);
    }
    const gone = this.holds.filter((hold) => !this.watched.has(hold.document));
    this.holds = this.holds.filter((hold) => !gone.includes(hold));
    void this.write([], gone);
  }

  private exempt(hold: Hold, value: PatternValue): string[] {
    return [...(value.guard?.exempt ?? []), ...(this.allowed.get(hold.document) ?? [])];
  }

  private renew(holds: Hold[]): void {
    const stale = holds.map((hold) => ({ ...hold }));
    void this.write(
      holds.flatMap((hold) => this.rulesOf(hold)),
      stale,
    );
    this.announce(holds);
  }

  private announce(holds: Hold[]): void {
    for (const [document, tab] of new Map(holds.map((hold) => [hold.document, hold.tab]))) this.changed(tab, document);
  }

  private rulesOf(hold: Hold): Rule[] {
    const on = IS_FIREFOX || this.paused(hold.tab) ? [] : hold.values.filter((value) => isOn(hold, value));
    const rules = on.flatMap((value) => {
      const { filters = [], exempt } = value.guard ?? {};
      const excludedRequestDomains = this.exempt(hold, value);
      const page = { tabIds: [hold.tab], excludedRequestDomains };
      const workers = { tabIds: [NO_TAB], initiatorDomains: exempt, excludedRequestDomains };
      return [
        ...filters.map((urlFilter) => this.rule({ urlFilter, ...page })),
        ...filters.slice(0, IN_WORKERS).map((urlFilter) => this.rule({ urlFilter, ...workers })),
      ];
    });
    if (on[0])
      rules.push(this.rule({ ...REPORTS, tabIds: [hold.tab], excludedRequestDomains: this.exempt(hold, on[0]) }));
    if (on[0]) rules.push(...this.blocks(hold, on[0]));
    hold.rules = rules.map((rule) => rule.id);
    return rules;
  }

  /** Rules that stop recipients for a tab, and for the workers of its site, which have no tab. */
  private blocks(hold: Hold, value: PatternValue): Rule[] {
    const requestDomains = [...hold.blocked].filter((host) => !within(host, this.exempt(hold, value)));
    if (requestDomains.length === 0) return [];
    return [
      this.rule({ requestDomains, tabIds: [hold.tab] }),
      this.rule({ requestDomains, tabIds: [NO_TAB], initiatorDomains: value.guard?.exempt }),
    ];
  }

  private rule(condition: chrome.declarativeNetRequest.RuleCondition): Rule {
    const action = { type: "block" as chrome.declarativeNetRequest.RuleActionType };
    return { id: this.nextRule++, priority: PRIORITY, condition: { resourceTypes: STOPPABLE, ...condition }, action };
  }

  private async write(addRules: Rule[], stale: Hold[]): Promise<void> {
    const removeRuleIds = stale.flatMap((hold) => hold.rules);
    if (addRules.length === 0 && removeRuleIds.length === 0) return;
    await this.cleared;
    await chrome.declarativeNetRequest.updateSessionRules({ addRules, removeRuleIds });
  }
}

function isOn(hold: Hold, { guard }: PatternValue): boolean {
  return guard != null && (guard.until === "gone" || !hold.submitted);
}

/** Whether a host is one of these domains, or below one. */
export function within(host: string, domains: string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
