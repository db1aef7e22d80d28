// The page's own words on why it did not take what a control holds; they are there after a submit that it refused.
import { type Control, isBox, isRadio, isSelect } from "./controls";
import { attribute } from "./own";
import { ERRORS, type Pass } from "./pass";

/** How far up from a control its own box reaches. */
const STEPS = 4;

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

/** The messages in a control's own box, and right behind it; in a box marked as wrong that is what follows the control. */
function near(control: Control, pass: Pass): Element[] {
  const boxes = boxesOf(control, pass);
  const box = boxes.at(-1) ?? control;
  const names = pass.labels(control);
  const messages = pass.errors(control).filter((message) => !names.includes(message));
  const found = messages.filter((message) => box.contains(message) || isBehind(message, box, pass));
  if (found.length > 0 || !boxes.some((one) => one.matches(ERRORS))) return found;
  const behind = boxes.map((one) => one.nextElementSibling).find((next) => next && box.contains(next));
  return behind && !names.includes(behind) ? [behind] : [];
}

/** A control and what lies around it alone, from within. */
function boxesOf(control: Control, pass: Pass): Element[] {
  const boxes: Element[] = [control];
  for (let around = control.parentElement; around && boxes.length <= STEPS; around = around.parentElement) {
    if (around instanceof HTMLFormElement || [...pass.within(around)].some((other) => !isSame(other, control))) break;
    boxes.push(around);
  }
  return boxes;
}

function isBehind(message: Element, box: Element, pass: Pass): boolean {
  if (message.parentElement !== box.parentElement) return false;
  let before = message.previousElementSibling;
  while (before && before !== box && before.localName !== "label" && !pass.asks(before)) {
    before = before.previousElementSibling;
  }
  return before === box;
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
