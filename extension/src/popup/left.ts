// The forms of a page that get no offer: log-ins, searches, and what is not understood. The person may know better.
import type { FromPopup, LeftForm, PopupView } from "../internal";
import { claimId } from "./correct";
import { h, plain } from "./dom";

const COLLECTS = "collects";
/** How many are shown without being asked for: a shop's page may have dozens. */
const SHOWN = 3;

/** Draw what was left alone, with the way to say that it asks for the person's data; null when there is nothing. */
export function drawLeft({ link, page, left }: PopupView, say: (message: FromPopup) => void): HTMLElement | null {
  if (link !== "ready" || page !== "web" || left.length === 0) return null;
  const count = left.length === 1 ? "Left alone: one form" : `Left alone: ${left.length} forms`;
  const before = document.querySelector<HTMLDetailsElement>("details.left");
  return h(
    "details",
    { class: "left", open: before?.open ?? left.length <= SHOWN, "data-left": String(left.length) },
    h("summary", {}, count),
    h("ul", {}, ...left.map((form) => drawForm(form, say))),
  );
}

function drawForm({ document, form, offer, name, why }: LeftForm, say: (message: FromPopup) => void): HTMLElement {
  const click = () => say({ type: "correct", document, form, offer, key: "", kind: COLLECTS, on: true });
  return h(
    "li",
    { class: "other" },
    h("div", { class: "label" }, plain(name)),
    h(
      "div",
      { class: "said" },
      h("p", { class: "why" }, why),
      h("button", { class: "quiet wrong", id: claimId(form), click }, "This form asks for my data"),
    ),
  );
}
