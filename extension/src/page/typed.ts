// Tells what the person types into fields that the companion knows the kind of; of all others it reads nothing.
import { type Control, groups, nameOf } from "./controls";
import { stands } from "./fill";
import type { Watched } from "./watch";

const QUIET_MS = 120;
const MAX_TEXT = 200;
const MIN_TEXT = 3;
const READ = new Set(["text", "email", "tel", "url", "number", "date", "select-one", ""]);

/** Who is told. */
export interface Ears {
  /** The person changed a field of a sort that may be watched: before the page hears of it. */
  touched(control: Control): void;
  /** A watched field, by its name, holds this. */
  typed(key: string, text: string): void;
}

/** The watched fields of a document. */
export class TypedFields {
  private watched = new Set<string>();
  private readonly touched = new WeakSet<EventTarget>();
  private readonly told = new Map<string, string>();
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly document: Document,
    roots: Watched,
    private readonly ears: Ears,
  ) {
    const onInput = (event: globalThis.Event) => {
      const [control] = event.composedPath();
      if (!event.isTrusted || !isReadable(control)) return;
      this.touched.add(control);
      ears.touched(control);
      if (this.watched.has(nameOf(control))) this.noticed(control, event.type === "change");
    };
    roots.each((root) => {
      const first = (root instanceof Document && root.defaultView) || root;
      first.addEventListener("input", onInput, { capture: true });
      first.addEventListener("change", onInput, { capture: true });
    });
  }

  /** Watch these fields and no others; what was typed or filled in is told now, also to a background that is new. */
  watch(keys: string[]): void {
    this.watched = new Set(keys);
    this.told.clear();
    for (const control of [...groups(this.document).values()].flat()) {
      if (!this.watched.has(nameOf(control)) || !isReadable(control)) continue;
      if (this.touched.has(control) || stands(control)) this.say(control);
    }
  }

  private noticed(control: Control, done: boolean): void {
    const key = nameOf(control);
    const waits = this.waiting.get(key);
    if (waits === undefined || done) this.say(control);
    clearTimeout(waits);
    const later = () => {
      this.waiting.delete(key);
      this.say(control);
    };
    this.waiting.set(key, setTimeout(later, QUIET_MS));
  }

  private say(control: Control): void {
    const key = nameOf(control);
    const text = control.value.trim();
    if (!this.watched.has(key) || this.told.get(key) === text) return;
    if (text.length < MIN_TEXT || text.length > MAX_TEXT || isCardNumber(text)) return;
    this.told.set(key, text);
    this.ears.typed(key, text);
  }
}

function isReadable(target: EventTarget | undefined): target is Control {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  return isField && READ.has(target.type);
}

/** Whether a text may be a payment card's number: 13 to 19 digits that pass the check (Luhn, ISO/IEC 7812-1). */
export function isCardNumber(text: string): boolean {
  if (!/^[0-9][0-9 -]+$/.test(text)) return false;
  const digits = [...text.replace(/[ -]/g, "")].map(Number).reverse();
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
