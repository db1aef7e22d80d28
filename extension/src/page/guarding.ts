// Which fields are kept, and from whom: those that the background names, and from the first character on those that the
// person types into. What is kept of them is what they hold when something is sent.
import { NOTHING_KEPT, type PageGuard } from "../internal";
import type { Bridge, Guarded } from "./bridge";
import { type Control, groups, nameOf } from "./controls";

/** The guarded fields of one document. */
export class Guarding {
  /** Fields that the person has typed into since they were last submitted. */
  readonly #touched = new Set<Control>();
  #guard = NOTHING_KEPT;

  constructor(
    private readonly document: Document,
    private readonly bridge: Bridge,
  ) {}

  /** Keep what the background says. */
  follow(guard: PageGuard): void {
    this.#guard = guard;
    this.#renew();
  }

  /** The person typed into a field. */
  touched(control: Control): void {
    if (this.#touched.has(control)) return;
    this.#touched.add(control);
    this.#renew();
  }

  /** Some fields were submitted: what was kept until then may go, in the very task in which the page hears of it. */
  submitted(went: string[]): void {
    for (const control of this.#touched) if (went.includes(nameOf(control))) this.#touched.delete(control);
    const { keys, lasting } = this.#guard;
    this.follow({ ...this.#guard, keys: keys.filter((key) => lasting.includes(key) || !went.includes(key)) });
  }

  #renew(): void {
    const { keys, typed, exempt } = this.#guard;
    const controls = keys.length > 0 ? [...groups(this.document).values()].flat() : [];
    const held = controls.filter((control) => keys.includes(nameOf(control)));
    const touched = [...this.#touched].filter((control) => typed[nameOf(control)]);
    const guarded = [...new Set([...held, ...touched])].map((control): [Element, Guarded] => {
      const key = nameOf(control);
      return [control, { key, counts: typed[key] ?? "alone" }];
    });
    this.bridge.guard(new Map(guarded), exempt);
  }
}
