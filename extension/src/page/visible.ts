// Hard refusals: what a person surely cannot see is never filled. (A probe of the pixels is to come; these few rules
// are only what can be said without one.)
import { type Control, isBox } from "./controls";
import { once } from "./once";
import { drawnParent, matches, own } from "./own";

const { getBoundingClientRect } = Element.prototype;

const MIN_OPACITY = 0.5;
/** Nobody reads letters that are smaller. */
const MIN_SIZE = 6;
/** Where in a control a click has to reach it: nowhere is covered, anywhere is not. */
const POINTS = [0.5, 0.1, 0.9].flatMap((across) => [0.5, 0.25, 0.75].map((down) => [across, down] as const));

/** What an element and all around it show of what is in it: how clearly, and whether what flows, or is placed, at all. */
interface Shown {
  opacity: number;
  flowing: boolean;
  placed: boolean;
}

/** One look, at a page that does not change meanwhile: what lies around several elements is looked at once. */
export class Sight {
  readonly #reason = once((element: Element) => this.#find(element));
  readonly #width = once((page: Element) => Math.max(page.clientWidth, page.scrollWidth));
  readonly #shown = new Map<Element, Shown>();

  /** Why a person cannot see a control, or "": a box may be drawn by its label alone. */
  hidden(control: Control, labels = labelsOf(control)): string {
    const reasons = [control, ...(isBox(control) ? labels : [])].map(this.#reason);
    return reasons.includes("") ? "" : (reasons[0] ?? "");
  }

  #find(element: Element): string {
    if (!element.isConnected) return "removed";
    if (!element.checkVisibility({ visibilityProperty: true })) return "not-rendered";
    const box = element.getBoundingClientRect();
    if (isTiny(box)) return "no-size";
    // The browser sees an opacity of 0 within closed shadow roots, too.
    const { opacity, flowing } = this.#shows(element);
    if (!flowing) return "no-size";
    if (!element.checkVisibility({ opacityProperty: true }) || opacity < MIN_OPACITY) return "transparent";
    if (this.#outside(element, box)) return "off-page";
    const frame = frameOf(element);
    return frame ? this.#reason(frame) : "";
  }

  #shows(element: Element): Shown {
    const unknown: Element[] = [];
    let one: Element | null = element;
    for (; one && !this.#shown.has(one); one = drawnParent(one)) unknown.push(one);
    let around = (one && this.#shown.get(one)) ?? { opacity: 1, flowing: true, placed: true };
    for (const inner of unknown.reverse()) {
      around = within(inner, around);
      this.#shown.set(inner, around);
    }
    return around;
  }

  #outside(element: Element, box: DOMRect): boolean {
    const view = element.ownerDocument.defaultView;
    if (!view) return true;
    const { scrollX, scrollY } = view;
    const width = this.#width(element.ownerDocument.documentElement);
    return box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left + scrollX >= width;
  }
}

/** What an element shows of what `around` shows: nobody clips what is placed by somebody further out. */
function within(element: Element, around: Shown): Shown {
  const { opacity, overflow, position } = getComputedStyle(element);
  const seen = position === "fixed" || around[position === "absolute" ? "placed" : "flowing"];
  // What a page's body would clip, the window does.
  const clips = overflow !== "visible" && !matches(element, "html, body");
  const flowing = seen && !(clips && isTiny(getBoundingClientRect.call(element)));
  const placed = position === "static" ? around.placed : flowing;
  return { opacity: around.opacity * Number(opacity), flowing, placed };
}

function isTiny(box: DOMRect): boolean {
  return box.width < MIN_SIZE || box.height < MIN_SIZE;
}

/** Why a person cannot see a control at this moment, or "". */
export function hiddenControl(control: Control): string {
  return new Sight().hidden(control);
}

/** Whether something lies over all of an element; it is scrolled into view for that, and back. */
export function covered(element: Element): boolean {
  if (reached(element)) return false;
  const places = around(element).map((one) => [one, own(one, "scrollLeft"), own(one, "scrollTop")] as const);
  element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const found = reached(element);
  for (const [one, left, top] of places) Reflect.apply(own(one, "scrollTo"), one, [{ left, top, behavior: "instant" }]);
  return !found;
}

function reached(element: Element): boolean {
  const box = element.getBoundingClientRect();
  return POINTS.some(([across, down]) => shows(element, box.left + box.width * across, box.top + box.height * down));
}

/** Whether a click at a point of its document would reach an element, in its root and in all that lie around it. */
function shows(element: Element, x: number, y: number): boolean {
  const root = element.getRootNode() as Document | ShadowRoot;
  const hit = root.elementFromPoint(x, y);
  if (!hit || ![element, ...labelsOf(element)].some((one) => one.contains(hit))) return false;
  // Firefox asks a shadow root about itself alone.
  if ("host" in root) return shows(root.host, x, y);
  const frame = frameOf(element);
  if (!frame) return true;
  const box = frame.getBoundingClientRect();
  const scale = box.width / frame.offsetWidth;
  return shows(frame, box.left + (frame.clientLeft + x) * scale, box.top + (frame.clientTop + y) * scale);
}

function labelsOf(element: Element): Element[] {
  return "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
}

function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let one = drawnParent(element); one; one = drawnParent(one)) found.push(one);
  return found;
}

/** All that an element lies in, beyond its frame, too. */
function around(element: Element): Element[] {
  const frame = frameOf(element);
  return frame ? [...ancestors(element), ...around(frame)] : ancestors(element);
}

/** Whether a document of another site lies around an element's, be it between two documents of the same. */
export function framedByOthers(element: Element): boolean {
  const view = element.ownerDocument.defaultView;
  if (!view || view.parent === view) return false;
  const frame = frameOf(element);
  return frame === null || framedByOthers(frame);
}

/** The frame that an element's document is shown in; null for a document of its own, and in a frame of another site. */
function frameOf(element: Element): HTMLElement | null {
  return (element.ownerDocument.defaultView?.frameElement as HTMLElement | null) ?? null;
}
