// The one place that writes into a page. A rule of the house forbids writing `.value` elsewhere.
import type { FieldPlan, FieldResult } from "../protocol.gen";
import { type Control, holds, isBox, nameOf, targetOf } from "./controls";
import { covered, hiddenReason } from "./visible";

interface Written {
  control: Control;
  form: HTMLFormElement | null;
  before: string;
  wrote: string;
}

const written = new Map<string, Written[]>();
const latest = new WeakMap<Control, string>();

/**
 * Write a plan into a form, in one synchronous task: check everything, write all values, then let the page know, then
 * check again and take back what no longer belongs.
 *
 * @param target the origin that the form submitted to when the person said yes
 * @returns what became of each planned field
 */
export function fill(
  page: Document,
  disclosure: string,
  controls: Control[],
  target: string,
  plan: FieldPlan[],
): FieldResult[] {
  const byName = new Map(controls.map((control) => [nameOf(control), control]));
  const results = new Map<string, FieldResult>();
  const done: { step: FieldPlan; entry: Written }[] = [];
  const scroll = [page.defaultView?.scrollX ?? 0, page.defaultView?.scrollY ?? 0] as const;

  const ready: { step: FieldPlan; control: Control }[] = [];
  for (const step of plan) {
    const control = byName.get(step.key);
    const why = control ? objection(control, step, target) : "removed";
    if (control && why === "") ready.push({ step, control });
    else results.set(step.key, { key: step.key, fate: "skipped", why });
  }
  page.defaultView?.scrollTo({ left: scroll[0], top: scroll[1], behavior: "instant" });

  for (const { step, control } of ready) {
    const entry = { control, form: control.form, before: stateOf(control), wrote: "" };
    if (!isBox(control)) setValue(control, step.text ?? "");
    entry.wrote = stateOf(control);
    done.push({ step, entry });
  }
  for (const { step, entry } of done) {
    const { control } = entry;
    if (isBox(control)) tick(control, step.checked === true);
    // A framework that keeps the state itself has just put back the fields that it was not told of yet.
    else if (control.value === entry.wrote || rewritten(entry, step, target)) announce(control);
  }
  for (const { step, entry } of done) {
    const why = misfit(entry, target);
    if (why !== "" && !isBox(entry.control)) {
      setValue(entry.control, entry.before);
      announce(entry.control);
    }
    results.set(step.key, { key: step.key, fate: why === "" ? "written" : "cleared", why });
    if (why !== "") continue;
    entry.wrote = stateOf(entry.control);
    latest.set(entry.control, entry.wrote);
  }
  written.set(
    disclosure,
    done.map(({ entry }) => entry),
  );
  return plan.map((step) => results.get(step.key) ?? { key: step.key, fate: "skipped", why: "removed" });
}

/** Restore what a fill found; what the person has changed since stays. Says whether there was such a fill. */
export function undo(disclosure: string): boolean {
  const entries = written.get(disclosure);
  if (!entries) return false;
  written.delete(disclosure);
  for (const { control, before, wrote } of entries) {
    if (stateOf(control) !== wrote) continue;
    if (isBox(control)) tick(control, before === "on");
    else {
      setValue(control, before);
      announce(control);
    }
    latest.delete(control);
  }
  return true;
}

/** Whether a control still holds what the last fill wrote. */
export function stands(control: Control): boolean {
  return latest.get(control) === stateOf(control);
}

function objection(control: Control, step: FieldPlan, target: string): string {
  if (control.disabled || ("readOnly" in control && control.readOnly)) return "disabled";
  if (targetOf(control) !== target) return "target-changed";
  if (isBox(control)) return control.checked === step.checked ? "holds" : "";
  if (holds(control) && !step.over) return "holds";
  const hidden = hiddenReason(control);
  if (hidden) return hidden;
  return covered(control) ? "covered" : "";
}

/** Write a value that the page took away before it was announced, if it still belongs there. */
function rewritten(entry: Written, step: FieldPlan, target: string): boolean {
  if (misfit(entry, target) !== "" && misfit(entry, target) !== "page-emptied") return false;
  setValue(entry.control, step.text ?? "");
  return true;
}

function misfit(entry: Written, target: string): string {
  const { control } = entry;
  if (!control.isConnected) return "removed";
  if (control.form !== entry.form) return "moved";
  if (targetOf(control) !== target) return "target-changed";
  if (isBox(control)) return "";
  if (control.value === "") return "page-emptied";
  return hiddenReason(control);
}

function stateOf(control: Control): string {
  if (isBox(control)) return control.checked ? "on" : "off";
  return control.value;
}

function setValue(control: Control, text: string): void {
  // The prototype's setter: frameworks put their own on the element, in the page's world, and miss the change otherwise.
  const prototype = Object.getPrototypeOf(control) as Control;
  const setter = Object.getOwnPropertyDescriptor(prototype, "value")?.set;
  if (setter) setter.call(control, text);
}

function announce(control: Control): void {
  control.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText" }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function tick(box: HTMLInputElement, wanted: boolean): void {
  // A click is the only change of a box that every framework notices.
  if (box.checked !== wanted) box.click();
}
