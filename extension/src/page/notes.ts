// What a form says of all its questions: "fields with * are required", "every question is optional".
import type { Control } from "./controls";
import { first, isElement, isText, matches, own } from "./own";
import { HEADINGS, type Pass } from "./pass";
import { squeeze } from "./text";

const MARK = /[*＊⁎※†]/;
/** A mark that is explained: words follow it, or it stands in a sentence. */
const EXPLAINED = /[*＊⁎※†][^\p{L}]*\p{L}|^(?:\S+ ){4}/u;
const NO_NOTE = "label, legend, button, [role=button], select, textarea, script, style, template";
/** How far up from a mark its sentence is, and from a form's first question what introduces it. */
const SENTENCE = 3;
const STEPS = 6;
/** A longer text tells of other things. */
const LONGEST = 200;

/** The sentences that say what holds for the questions of a form, of which `control` is the first. */
export function notesOf(control: Control, scope: ParentNode, label: string, pass: Pass): string[] {
  const notes = [legend(scope, pass), introduction(control, label, pass)];
  return [...new Set(notes)].filter((note) => note && note !== label && note.length <= LONGEST);
}

/** The sentence that explains the form's mark. */
function legend(scope: ParentNode, pass: Pass): string {
  const within: ParentNode = scope instanceof Document ? scope.body : scope;
  if (!MARK.test(own(within, "textContent") ?? "")) return "";
  const walker = Document.prototype.createTreeWalker.call(document, within, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!MARK.test((node as Text).data) || node.parentElement?.closest(NO_NOTE)) continue;
    const around = sentence(node.parentElement, pass);
    if (around?.checkVisibility()) return pass.text(around);
  }
  return "";
}

/** The element from here on up whose text explains a mark, if no control is in it. */
function sentence(element: Element | null, pass: Pass): Element | null {
  let around = element;
  for (let steps = 0; around && steps < SENTENCE && !pass.asks(around); steps += 1) {
    if (EXPLAINED.test(pass.text(around))) return around;
    around = own(around, "parentElement");
  }
  return null;
}

/** The text between the heading and the first question, its label left out. */
function introduction(control: Control, label: string, pass: Pass): string {
  let node: Element | null = control;
  for (let steps = 0; node && steps < STEPS; node = own(node, "parentElement"), steps += 1) {
    for (let before = own(node, "previousSibling"); before; before = own(before, "previousSibling")) {
      const element = isElement(before) ? before : null;
      // The name of a group is over its questions alone, the introduction over that.
      if (element && ((matches(element, HEADINGS) && element.localName !== "legend") || pass.asks(element))) return "";
      if (element && (matches(element, NO_NOTE) || first(element, NO_NOTE))) continue;
      const text = element ? pass.text(element) : isText(before) ? squeeze(before.data) : "";
      if (text && !label.startsWith(text)) return text;
    }
  }
  return "";
}
