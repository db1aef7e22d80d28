// The texts that say what a control is for, by every route on which a person finds them.
import { type Control, isBox, isRadio } from "./controls";
import { errorOf, quotes } from "./errors";
import { attribute, isElement, isForm, isText, matches, own } from "./own";
import { HEADINGS, type Pass } from "./pass";
import { cut, squeeze } from "./text";

/** What pages write anew while they are filled in, answers included. */
const WRITTEN = new Set(["error", "described", "before", "after", "note"]);
/** A mark that stands by itself. */
const ASTERISK = /^[(（]?[*＊⁎※][)）]?$/;
/** How far up a text beside a control is looked for. */
const STEPS = 5;
/** A longer text further away explains something else. */
const SHORT = 80;
/** More controls than these are not the parts of one answer. */
const PARTS = 4;
/** A mark in the value of `content`, which is a quoted text. */
const MARK = /^"\s*([*＊⁎]|\(?\p{L}[^"\\]*)\s*"$/u;
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

type Way = "previousSibling" | "nextSibling";

/** What is known of a control before its hints are. */
interface Around {
  label: string;
  section: string;
  language: string;
  notes: string[];
}

/** The best text for what a control asks, with the mark that stands apart from it ("*"). */
export function labelOf(control: Control, pass: Pass): string {
  let mark = "";
  for (const route of routesOf(control, pass)) {
    const text = route() ?? "";
    if (says(text)) return text.includes(mark) ? text : `${text} ${mark}`;
    mark ||= text.length > 1 ? "" : text;
  }
  return control.getAttribute("placeholder") || control.title || mark;
}

function routesOf(control: Control, pass: Pass): (() => string | null)[] {
  const label = () => labelsOf(control, pass);
  const preceding = () => before(control, pass);
  // The label of one radio button is its answer.
  if (isRadio(control)) return [() => legendOf(control, pass), preceding, label];
  const named = [label, () => byIds(control, pass), () => control.getAttribute("aria-label")];
  return isBox(control) ? [...named, () => after(control, pass), preceding] : [...named, preceding];
}

/** What one answer of several says: the label of a radio button, or the text behind it. */
export function answerOf(radio: HTMLInputElement, pass: Pass): string {
  return labelsOf(radio, pass) || ariaLabel(radio) || after(radio, pass);
}

/** Further texts, each with its route, and each once. */
export function hintsOf(control: Control, pass: Pass, form: Around): [string, string][] {
  const routes: [string, string][] = [
    ["error", errorOf(control, pass)],
    ["placeholder", control.getAttribute("placeholder") ?? ""],
    ["title", control.title],
    ["legend", legendOf(control, pass)],
    ["described", byIds(control, pass, "aria-describedby")],
    ["group", groupText(control, pass)],
    ["header", columnOf(control, pass)],
    ["section", form.section],
    ["after", isBox(control) ? "" : after(control, pass)],
    ["aria", nameByAria(control, pass)],
    ["before", before(control, pass)],
    ["data", MODELS.map((name) => control.getAttribute(name) ?? "").join(" ")],
    ["class", control.className],
    ["inputmode", control.inputMode],
    ["pattern", control.getAttribute("pattern") ?? ""],
    ["minlength", control.getAttribute("minlength") ?? ""],
    ["language", form.language === languageOf(control) ? "" : languageOf(control)],
    ...form.notes.map((note): [string, string] => ["note", note]),
  ];
  const told = new Set([form.label]);
  const isNew = (text: string) => text.trim() && !told.has(text) && told.add(text);
  return routes.filter(([route, text]) => isNew(text) && !(WRITTEN.has(route) && quotes(text, control)));
}

/** The language that an element says it is in. */
export function languageOf(control: Control): string {
  const spoken = control.closest("[lang]") ?? control.ownerDocument.documentElement;
  return cut(attribute(spoken, "lang") ?? "").slice(0, 35);
}

/** What the part of a form is called that a control stands in. */
function legendOf(control: Control, pass: Pass): string {
  const legend = pass.text(control.closest("fieldset")?.querySelector("legend"));
  const group = legend ? null : control.closest("fieldset, [role=group], [role=radiogroup]");
  return legend || (group ? nameByAria(group, pass) : "");
}

