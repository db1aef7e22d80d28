// Forms that a script submits into another frame, where the person sees nothing of it. What the person submits passes.
import type { Line } from "./line";
import { apply, argument, attempt, getter, method, standIn } from "./natives";
import { resolved } from "./network";
import { TEXT } from "./words";

const lower = method<string>(String.prototype, "toLowerCase");
const upper = method<string>(String.prototype, "toUpperCase");
const page = document;
const attribute = method<string | null>(Element.prototype, "getAttribute");
const first = method<Element | null>(Document.prototype, "querySelector");
const formAction = getter<string>(HTMLFormElement.prototype, "action");
const formMethod = getter<string>(HTMLFormElement.prototype, "method");
const formElements = getter<HTMLFormControlsCollection>(HTMLFormElement.prototype, "elements");
const elementCount = getter<number>(HTMLCollection.prototype, "length");
const elementAt = method<Element>(HTMLCollection.prototype, "item");
const inputValue = getter<string>(HTMLInputElement.prototype, "value");
const areaValue = getter<string>(HTMLTextAreaElement.prototype, "value");
const selectValue = getter<string>(HTMLSelectElement.prototype, "value");

/** Stand in for `submit` and `requestSubmit`. */
export function wrapForms(line: Line): void {
  for (const name of ["submit", "requestSubmit"]) {
    standIn(HTMLFormElement.prototype, name, (native, self, all) =>
      line.guarding && attempt(() => stops(line, self, argument(all, 0))) ? undefined : apply(native, self, all),
    );
  }
}

function stops(line: Line, form: object, submitter: unknown): boolean {
  const said = (name: string) => (submitter ? attribute(submitter, name) : null);
  const base = first(page, "base[target]");
  const target = said("formtarget") ?? attribute(form, "target") ?? (base ? attribute(base, "target") : null) ?? "";
  if (isSeen(lower(target))) return false;
  const action = said("formaction");
  const url = action ? resolved(action) : formAction(form);
  return line.stops("form", url, upper(said("formmethod") ?? formMethod(form)), () => controlsPayload(form));
}

/** Whether a target is something that the person sees: this frame, one around it, or a new window. */
function isSeen(target: string): boolean {
  return target === "" || target === "_self" || target === "_parent" || target === "_top" || target === "_blank";
}

function controlsPayload(form: object): string {
  const controls = formElements(form);
  const count = elementCount(controls);
  let text = TEXT;
  for (let at = 0; at < count; at++) text += `\n${controlValue(elementAt(controls, at))}`;
  return text;
}

function controlValue(control: Element): string {
  return (
    attempt(() => inputValue(control)) ?? attempt(() => areaValue(control)) ?? attempt(() => selectValue(control)) ?? ""
  );
}
