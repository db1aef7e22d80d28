// What the browser enforces by itself, even while the companion is away: known trackers are stopped and the GPC signal
// goes out, except where the person said otherwise. Nothing but names of sites lies on disk for that.
import { IS_FIREFOX } from "./browser";
import type { Sites } from "./protocol.gen";

type Rule = chrome.declarativeNetRequest.Rule;

/** The ids of the dynamic rules. */
const ID = { pageSignal: 1, signal: 2, pausedPage: 3, paused: 4 };
/** Over all that stops anything: the static rulesets' priorities are 1 and 20. */
const PAUSED = 1000;
/** Over pauses, too: in Firefox these reach the page after, by whose own address it is decided. */
const SIGNAL = 1001;
const SCRIPT = "gpc";

/** The extension's rules in the browser. */
export class Rules {
  private turn: Promise<void> = Promise.resolve();

  /**
   * Take up what an earlier background left behind: no rule with a value in it stays; sites stay as they were, and all
   * are protected where nothing was said yet.
   */
  start(): Promise<void> {
    return this.next(async () => {
      await this.clearSession();
      if (IS_FIREFOX) {
        await chrome.declarativeNetRequest.updateEnabledRulesets({ enableRulesetIds: ["easyprivacy-firefox"] });
      }
      await apply(sitesOf(await chrome.declarativeNetRequest.getDynamicRules()));
    });
  }

  /** Protect all sites but these from now on; resolves when the browser does. */
  follow(sites: Sites): Promise<void> {
    return this.next(() => apply(sites));
  }

  /** Remove every session rule: only these may hold values. */
  async clearSession(): Promise<void> {
    const rules = await chrome.declarativeNetRequest.getSessionRules();
    await chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) });
  }

  /** One change after the other, as each begins by looking at what there is. */
  private next(change: () => Promise<void>): Promise<void> {
    const done = this.turn.then(change);
    this.turn = done.catch(() => {});
    return done;
  }
}

/** Make the browser's rules and scripts what the sites ask for, and touch nothing that is so already. */
async function apply({ paused, noGpc }: Omit<Sites, "type">): Promise<void> {
  const silent = [...new Set([...paused, ...noGpc])].sort();
  const wanted = [...signals(silent), ...(paused.length > 0 ? pauses([...paused].sort()) : [])];
  const present = await chrome.declarativeNetRequest.getDynamicRules();
  if (text(present) !== text(wanted)) {
    const removeRuleIds = present.map(({ id }) => id);
    await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds, addRules: wanted });
  }
  await announce(silent);
}

/** The header, for a page by its own address and for all else by the page that asks for it. */
function signals(silent: string[]): Rule[] {
  const action: chrome.declarativeNetRequest.RuleAction = {
    type: "modifyHeaders",
    requestHeaders: [{ header: "Sec-GPC", operation: "set", value: "1" }],
  };
  return [
    {
      id: ID.pageSignal,
      priority: SIGNAL,
      action,
      condition: { resourceTypes: ["main_frame"], excludedRequestDomains: silent },
    },
    { id: ID.signal, priority: SIGNAL, action, condition: { excludedInitiatorDomains: silent } },
  ];
}

/** Nothing is stopped on these sites: all frames of pages to come, and at once what the pages now open ask for. */
function pauses(sites: string[]): Rule[] {
  return [
    {
      id: ID.pausedPage,
      priority: PAUSED,
      action: { type: "allowAllRequests" },
      condition: { resourceTypes: ["main_frame"], requestDomains: sites },
    },
    { id: ID.paused, priority: PAUSED, action: { type: "allow" }, condition: { initiatorDomains: sites } },
  ];
}

/** The sites that rules of an earlier background stand for. */
function sitesOf(rules: Rule[]): Omit<Sites, "type"> {
  const condition = (id: number) => rules.find((rule) => rule.id === id)?.condition;
  return {
    paused: condition(ID.paused)?.initiatorDomains ?? [],
    noGpc: condition(ID.signal)?.excludedInitiatorDomains ?? [],
  };
}

/** Have all pages but those of some sites say that they come with the signal. */
async function announce(silent: string[]): Promise<void> {
  const excludeMatches = silent.map((site) => (site.startsWith("[") ? `*://${site}/*` : `*://*.${site}/*`));
  const script: chrome.scripting.RegisteredContentScript = {
    id: SCRIPT,
    js: ["gpc.js"],
    matches: ["<all_urls>"],
    excludeMatches,
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: "document_start",
    world: "MAIN",
    persistAcrossSessions: true,
  };
  const [present] = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (!present) await chrome.scripting.registerContentScripts([script]);
  else if (present.excludeMatches?.toSorted().join() !== excludeMatches.toSorted().join()) {
    // As a whole: Chromium forgets what an update leaves out.
    await chrome.scripting.updateContentScripts([script]);
  }
}

/** Rules as a text to compare: browsers order properties as they like, and Firefox adds all that are not set. */
function text(rules: Rule[]): string {
  const plain = (_: string, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, part]) => part !== null)
            .sort(),
        )
      : value;
  return JSON.stringify(
    [...rules].sort((one, other) => one.id - other.id),
    plain,
  );
}
