// The texts that say what a control is for, by every route on which a person finds them.
import { type Control, isBox, isRadio } from "./controls";
import { all, attribute, first } from "./own";
import { squeeze, textOf } from "./text";

const CONTROLS = "input:not([type=hidden]), select, textarea";
export const HEADINGS = "h1, h2, h3, h4, legend, [role='heading']";
/** How far up a text beside a control is looked for. */
const STEPS = 5;
/** A longer text further away explains something else. */
const SHORT = 80;
/** More controls than these are not the parts of one answer. */
const PARTS = 4;
/** How frameworks and their tests call what has no lasting name. */
const MODELS = [
  "formcontrolname",
  "ng-model",
  "v-model",
  "data-name",
  "data-field",
  "data-testid",
  "data-test",
  "data-qa",
];

/** The best text for what a control asks, with the mark that stands apart from it ("*"). */
export function labelOf(control: Control): string {
  let mark = "";
  for (const route of routesOf(control)) {
    const text = route() ?? "";
    if (says(text)) return mark ? `${text} ${mark}` : text;
    mark ||= text.length > 1 ? "" : text;
  }
  return control.getAttribute("placeholder") || control.title || mark;
}

function routesOf(control: Control): (() => string | null)[] {
  const label = () => labelsOf(control);
  if (isRadio(control)) return [() => asked(control), () => before(control), label];
  const named = [label, () => byIds(control), () => control.getAttribute("aria-label")];
  return isBox(control) ? [...named, () => after(control), () => before(control)] : [...named, () => before(control)];
}

/** What one answer of several says: the label of a radio button, or the text behind it. */
export function answerOf(radio: HTMLInputElement): string {
  return labelsOf(radio) || ariaLabel(radio) || after(radio);
}

/** Further texts, each with its route, and each once. */
export function hintsOf(control: Control, label: string, section: string): [string, string][] {
  const routes: [string, string][] = [
    ["placeholder", control.getAttribute("placeholder") ?? ""],
    ["title", control.title],
    ["legend", textOf(control.closest("fieldset")?.querySelector("legend"))],
    ["described", byIds(control, "aria-describedby")],
    ["group", groupText(control)],
    ["header", columnOf(control)],
    ["section", section],
    ["after", isBox(control) ? "" : after(control)],
    ["data", MODELS.map((name) => control.getAttribute(name) ?? "").join(" ")],
    ["class", control.className],
    ["inputmode", control.inputMode],
    ["pattern", control.getAttribute("pattern") ?? ""],
  ];
  const told = new Set([label]);
  return routes.filter(([, text]) => text.trim() && !told.has(text) && told.add(text));
}

/** What a group of radio buttons is asked for; the label of one is its answer. */
function asked(radio: HTMLInputElement): string {
  const group = radio.closest("[role=radiogroup]");
  return textOf(radio.closest("fieldset")?.querySelector("legend")) || (group ? byIds(group) || ariaLabel(group) : "");
}

function ariaLabel(element: Element): string {
  return attribute(element, "aria-label") ?? "";
}

function labelsOf(control: Control): string {
  return [...new Set([...(control.labels ?? [])].map(textOf))].filter(Boolean).join(" ");
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
  return cellBefore(control) || beside(control, "previousSibling");
}

/** The text right behind a control. */
function after(control: Control): string {
  return beside(control, "nextSibling");
}

function cellBefore(control: Control): string {
  const marks: string[] = [];
  for (let cell = control.closest("td")?.previousElementSibling; cell; cell = cell.previousElementSibling) {
    const text = first(cell, CONTROLS) ? "" : textOf(cell);
    if (says(text)) return [text, ...marks].join(" ");
    if (text) marks.unshift(text);
  }
  return marks.join(" ");
}

function beside(control: Control, way: "previousSibling" | "nextSibling"): string {
  const behind = way === "nextSibling";
  let node: Element | null = control;
  for (
    let steps = 0;
    node && steps < STEPS && !(node instanceof HTMLFormElement);
    node = node.parentElement, steps += 1
  ) {
    // What follows a control's own box is about the next one.
    if (behind && steps > 1) return "";
    for (let sibling = node[way]; sibling; sibling = sibling[way]) {
      if (sibling instanceof Element && (sibling.matches(CONTROLS) || first(sibling, CONTROLS))) return "";
      // What heads several fields is not the name of this one, if it says its own; behind, it heads others.
      if (sibling instanceof Element && sibling.matches(HEADINGS) && (behind || control.hasAttribute("placeholder")))
        return "";
      const text = sibling instanceof Element ? textOf(sibling) : sibling instanceof Text ? squeeze(sibling.data) : "";
      if (text && (steps < 3 || text.length < SHORT)) return text;
    }
  }
  return "";
}

/** What stands before the first of several controls, of which this one is a later one: "Date of birth". */
function groupText(control: Control): string {
  let node = control.parentElement;
  for (let steps = 0; node && steps < 3 && !(node instanceof HTMLFormElement); node = node.parentElement, steps += 1) {
    const within = all<Control>(node, CONTROLS);
    const head = within[0];
    if (within.length > PARTS) return "";
    const text = head && head !== control ? before(head) || labelsOf(head) : "";
    if (text) return text;
  }
  return "";
}

/** The head of a table's column that a control stands in. */
function columnOf(control: Control): string {
  const cell = control.closest("td");
  const row = cell?.closest("table")?.rows[0];
  const head = cell && row?.cells[cell.cellIndex];
  return head && head !== cell && head.localName === "th" ? textOf(head) : "";
}

function says(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
