// The background: hears page scripts, popup, browser and companion, and passes on. It holds values only of what documents hold.
import { showForms, showLink, showStops } from "./badge";
import { Companion } from "./companion";
import { carryOut, reported } from "./fills";
import { type Entry, Forms } from "./forms";
import { type FromPage, type FromPopup, NOTHING_KEPT, type ToPage } from "./internal";
import { PopupDesk } from "./popup-desk";
import type { Document as Place, Sites } from "./protocol.gen";
import { Holds, within } from "./requests/holds";
import { Observer } from "./requests/observe";
import { Rules } from "./rules";
import { isSecure } from "./secure";
import { Watching } from "./watching";

const CHANGED = "The form has just changed: please look at the offer again.";
const forms = new Forms();
let dashboard = "";
let protection: Sites = { type: "sites", paused: [], noGpc: [] };
const companion = new Companion({
  stateChanged() {
    if (companion.link === "ready") for (const entry of forms.all()) void offer(entry);
    else {
      // Rules with values outlive everything but this; a companion that is back in a moment sends its patterns again.
      holds.forget();
      if (companion.link !== "connecting") {
        observer.watchFor([]);
        forms.dropOffers();
        // A page may still keep what it was told by the background before this one.
        void tellAllPages({ type: "guard", guard: NOTHING_KEPT });
      }
    }
    showLink(companion.link);
    popups.refresh();
  },
  lookFor: (pages) => observer.watchFor(pages),
  follow(sites) {
    protection = sites;
    void rules.follow(sites);
    holds.renewAll();
    popups.refresh();
  },
  openTab(url) {
    if (!url.startsWith("http://127.0.0.1:")) return;
    dashboard = new URL(url).origin;
    void chrome.tabs.create({ url });
  },
});
const rules = new Rules();
const started = rules.start();
const holds = new Holds(started, (tab) => within(observer.pages.hostOf(tab), protection.paused));
const observer = new Observer(holds, {
  record: (...events) => companion.record(...events),
  ignored: (url) => dashboard !== "" && url.startsWith(`${dashboard}/`),
  stopped(stop) {
    showStops(stop.tab, watching.stopped(stop));
    popups.refresh();
  },
});
const watching = new Watching(forms, companion, observer, holds);
const popups = new PopupDesk(forms, companion, obey, (tab, host) => ({
  stops: watching.stopsOf(tab),
  paused: within(host, protection.paused),
  noGpc: within(host, protection.noGpc),
}));

observer.listen();
chrome.runtime.onMessage.addListener((message: FromPage, sender) => {
  const place = placeOf(sender);
  if (place) heard(place, message);
});
chrome.runtime.onConnect.addListener((port) => popups.connected(port));
chrome.webNavigation.onCommitted.addListener((details) => {
  forms.forget(details.tabId, details.frameId, details.documentId);
  watching.left(details.tabId, details.frameId, details.documentId);
  if (details.frameId !== 0) return;
  observer.pages.committed(details.tabId, details.documentId ?? `tab-${details.tabId}`, details.url);
  showCount(details.tabId);
  popups.refresh();
});
chrome.tabs.onRemoved.addListener((tab) => {
  watching.left(tab, 0);
  forms.forget(tab);
  observer.pages.closed(tab);
});
companion.connect();
void tellAllPages({ type: "describe" });

/** Where a message comes from, by the browser's word; null for senders that are no page of a tab. */
function placeOf(sender: chrome.runtime.MessageSender): Place | null {
  const { tab, frameId, documentId, origin } = sender;
  if (sender.id !== chrome.runtime.id || tab?.id === undefined || frameId === undefined || !documentId) return null;
  if (sender.documentLifecycle === "prerender") return null;
  const top = frameId === 0 ? origin : tab.url && new URL(tab.url).origin;
  return {
    id: documentId,
    tab: tab.id,
    frame: frameId,
    origin: origin ?? "null",
    top: top ?? "null",
    secure: isSecure(origin ?? ""),
  };
}

function heard(place: Place, message: FromPage): void {
  if (message.type === "forms") {
    const changed = forms.update(place, message.forms, message.seenAt);
    for (const { form, disclosure } of message.fills) adopt(place, form, disclosure);
    for (const entry of changed) void offer(entry);
    showCount(place.tab);
  } else if (message.type === "filled") reported(forms.filledBy(message.disclosure), message, companion);
  else if (message.type === "undone") {
    const { at, disclosure } = message;
    companion.record({ type: "undone", uuid: crypto.randomUUID(), at, disclosure });
    const entry = forms.filledBy(disclosure);
    const text = "Taken back. What was sent already stays sent.";
    if (entry) entry.fill = { state: "undone", disclosure, written: 0, text };
  } else if (message.type === "typed") void watching.typed(place, message);
  else if (message.type === "sent") watching.sent(place, message);
  else if (message.type === "kept") watching.kept(place, message);
  else {
    const { at, disclosure, fields } = message;
    watching.submitted(place, at, fields);
    if (disclosure) companion.record({ type: "submitted", uuid: crypto.randomUUID(), at, disclosure, fields });
  }
  popups.refresh();
}

