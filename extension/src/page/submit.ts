// Notices that a form is submitted, and says for each field whether it went as filled, typed, empty, on or off.
import type { SentField } from "../protocol.gen";
import { type Control, groups, isBox, nameOf } from "./controls";
import { stands } from "./fill";
import type { Roots } from "./watch";

/** Call back with the name and the fields of each form that is submitted. */
export function watchSubmit(
  roots: Roots,
  sent: (form: string, fields: SentField[]) => void,
  signal: AbortSignal,
): void {
  const onSubmit = (event: globalThis.Event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const name = nameOf(form);
    sent(name, (groups(form.ownerDocument).get(name) ?? []).map(sentField));
  };
  // `submit` does not leave its shadow root, so each root has its own listener.
  roots.each((root) => root.addEventListener("submit", onSubmit, { capture: true, signal }));
}

function sentField(control: Control): SentField {
  const key = nameOf(control);
  if (isBox(control)) return { key, state: control.checked ? "on" : "off" };
  if (control.value === "") return { key, state: "empty" };
  return { key, state: stands(control) ? "as-filled" : "typed" };
}
