// The form controls of a document, in every open shadow root, and the names that the page script gives them.
import { all, attribute, own } from "./own";

/** A control that a person can give a datum to. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
/** What elements are found in. */
export type Root = Document | ShadowRoot;

/** What may be the host of a shadow root: a form's own controls may stand in front of its properties, and some are many. */
const HOSTS = ":not(form, option, td, li, a)";
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
  const made = `${own(element, "localName")}-${counter}`.slice(-64);
  names.set(element, made);
  return made;
}

/** The document and all open shadow roots below it. */
export function rootsOf(document: Document): Root[] {
  const roots: Root[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll(HOSTS)) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return roots;
}

/** All controls, grouped by the name of their form; those without a form belong to the page. */
export function groups(document: Document, roots = rootsOf(document)): Map<string, Control[]> {
  const found = new Map<string, Control[]>();
  let count = 0;
  for (const root of roots) {
    for (const control of root.querySelectorAll<Control>("input, select, textarea")) {
      if (NOT_DATA.has(control.type)) continue;
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

/** The questions that a form asks: each control is one, and all radio buttons of one name are one, the first of them. */
export function questions(controls: Control[]): Control[] {
  const seen = new Set<string>();
  return controls.filter((control) => {
    if (!isRadio(control) || control.name === "") return true;
    const known = seen.has(control.name);
    seen.add(control.name);
    return !known;
  });
}

/** The radio buttons that answer one question, among the controls of its form. */
export function radiosOf(control: HTMLInputElement, controls: Control[]): HTMLInputElement[] {
  if (control.name === "") return [control];
  return controls.filter(isRadio).filter((radio) => radio.name === control.name);
}

/** The name of the form that a control belongs to; each shadow root without a form is a page of its own. */
export function groupOf(control: Control): string {
  if (control.form) return nameOf(control.form);
  const root = control.getRootNode();
  return root instanceof ShadowRoot ? nameOf(root.host) : LOOSE;
}

/** Whether a question is answered already, with text, a choice or a tick; what the page itself has chosen is no answer. */
export function holds(control: Control, controls: Control[]): boolean {
  if (isRadio(control)) return radiosOf(control, controls).some((radio) => radio.checked && !radio.defaultChecked);
  if (isBox(control)) return control.checked;
  if (isSelect(control)) return control.selectedIndex >= 0 && control.selectedIndex !== untouchedIndex(control);
  return control.value !== "";
}

/** The option that is chosen while nobody has picked one. */
function untouchedIndex(select: HTMLSelectElement): number {
  const chosen = [...select.querySelectorAll<HTMLOptionElement>("option[selected]")].at(-1);
  if (chosen) return chosen.index;
  if (select.multiple || select.size > 1) return -1;
  return select.querySelector<HTMLOptionElement>("option:not(:disabled)")?.index ?? -1;
}

/** Whether it is a box to tick or a radio button. */
export function isBox(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

/** Whether it is a radio button. */
export function isRadio(control: Control): control is HTMLInputElement {
  return control.type === "radio";
}

/** Whether it is a list to choose from. */
export function isSelect(control: Control): control is HTMLSelectElement {
  return control.localName === "select";
}

/** The buttons of a root that say themselves where or how they submit. */
export function willful(root: Root): HTMLButtonElement[] {
  return [...all<HTMLButtonElement>(root, ":is(button, input):is([formaction], [formmethod])")];
}

/** Those of a control's form that have one attribute, wherever in the document they stand. */
function ofForm(buttons: HTMLButtonElement[], control: Control, name: string): HTMLButtonElement[] {
  return buttons.filter((button) => button.form === control.form && attribute(button, name) !== null);
}

function buttonsAround(control: Control): HTMLButtonElement[] {
  return willful(control.getRootNode() as Root);
}

/**
 * The origin that a form submits to: "" for the page's own scripts, "null" for what is no one web address. Where a
 * button leads elsewhere than the form itself, what leaves the page's origin counts.
 */
export function targetOf(control: Control, buttons = buttonsAround(control)): string {
  const { form } = control;
  if (!form) return "";
  const actions = [
    attribute(form, "action"),
    ...ofForm(buttons, control, "formaction").map((one) => attribute(one, "formaction")),
  ];
  const origins = actions.filter((action) => action).map((action) => originOf(action ?? "", control.baseURI));
  const away = [...new Set(origins)].filter((origin) => origin !== control.ownerDocument.defaultView?.origin);
  if (away.length > 1) return "null";
  return away[0] ?? origins[0] ?? "";
}

function originOf(action: string, base: string): string {
  return URL.canParse(action, base) ? new URL(action, base).origin : "null";
}

/** How a form submits; one that names neither address nor method is almost always sent by the page's own script. */
export function methodOf(control: Control, buttons = buttonsAround(control)): string {
  const { form } = control;
  if (!form || (attribute(form, "action") ?? attribute(form, "method")) === null) return "script";
  const other = ofForm(buttons, control, "formmethod");
  return other.some((button) => button.formMethod === "get") ? "get" : own(form, "method");
}
