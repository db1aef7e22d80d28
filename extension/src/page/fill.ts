// The one place that writes into a page. A rule of the house forbids writing `.value` elsewhere.
import type { FieldPlan, FieldResult } from "../protocol.gen";
import { type Control, holds, isBox, isRadio, isSelect, nameOf, radiosOf, targetOf } from "./controls";
import { cut } from "./text";
import { covered, framedByOthers, hiddenControl } from "./visible";

const ON = "on";
const OFF = "off";

/** One control of a fill. Of radio buttons it is the one to choose, and `instead` the one that was chosen before. */
interface Entry {
  key: string;
  control: Control;
  form: HTMLFormElement | null;
  text: string;
  before: string;
  wrote: string;
  instead: HTMLInputElement | null;
}

const filled = new Map<string, Entry[]>();
const latest = new WeakMap<Control, Entry>();
/** Filled controls that the person has changed since. */
const touched = new WeakSet<Control>();

/**
 * Write a plan into a form, in one synchronous task: check everything, write all values, then let the page know, then
 * check again and take back what no longer belongs.
 *
 * @param target the origin that the form submitted to when the person said yes
 * @returns what became of each planned field
 */
export function fill(disclosure: string, controls: Control[], target: string, plan: FieldPlan[]): FieldResult[] {
  const results = new Map<string, FieldResult>();
  const skip = (key: string, why: string) => results.set(key, { key, fate: "skipped", why });
  const entries: Entry[] = [];
  for (const step of plan) {
    const entry = entryOf(step, controls);
    const why = typeof entry === "string" ? entry : objection(entry, step, controls, target);
    if (typeof entry === "string" || why !== "") skip(step.key, why);
    else entries.push(entry);
  }
  const written = entries.filter((entry) => isBox(entry.control) || write(entry) || !skip(entry.key, "no-fit"));
  for (const entry of written) {
    const { control } = entry;
    if (isBox(control)) click(control, entry.text === ON);
    // A framework that keeps the state itself has just put back the fields that it was not told of yet.
    else if (control.value === entry.wrote || rewritten(entry, target)) announce(control);
  }
  for (const entry of written) results.set(entry.key, settled(entry, target));
  filled.set(
    disclosure,
    written.filter((entry) => results.get(entry.key)?.fate === "written"),
  );
  return plan.map((step) => results.get(step.key) ?? { key: step.key, fate: "skipped", why: "removed" });
}

/** Restore what a fill found; what the person has changed since stays. Says whether there was such a fill. */
export function undo(disclosure: string): boolean {
  const entries = filled.get(disclosure);
  if (!entries) return false;
  filled.delete(disclosure);
  for (const entry of entries) {
    if (isBox(entry.control) ? stateOf(entry.control) === entry.wrote : !touched.has(entry.control)) restore(entry);
    latest.delete(entry.control);
  }
  return true;
}

/** Whether a control still holds what the last fill wrote, be it in the page's own spelling. */
export function stands(control: Control): boolean {
  return latest.has(control) && !touched.has(control);
}

/** What a step of the plan writes where; a word where that is impossible. */
function entryOf(step: FieldPlan, controls: Control[]): Entry | string {
  const control = controls.find((one) => nameOf(one) === step.key);
  if (!control) return "removed";
  const { form } = control;
  const entry = { key: step.key, form, before: stateOf(control), wrote: "", instead: null };
  if (isRadio(control)) {
    const radios = radiosOf(control, controls);
    const chosen = radios.find((radio) => cut(radio.value) === step.text);
    if (!chosen) return "no-choice";
    const instead = radios.find((radio) => radio.checked) ?? null;
    return { ...entry, control: chosen, text: ON, before: stateOf(chosen), instead };
  }
  if (isBox(control)) return { ...entry, control, text: step.checked ? ON : OFF };
  const text = isSelect(control) ? choice(control, step.text) : step.text;
  return text === undefined ? "no-choice" : { ...entry, control, text };
}

