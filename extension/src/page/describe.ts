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
import { answerOf, HEADINGS, hintsOf, labelOf } from "./labels";
import { all, attribute, first } from "./own";
import { cut, textOf } from "./text";
import { hiddenControl } from "./visible";

const MAX_FORMS = 50;
export const MAX_FIELDS = 200;
const MAX_CHOICES = 300;
const MAX_TEXTS = 12;
/** Bytes of one description. What is beyond them is left out: the companion closes the line on a frame that is too big. */
const MAX_BYTES = 60_000;

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
  const headings = [...all(scope, HEADINGS)];
  const fields = questions(controls)
    .slice(0, MAX_FIELDS)
    .map((question) => describeField(question, controls, headings));
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

function describeField(control: Control, controls: Control[], headings: Element[]): Field {
  const label = labelOf(control);
  const section = textOf(headings.findLast((heading) => isBefore(heading, control)));
  return {
    key: nameOf(control),
    tag: control.localName as Field["tag"],
    inputType: control.localName === "input" ? control.type.slice(0, 64) : "",
    name: cut(control.name),
    id: cut(control.id),
    autocomplete: cut(control.getAttribute("autocomplete") ?? ""),
    label: cut(label),
    hints: hintsOf(control, label, section).map(([route, text]) => cut(`${route}: ${text}`)),
    required: control.required || control.getAttribute("aria-required") === "true",
    maxLength: "maxLength" in control ? Math.max(0, control.maxLength) : 0,
    choices: choicesOf(control, controls),
    hidden: hiddenControl(control),
    holds: holds(control, controls),
  };
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
    .map((radio) => ({ value: cut(radio.value), text: cut(answerOf(radio)) }));
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
