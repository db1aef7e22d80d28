// The page's own words on why it did not take what a control holds; they are there after a submit that it refused.
import { type Control, isBox, isRadio, isSelect } from "./controls";
import { all, attribute, isForm, matches } from "./own";
import { ERRORS, type Pass } from "./pass";

/** How far up from a control its own box reaches. */
const STEPS = 4;
/** More radio buttons than these are looked at no further. */
const ANSWERS = 12;

/** What the page says is wrong with a control, or "". */
export function errorOf(control: Control, pass: Pass): string {
  const named = attribute(control, "aria-invalid") === "true" ? referred(control, pass) : [];
  const found = named.length > 0 ? named : near(control, pass);
  const texts = [...found.filter(isShown).map((element) => pass.text(element)), ownWords(control)];
  return [...new Set(texts)].filter(Boolean).join(" ");
}

function referred(control: Control, pass: Pass): Element[] {
  const messages = pass.referred(control, "aria-errormessage");
  return messages.length > 0 ? messages : pass.referred(control, "aria-describedby");
}

/** The messages in a control's own box and right behind it; in a box marked as wrong, what follows the control. */
function near(control: Control, pass: Pass): Element[] {
  if (!pass.complains(control)) return [];
  const boxes = boxesOf(control, pass);
  const box = boxes.at(-1) ?? control;
  const names = pass.labels(control);
  const isMessage = (element: Element) => !names.includes(element) && !pass.asks(element);
  const found = [...all(box, ERRORS), ...behind(box, pass)].filter(isMessage);
  if (found.length > 0 || !boxes.some((one) => matches(one, ERRORS))) return found;
  const next = boxes.map((one) => one.nextElementSibling).find((one) => one && box.contains(one));
  return next && isMessage(next) ? [next] : [];
}

/** A control and what lies around it alone, from within. */
function boxesOf(control: Control, pass: Pass): Element[] {
  const boxes: Element[] = [control];
  for (let around = control.parentElement; around && boxes.length <= STEPS; around = around.parentElement) {
    const within = pass.within(around);
    if (isForm(around) || within.length > ANSWERS) break;
    if ([...within].some((other) => !isSame(other, control))) break;
    boxes.push(around);
  }
  return boxes;
}

/** The messages behind a box, until another question begins. */
function behind(box: Element, pass: Pass): Element[] {
  const found: Element[] = [];
  for (let next = box.nextElementSibling; next && !pass.asks(next); next = next.nextElementSibling) {
    if (matches(next, ERRORS)) found.push(next);
    else if (next.localName === "label") break;
  }
  return found;
}

function isSame(one: Control, other: Control): boolean {
  return one === other || (isRadio(one) && isRadio(other) && one.name === other.name);
}

/** What the page has told the browser to say. */
function ownWords(control: Control): string {
  return control.validity.customError && control.matches(":user-invalid") ? control.validationMessage : "";
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

/** Whether a text repeats what the control holds, which is no description's business. */
export function quotes(text: string, control: Control): boolean {
  const held = isBox(control) || isSelect(control) ? "" : control.value.trim().toLowerCase();
  return held.length > 1 && text.toLowerCase().includes(held);
}
