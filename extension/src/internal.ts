// What the extension's own parts say to each other. Page scripts live with hostile pages: the background takes origin,
// tab and document from the browser's `sender`, never from these messages.
import type { FieldPlan, FieldResult, Form, LineChoice, LinePreview, Offer, SentField } from "./protocol.gen";

/** From a page script to the background. */
export type FromPage =
  | { type: "forms"; seenAt: number; forms: Form[]; fills: { form: string; disclosure: string }[] }
  | { type: "filled"; at: number; disclosure: string; results: FieldResult[] }
  | { type: "undone"; at: number; disclosure: string }
  | { type: "submitted"; at: number; disclosure: string; fields: SentField[] };

/** What the page script is to do with one form. */
export interface Fill {
  disclosure: string;
  form: string;
  target: string;
  fields: FieldPlan[];
  /** When the person's yes ends (ms since 1970): a page that was frozen until then is not filled any more. */
  until: number;
}

/** From the background to a page script. */
export type ToPage = { type: "describe" } | { type: "fill"; fill: Fill } | { type: "undo"; disclosure: string };

/** How the fill of a form stands. */
export interface FillStatus {
  state: "filling" | "filled" | "not-filled" | "unconfirmed" | "undone" | "refused";
  disclosure: string;
  written: number;
  text: string;
}

/** How the companion can be reached. */
export type Link = "connecting" | "ready" | "locked" | "pending" | "no-vault" | "missing" | "wrong-version";

/** One form, as the popup shows it. */
export interface FormView {
  document: string;
  form: string;
  offer: Offer;
  previews: LinePreview[];
  edits: LineChoice[];
  otherSite: boolean;
  fill: FillStatus | null;
  /** When the page script saw the form and when the offer was there (ms since 1970). */
  seenAt: number;
  offeredAt: number;
}

/** Everything the popup shows. */
export interface PopupView {
  type: "view";
  link: Link;
  code: string;
  notice: string;
  page: "web" | "browser-page" | "insecure" | "not-allowed";
  host: string;
  origin: string;
  forms: FormView[];
}

/** From the popup to the background; `document` and `form` name the form, `offer` the one that the person looks at. */
export type FromPopup =
  | { type: "look"; tab: number; url: string }
  | { type: "edit"; document: string; form: string; line: LineChoice }
  | { type: "other-site"; document: string; form: string; offer: string; yes: boolean }
  | { type: "accept"; document: string; form: string; offer: string }
  | { type: "undo"; document: string; form: string }
  | { type: "unlock"; passphrase: string }
  | { type: "retry" }
  | { type: "dashboard"; site: string; disclosure: string | null };
