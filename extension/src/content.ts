// In every frame: the page's senses and hands, and the line to the background. It decides nothing.
import type { FromPage, ToPage } from "./internal";
import { controlsOf } from "./page/controls";
import { describe } from "./page/describe";
import { fill, undo } from "./page/fill";
import { watchSubmit } from "./page/submit";
import { watch } from "./page/watch";
import type { FieldResult } from "./protocol.gen";

const life = new AbortController();
/** Which disclosure filled which form; the background may die and ask again. */
const fills = new Map<string, string>();
let lastSent = "";

function send(message: FromPage): void {
  // After an update of the extension this script is an orphan: it must fall silent.
  if (!chrome.runtime?.id) life.abort();
  else chrome.runtime.sendMessage(message).catch(() => {});
}

function tellForms(again: boolean): void {
  const seenAt = performance.timeOrigin + performance.now();
  const forms = describe(document);
  const text = JSON.stringify(forms);
  if (!again && text === lastSent) return;
  if (forms.length === 0 && lastSent === "") return;
  lastSent = text;
  const filled = [...fills].map(([form, disclosure]) => ({ form, disclosure }));
  send({ type: "forms", seenAt, forms, fills: filled });
}

chrome.runtime.onMessage.addListener((message: ToPage) => {
  if (message.type === "describe") tellForms(true);
  else if (message.type === "fill") {
    const { disclosure, form, target, fields, until } = message.fill;
    const results =
      Date.now() > until
        ? fields.map(({ key }): FieldResult => ({ key, fate: "skipped", why: "too-late" }))
        : fill(disclosure, controlsOf(document, form), target, fields);
    if (results.some((result) => result.fate === "written")) fills.set(form, disclosure);
    send({ type: "filled", at: Date.now(), disclosure, results });
  } else if (message.type === "undo" && undo(message.disclosure)) {
    for (const [form, disclosure] of fills) if (disclosure === message.disclosure) fills.delete(form);
    send({ type: "undone", at: Date.now(), disclosure: message.disclosure });
  }
});

const roots = watch(document, () => tellForms(false), life.signal);
watchSubmit(document, roots, (form, fields) => {
  const disclosure = fills.get(form);
  if (disclosure) send({ type: "submitted", at: Date.now(), disclosure, fields });
});
// The background has forgotten a page that was left and is back; of one that was prepared ahead it has heard nothing.
addEventListener("pageshow", (event) => event.isTrusted && event.persisted && tellForms(true));
document.addEventListener("prerenderingchange", (event) => event.isTrusted && tellForms(true));
