// Notices that a form is submitted, and says for each field whether it went as filled, typed, empty, on or off.
import type { SentField } from "../protocol.gen";
import { type Control, controlsOf, isBox, isRadio, nameOf, questions, radiosOf } from "./controls";
import { MAX_FIELDS } from "./describe";
import { stands } from "./fill";
import type { Watched } from "./watch";

/** Call back with the name and the fields of each form that is submitted. */
export function watchSubmit(
  document: Document,
  roots: Watched,
  sent: (form: string, fields: SentField[]) => void,
): void {
  const onSubmit = (event: globalThis.Event) => {
    const form = event.target;
    if (!event.isTrusted) return; // made up by the page; `requestSubmit` is trusted
    if (!(form instanceof HTMLFormElement)) return;
    const name = nameOf(form);
    const controls = controlsOf(document, name);
    sent(
      name,
      questions(controls)
        .slice(0, MAX_FIELDS)
        .map((question) => sentField(question, controls)),
    );
  };
  // `submit` does not leave its shadow root, so each root has its own listener.
  roots.each((root) => root.addEventListener("submit", onSubmit, { capture: true }));
}

function sentField(control: Control, controls: Control[]): SentField {
  const key = nameOf(control);
  if (isRadio(control)) {
    const chosen = radiosOf(control, controls).find((radio) => radio.checked);
    if (!chosen) return { key, state: "off" };
    return { key, state: stands(chosen) ? "as-filled" : "on" };
  }
  if (isBox(control)) return { key, state: control.checked ? "on" : "off" };
  if (control.value === "") return { key, state: "empty" };
  return { key, state: stands(control) ? "as-filled" : "typed" };
}
