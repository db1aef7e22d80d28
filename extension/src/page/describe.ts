// Describes a document's forms for the companion: texts and attributes, never a value. It judges nothing.
import type { Choice, Field, Form } from "../protocol.gen";
import {
  type Control,
  groups,
  holds,
  isRadio,
  isSelect,
  methodOf,
  nameOf,
  questions,
  type Root,
  radiosOf,
  rootsOf,
  targetOf,
} from "./controls";
import { answerOf, hintsOf, labelOf, languageOf, legendOf, nameByAria } from "./labels";
import { notesOf } from "./notes";
import { all, attribute } from "./own";
import { Pass } from "./pass";
import { cut } from "./text";
import { Sight } from "./visible";

const MAX_FORMS = 50;
export const MAX_FIELDS = 500;
const MAX_CHOICES = 300;
const MAX_TEXTS = 12;
/** Bytes of one description. What is beyond them is left out: the companion closes the line on a frame that is too big. */
const MAX_BYTES = 60_000;
const ASCII = /^[ -~]*$/;

const encoder = new TextEncoder();
/** The choices of lists, and the markup that they were read from: most of a big page's texts, and they rarely change. */
const lists = new WeakMap<HTMLSelectElement, { markup: string; choices: Choice[] }>();

/** All forms of a document that have a control to give something to. */
export function describe(document: Document): Form[] {
  const steps = describing(document);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in short steps, between which the page must not change. */
export function* describing(document: Document, roots = rootsOf(document)): Generator<undefined, Form[]> {
  const pass = new Pass();
  const look = new Look(pass);
  const forms: Form[] = [];
  for (const root of roots) yield* pass.survey(root);
  for (const [key, controls] of [...groups(document, roots)].slice(0, MAX_FORMS)) {
    yield;
    const form = yield* look.form(key, controls);
    if (form) forms.push(form);
  }
  return forms;
}

/** What is known of a form when its fields are described. */
interface FieldsForm {
  first: Control;
  language: string;
}

/** A field's description, and how many bytes it and its list of choices take. */
interface Sized {
  field: Field;
  size: number;
  list: number;
}

/** One look at the forms of a document. */
class Look {
  readonly #sight = new Sight();
  readonly #pass: Pass;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  *form(key: string, controls: Control[]): Generator<undefined, Form | null> {
    const control = controls[0];
    if (!control) return null;
    const scope: ParentNode = control.form ?? (control.getRootNode() as Root);
    const form = { key, ...this.#around(control, scope) };
    yield;
    const radios = Map.groupBy(controls.filter(isRadio), (radio) => radio.name);
    const fields: Sized[] = [];
    for (const question of questions(controls).slice(0, MAX_FIELDS)) {
      const same = (isRadio(question) && radios.get(question.name)) || [question];
      const field = this.#field(question, same, scope, { first: control, language: form.language ?? "" });
      fields.push({ field, size: bytes(field), list: field.choices?.length ? bytes(field.choices) : 0 });
      yield;
    }
    return { ...form, fields: withinBudget(fields, MAX_BYTES - bytes(form)) };
  }

  /** What is said of a form as a whole. */
  #around(control: Control, scope: ParentNode): Omit<Form, "key" | "fields"> {
    const willful = this.#pass.willful(control.getRootNode() as Root);
    return {
      heading: this.#heading(control, scope),
      language: languageOf(control),
      method: methodOf(control, willful),
      target: targetOf(control, willful).slice(0, 300),
      action: cut(control.form ? (attribute(control.form, "action")?.split("?")[0] ?? "") : ""),
      buttons: [...all<HTMLElement>(scope, "button, input[type=submit], input[type=image], [role=button]")]
        .slice(0, MAX_TEXTS)
        .map((button) =>
          cut(this.#pass.text(button) || button.getAttribute("value") || button.getAttribute("aria-label") || ""),
        ),
    };
  }

  #heading(control: Control, scope: ParentNode): string {
    const pass = this.#pass;
    const { ownerDocument } = control;
    const inside = pass.firstHeading(control, scope);
    if (inside) return cut(pass.text(inside));
    const named = control.closest("form, dialog, [role=dialog], [role=form]");
    const name = named ? nameByAria(named, pass) : "";
    if (name) return cut(name);
    const nearest = pass.headingOf(control, control.getRootNode() as Root);
    return cut(pass.text(nearest ?? ownerDocument.querySelector("h1")) || ownerDocument.title);
  }

  #field(control: Control, same: Control[], scope: ParentNode, around: FieldsForm): Field {
    const pass = this.#pass;
    const label = labelOf(control, pass);
    // What holds for all questions is told with the first.
    const notes = control === around.first ? notesOf(control, scope, label, pass) : [];
    const section = pass.text(pass.headingOf(control, scope, label, legendOf(control, pass)));
    return {
      key: nameOf(control),
      tag: control.localName as Field["tag"],
      inputType: control.localName === "input" ? control.type.slice(0, 64) : "",
      name: cut(control.name),
      id: cut(control.id),
      autocomplete: cut(control.getAttribute("autocomplete") ?? ""),
      label: cut(label),
      hints: hintsOf(control, pass, { label, section, notes, language: around.language }).map(([route, text]) =>
        cut(`${route}: ${text}`),
      ),
      required: control.required || control.getAttribute("aria-required") === "true",
      maxLength: "maxLength" in control ? Math.max(0, control.maxLength) : 0,
      choices: this.#choices(control, same),
      hidden: this.#sight.hidden(control, pass.labels(control)),
      holds: holds(control, same),
    };
  }

  /** The answers that a control offers; none when there are so many that the list says nothing. */
  #choices(control: Control, same: Control[]): Choice[] {
    if (isSelect(control)) return control.options.length > MAX_CHOICES ? [] : listed(control);
    if (!isRadio(control)) return [];
    return radiosOf(control, same)
      .slice(0, MAX_CHOICES)
      .map((radio) => ({ value: cut(radio.value), text: cut(answerOf(radio, this.#pass)) }));
  }
}

function listed(select: HTMLSelectElement): Choice[] {
  const markup = select.innerHTML;
  const known = lists.get(select);
  if (known?.markup === markup) return known.choices;
  const choices = [...select.options].map((option) => ({ value: cut(option.value), text: cut(option.text) }));
  lists.set(select, { markup, choices });
  return choices;
}

/** Leave out first the longest lists of choices, then the last fields. */
function withinBudget(all: Sized[], budget: number): Field[] {
  let size = all.reduce((sum, each) => sum + each.size, 0);
  const short = new Set<Sized>();
  for (const each of all.toSorted((one, other) => other.list - one.list)) {
    if (size <= budget || each.list === 0) break;
    short.add(each);
    size -= each.list;
  }
  const kept = [...all];
  while (size > budget) {
    const last = kept.pop();
    if (!last) break;
    size -= last.size - (short.has(last) ? last.list : 0);
  }
  return kept.map((each) => (short.has(each) ? { ...each.field, choices: [] } : each.field));
}

function bytes(part: unknown): number {
  const text = JSON.stringify(part);
  return 1 + (ASCII.test(text) ? text.length : encoder.encode(text).length);
}
