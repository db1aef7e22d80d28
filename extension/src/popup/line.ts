// One line of an offer: the field as the page calls it, what goes out, and why; every line can be changed.
import type { FormView } from "../internal";
import type { Candidate, LineChoice, LinePreview, OfferLine, Outcome } from "../protocol.gen";
import type { Wrong } from "./correct";
import { h, plain } from "./dom";

const NOTHING = "nothing";
const GIVING: Outcome[] = ["give", "alias", "generalise"];
const BOX_WORDS: { [outcome in Outcome]?: string } = {
  refuse: "untick",
  give: "tick",
  ask: "leave to me",
  withhold: "leave as it is",
};

/** What the popup does with a changed line. */
export type OnEdit = (line: LineChoice) => void;

/** Whether a line puts something into the page as it stands now. */
export function goesOut(line: OfferLine, edit: LineChoice | undefined): boolean {
  if (line.isBox) return false;
  const outcome = edit?.outcome ?? line.outcome;
  return GIVING.includes(outcome) && (!line.missing || Boolean(edit?.text));
}

/** What happens to a box of the page: "tick", "untick", or nothing. */
export function boxAct(line: OfferLine, edit: LineChoice | undefined): "tick" | "untick" | "" {
  const outcome = edit?.outcome ?? line.outcome;
  if (!line.isBox) return "";
  if (outcome === "refuse") return line.ticked ? "untick" : "";
  return outcome === "give" && !line.ticked ? "tick" : "";
}

/** Draw one line; `wrong` is what the person can do about its kind. */
export function drawLine(view: FormView, line: OfferLine, onEdit: OnEdit, wrong: Wrong): HTMLElement {
  const edit = view.edits.find((one) => one.key === line.key);
  const preview = view.previews.find((one) => one.key === line.key);
  const out = goesOut(line, edit);
  const section = line.section ? h("span", { class: "section" }, `${plain(line.section)}: `) : null;
  const label = h("label", { for: line.key, class: "label" }, section, plain(line.label));
  const what = line.isBox ? boxChoice(line, edit, onEdit) : valueChoice(line, preview, edit, onEdit);
  const reason = edit ? "you chose this" : line.reason;
  return h(
    "li",
    {
      class: `line ${out ? "out" : "in"} ${line.isBox ? "box" : "datum"}`,
      "data-key": line.key,
      "data-kind": line.kind,
    },
    h("div", { class: "row" }, label, what),
    h(
      "div",
      { class: "said" },
      h(
        "p",
        { class: "why", title: `Rule: ${edit ? "your choice" : line.rule}` },
        saysKind(line) ? reason : `${line.kindText} · ${reason}`,
      ),
      wrong.button,
    ),
    wrong.list,
    line.missing && !line.isBox && line.changeable ? missing(line, edit, onEdit) : null,
  );
}

/** Whether the label says by itself what the field is. */
function saysKind(line: OfferLine): boolean {
  return !line.corrected && line.label.toLowerCase().includes(line.kindText);
}

function boxChoice(line: OfferLine, edit: LineChoice | undefined, onEdit: OnEdit): HTMLElement {
  const now = edit?.outcome ?? line.outcome;
  const offered: Outcome[] = line.changeable
    ? [...new Set<Outcome>([line.outcome, "refuse", "give", "ask"])]
    : [line.outcome];
  const options = offered.map((outcome) =>
    h("option", { value: outcome, selected: outcome === now }, BOX_WORDS[outcome] ?? outcome),
  );
  const change = (event: globalThis.Event) =>
    onEdit({ key: line.key, outcome: (event.target as HTMLSelectElement).value as Outcome });
  return h("select", { id: line.key, disabled: !line.changeable, change }, ...options);
}

function valueChoice(
  line: OfferLine,
  preview: LinePreview | undefined,
  edit: LineChoice | undefined,
  onEdit: OnEdit,
): HTMLElement {
  const candidates = preview?.candidates ?? [];
  if (!line.changeable) return h("span", { class: "nothing", id: line.key }, "nothing");
  if (line.missing) return h("span", { class: "nothing" }, edit?.text ? "your text" : "not in your vault");
  const outcome = edit?.outcome ?? line.outcome;
  const edited = candidates.find((one) => one.item === edit?.item && one.outcome === outcome);
  const chosen = GIVING.includes(outcome) ? (edited ?? candidates[0]) : undefined;
  const options = candidates.map((candidate, at) =>
    h("option", { value: String(at), selected: candidate === chosen }, wording(candidate, candidates.length)),
  );
  const nothing = outcome === "ask" ? "nothing, until you say so" : "nothing";
  const change = (event: globalThis.Event) => {
    const candidate = candidates[Number((event.target as HTMLSelectElement).value)];
    if (candidate) onEdit({ key: line.key, outcome: candidate.outcome, item: candidate.item });
    else onEdit({ key: line.key, outcome: "withhold" });
  };
  return h("select", { id: line.key, change }, ...options, h("option", { value: NOTHING, selected: !chosen }, nothing));
}

/** Where there is a choice, each value says what it is. */
function wording(candidate: Candidate, count: number): string {
  return count > 1 ? `${candidate.masked} · ${candidate.label}` : candidate.masked;
}

function missing(line: OfferLine, edit: LineChoice | undefined, onEdit: OnEdit): HTMLElement {
  const text = h("input", {
    id: line.key,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: `your ${line.kindText}, to give it here`,
    value: edit?.text ?? "",
  }) as HTMLInputElement;
  const keep = h("input", {
    type: "checkbox",
    id: `keep-${line.key}`,
    checked: edit?.keep ?? true,
  }) as HTMLInputElement;
  const change = () => {
    const given = text.value.trim();
    text.defaultValue = text.value; // what was sent is no longer "being typed"
    // The choice about keeping outlives an empty field: people tick before they type.
    if (given) onEdit({ key: line.key, outcome: "give", text: given, keep: keep.checked });
    else onEdit({ key: line.key, outcome: "withhold", keep: keep.checked });
  };
  text.addEventListener("change", change);
  keep.addEventListener("change", change);
  return h("div", { class: "missing" }, text, h("label", { for: `keep-${line.key}` }, keep, " keep it in the vault"));
}
