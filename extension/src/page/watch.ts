// Notices when forms come and go: one observer over the document and its open shadow roots, debounced, no polling.
import { rootsOf } from "./controls";

const QUIET_MS = 60;
const AT_MOST_MS = 400;
const OBSERVED: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: [
    "type",
    "required",
    "aria-required",
    "hidden",
    "disabled",
    "action",
    "style",
    "class",
    "autocomplete",
  ],
};

/** The roots that are watched, and a way to hear of new ones. */
export interface Roots {
  /** Calls back for each root, those of today and those to come. */
  each(visit: (root: Document | ShadowRoot) => void): void;
}

/** Call `changed` when the document is there, and whenever its forms may have changed. */
export function watch(document: Document, changed: () => void, signal: AbortSignal): Roots {
  const seen = new Set<Document | ShadowRoot>();
  const visitors: ((root: Document | ShadowRoot) => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;

  const look = () => {
    timer = undefined;
    first = 0;
    if (signal.aborted) return;
    for (const root of rootsOf(document)) {
      if (seen.has(root)) continue;
      seen.add(root);
      observer.observe(root, OBSERVED);
      for (const visit of visitors) visit(root);
    }
    changed();
  };
  const soon = () => {
    first ||= Date.now();
    // A page that changes all the time must not put us off for ever, nor keep us busy.
    const pause = Date.now() - first > AT_MOST_MS ? 0 : QUIET_MS;
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  };
  const observer = new MutationObserver(soon);
  signal.addEventListener("abort", () => observer.disconnect());

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look, { once: true, signal });
  else look();
  // A custom element may get its shadow root without any change that an observer sees.
  for (const event of ["load", "focusin"]) {
    document.defaultView?.addEventListener(event, soon, { capture: true, passive: true, signal });
  }
  return {
    each(visit) {
      visitors.push(visit);
      for (const root of seen) visit(root);
    },
  };
}
