// Describes a document's forms for the companion: texts and attributes, never a value. It judges nothing.
import type { Choice, Field, Form } from "../protocol.gen";
import {
  type Control,
  groups,
  holds,
  isRadio,
  isSelect,
  methodOf,
  nameOf,
  questions,
  radiosOf,
  targetOf,
} from "./controls";
import { all, attribute, first } from "./own";
import { cut, squeeze, textOf } from "./text";
import { hiddenControl } from "./visible";

const MAX_FORMS = 50;
export const MAX_FIELDS = 200;
const MAX_CHOICES = 300;
const MAX_TEXTS = 12;
/** Bytes of one description. What is beyond them is left out: the companion closes the line on a frame that is too big. */
const MAX_BYTES = 60_000;
const HEADINGS = "h1, h2, h3, h4, legend, [role='heading']";
const CONTROLS = "input, select, textarea";

/** All forms of a document that have a control to give something to. */
export function describe(document: Document): Form[] {
  const described = [...groups(document)].slice(0, MAX_FORMS).map(([key, controls]) => describeForm(key, controls));
  return described.filter((form) => form !== null);
}

function describeForm(key: string, controls: Control[]): Form | null {
  const control = controls[0];
  if (!control) return null;
  const scope: ParentNode = control.form ?? (control.getRootNode() as Document | ShadowRoot);
  const spoken = control.closest("[lang]") ?? control.ownerDocument.documentElement;
  const form = {
    key,
    heading: headingOf(scope, control),
    language: cut(attribute(spoken, "lang") ?? "").slice(0, 35),
    method: methodOf(control),
    target: targetOf(control).slice(0, 300),
    action: cut(control.form ? (attribute(control.form, "action")?.split("?")[0] ?? "") : ""),
    buttons: [...all<HTMLElement>(scope, "button, input[type=submit], input[type=image], [role=button]")]
      .slice(0, MAX_TEXTS)
      .map((button) => cut(textOf(button) || button.getAttribute("value") || button.getAttribute("aria-label") || "")),
  };
  const fields = questions(controls)
    .slice(0, MAX_FIELDS)
    .map((question) => describeField(question, controls));
  return { ...form, fields: withinBudget(fields, MAX_BYTES - bytes(form)) };
}

/** Leave out first the longest lists of choices, then the last fields. */
function withinBudget(fields: Field[], budget: number): Field[] {
  const lists = fields
    .map((field) => ({ field, size: bytes(field.choices) }))
    .sort((one, other) => other.size - one.size);
  const short = new Set<Field>();
  let size = fields.reduce((sum, field) => sum + bytes(field), 0);
  for (const list of lists) {
    if (size <= budget) break;
    size -= list.size;
    short.add(list.field);
  }
  const kept = fields.map((field) => (short.has(field) ? { ...field, choices: [] } : field));
  while (size > budget && kept.length > 0) size -= bytes(kept.pop());
  return kept;
}

function bytes(part: unknown): number {
  return new TextEncoder().encode(JSON.stringify(part)).length + 1;
}

function describeField(control: Control, controls: Control[]): Field {
  const label = labelOf(control);
  return {
    key: nameOf(control),
    tag: control.localName as Field["tag"],
    inputType: control.localName === "input" ? control.type.slice(0, 64) : "",
    name: cut(control.name),
    id: cut(control.id),
    autocomplete: cut(control.getAttribute("autocomplete") ?? ""),
    label: cut(label),
    hints: hintsOf(control, label),
    required: control.required || control.getAttribute("aria-required") === "true",
    maxLength: "maxLength" in control ? Math.max(0, control.maxLength) : 0,
    choices: choicesOf(control, controls),
    hidden: hiddenControl(control),
    holds: holds(control, controls),
  };
}

function labelOf(control: Control): string {
  const routes = isRadio(control)
    ? [() => asked(control), () => before(control), () => byLabel(control)]
    : [() => byLabel(control), () => byIds(control), () => control.getAttribute("aria-label"), () => before(control)];
  for (const route of routes) {
    const text = route();
    if (text) return text;
  }
  return control.getAttribute("placeholder") || control.title;
}

/** What a group of radio buttons is asked for; the label of one is its answer. */
function asked(radio: HTMLInputElement): string {
  const group = radio.closest("[role=radiogroup]");
  return textOf(radio.closest("fieldset")?.querySelector("legend")) || (group ? byIds(group) || ariaLabel(group) : "");
}

function ariaLabel(element: Element): string {
  return attribute(element, "aria-label") ?? "";
}

function byLabel(control: Control): string {
  return [...(control.labels ?? [])].map(textOf).filter(Boolean).join(" ");
}

function byIds(element: Element, name = "aria-labelledby"): string {
  const root = Node.prototype.getRootNode.call(element) as Document | ShadowRoot;
  const ids = (attribute(element, name) ?? "").split(/\s+/).filter(Boolean);
  return ids
    .map((id) => textOf(root.getElementById(id)))
    .join(" ")
    .trim();
}

/** The text right before a control: its neighbour's, or that of the nearest table cell. */
function before(control: Control): string {
  for (let cell = control.closest("td")?.previousElementSibling; cell; cell = cell.previousElementSibling) {
    if (!cell.querySelector(CONTROLS) && textOf(cell)) return textOf(cell);
  }
  let node: Element | null = control;
  for (let steps = 0; node && steps < 3 && !(node instanceof HTMLFormElement); node = node.parentElement, steps += 1) {
    for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
      if (sibling instanceof Element && (sibling.matches(CONTROLS) || first(sibling, CONTROLS))) return "";
      // What heads several fields is not the name of this one, if it says its own.
      if (sibling instanceof Element && sibling.matches(HEADINGS) && control.hasAttribute("placeholder")) return "";
      const text = sibling instanceof Element ? textOf(sibling) : sibling instanceof Text ? squeeze(sibling.data) : "";
      if (text) return text;
    }
  }
  return "";
}

function hintsOf(control: Control, label: string): string[] {
  const routes: [string, string][] = [
    ["placeholder", control.getAttribute("placeholder") ?? ""],
    ["title", control.title],
    ["legend", textOf(control.closest("fieldset")?.querySelector("legend"))],
    ["described", byIds(control, "aria-describedby")],
    ["class", control.className],
    ["inputmode", control.inputMode],
    ["pattern", control.getAttribute("pattern") ?? ""],
  ];
  return routes.filter(([, text]) => text.trim() && text !== label).map(([route, text]) => cut(`${route}: ${text}`));
}

/** The answers that a control offers; none when there are so many that the list says nothing. */
function choicesOf(control: Control, controls: Control[]): Choice[] {
  if (isSelect(control)) {
    const { options } = control;
    if (options.length > MAX_CHOICES) return [];
    return [...options].map((option) => ({ value: cut(option.value), text: cut(option.text) }));
  }
  if (!isRadio(control)) return [];
  return radiosOf(control, controls)
    .slice(0, MAX_CHOICES)
    .map((radio) => ({ value: cut(radio.value), text: cut(byLabel(radio) || ariaLabel(radio)) }));
}

function headingOf(scope: ParentNode, control: Control): string {
  const inside = first(scope, HEADINGS);
  if (inside && isBefore(inside, control)) return cut(textOf(inside));
  const headings = [...(control.getRootNode() as Document | ShadowRoot).querySelectorAll(HEADINGS)];
  const nearest = headings.findLast((heading) => isBefore(heading, control));
  return cut(textOf(nearest ?? control.ownerDocument.querySelector("h1")) || control.ownerDocument.title);
}

function isBefore(element: Element, control: Control): boolean {
  return Boolean(element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING);
}
