// What one look at a document has found out so far. Each thing is asked once: on a page of 500 controls one question
// more for each of them is a walk through the page more for each of them.
import { type Control, type Root, willful } from "./controls";
import { once } from "./once";
import { all, attribute, first, isWithin, matches, nearest, own, precedes, rootOf } from "./own";
import { textOf } from "./text";

const CONTROLS = "input:not([type=hidden]), select, textarea";
const CONTROL_NAMES = new Set(["input", "select", "textarea"]);
/** How pages mark what they say of a wrong answer, in the languages of their authors. */
export const ERRORS = ["error", "invalid", "fehler", "erreur", "errore", "erro", "fout"]
  .map((word) => `[class*="${word}" i]`)
  .concat("[role=alert]", "[aria-live=assertive]")
  .join(", ");
export const HEADINGS = "h1, h2, h3, h4, legend, [role='heading']";

/** What a heading may be over: it says nothing of what follows behind the end of these. */
const PARTS = "fieldset, form, section, article, aside, dialog, [role=group], [role=radiogroup], [role=dialog]";

/** A heading, the part of the page that it is over (`null` is all that follows), and the heading of what is around it. */
interface Headed {
  heading: Element;
  part: Element | null;
  level: number;
  above: Headed | undefined;
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
  readonly #outline = once((root: Root) => this.#outlined(root));
  readonly #complains = once((root: Root) => first(root, ERRORS) !== null);
  readonly #headed = once((scope: ParentNode) => first(scope, HEADINGS));

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

  /** The heading in `scope` (a control's form, or the root of both) that a control stands under; not one of `texts`. */
  headingOf(control: Control, scope: ParentNode, ...texts: string[]): Element | undefined {
    let headed = this.#outline(rootOf(control)).get(control);
    while (headed && !(isWithin(headed.heading, scope) && !texts.includes(this.text(headed.heading)))) {
      headed = headed.above;
    }
    return headed?.heading;
  }

  /** The first heading in `scope`, if it stands before a control. */
  firstHeading(control: Control, scope: ParentNode): Element | undefined {
    const inside = this.#headed(scope);
    return inside && precedes(inside, control) ? inside : undefined;
  }

  /** For each control of a root what heading it stands under. */
  #outlined(root: Root): Map<Element, Headed | undefined> {
    const found = new Map<Element, Headed | undefined>();
    let open: Headed | undefined;
    for (const element of all(root, `${HEADINGS}, input, select, textarea`)) {
      while (open?.part && !isWithin(element, open.part)) open = open.above;
      if (CONTROL_NAMES.has(own(element, "localName"))) {
        found.set(element, open);
        continue;
      }
      const part = this.#headedBy(element);
      const level = levelOf(element);
      while (open && open.part === part && open.level >= level) open = open.above;
      open = { heading: element, part, level, above: open };
    }
    return found;
  }

  /** What a heading is over: a part that has nothing but headings in it is the head of another. */
  #headedBy(heading: Element): Element | null {
    let part = nearest(heading, PARTS);
    while (part && !this.asks(part)) {
      const around: Element | null = own(part, "parentElement");
      part = around && nearest(around, PARTS);
    }
    return part;
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

function levelOf(heading: Element): number {
  return Number(attribute(heading, "aria-level") ?? /\d/.exec(own(heading, "localName")) ?? 0);
}
