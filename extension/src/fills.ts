// Carries a fill from the person's yes to the page and back. The background does it, so closing the popup cancels nothing.
import type { Companion } from "./companion";
import type { Entry } from "./forms";
import type { FillStatus, FromPage, PageGuard, ToPage } from "./internal";
import type { FieldResult, FillPlan } from "./protocol.gen";
import type { Observer } from "./requests/observe";
import type { Watching } from "./watching";

/** A yes is good for this long; what takes longer is not filled. */
const YES_MS = 10_000;

/** How long after that the page script's report may take. */
const REPORT_MS = 1000;
const UNKNOWN = "unknown";
const LOST = "The page went away while it was filled: the log says what is known.";

/** Ask for the plan, and hand it to the one document that it was made for. */
export async function carryOut(
  entry: Entry,
  companion: Companion,
  observer: Observer,
  watching: Watching,
  changed: () => void,
): Promise<void> {
  if (!entry.offer || entry.fill?.state === "filling") return;
  const disclosure = crypto.randomUUID();
  const deadline = Date.now() + YES_MS;
  const status = (state: FillStatus["state"], text: string, written = 0) => {
    entry.fill = { state, disclosure, written, text };
    changed();
  };
  const isFilling = () => entry.fill?.disclosure === disclosure && entry.fill.state === "filling";
  status("filling", "Filling…");
  const answer = await companion.ask({
    type: "accept",
    offer: entry.offer.offer,
    disclosure,
    lines: [...entry.edits.values()],
    otherSite: entry.otherSite !== "" && entry.otherSite === entry.offer.targetSite,
  });
  entry.otherSite = ""; // a second yes is for one fill
  if (answer.type === "refusal") {
    // Whether its row was committed is unknown; that no value reached the page is certain.
    if (answer.code === "no-answer") companion.record(nothingFilled(disclosure, []));
    if (answer.code === "unknown-offer") entry.offer = null;
    status("refused", answer.text);
    return;
  }
  entry.edits.clear();
  observer.disclosing(entry.place.tab, entry.place.id, entry.place.top, disclosure, answer.patterns.values);
  const guard = await watching.filling(entry.place, answer);
  const why = Date.now() > deadline ? "too-late" : await deliver(entry, answer, guard, deadline);
  if (why === "") {
    // The page script reports; one that cannot any more must not leave the popup waiting.
    setTimeout(() => isFilling() && status("unconfirmed", LOST), deadline + REPORT_MS - Date.now());
    return;
  }
  if (why === UNKNOWN) {
    if (isFilling()) status("unconfirmed", LOST);
    return;
  }
  companion.record(
    nothingFilled(
      disclosure,
      answer.fields.map((field) => ({ key: field.key, fate: "skipped", why })),
    ),
  );
  status("not-filled", "Nothing was filled: the page has changed meanwhile.");
}

/** Take in the page script's report. */
export function reported(
  entry: Entry | undefined,
  message: Extract<FromPage, { type: "filled" }>,
  companion: Companion,
): void {
  const { at, disclosure, results } = message;
  companion.record({ type: "filled", uuid: crypto.randomUUID(), at, disclosure, results });
  if (!entry) return;
  const boxes = new Set(entry.offer?.lines.filter((line) => line.isBox).map((line) => line.key));
  const done = results.filter((result) => result.fate === "written");
  const written = done.filter((result) => !boxes.has(result.key)).length;
  const left = results.filter((result) => result.fate !== "written" && result.why !== "holds");
  const state = results.some((result) => result.fate !== "skipped") ? "filled" : "not-filled";
  entry.fill = { state, disclosure, written, text: summary(written, done.length - written, left) };
}

function summary(fields: number, boxes: number, left: FieldResult[]): string {
  const counts = [counted(fields, "field", "fields"), counted(boxes, "box", "boxes")].filter(Boolean);
  const filled = counts.length === 0 ? "Nothing was filled." : `Done: ${counts.join(", ")}.`;
  const reasons = [...new Set(left.map((result) => REASONS[result.why ?? ""] ?? "the page did not take it"))];
  return left.length === 0 ? filled : `${filled} Left out: ${reasons.join(", ")}.`;
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}

const REASONS: { [why: string]: string } = {
  "not-rendered": "a field that cannot be seen",
  "no-size": "a field that cannot be seen",
  transparent: "a field that cannot be seen",
  "off-page": "a field that cannot be seen",
  covered: "a field that is covered",
  removed: "a field that is gone",
  moved: "a field that moved to another form",
  "target-changed": "the form now submits elsewhere",
  "page-emptied": "a field that the page emptied again",
  disabled: "a field that cannot be changed",
  "too-late": "a page that was busy for too long",
  "no-choice": "a list without your value",
  "no-fit": "a field that does not take your value",
  "page-refused": "a box that the page does not let go",
  "foreign-frame": "a form in a frame of another site",
};

async function deliver(entry: Entry, plan: FillPlan, guard: PageGuard, until: number): Promise<string> {
  const { tab, frame, id } = entry.place;
  const message: ToPage = {
    type: "fill",
    fill: { disclosure: plan.disclosure, form: plan.form, target: plan.target, fields: plan.fields, guard, until },
  };
  try {
    const now = await chrome.webNavigation.getFrame({ tabId: tab, frameId: frame });
    if (!now || (now.documentId !== undefined && now.documentId !== id)) return "document-changed";
    await chrome.tabs.sendMessage(tab, message, { documentId: id });
    return "";
  } catch {
    // Browsers say the same of a frame that was never there and of one that removed itself when it was filled.
    return UNKNOWN;
  }
}

function nothingFilled(disclosure: string, results: FieldResult[]) {
  return { type: "filled", uuid: crypto.randomUUID(), at: Date.now(), disclosure, results } as const;
}
