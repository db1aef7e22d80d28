// What the extension's own parts say to each other. Page scripts live with hostile pages: the background takes origin,
// tab and document from the browser's `sender`, never from these messages.
import type {
  FieldPlan,
  FieldResult,
  Form,
  KeptFields,
  KindName,
  LineChoice,
  LinePreview,
  Offer,
  SentField,
} from "./protocol.gen";
import type { Channel } from "./scan/scan";

/** From a page script to the background. */
export type FromPage =
  | { type: "forms"; seenAt: number; forms: Form[]; fills: { form: string; disclosure: string }[] }
  | { type: "filled"; at: number; disclosure: string; results: FieldResult[] }
  | { type: "undone"; at: number; disclosure: string }
  | { type: "submitted"; at: number; disclosure: string | null; fields: SentField[] }
  | { type: "typed"; key: string; text: string }
  | { type: "sent"; sent: PageSent; data: string | null }
  | { type: "kept"; sent: PageSent; channel: Channel; keys: string[]; chain: string };

/** A send that only the wrapper in the page has seen. */
export interface PageSent {
  kind: string;
  url: string;
  method: string;
  at: number;
}

/** When a text is known for a field's: by itself, if it is more than one word, or only beside another field's. */
export type Counts = KeptFields["counts"];

/**
 * Fields whose values are kept from all but these registrable domains: `keys` as they are, `lasting` of them also after a
 * submit, and `typed` from when the person types into them until they are submitted.
 */
export interface PageGuard {
  keys: string[];
  lasting: string[];
  typed: { [key: string]: Counts };
  exempt: string[];
}

/** The guard of a page that holds nothing which is to be kept. */
export const NOTHING_KEPT: PageGuard = { keys: [], lasting: [], typed: {}, exempt: [] };

/** What the page script is to do with one form. */
export interface Fill {
  disclosure: string;
  form: string;
  target: string;
  fields: FieldPlan[];
  guard: PageGuard;
  /** When the person's yes ends (ms since 1970): a page that was frozen until then is not filled any more. */
  until: number;
}

/** From the background to a page script. */
export type ToPage =
  | { type: "describe" }
  | { type: "watch"; keys: string[] }
  | { type: "guard"; guard: PageGuard }
  | { type: "fill"; fill: Fill }
  | { type: "undo"; disclosure: string };

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

/** A form that gets no offer, though the person may say that it asks for their data. */
export interface LeftForm {
  document: string;
  form: string;
  offer: string;
  name: string;
  why: string;
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
  left: LeftForm[];
  protection: Protection;
}

/** What the person said of a page's site, and what was kept from others on the page. */
export interface Protection {
  paused: boolean;
  noGpc: boolean;
  stops: StopView[];
}

/** What was kept from one recipient on the page that the popup is about; kinds in words. */
export interface StopView {
  host: string;
  kinds: string[];
  channels: string[];
  chains: string[];
  count: number;
}

/** What one line's field may ask for, for the popup that wants to know. */
export interface KindsView {
  type: "kinds";
  document: string;
  key: string;
  kinds: KindName[];
}

/**
 * From the popup to the background; `document` and `form` name the form, `offer` the one that the person looks at. A
 * `correct` without a key is about the form itself.
 */
export type FromPopup =
  | { type: "look"; tab: number; url: string }
  | { type: "edit"; document: string; form: string; line: LineChoice }
  | { type: "other-site"; document: string; form: string; offer: string; yes: boolean }
  | { type: "accept"; document: string; form: string; offer: string }
  | { type: "kinds"; document: string; form: string; offer: string; key: string }
  | { type: "correct"; document: string; form: string; offer: string; key: string; kind: string; on: boolean }
  | { type: "undo"; document: string; form: string }
  | { type: "unlock"; passphrase: string }
  | { type: "retry" }
  | { type: "protect"; site: string; what: "pause" | "no-gpc"; on: boolean }
  | { type: "allow"; tab: number; site: string; host: string; always: boolean }
  | { type: "dashboard"; site: string; disclosure: string | null };
