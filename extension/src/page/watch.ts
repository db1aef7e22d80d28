// Notices when forms come and go: one observer over the document and its open shadow roots, debounced, no polling.
import { rootsOf } from "./controls";

const QUIET_MS = 60;
const AT_MOST_MS = 400;
/** After a look that took long, the page has this many times as long for itself. */
const REST = 20;
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
    "method",
    "formaction",
    "form",
    "style",
    "class",
    "autocomplete",
  ],
};

/** The roots that are watched. */
export interface Roots {
  /** Calls back for each root, again and again, as `document.open` takes all listeners away. */
  each(visit: (root: Document | ShadowRoot) => void): void;
}

/** Call `changed` when the document is there, and whenever its forms may have changed. */
export function watch(document: Document, changed: () => void, signal: AbortSignal): Roots {
  const visitors: ((root: Document | ShadowRoot) => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  let rested = 0;

  const look = () => {
    timer = undefined;
    if (signal.aborted) return;
    const start = performance.now();
    for (const root of rootsOf(document)) {
      observer.observe(root, OBSERVED);
      for (const visit of visitors) visit(root);
    }
    listen();
    changed();
    rested = performance.now() + REST * (performance.now() - start);
  };
  const soon = () => {
    const now = performance.now();
    if (timer === undefined) latest = Math.max(now + AT_MOST_MS, rested);
    // A page that changes all the time must neither put us off for ever nor keep us busy.
    else if (now + QUIET_MS > latest) return;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(QUIET_MS, rested - now));
  };
  const observer = new MutationObserver(soon);
  const listen = () => {
    // A custom element may get its shadow root without any change that an observer sees.
    for (const event of ["load", "focusin"]) {
      document.defaultView?.addEventListener(event, soon, { capture: true, passive: true });
    }
  };
  signal.addEventListener("abort", () => observer.disconnect());

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look, { once: true });
  else look();
  listen();
  return {
    each(visit) {
      visitors.push(visit);
      for (const root of rootsOf(document)) visit(root);
    },
  };
}
