// The form controls of a document, in every open shadow root, and the names that the page script gives them.

/** A control that a person can give a datum to. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const NOT_DATA = new Set(["hidden", "submit", "button", "image", "reset", "file", "range", "color"]);
const LOOSE = "page";
const MAX_CONTROLS = 2000;

const names = new WeakMap<Element, string>();
let counter = 0;

/** The name of a control or form; the same element keeps it for as long as it lives. */
export function nameOf(element: Element): string {
  const known = names.get(element);
  if (known) return known;
  counter += 1;
  const made = `${element.tagName.toLowerCase()}-${counter}`;
  names.set(element, made);
  return made;
}

/** The document and all open shadow roots below it. */
export function rootsOf(document: Document): (Document | ShadowRoot)[] {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return roots;
}

/** All controls, grouped by the name of their form; those without a form belong to the page. */
export function groups(document: Document): Map<string, Control[]> {
  const found = new Map<string, Control[]>();
  let count = 0;
  for (const root of rootsOf(document)) {
    for (const control of root.querySelectorAll<Control>("input, select, textarea")) {
      if (control instanceof HTMLInputElement && NOT_DATA.has(control.type)) continue;
      if (++count > MAX_CONTROLS) return found;
      const name = groupOf(control);
      const group = found.get(name);
      if (group) group.push(control);
      else found.set(name, [control]);
    }
  }
  return found;
}

/** The controls of one form, by its name. */
export function controlsOf(document: Document, form: string): Control[] {
  return groups(document).get(form) ?? [];
}

/** The name of the form that a control belongs to; each shadow root without a form is a page of its own. */
export function groupOf(control: Control): string {
  if (control.form) return nameOf(control.form);
  const root = control.getRootNode();
  return root instanceof ShadowRoot ? nameOf(root.host) : LOOSE;
}

/** Whether it already holds something: text, a chosen option, a tick. */
export function holds(control: Control): boolean {
  if (isBox(control)) return control.checked;
  if (control instanceof HTMLSelectElement) return control.selectedIndex !== Math.max(0, defaultIndex(control));
  return control.value !== "";
}

/** The option that the page itself has chosen: nobody picked it, so it may be replaced. */
function defaultIndex(select: HTMLSelectElement): number {
  return [...select.options].findIndex((option) => option.defaultSelected);
}

/** Whether it is a box to tick or a radio button. */
export function isBox(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");
}

/** The origin that a form submits to: "" for the page's own scripts, "null" for what is no web address. */
export function targetOf(control: Control): string {
  const form = control.form;
  const button = form?.querySelector<HTMLElement>("button[formaction], input[formaction]");
  // `form.action` may be a control of that name, so the attribute is read and resolved.
  const action = button?.getAttribute("formaction") ?? form?.getAttribute("action");
  if (action === null || action === undefined || action === "") return "";
  try {
    return new URL(action, document.baseURI).origin;
  } catch {
    return "null";
  }
}
