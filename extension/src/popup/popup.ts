// The toolbar popup: the surface that belongs to the browser, where the person says yes. It shows what the background
// tells it and sends back what the person does; nothing is lost when it closes.
import type { FillStatus, FormView, FromPopup, PopupView } from "../internal";
import { h, plain } from "./dom";
import { boxAct, drawLine, goesOut } from "./line";
import { drawState } from "./state";

/** A click may have been meant for what was there before the popup: the first half second does not count. */
const LOCK_MS = 500;
const opened = performance.now();
const main = document.getElementById("view") as HTMLElement;
let tab: chrome.tabs.Tab | undefined;
let port: chrome.runtime.Port;
let shown = "";

function say(message: FromPopup): void {
  port.postMessage(message);
}

function connect(): void {
  port = chrome.runtime.connect({ name: "popup" });
  port.onMessage.addListener((view: PopupView) => draw(view));
  // The background died; connecting wakes a new one.
  port.onDisconnect.addListener(() => setTimeout(connect, 50));
  say({ type: "look", tab: tab?.id ?? -1, url: tab?.url ?? "" });
}

function draw(view: PopupView): void {
  const text = JSON.stringify(view);
  if (text === shown) return;
  shown = text;
  const focused = document.activeElement?.id;
  main.replaceChildren(header(view), ...body(view));
  if (focused) document.getElementById(focused)?.focus();
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
  if (state) return [...notice, state];
  return [...notice, ...view.forms.map(drawForm)];
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
      : h("section", {}, h("h3", {}, title), h("ul", {}, ...lines.map((line) => drawLine(view, line, onEdit))));
  return h(
    "article",
    { "data-form": view.form, "data-seen-at": String(view.seenAt), "data-offered-at": String(view.offeredAt) },
    h("h2", {}, plain(offer.heading) || "Form"),
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
    say({
      type: "other-site",
      document: view.document,
      form: view.form,
      yes: (event.target as HTMLInputElement).checked,
    });
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
  const click = (event: globalThis.Event) => {
    if (!event.isTrusted || performance.now() - opened < LOCK_MS) return;
    say({ type: "accept", document: view.document, form: view.form });
  };
  const disabled = waiting || view.fill?.state === "filling" || words.length === 0;
  const again = view.fill?.state === "filled" ? "Again: " : "";
  const text = words.length === 0 ? "Nothing to fill" : again + sentence(words.join(", "));
  return h("button", { class: "accept", disabled, click, id: `accept-${view.form}`, "data-accept": true }, text);
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

void start();