/** A page script remembers a fill that this background, new as it is, does not. */
function adopt(place: Place, form: string, disclosure: string): void {
  const entry = forms.get(place.id, form);
  if (!entry || entry.fill) return;
  entry.fill = { state: "filled", disclosure, written: 0, text: "Filled." };
  observer.disclosing(place.tab, place.id, place.top, disclosure, []);
}

async function offer(entry: Entry): Promise<void> {
  const answer = await companion.ask({ type: "formSeen", document: entry.place, form: entry.form });
  if (answer.type !== "offer") return;
  const asked = kindsOf(entry);
  entry.offer = answer;
  const asks = kindsOf(entry);
  watching.offered(entry);
  // What the person said of a line that is gone, or means something else now, must not stand in the way of the rest.
  for (const key of [...entry.edits.keys()]) {
    if (!isOpen(entry, key) || asked.get(key) !== asks.get(key)) entry.edits.delete(key);
  }
  entry.offeredAt = performance.timeOrigin + performance.now();
  showCount(entry.place.tab);
  popups.refresh();
}

/** Whether the offer of a form has a line of this name that the person may change. */
function isOpen(entry: Entry, key: string): boolean {
  return entry.offer?.lines.some((line) => line.key === key && line.changeable) ?? false;
}

/** What each field of a form asks for. */
function kindsOf(entry: Entry): Map<string, string> {
  return new Map(entry.offer?.lines.map((line) => [line.key, line.kind]));
}

function showCount(tab: number): void {
  showForms(tab, forms.ofTab(tab).filter((entry) => entry.offer?.collects && entry.fill === null).length);
}

async function tellAllPages(message: ToPage): Promise<void> {
  for (const tab of await chrome.tabs.query({})) {
    if (tab.id !== undefined) chrome.tabs.sendMessage(tab.id, message).catch(() => {});
  }
}

async function obey(message: FromPopup): Promise<string> {
  if (message.type === "unlock") {
    const answer = await companion.ask({ type: "unlock", passphrase: message.passphrase });
    if (answer.type === "refusal") return answer.text;
    companion.stand(answer);
  } else if (message.type === "retry") companion.retry();
  else if (message.type === "protect") return protect(message);
  else if (message.type === "allow") return allow(message);
  else if (message.type === "dashboard") return openDashboard(message.site, message.disclosure);
  else if (message.type !== "look") {
    const entry = forms.get(message.document, message.form);
    // A page that changes its form under the pointer must not get a yes that was meant for another offer.
    if (!entry || ("offer" in message && entry.offer?.offer !== message.offer)) return CHANGED;
    if (message.type === "correct") return correct(message);
    await edit(entry, message);
  }
  return "";
}

async function edit(entry: Entry, message: Extract<FromPopup, { document: string }>): Promise<void> {
  if (message.type === "edit") {
    if (isOpen(entry, message.line.key)) entry.edits.set(message.line.key, message.line);
  } else if (message.type === "other-site") entry.otherSite = message.yes ? (entry.offer?.targetSite ?? "") : "";
  else if (message.type === "undo" && entry.fill) {
    const { tab, id } = entry.place;
    const undo = { type: "undo", disclosure: entry.fill.disclosure };
    await chrome.tabs.sendMessage(tab, undo, { documentId: id }).catch(() => {});
  } else if (message.type === "accept") {
    await carryOut(entry, companion, observer, watching, () => popups.refresh());
    if (!entry.offer) void offer(entry);
    showCount(entry.place.tab);
  }
}

/** The companion tells all browsers to ask for new offers, this one, too. */
async function correct({ offer, key, kind, on }: Extract<FromPopup, { type: "correct" }>): Promise<string> {
  const answer = await companion.ask({ type: "correct", offer, key, kind, on });
  return answer.type === "refusal" ? answer.text : "";
}

async function protect({ site, what, on }: Extract<FromPopup, { type: "protect" }>): Promise<string> {
  const answer = await companion.ask({ type: "protect", site, what, on });
  return answer.type === "refusal" ? answer.text : "";
}

async function allow({ tab, site, host, always }: Extract<FromPopup, { type: "allow" }>): Promise<string> {
  watching.allow(tab, host);
  if (!always) return "";
  const answer = await companion.ask({ type: "allow", site, recipient: host, on: true });
  return answer.type === "refusal" ? answer.text : "";
}

async function openDashboard(site: string, disclosure: string | null): Promise<string> {
  const answer = await companion.ask({ type: "openDashboard", site, disclosure });
  if (answer.type === "refusal") return answer.text;
  dashboard = new URL(answer.url).origin;
  await chrome.tabs.create({ url: answer.url });
  return "";
}
