// The toolbar popup: the surface that belongs to the browser, where the person says yes. It shows what the background
// tells it and sends back what the person does; nothing is lost when it closes.
import type { FillStatus, FormView, FromPopup, KindsView, PopupView } from "../internal";
import { Correcting, claimed } from "./correct";
import { h, plain } from "./dom";
import { drawLeft } from "./left";
import { boxAct, drawLine, goesOut } from "./line";
import { drawStops, drawSwitches } from "./protection";
import { drawState } from "./state";

/** A click may have been meant for what was there before: for half a second a new offer takes no yes. */
const LOCK_MS = 500;
let shownOffers = "";
let shownSince = performance.now();
const main = document.getElementById("view") as HTMLElement;
let tab: chrome.tabs.Tab | undefined;
let port: chrome.runtime.Port;
let shown = "";
let latest: PopupView | undefined;
const correcting = new Correcting(say, () => {
  shown = "";
  catchUp();
});

function say(message: FromPopup): void {
  port.postMessage(message);
}

function connect(): void {
  port = chrome.runtime.connect({ name: "popup" });
  port.onMessage.addListener((told: PopupView | KindsView) => {
    if (told.type === "view") draw(told);
    else correcting.open(told);
  });
  // The background died; connecting wakes a new one.
  port.onDisconnect.addListener(() => setTimeout(connect, 50));
  say({ type: "look", tab: tab?.id ?? -1, url: tab?.url ?? "" });
}

function draw(view: PopupView): void {
  latest = view;
  const text = JSON.stringify(view);
  if (text === shown || isTyping()) return;
  shown = text;
  const offers = view.forms.map((form) => form.offer.offer).join();
  if (offers !== shownOffers) shownSince = performance.now();
  shownOffers = offers;
  const focused = document.activeElement?.id;
  main.replaceChildren(header(view), ...body(view));
  if (focused) document.getElementById(focused)?.focus();
}

/** Whether a text is being typed: drawing anew would take it away. */
function isTyping(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && field.type === "text" && field.value !== field.defaultValue;
}

/** Draw what came while the person was typing. */
function catchUp(): void {
  if (latest) draw(latest);
}

function header(view: PopupView): HTMLElement {
  const site = view.forms[0]?.offer.site ?? (view.page === "browser-page" ? "" : view.host);
  const dashboard = () => say({ type: "dashboard", site: view.forms.length > 0 ? site : "", disclosure: null });
  return h(
    "header",
    {},
    h(
      "div",
      { class: "site" },
      h("strong", {}, plain(site || "Meum")),
      h("span", { class: "origin" }, view.origin === "null" ? "" : plain(view.origin)),
    ),
    view.link === "ready" ? h("button", { class: "quiet", click: dashboard, id: "dashboard" }, "Log") : null,
  );
}

function body(view: PopupView): HTMLElement[] {
  const notice = view.notice ? [h("p", { class: "notice", role: "alert" }, view.notice)] : [];
  const state = drawState(view, say);
  const below = [drawLeft(view, say), drawStops(view, tab?.id ?? -1, say), drawSwitches(view, say)];
  const parts = below.filter((part) => part !== null);
  return [...notice, ...(state ? [state] : view.forms.map(drawForm)), ...parts];
}

function drawForm(view: FormView): HTMLElement {
  const { offer, fill } = view;
  const here = { document: view.document, form: view.form };
  const edited = (key: string) => view.edits.find((one) => one.key === key);
  const out = offer.lines.filter((line) => goesOut(line, edited(line.key)));
  const rest = offer.lines.filter((line) => !goesOut(line, edited(line.key)));
  const onEdit = (line: FormView["edits"][number]) => say({ type: "edit", ...here, line });
  const list = (title: string, lines: typeof out) =>
    lines.length === 0
      ? null
      : h(
          "section",
          {},
          h("h3", {}, title),
          h("ul", {}, ...lines.map((line) => drawLine(view, line, onEdit, correcting.draw(view, line)))),
        );
  return h(
    "article",
    { "data-form": view.form, "data-seen-at": String(view.seenAt), "data-offered-at": String(view.offeredAt) },
    h("h2", {}, plain(offer.heading) || "Form"),
    offer.claimed ? claimed(view, say) : null,
    ...(offer.warnings ?? []).map((warning) => h("p", { class: "notice" }, warning)),
    offer.refusal ? h("p", { class: "notice", role: "alert" }, offer.refusal) : null,
    list("Goes out", out),
    list("Stays with you", rest),
    offer.targetSite ? secondYes(view, offer.targetSite) : null,
    h("footer", {}, fill ? fillState(view, fill) : null, offer.refusal ? null : acceptButton(view, out.length)),
  );
}

