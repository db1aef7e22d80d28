// The forms of all tabs: as seen, with their offers, the person's edits, and how their fills stand. In memory only; after
// the background's death the page scripts tell them again.
import type { FillStatus } from "./internal";
import type { Form, LineChoice, LinePreview, Offer, Document as Place } from "./protocol.gen";

/** One form of one document. */
export interface Entry {
  place: Place;
  form: Form;
  offer: Offer | null;
  /** Masked candidates, and the offer that they belong to. */
  previews: LinePreview[];
  previewed: string;
  edits: Map<string, LineChoice>;
  /** The other site that the person has said yes to, for the next fill. */
  otherSite: string;
  fill: FillStatus | null;
  seenAt: number;
  offeredAt: number;
}

/** All forms that are known at the moment. */
export class Forms {
  private readonly documents = new Map<string, Map<string, Entry>>();
  /** What tabs show: what the document before says when it has been replaced comes too late. */
  private readonly shown = new Map<number, string>();

  /** Take in what a document has; returns the entries that need a new offer. */
  update(place: Place, forms: Form[], seenAt: number): Entry[] {
    const before = this.documents.get(place.id) ?? new Map<string, Entry>();
    const now = new Map<string, Entry>();
    const changed: Entry[] = [];
    for (const form of forms) {
      const known = before.get(form.key);
      // Until there is a new offer the old one is shown, as the person may be reading it.
      const entry = known ?? newEntry(place, form);
      const asksTheSame = known !== undefined && same(known.form, form);
      if (!asksTheSame || !entry.offer) changed.push(entry);
      if (!asksTheSame) entry.seenAt = seenAt;
      entry.form = form;
      now.set(form.key, entry);
    }
    this.documents.set(place.id, now);
    return changed;
  }

  get(document: string, form: string): Entry | undefined {
    return this.documents.get(document)?.get(form);
  }

  /** The form whose fill has this name. */
  filledBy(disclosure: string): Entry | undefined {
    return this.all().find((entry) => entry.fill?.disclosure === disclosure);
  }

  ofDocument(document: string): Entry[] {
    return [...(this.documents.get(document)?.values() ?? [])];
  }

  /** The form of a document that has a field of this name. */
  withField(document: string, key: string): Entry | undefined {
    return this.ofDocument(document).find((entry) => entry.form.fields?.some((field) => field.key === key));
  }

  ofTab(tab: number): Entry[] {
    const shown = this.shown.get(tab);
    const all = this.all().filter((entry) => entry.place.tab === tab);
    return all.filter(({ place }) => place.frame !== 0 || !shown || place.id === shown);
  }

  all(): Entry[] {
    return [...this.documents.values()].flatMap((forms) => [...forms.values()]);
  }

  /** The vault is closed: what was derived from it goes. */
  dropOffers(): void {
    for (const entry of this.all()) {
      entry.offer = null;
      entry.previews = [];
      entry.previewed = "";
      entry.edits.clear();
    }
  }

  /** A frame shows another document (its own message may have come first), or the whole tab is gone. */
  forget(tab: number, frame?: number, shown?: string): void {
    if (frame === 0 && shown) this.shown.set(tab, shown);
    else if (frame === undefined) this.shown.delete(tab);
    for (const [id, forms] of this.documents) {
      const place = [...forms.values()][0]?.place;
      const replaced = place?.tab === tab && (frame === undefined || frame === 0 || place.frame === frame);
      if (!place || (replaced && id !== shown)) this.documents.delete(id);
    }
  }
}

function newEntry(place: Place, form: Form): Entry {
  return {
    place,
    form,
    offer: null,
    previews: [],
    previewed: "",
    edits: new Map(),
    otherSite: "",
    fill: null,
    seenAt: 0,
    offeredAt: 0,
  };
}

/** Whether two descriptions ask the same: what a field holds at the moment does not change the questions. */
function same(one: Form, other: Form): boolean {
  return questions(one) === questions(other);
}

function questions(form: Form): string {
  return JSON.stringify({
    ...form,
    fields: form.fields?.map((field) => ({ ...field, holds: field.inputType === "checkbox" && field.holds })),
  });
}
