// "This is wrong": beside each line, the way to say what its field really asks for, or that it never gets anything.
import type { FormView, FromPopup, KindsView } from "../internal";
import type { KindName, OfferLine } from "../protocol.gen";
import { h } from "./dom";

const NEVER = "never";

/** What a line shows of this: a button, and the list of kinds while it is open here. */
export interface Wrong {
  button: HTMLElement | null;
  list: HTMLElement | null;
}

/** The one list of kinds that may be open. */
interface Open {
  document: string;
  key: string;
  element: HTMLElement;
}

/** Draws the buttons, and keeps the open list through redraws. */
export class Correcting {
  private opened: Open | null = null;
  private views = new Map<string, FormView>();

  constructor(
    private readonly say: (message: FromPopup) => void,
    private readonly redraw: () => void,
  ) {}

  /** Draw what belongs to one line. */
  draw(view: FormView, line: OfferLine): Wrong {
    if (!line.correctable) return { button: null, list: null };
    this.views.set(view.document + line.key, view);
    const isHere = this.opened?.document === view.document && this.opened.key === line.key;
    const click = () => {
      if (line.corrected) this.correct(view.document, line.key, "", false);
      else if (isHere) this.close();
      else this.say({ type: "kinds", ...named(view), key: line.key });
    };
    const words = line.corrected ? "Take it back" : "This is wrong";
    const expanded = line.corrected ? undefined : String(isHere);
    const button = h(
      "button",
      { class: "quiet wrong", id: buttonId(line.key), click, "aria-expanded": expanded },
      words,
    );
    return { button, list: isHere ? (this.opened?.element ?? null) : null };
  }

  /** Show what a field may ask for. */
  open({ document: where, key, kinds }: KindsView): void {
    this.opened?.element.remove();
    const choose = (kind: string) => this.correct(where, key, kind, true);
    const element = drawKinds(key, kinds, choose, () => this.close());
    this.opened = { document: where, key, element };
    this.redraw();
    element.scrollIntoView({ block: "nearest" });
    document.getElementById(searchId(key))?.focus({ preventScroll: true });
  }

  private close(): void {
    if (!this.opened) return;
    const { element, key } = this.opened;
    this.opened = null;
    element.remove();
    this.redraw();
    document.getElementById(buttonId(key))?.focus();
  }

  private correct(where: string, key: string, kind: string, on: boolean): void {
    const view = this.views.get(where + key);
    if (view) this.say({ type: "correct", ...named(view), key, kind, on });
    this.close();
  }
}

function drawKinds(key: string, kinds: KindName[], choose: (kind: string) => void, close: () => void): HTMLElement {
  const list = h("ul", { role: "listbox", id: `kinds-${key}`, "aria-label": "Kinds" });
  let active = -1;
  let options: HTMLElement[] = [];
  const mark = (next: number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    search.setAttribute("aria-activedescendant", option?.id ?? "");
  };
  const show = () => {
    const wanted = search.value.toLowerCase().split(/\s+/);
    const found = kinds.filter(({ text }) => wanted.every((word) => text.toLowerCase().includes(word)));
    options = found.map(({ kind, text }, at) => {
      const listeners = { click: () => choose(kind), pointermove: () => mark(at) };
      return h("li", { role: "option", id: `kind-${key}-${kind}`, "data-choice": kind, ...listeners }, text);
    });
    list.replaceChildren(...options);
    if (options.length === 0) list.append(h("li", { class: "nothing" }, "no such kind"));
    mark(search.value && options.length > 0 ? 0 : -1);
  };
  const press = (event: globalThis.Event) => {
    const { key: pressed, isComposing } = event as KeyboardEvent;
    const moves: { [pressed: string]: () => void } = {
      ArrowDown: () => mark(Math.min(active + 1, options.length - 1)),
      ArrowUp: () => mark(Math.max(active - 1, 0)),
      Enter: () => options[active]?.click(),
      Escape: close,
    };
    const move = moves[pressed];
    if (!move || isComposing) return;
    event.preventDefault();
    move();
    options[active]?.scrollIntoView({ block: "nearest" });
  };
  const search = h("input", {
    type: "text",
    id: searchId(key),
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "What does it ask for?",
    "aria-label": "What does it ask for?",
    "aria-expanded": "true",
    "aria-controls": list.id,
    input: show,
    keydown: press,
  }) as HTMLInputElement;
  show();
  const never = h("button", { id: `never-${key}`, click: () => choose(NEVER) }, "Never here: leave this field alone");
  return h("div", { class: "kinds" }, search, list, never);
}

/** What a form says that gets an offer by the person's word, with the way back. */
export function claimed(view: FormView, say: (message: FromPopup) => void): HTMLElement {
  const click = () => say({ type: "correct", ...named(view), key: "", kind: "", on: false });
  return h(
    "div",
    { class: "said" },
    h("p", { class: "why" }, "You said that this form asks for your data."),
    h("button", { class: "quiet wrong", id: claimId(view.form), click }, "Take it back"),
  );
}

/** The button of a form for saying that it asks for data, and for taking that back. */
export function claimId(form: string): string {
  return `claim-${form}`;
}

function named(view: FormView): { document: string; form: string; offer: string } {
  return { document: view.document, form: view.form, offer: view.offer.offer };
}

function buttonId(key: string): string {
  return `wrong-${key}`;
}

function searchId(key: string): string {
  return `search-${key}`;
}
