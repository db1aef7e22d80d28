// Notices when forms come and go, and looks anew: one observer over the document and its open shadow roots, debounced,
// no polling. A look may take several tasks; where the page changes meanwhile, it is given up and begun again.
import { type Root, rootsOf } from "./controls";
import { onceDrawn, sliced } from "./slices";

const QUIET_MS = 60;
const AT_MOST_MS = 400;
/** After a look that took long, the page has this many times as long for itself. */
const REST = 20;
/** A page that has disturbed so many looks in a row changes all the time: the next one is done in one task. */
const PATIENCE = 2;
const OBSERVED: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: [
    "type",
    "name",
    "id",
    "for",
    "placeholder",
    "title",
    "pattern",
    "required",
    "aria-required",
    "aria-invalid",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-errormessage",
    "lang",
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

/** How a document is looked at. */
export interface Sense<T> {
  /** The steps of a look; between two of them the page must not change. */
  steps(roots: Root[]): Generator<undefined, T>;
  /** What a look has found, and when it began (ms since the page did). */
  found(what: T, at: number): void;
}

/** A document that is watched. */
export interface Watched {
  /** Calls back for each root, again and again, as `document.open` takes all listeners away. */
  each(visit: (root: Root) => void): void;
  /** Looks now, if no look is under way. */
  look(): void;
}

/** Look when the document is there, and whenever its forms may have changed. */
export function watch<T>(document: Document, sense: Sense<T>, signal: AbortSignal): Watched {
  const visitors: ((root: Root) => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  let rested = 0;
  let changes = 0;
  let disturbed = 0;
  let looking = false;

  const look = async () => {
    if (signal.aborted || looking) return;
    clearTimeout(timer);
    timer = undefined;
    looking = true;
    const before = changes;
    const start = performance.now();
    const roots = rootsOf(document);
    for (const root of roots) {
      observer.observe(root, OBSERVED);
      // What a submit is refused for; the page need not change for it.
      root.addEventListener("invalid", soon, { capture: true, passive: true });
      for (const visit of visitors) visit(root);
    }
    listen();
    const ready = performance.now() - start;
    const stale = () => signal.aborted || changes !== before;
    const { found, spent } = await sliced(sense.steps(roots), stale, disturbed >= PATIENCE).finally(() => {
      looking = false;
    });
    rested = performance.now() + REST * (ready + spent);
    disturbed = found === undefined ? disturbed + 1 : 0;
    if (found !== undefined) sense.found(found, start);
    if (changes !== before) soon();
  };
  const soon = () => {
    changes += 1;
    if (looking) return;
    const now = performance.now();
    if (timer === undefined) latest = Math.max(now + AT_MOST_MS, rested);
    // A page that changes all the time must neither put us off for ever nor keep us busy.
    else if (now + QUIET_MS > latest) return;
    clearTimeout(timer);
    timer = setTimeout(() => onceDrawn(look), Math.max(QUIET_MS, rested - now));
  };
  const observer = new MutationObserver(soon);
  const listen = () => {
    // A custom element may get its shadow root without any change that an observer sees.
    for (const event of ["load", "focusin"]) {
      document.defaultView?.addEventListener(event, soon, { capture: true, passive: true });
    }
  };
  const begin = () => onceDrawn(look);
  signal.addEventListener("abort", () => observer.disconnect());

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
  listen();
  return {
    each(visit) {
      visitors.push(visit);
      for (const root of rootsOf(document)) visit(root);
    },
    look,
  };
}
