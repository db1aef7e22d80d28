// In every frame: the page's senses and hands, and the line to the background. It decides nothing.
import type { FromPage, PageSent, ToPage } from "./internal";
import { Bridge } from "./page/bridge";
import { controlsOf } from "./page/controls";
import { describing } from "./page/describe";
import { fill, undo } from "./page/fill";
import { Guarding } from "./page/guarding";
import { watchSubmit } from "./page/submit";
import { TypedFields } from "./page/typed";
import { watch } from "./page/watch";
import type { FieldResult, Form } from "./protocol.gen";

const life = new AbortController();
/** Which disclosure filled which form; the background may die and ask again. */
const fills = new Map<string, string>();
let lastSent = "";
/** Whether the background wants to hear even what it has heard. */
let wanted = false;

function send(message: FromPage): void {
  // After an update of the extension this script is an orphan: it must fall silent.
  if (!chrome.runtime?.id) {
    life.abort();
    bridge.off();
  } else chrome.runtime.sendMessage(message).catch(() => {});
}

const bridge = new Bridge(document, {
  sent: ({ bytes, ...sent }) => send({ type: "sent", sent: plain(sent), data: bytes && base64(bytes) }),
  kept: ({ fields, channel, chain, ...sent }) =>
    send({ type: "kept", sent: plain(sent), channel, keys: fields, chain }),
});

const guarding = new Guarding(document, bridge);

function plain({ kind, url, method, at }: PageSent): PageSent {
  return { kind, url, method, at };
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function tellForms(forms: Form[], at: number): void {
  const text = JSON.stringify(forms);
  if (!wanted && text === lastSent) return;
  wanted = false;
  if (forms.length === 0 && lastSent === "") return;
  lastSent = text;
  const filled = [...fills].map(([form, disclosure]) => ({ form, disclosure }));
  send({ type: "forms", seenAt: performance.timeOrigin + at, forms, fills: filled });
}

function tellAgain(): void {
  wanted = true;
  page.look();
}

chrome.runtime.onMessage.addListener((message: ToPage) => {
  if (message.type === "describe") tellAgain();
  else if (message.type === "watch") typed.watch(message.keys);
  else if (message.type === "guard") guarding.follow(message.guard);
  else if (message.type === "fill") {
    const { disclosure, form, target, fields, until } = message.fill;
    guarding.follow(message.fill.guard);
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

const page = watch(document, { steps: (roots) => describing(document, roots), found: tellForms }, life.signal);
watchSubmit(document, page, (form, fields) => {
  guarding.submitted(fields.map((field) => field.key));
  send({ type: "submitted", at: Date.now(), disclosure: fills.get(form) ?? null, fields });
});
const typed = new TypedFields(document, page, {
  touched: (control) => guarding.touched(control),
  typed: (key, text) => send({ type: "typed", key, text }),
});
// The background has forgotten a page that was left and is back; of one that was prepared ahead it has heard nothing.
addEventListener("pageshow", (event) => event.isTrusted && event.persisted && tellAgain());
document.addEventListener("prerenderingchange", (event) => event.isTrusted && tellAgain());
