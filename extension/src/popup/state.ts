// What the popup shows instead of an offer: one state, said in words, with its one action.
import type { FromPopup, PopupView } from "../internal";
import { h } from "./dom";

const INSTALL = "meum install";
const CREATE = "meum unlock";

/** Draw the state that stands in the way of an offer; null when there are offers to show. */
export function drawState(view: PopupView, say: (message: FromPopup) => void): HTMLElement | null {
  switch (view.link) {
    case "connecting":
      return card("Starting…", "The companion is starting.");
    case "missing":
      return card(
        "The companion is missing",
        "In a terminal, run this once, then try again:",
        command(INSTALL),
        retry(say),
      );
    case "wrong-version":
      return card("Different versions", "Extension and companion do not fit together: update both.", retry(say));
    case "no-vault":
      return card(
        "No vault yet",
        "In a terminal, run this: it makes your vault and prints your recovery code.",
        command(CREATE),
      );
    case "locked":
      return unlock(say);
    case "pending":
      return card(
        "Is this your browser?",
        "This browser waits for your approval. If `meum status` shows the same code, run in a terminal:",
        h("p", { class: "code", id: "code" }, view.code),
        command(`meum pair ${view.code}`),
      );
  }
  if (view.page === "browser-page") return card("Not on browser pages", "Meum works on pages of the web.");
  if (view.page === "not-allowed") {
    return card(
      "Not allowed on this site",
      "You have not allowed Meum here; the browser's extension menu changes that.",
    );
  }
  if (view.page === "insecure") {
    return card(
      "Not secure: will not fill",
      "Anybody on the way can read this page, so nothing of yours goes into it.",
    );
  }
  if (view.forms.length === 0)
    return card("No form here", "Where a page asks for your data, this shows what it would get.");
  return null;
}

function card(title: string, text: string, ...more: (HTMLElement | null)[]): HTMLElement {
  return h("article", { class: "state" }, h("h2", {}, title), h("p", {}, text), ...more);
}

function command(words: string): HTMLElement {
  const copy = () => void navigator.clipboard.writeText(words);
  return h("p", { class: "command" }, h("code", {}, words), h("button", { class: "quiet", click: copy }, "Copy"));
}

function retry(say: (message: FromPopup) => void): HTMLElement {
  return h("button", { click: () => say({ type: "retry" }), id: "retry" }, "Try again");
}

function unlock(say: (message: FromPopup) => void): HTMLElement {
  const passphrase = h("input", {
    type: "password",
    id: "passphrase",
    autocomplete: "off",
    "aria-label": "Passphrase",
    autofocus: true,
  }) as HTMLInputElement;
  const submit = (event: globalThis.Event) => {
    event.preventDefault();
    say({ type: "unlock", passphrase: passphrase.value });
    passphrase.value = "";
  };
  const form = h("form", { submit }, passphrase, h("button", { id: "unlock" }, "Unlock"));
  return card(
    "Locked",
    "Your passphrase opens the vault. It goes to the companion on this computer and is kept nowhere.",
    form,
  );
}