function secondYes(view: FormView, target: string): HTMLElement {
  const change = (event: globalThis.Event) =>
    say({ type: "other-site", ...named(view), yes: (event.target as HTMLInputElement).checked });
  const id = `other-${view.form}`;
  return h(
    "p",
    { class: "notice" },
    h("input", { type: "checkbox", id, checked: view.otherSite, change }),
    h(
      "label",
      { for: id },
      " This form sends to another site, ",
      h("strong", {}, plain(target)),
      ". Send it there, too.",
    ),
  );
}

function fillState(view: FormView, fill: FillStatus): HTMLElement {
  const here = { document: view.document, form: view.form };
  const { site } = view.offer;
  return h(
    "div",
    { class: `fill ${fill.state}`, role: "status", "data-fill": fill.state },
    h("span", {}, fill.text),
    fill.state === "filled" ? h("button", { id: "undo", click: () => say({ type: "undo", ...here }) }, "Undo") : null,
    fill.state === "filled" || fill.state === "undone"
      ? h(
          "button",
          { class: "quiet", click: () => say({ type: "dashboard", site, disclosure: fill.disclosure }) },
          "What it got",
        )
      : null,
  );
}

function acceptButton(view: FormView, count: number): HTMLElement {
  const waiting = Boolean(view.offer.targetSite) && !view.otherSite;
  const acts = view.offer.lines.map((line) =>
    boxAct(
      line,
      view.edits.find((one) => one.key === line.key),
    ),
  );
  const words = [
    counted("Fill", count, "field", "fields"),
    counted("untick", acts.filter((act) => act === "untick").length, "box", "boxes"),
    counted("tick", acts.filter((act) => act === "tick").length, "box", "boxes"),
  ].filter(Boolean);
  const wait = shownSince + LOCK_MS - performance.now();
  const click = (event: globalThis.Event) => {
    if (event.isTrusted && performance.now() >= shownSince + LOCK_MS) say({ type: "accept", ...named(view) });
  };
  const disabled = waiting || view.fill?.state === "filling" || words.length === 0;
  const again = view.fill?.state === "filled" ? "Again: " : "";
  const text = words.length === 0 ? "Nothing to fill" : again + sentence(words.join(", "));
  const button = h(
    "button",
    { class: "accept", disabled: disabled || wait > 0, click, id: `accept-${view.form}`, "data-accept": true },
    text,
  ) as HTMLButtonElement;
  button.dataset.locked = String(wait > 0);
  const unlock = () => {
    button.dataset.locked = "false";
    button.disabled = disabled;
  };
  if (wait > 0) setTimeout(unlock, wait);
  return button;
}

/** Which offer of which form the person looks at. */
function named(view: FormView): { document: string; form: string; offer: string } {
  return { document: view.document, form: view.form, offer: view.offer.offer };
}

function counted(verb: string, count: number, one: string, many: string): string {
  return count === 0 ? "" : `${verb} ${count} ${count === 1 ? one : many}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A copy of this page in a tab is no surface of the browser's: it neither shows nor does anything. */
async function start(): Promise<void> {
  if (await chrome.tabs.getCurrent()) {
    main.append(h("article", { class: "state" }, h("p", {}, "Open Meum by its icon in the toolbar.")));
    return;
  }
  [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  connect();
}

addEventListener("focusout", () => setTimeout(catchUp));
addEventListener("change", () => setTimeout(catchUp));
void start();
