// Texts of a page as a person reads them, made short and safe to send. What a control holds is never a part of them.
import { first, isElement, isText, matches, own } from "./own";

const LINE = 200;
/** What holds something else than text to read: values, programs, styles. */
const SILENT =
  "script, style, template, noscript, textarea, select, datalist, output, [contenteditable], [role=textbox]";

/** The text of an element, without that of its controls. */
export function textOf(element: Element | null | undefined): string {
  if (!element || matches(element, SILENT)) return "";
  if (!first(element, SILENT)) return squeeze(textsOf(element));
  return squeeze([...own(element, "childNodes")].map(read).join(" "));
}

function textsOf(element: Element): string {
  return ("innerText" in element ? own(element, "innerText") : element.textContent) ?? "";
}

function read(node: Node): string {
  if (isText(node)) return node.data;
  return isElement(node) ? textOf(node) : "";
}

/** One line of a text, of a length that the companion takes. */
export function cut(text: string): string {
  // Half a surrogate pair, cut by us or sent by the page, would make the whole message unreadable for the companion.
  return squeeze(text)
    .slice(0, LINE)
    .replace(/\p{Surrogate}/gu, "");
}

/** White space as it is drawn. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
