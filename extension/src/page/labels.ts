// The texts that say what a control is for, by every route on which a person finds them.
import { type Control, isBox, isRadio } from "./controls";
import { errorOf, quotes } from "./errors";
import { attribute, first, isElement, isForm, isText, matches, own, precedes } from "./own";
import { HEADINGS, type Pass } from "./pass";
import { cut, squeeze } from "./text";

/** What pages write anew while they are filled in, answers included. */
const WRITTEN = new Set(["error", "described", "before", "after", "note"]);
/** A sign that stands by itself: "*", "(*)", "〒". */
const SIGN = /^[^\p{L}\p{N}]{1,3}$/u;
/** How far up a text beside a control is looked for. */
const STEPS = 5;
/** A longer text further away explains something else. */
const SHORT = 80;
/** More controls than these are not the parts of one answer. */
const PARTS = 4;
/** A mark in the value of `content`, which is a quoted text. */
const MARK = /^"\s*([*＊⁎]|\(?\p{L}[^"\\]*)\s*"$/u;
/** What stands within a label and is not the name of anything; a shorter one may be a part of it. */
const ASIDES = "small, [class*=hint i], [class*=help i]";
const ASIDE = 20;
/** A link that is no button, what stands in the middle of a sentence, and how one ends. */
const LINK = "a:not([role=button], [class*=btn i], [class*=button i])";
const INLINE = `${LINK}, abbr, b, em, i, mark, strong, u`;
const ENDED = /[.!?:;。！？]\s*$/u;
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
    ["described", describedBy(control, pass)],
    ["part", partOf(control, pass)],
    ["row", cellBefore(control, pass)],
    ["group", groupText(control, pass)],
    ["header", columnOf(control, pass)],
    ["section", form.section],
    ["after", isBox(control) ? behindLabel(control, pass) : after(control, pass)],
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
export function legendOf(control: Control, pass: Pass): string {
  // The question of a radio button is narrower than what a table is about.
  const part = control.closest(isRadio(control) ? "fieldset" : "fieldset, table:has(> caption)");
  const legend = pass.text(part?.querySelector("legend, caption"));
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
  const texts = [...new Set(labels.map((label) => without(asideOf(label, control, pass), pass.text(label))))].filter(
    Boolean,
  );
  const last = isTickBox(control) ? labels.at(-1) : undefined;
  // Where an attribute says it, nobody need look for a mark.
  const marks = control.required ? [] : labels.map(drawn);
  return [...texts, last ? linkBehind(last, pass) : "", ...marks].filter(Boolean).join(" ");
}

function isTickBox(control: Control): boolean {
  return isBox(control) && !isRadio(control);
}

/** The end of a statement that goes on behind its label, with a link: "I accept the" <a>terms</a>. */
function linkBehind(label: Element, pass: Pass): string {
  if (ENDED.test(pass.text(label))) return "";
  let next = own(label, "nextSibling");
  while (next && isText(next) && !squeeze(next.data)) next = own(next, "nextSibling");
  return next && isElement(next) && matches(next, LINK) ? textOfAll(sentence(next, pass, "nextSibling"), pass) : "";
}

/** What stands in one sentence with a node, which it begins or ends. */
function sentence(start: Node, pass: Pass, way: Way): Node[] {
  const nodes: Node[] = [];
  for (let node: Node | null = start; node && isInline(node, pass); node = own(node, way)) nodes.push(node);
  return way === "nextSibling" ? nodes : nodes.reverse();
}

function isInline(node: Node, pass: Pass): boolean {
  return isElement(node) ? matches(node, INLINE) && !pass.asks(node) : isText(node);
}

function textOfAll(nodes: Node[], pass: Pass): string {
  return squeeze(nodes.map((node) => (isElement(node) ? pass.text(node) : isText(node) ? node.data : "")).join(" "));
}

/** What a label explains below its name, if that is long; what belongs to a box is one statement. */
function asideOf(label: Element, control: Control, pass: Pass): string {
  const text = pass.text(label);
  const aside = isBox(control) || text.length < ASIDE ? "" : pass.text(first(label, ASIDES));
  return aside.length < ASIDE || aside === text || !text.endsWith(aside) ? "" : aside;
}

function without(end: string, text: string): string {
  return text.slice(0, text.length - end.length).trim();
}

/** The mark that a style sheet draws beside a label: no text of the page has it. */
function drawn(label: Element): string {
  const parts = [label, label.lastElementChild].filter((part) => part !== null);
  const contents = parts.flatMap((part) =>
    ["::before", "::after"].map((where) => getComputedStyle(part, where).content),
  );
  return contents.map((content) => MARK.exec(content)?.[1] ?? "").join("");
}

function describedBy(control: Control, pass: Pass): string {
  const asides = pass.labels(control).map((label) => asideOf(label, control, pass));
  return [...asides, byIds(control, pass, "aria-describedby")].filter(Boolean).join(" ");
}

function byIds(element: Element, pass: Pass, name = "aria-labelledby"): string {
  return pass
    .referred(element, name)
    .map((one) => pass.text(one))
    .join(" ")
    .trim();
}

