// Hard refusals: what a person surely cannot see is never filled. (A probe of the pixels is to come; these few rules
// are only what can be said without one.)
const MIN_OPACITY = 0.5;
const MIN_SIZE = 3;

/** Why a person cannot see an element, or "" when nothing speaks against it. */
export function hiddenReason(element: Element): string {
  if (!element.isConnected) return "removed";
  if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true, contentVisibilityAuto: true })) {
    return "not-rendered";
  }
  const box = element.getBoundingClientRect();
  if (box.width < MIN_SIZE || box.height < MIN_SIZE) return "no-size";
  if (opacity(element) < MIN_OPACITY) return "transparent";
  if (outside(element, box)) return "off-page";
  const frame = frameOf(element);
  return frame ? hiddenReason(frame) : "";
}

/** Whether something lies over all of an element (it is scrolled into view for that, and back by the caller). */
export function covered(element: HTMLElement): boolean {
  let box = element.getBoundingClientRect();
  const view = element.ownerDocument.defaultView;
  if (!view) return true;
  if (box.top < 0 || box.bottom > view.innerHeight || box.left < 0 || box.right > view.innerWidth) {
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    box = element.getBoundingClientRect();
  }
  const root = element.getRootNode() as Document | ShadowRoot;
  for (const across of [0.5, 0.1, 0.9]) {
    for (const down of [0.5, 0.25, 0.75]) {
      const hit = root.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
      if (hit && (hit === element || element.contains(hit) || labels(element).some((label) => label.contains(hit)))) {
        return false;
      }
    }
  }
  return true;
}

function labels(element: Element): Element[] {
  return "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
}

function opacity(element: Element): number {
  let product = 1;
  for (let node: Element | null = element; node; node = flatParent(node)) {
    product *= Number(getComputedStyle(node).opacity);
  }
  return product;
}

function flatParent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function outside(element: Element, box: DOMRect): boolean {
  const view = element.ownerDocument.defaultView;
  if (!view) return true;
  const page = element.ownerDocument.documentElement;
  const width = Math.max(page.clientWidth, page.scrollWidth);
  return box.right + view.scrollX <= 0 || box.bottom + view.scrollY <= 0 || box.left + view.scrollX >= width;
}

function frameOf(element: Element): Element | null {
  try {
    return element.ownerDocument.defaultView?.frameElement ?? null;
  } catch {
    return null; // a frame of another site; the companion refuses those
  }
}
