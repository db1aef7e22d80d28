// Describes a document's forms for the companion: texts and attributes, never a value. It judges nothing.
import type { Choice, Field, Form } from "../protocol.gen";
import { type Control, groups, holds, isBox, nameOf, targetOf } from "./controls";
import { hiddenReason } from "./visible";

const LINE = 200;
const MAX_FIELDS = 200;
const MAX_CHOICES = 300;
const MAX_TEXTS = 12;
const HEADINGS = "h1, h2, h3, h4, legend, [role='heading']";

/** All forms of a document that have a control to give something to. */
export function describe(document: Document): Form[] {
  const forms: Form[] = [];
  for (const [key, controls] of groups(document)) {
    const first = controls[0];
    if (first) forms.push(describeForm(key, first, controls));
  }
  return forms;
}

function describeForm(key: string, first: Control, controls: Control[]): Form {
  const form = first.form;
  const scope: ParentNode = form ?? (first.getRootNode() as Document | ShadowRoot);
  return {
    key,
    heading: headingOf(scope, first),
    language: (first.closest("[lang]")?.getAttribute("lang") ?? document.documentElement.lang).slice(0, 35),
    method: methodOf(form),
    target: targetOf(first).slice(0, 300),
    action: cut(form?.getAttribute("action")?.split("?")[0] ?? ""),
    buttons: [...scope.querySelectorAll<HTMLElement>("button, input[type=submit], input[type=image], [role=button]")]
      .slice(0, MAX_TEXTS)
      .map((button) => cut(textOf(button) || button.getAttribute("value") || button.getAttribute("aria-label") || "")),
    fields: oneOfEachGroup(controls).slice(0, MAX_FIELDS).map(describeField),
  };
}

/** How a form submits; one that names neither address nor method is almost always sent by the page's own script. */
function methodOf(form: HTMLFormElement | null): string {
  return form?.hasAttribute("action") || form?.hasAttribute("method") ? form.method : "script";
}

/** Radio buttons of one name are one question. */
function oneOfEachGroup(controls: Control[]): Control[] {
  const seen = new Set<string>();
  return controls.filter((control) => {
    if (control.type !== "radio" || control.name === "") return true;
    const known = seen.has(control.name);
    seen.add(control.name);
    return !known;
  });
}

function describeField(control: Control): Field {
  const label = labelOf(control);
  return {
    key: nameOf(control),
    tag: control.tagName.toLowerCase() as Field["tag"],
    inputType: (control instanceof HTMLInputElement ? control.type : "").slice(0, 64),
    name: cut(control.name),
    id: cut(control.id),
    autocomplete: cut(control.getAttribute("autocomplete") ?? ""),
    label: cut(label),
    hints: hintsOf(control, label),
    required: control.required || control.getAttribute("aria-required") === "true",
    maxLength: "maxLength" in control ? Math.max(0, control.maxLength) : 0,
    choices: choicesOf(control),
    hidden: hiddenReason(isBox(control) ? (control.labels?.[0] ?? control) : control),
    holds: holds(control),
  };
}

function labelOf(control: Control): string {
  for (const text of [byLabel(control), byIds(control), control.getAttribute("aria-label"), before(control)]) {
    if (text) return text;
  }
  return control.getAttribute("placeholder") || control.title;
}

function byLabel(control: Control): string {
  return [...(control.labels ?? [])].map(textOf).filter(Boolean).join(" ");
}

function byIds(control: Control): string {
  const root = control.getRootNode() as Document | ShadowRoot;
  const ids = (control.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  return ids
    .map((id) => textOf(root.getElementById(id)))
    .join(" ")
    .trim();
}

/** The text right before a control: its neighbour's, or its table row's first cell. */
function before(control: Control): string {
  const cell = control.closest("td");
  const header = cell?.parentElement?.querySelector("th, td");
  if (cell && header && header !== cell) return textOf(header);
  for (let node: Element | null = control, steps = 0; node && steps < 3; node = node.parentElement, steps += 1) {
    for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
      if (sibling instanceof Element && sibling.querySelector("input, select, textarea")) return "";
      const text = sibling.textContent?.trim();
      if (text) return squeeze(text);
    }
  }
  return "";
}

function hintsOf(control: Control, label: string): string[] {
  const described = control.getAttribute("aria-describedby")?.split(/\s+/) ?? [];
  const root = control.getRootNode() as Document | ShadowRoot;
  const routes: [string, string][] = [
    ["placeholder", control.getAttribute("placeholder") ?? ""],
    ["title", control.title],
    ["legend", textOf(control.closest("fieldset")?.querySelector("legend"))],
    ["described", described.map((id) => textOf(root.getElementById(id))).join(" ")],
    ["class", control.className],
    ["inputmode", control.inputMode],
    ["pattern", control.getAttribute("pattern") ?? ""],
  ];
  return routes.filter(([, text]) => text.trim() && text !== label).map(([route, text]) => cut(`${route}: ${text}`));
}

function choicesOf(control: Control): Choice[] {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options].slice(0, MAX_CHOICES);
    return options.map((option) => ({ value: cut(option.value), text: cut(option.text) }));
  }
  if (control.type !== "radio" || !control.form) return [];
  const group = [...control.form.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  return group
    .filter((radio) => radio.name === control.name)
    .slice(0, MAX_CHOICES)
    .map((radio) => ({ value: cut(radio.value), text: cut(byLabel(radio)) }));
}

function headingOf(scope: ParentNode, first: Control): string {
  const inside = scope.querySelector(HEADINGS);
  if (inside && inside.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING) return cut(textOf(inside));
  let nearest: Element | undefined;
  for (const heading of (first.getRootNode() as Document | ShadowRoot).querySelectorAll(HEADINGS)) {
    if (heading.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING) nearest = heading;
  }
  return cut(textOf(nearest ?? first.ownerDocument.querySelector("h1")) || first.ownerDocument.title);
}

function textOf(element: Element | null | undefined): string {
  if (!element) return "";
  return squeeze((element as HTMLElement).innerText ?? element.textContent ?? "");
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function cut(text: string): string {
  // `toWellFormed` by hand (Chromium 111, Firefox 119 have it, our TypeScript library may not): half a surrogate pair
  // at the cut would make the whole message unreadable for the companion.
  return squeeze(text)
    .slice(0, LINE)
    .replace(/[\uD800-\uDBFF]$/, "");
}