/** The last of several texts that name a control: what it is within what the others name. */
function partOf(control: Control, pass: Pass): string {
  const texts = pass
    .referred(control, "aria-labelledby")
    .map((one) => pass.text(one))
    .filter(says);
  if (texts.length > 1) return texts.at(-1) ?? "";
  return texts.length === 0 ? ownPart(control, pass) : "";
}

/** The text right before a control: its neighbour's, or that of the nearest table cell or term. */
function before(control: Control, pass: Pass): string {
  const title = cellBefore(control, pass);
  return title ? `${title} ${ownPart(control, pass)}`.trim() : beside(control, pass, "previousSibling");
}

/** What a table cell says before one of its controls, if it has a few: "First" beside "Name". */
function ownPart(control: Control, pass: Pass): string {
  const cell = isBox(control) || pass.labels(control).length > 0 ? null : control.closest("td, dd");
  const head = cell && arePartsOfOne(cell, pass) ? pass.within(cell)[0] : null;
  // Where nothing stands before the first one, the texts are behind: "1990 year, 12 month".
  if (!(cell && head && says(beside(head, pass, "previousSibling", cell)))) return "";
  const text = beside(control, pass, "previousSibling", cell);
  return says(text) ? text : "";
}

function arePartsOfOne(element: Element, pass: Pass): boolean {
  const { length } = pass.within(element);
  return length > 1 && length <= PARTS;
}

/** The text right behind a control. */
function after(control: Control, pass: Pass): string {
  return beside(control, pass, "nextSibling");
}

/** The text right behind the label of a box: "required". */
function behindLabel(box: HTMLInputElement, pass: Pass): string {
  const label = isRadio(box) ? null : pass.labels(box).at(-1);
  return label ? beside(label, pass, "nextSibling") : "";
}

function cellBefore(control: Control, pass: Pass): string {
  const marks: string[] = [];
  const around = control.closest("td, dd");
  if (!around || (around.localName === "dd" && pass.within(around).length > PARTS)) return "";
  for (let cell = around.previousElementSibling; cell; cell = cell.previousElementSibling) {
    const text = pass.asks(cell) ? "" : pass.text(cell);
    if (says(text)) return [text, ...marks].join(" ");
    if (text) marks.unshift(text);
  }
  return marks.join(" ");
}

/** The nearest text on one side, with the signs that stand alone around it ("* Name", "Address 〒"). */
function beside(element: Element, pass: Pass, way: Way, end?: Element): string {
  const texts = textsBeside(element, pass, way, end);
  const signs: string[] = [];
  for (const text of texts) {
    if (!SIGN.test(text)) {
      const further = texts.next().value ?? "";
      return [text, ...signs, ...(SIGN.test(further) ? [further] : [])].join(" ");
    }
    signs.push(text);
  }
  return signs.join(" ");
}

/** The texts beside a control or its label from the nearest on, until something else begins. */
function* textsBeside(start: Element, pass: Pass, way: Way, end?: Element): Generator<string, undefined> {
  const behind = way === "nextSibling";
  const isBoxed = matches(start, "label, [type=checkbox]");
  let node: Element | null = start;
  for (let steps = 0; node && node !== end && steps < STEPS && !isForm(node); node = node.parentElement, steps += 1) {
    // What follows a control's own box is about the next one.
    if (behind && steps > 1) return;
    for (let sibling: Node | null = own(node, way); sibling; sibling = own(sibling, way)) {
      const element = isElement(sibling) ? sibling : null;
      if (element && pass.asks(element)) return;
      // What heads several fields is not the name of this one, if it says its own; behind, it heads others.
      if (element && matches(element, HEADINGS) && (behind || start.hasAttribute("placeholder"))) return;
      let text = element ? pass.text(element) : isText(sibling) ? squeeze(sibling.data) : "";
      if (text && isBoxed && isInline(sibling, pass)) {
        const nodes = sentence(sibling, pass, way);
        text = textOfAll(nodes, pass);
        sibling = (behind ? nodes.at(-1) : nodes[0]) ?? sibling;
      }
      if (text && (steps < 3 || text.length < SHORT)) yield text;
    }
  }
}

/** What stands before the first of several controls: "Date of birth". */
function groupText(control: Control, pass: Pass): string {
  const named = pass.labels(control).length > 0 || nameByAria(control, pass) !== "" || ownPart(control, pass) !== "";
  let node = control.parentElement;
  for (let steps = 0; node && steps < 3 && !isForm(node); node = node.parentElement, steps += 1) {
    const within = pass.within(node);
    const head = within[0];
    if (within.length > PARTS) return "";
    if (!head || within.length === 1) continue;
    // The name of the first one is not that of another that has its own.
    if (named && over(head, node, pass)) return over(head, node, pass);
    const text = named || head === control ? "" : before(head, pass) || labelsOf(head, pass);
    if (text) return text;
  }
  return "";
}

/** What stands within an element before its first control, and before the label of that. */
function over(head: Control, around: Element, pass: Pass): string {
  const label = pass.labels(head)[0];
  if (!label && !nameByAria(head, pass)) return "";
  return beside(label && precedes(label, head) ? label : head, pass, "previousSibling", around);
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
