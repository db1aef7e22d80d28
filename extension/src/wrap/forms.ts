// Forms that a script submits into another frame, where the person sees nothing of it. What the person submits passes.
import type { Line } from "./line";
import { apply, argument, attempt, bare, construct, getter, method, standIn } from "./natives";
import { resolved } from "./network";

const Data = FormData;
const view = window;
const isTop = view.parent === view;
const page = document;
const lower = method<string>(String.prototype, "toLowerCase");
const upper = method<string>(String.prototype, "toUpperCase");
const includes = method<boolean>(Array.prototype, "includes");
const attribute = method<string | null>(Element.prototype, "getAttribute");
const first = method<Element | null>(Document.prototype, "querySelector");
const formAction = getter<string>(HTMLFormElement.prototype, "action");
const formMethod = getter<string>(HTMLFormElement.prototype, "method");
const listen = method<void>(EventTarget.prototype, "addEventListener");
const path = method<EventTarget[]>(Event.prototype, "composedPath");
const target = getter<object>(Event.prototype, "target");
const isPrevented = getter<boolean>(Event.prototype, "defaultPrevented");
const prevent = method<void>(Event.prototype, "preventDefault");
const submitter = getter<Element | null>(SubmitEvent.prototype, "submitter");
const key = getter<string>(KeyboardEvent.prototype, "key");

/** Stand in for `submit` and `requestSubmit`, and stop what a script's click submits. */
export function wrapForms(line: Line): void {
  for (const name of ["submit", "requestSubmit"]) {
    standIn(HTMLFormElement.prototype, name, (native, self, all) =>
      stops(line, self, name === "submit" ? undefined : argument(all, 0)) ? undefined : apply(native, self, all),
    );
  }
  let clicked: EventTarget[] = [];
  let entered: EventTarget[] = [];
  const hear = (type: string, act: (event: Event) => void, capture: boolean) =>
    listen(view, type, (event: Event) => line.guarding && event.isTrusted && act(event), bare({ capture }));
  const judge = (event: Event) => {
    const button = submitter(event);
    const isPersons = button ? includes(clicked, button) : includes(entered, target(event));
    if (!isPersons && !isPrevented(event) && stops(line, target(event), button)) prevent(event);
  };
  hear("click", (event) => (clicked = path(event)), true);
  hear("keydown", (event) => (entered = key(event) === "Enter" ? path(event) : []), true);
  for (const capture of [true, false]) hear("submit", judge, capture); // its own listeners may yet change what it sends
}

function stops(line: Line, form: object, button: unknown): boolean {
  if (!line.guarding) return false;
  const sending = attempt(() => {
    const said = (name: string) => (button ? attribute(button, name) : null);
    const base = first(page, "base[target]");
    const aim = said("formtarget") ?? attribute(form, "target") ?? (base ? attribute(base, "target") : null) ?? "";
    if (isSeen(lower(aim))) return undefined;
    const action = said("formaction");
    const body = construct(Data, button ? [form, button] : [form]);
    return {
      url: action ? resolved(action) : formAction(form),
      verb: upper(said("formmethod") ?? formMethod(form)),
      body,
    };
  });
  return sending !== undefined && line.stops("form", sending);
}

/** Whether a target is something that the person sees: this tab, what is around this frame, or a new window. */
function isSeen(aim: string): boolean {
  return aim === "" || aim === "_self" ? isTop : aim === "_parent" || aim === "_top" || aim === "_blank";
}