function ariaLabel(element: Element): string {
  return attribute(element, "aria-label") ?? "";
}

/** What an element is called for those who do not see it. */
export function nameByAria(element: Element, pass: Pass): string {
  return byIds(element, pass) || ariaLabel(element);
}

function labelsOf(control: Control, pass: Pass): string {
  const labels = pass.labels(control);
  const texts = [...new Set(labels.map((label) => pass.text(label)))].filter(Boolean);
  // Where an attribute says it, nobody need look for a mark.
  return [...texts, ...(control.required ? [] : labels.map(drawn))].filter(Boolean).join(" ");
}

/** The mark that a style sheet draws beside a label: no text of the page has it. */
function drawn(label: Element): string {
  const parts = [label, label.lastElementChild].filter((part) => part !== null);
  const contents = parts.flatMap((part) =>
    ["::before", "::after"].map((where) => getComputedStyle(part, where).content),
  );
  return contents.map((content) => MARK.exec(content)?.[1] ?? "").join("");
}

function byIds(element: Element, pass: Pass, name = "aria-labelledby"): string {
  return pass
    .referred(element, name)
    .map((one) => pass.text(one))
    .join(" ")
    .trim();
}

/** The text right before a control: its neighbour's, or that of the nearest table cell. */
function before(control: Control, pass: Pass): string {
  return cellBefore(control, pass) || beside(control, pass, "previousSibling");
}

/** The text right behind a control. */
function after(control: Control, pass: Pass): string {
  return beside(control, pass, "nextSibling");
}

function cellBefore(control: Control, pass: Pass): string {
  const marks: string[] = [];
  for (let cell = control.closest("td")?.previousElementSibling; cell; cell = cell.previousElementSibling) {
    const text = pass.asks(cell) ? "" : pass.text(cell);
    if (says(text)) return [text, ...marks].join(" ");
    if (text) marks.unshift(text);
  }
  return marks.join(" ");
}

function beside(control: Control, pass: Pass, way: Way): string {
  const texts = textsBeside(control, pass, way);
  const marks: string[] = [];
  for (const text of texts) {
    if (!ASTERISK.test(text)) {
      const further = texts.next().value ?? "";
      return [text, ...marks, ...(ASTERISK.test(further) ? [further] : [])].join(" ");
    }
    marks.push(text);
  }
  return marks.join(" ");
}

/** The texts beside a control from the nearest on, until something else begins. */
function* textsBeside(control: Control, pass: Pass, way: Way): Generator<string, undefined> {
  const behind = way === "nextSibling";
  let node: Element | null = control;
  for (let steps = 0; node && steps < STEPS && !isForm(node); node = node.parentElement, steps += 1) {
    // What follows a control's own box is about the next one.
    if (behind && steps > 1) return;
    for (let sibling = own(node, way); sibling; sibling = own(sibling, way)) {
      const element = isElement(sibling) ? sibling : null;
      if (element && pass.asks(element)) return;
      // What heads several fields is not the name of this one, if it says its own; behind, it heads others.
      if (element && matches(element, HEADINGS) && (behind || control.hasAttribute("placeholder"))) return;
      const text = element ? pass.text(element) : isText(sibling) ? squeeze(sibling.data) : "";
      if (text && (steps < 3 || text.length < SHORT)) yield text;
    }
  }
}

/** What stands before the first of several controls, of which this one is a later one: "Date of birth". */
function groupText(control: Control, pass: Pass): string {
  let node = control.parentElement;
  for (let steps = 0; node && steps < 3 && !isForm(node); node = node.parentElement, steps += 1) {
    const within = pass.within(node);
    const head = within[0];
    if (within.length > PARTS) return "";
    const text = head && head !== control ? before(head, pass) || labelsOf(head, pass) : "";
    if (text) return text;
  }
  return "";
}

/** The head of a table's column that a control stands in. */
function columnOf(control: Control, pass: Pass): string {
  const cell = control.closest("td");
  const row = cell?.closest("table")?.rows[0];
  const head = cell && row?.cells[cell.cellIndex];
  return head && head !== cell && head.localName === "th" ? pass.text(head) : "";
}

function says(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
