// What one look at a document has found out so far. Each thing is asked once: on a page of 500 controls one question
// more for each of them is a walk through the page more for each of them.
import { type Control, type Root, willful } from "./controls";
import { once } from "./once";
import { all, attribute, first, matches, own, rootOf } from "./own";
import { textOf } from "./text";

const CONTROLS = "input:not([type=hidden]), select, textarea";
const CONTROL_NAMES = new Set(["input", "select", "textarea"]);
/** How pages mark what they say of a wrong answer, in the languages of their authors. */
export const ERRORS = ["error", "invalid", "fehler", "erreur", "errore", "erro", "fout"]
  .map((word) => `[class*="${word}" i]`)
  .concat("[role=alert]", "[aria-live=assertive]")
  .join(", ");
export const HEADINGS = "h1, h2, h3, h4, legend, [role='heading']";

/** The headings of a root in order, and how many of them stand before a control. */
interface Outline {
  headings: Element[];
  before: Map<Element, number>;
}

/** One look, at a page that does not change meanwhile. */
export class Pass {
  /** The controls within an element that a person can see, or might. */
  readonly within = once((element: Element) => all<Control>(element, CONTROLS));
  /** Whether an element is a control, or has one within. */
  readonly asks = once((element: Element) => matches(element, CONTROLS) || first(element, CONTROLS) !== null);
  /** The buttons of a root that say themselves where or how they submit. */
  readonly willful = once(willful);
  readonly #text = once((element: Element) => textOf(element));
  readonly #labelled = once(labelled);
  readonly #outline = once(outline);
  readonly #complains = once((root: Root) => first(root, ERRORS) !== null);
  readonly #headed = once((scope: ParentNode) => all(scope, HEADINGS));

  /** Walk through a root for all that is asked of it, in steps: each is a walk through the whole. */
  *survey(root: Root): Generator<undefined, void> {
    for (const walk of [this.willful, this.#outline, this.#labelled, this.#complains]) {
      walk(root);
      yield;
    }
  }

  /** The text of an element, without that of its controls. */
  text(element: Element | null | undefined): string {
    return element ? this.#text(element) : "";
  }

  /** The labels of a control, in order; a message in the shape of a second label is none. */
  labels(control: Element): Element[] {
    const labels = this.#labelled(rootOf(control)).get(control) ?? [];
    const names = labels.length < 2 ? labels : labels.filter((label) => !label.matches(ERRORS));
    return names.length > 0 ? names : labels;
  }

  /** Whether anything in the root of an element may be the message of an error. */
  complains(element: Element): boolean {
    return this.#complains(rootOf(element));
  }

  /** The elements that an attribute names by their ids. */
  referred(element: Element, name: string): Element[] {
    const ids = (attribute(element, name) ?? "").split(/\s+/).filter(Boolean);
    return ids.map((id) => rootOf(element).getElementById(id)).filter((found) => found !== null);
  }

  /** The last heading before a control that stands in `scope`, be it the control's form or the root of both. */
  headingBefore(control: Control, scope: ParentNode): Element | undefined {
    const { headings, before } = this.#outline(rootOf(control));
    const passed = before.get(control) ?? 0;
    if (scope === rootOf(control)) return headings[passed - 1];
    const inside = this.#headed(scope);
    // Those within a form follow one another in the root's order, too.
    const start = inside[0] ? headings.indexOf(inside[0]) : passed;
    return inside[Math.min(passed - start, inside.length) - 1];
  }

  /** The first heading in `scope`, if it stands before a control. */
  firstHeading(control: Control, scope: ParentNode): Element | undefined {
    const inside = this.#headed(scope)[0];
    return inside && this.headingBefore(control, scope) && inside;
  }
}

/** A control's own list of labels is a walk through its whole root; this is one for all. */
function labelled(root: Root): Map<Element, Element[]> {
  const found = new Map<Element, Element[]>();
  for (const label of all<HTMLLabelElement>(root, "label")) {
    const { control } = label;
    if (!control) continue;
    const others = found.get(control);
    if (others) others.push(label);
    else found.set(control, [label]);
  }
  return found;
}

function outline(root: Root): Outline {
  const headings: Element[] = [];
  const before = new Map<Element, number>();
  for (const element of all(root, `${HEADINGS}, input, select, textarea`)) {
    if (CONTROL_NAMES.has(own(element, "localName"))) before.set(element, headings.length);
    else headings.push(element);
  }
  return { headings, before };
}