/** The value of the option that the plan means, by its value as described, or by its text. */
function choice(select: HTMLSelectElement, text: string): string | undefined {
  const wanted = text.toLowerCase();
  const options = [...select.options].filter((option) => !option.matches(":disabled"));
  const known =
    options.find((option) => cut(option.value) === text) ??
    options.find((option) => [option.value, option.text].some((one) => cut(one).toLowerCase() === wanted));
  return known?.value;
}

function objection(entry: Entry, step: FieldPlan, controls: Control[], target: string): string {
  const { control } = entry;
  if (control.matches(":disabled") || ("readOnly" in control && control.readOnly && !isBox(control))) return "disabled";
  if (framedByOthers(control)) return "foreign-frame";
  if (targetOf(control) !== target) return "target-changed";
  if (isBox(control) && entry.before === entry.text) return "holds";
  if (control.type !== "checkbox" && holds(control, controls) && !step.over) return "holds";
  // Whoever takes a tick away need not see it.
  if (entry.text === OFF && isBox(control)) return "";
  const hidden = hiddenControl(control);
  if (hidden) return hidden;
  return !isBox(control) && covered(control) ? "covered" : "";
}

/** Write the text of an entry; false, and nothing is written, when the control does not take it. */
function write(entry: Entry): boolean {
  setValue(entry.control, entry.text);
  entry.wrote = entry.control.value;
  if (entry.wrote !== "" || entry.text === "") return true;
  setValue(entry.control, entry.before);
  return false;
}

/** Write a value that the page took away before it was announced, if it still belongs there. */
function rewritten(entry: Entry, target: string): boolean {
  if (!["", "page-emptied"].includes(misfit(entry, target))) return false;
  setValue(entry.control, entry.text);
  return true;
}

/** See what the page has made of an entry, and take back what no longer belongs. */
function settled(entry: Entry, target: string): FieldResult {
  const { key, control } = entry;
  const why = misfit(entry, target);
  if (why === "page-refused") return { key, fate: "skipped", why };
  if (why !== "") {
    restore(entry);
    return { key, fate: "cleared", why };
  }
  entry.wrote = stateOf(control);
  latest.set(control, entry);
  touched.delete(control);
  control.addEventListener("input", onInput);
  return { key, fate: "written", why: "" };
}

/** Only what a person types and picks, and what the browser does for them, is trusted. */
function onInput(event: Event): void {
  if (event.isTrusted) touched.add(event.currentTarget as Control);
}

function misfit(entry: Entry, target: string): string {
  const { control } = entry;
  if (!control.isConnected) return "removed";
  if (control.form !== entry.form) return "moved";
  if (targetOf(control) !== target) return "target-changed";
  if (isBox(control)) return stateOf(control) === entry.text ? "" : "page-refused";
  if (control.value === "" && entry.text !== "") return "page-emptied";
  return hiddenControl(control);
}

function restore(entry: Entry): void {
  const { control, before, instead } = entry;
  if (isRadio(control)) {
    if (instead) click(instead, true);
    else if (control.checked) {
      setOwn(control, "checked", false);
      announce(control);
    }
  } else if (isBox(control)) click(control, before === ON);
  else {
    setValue(control, before);
    announce(control);
  }
}

function stateOf(control: Control): string {
  if (isBox(control)) return control.checked ? ON : OFF;
  return control.value;
}

function setValue(control: Control, text: string): void {
  setOwn(control, "value", text);
}

function setOwn(control: Control, property: "value" | "checked", wanted: string | boolean): void {
  // The prototype's setter: frameworks put their own on the element, in the page's world, and miss the change otherwise.
  const prototype = Object.getPrototypeOf(control) as Control;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, property);
  if (descriptor?.set) descriptor.set.call(control, wanted);
}

function announce(control: Control): void {
  control.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText" }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function click(box: HTMLInputElement, wanted: boolean): void {
  // A click is the only change of a box that every framework notices.
  if (box.checked !== wanted) box.click();
}
