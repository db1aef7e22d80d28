// What an element has by itself. A form's controls stand in front of the form's own properties when they bear their names
// (`<input name="method">`), so whatever may be a form is asked by way of its prototype.

/** A property of an element, whatever its controls are called. */
export function own<K extends keyof HTMLFormElement>(element: Element, key: K): HTMLFormElement[K] {
  return Reflect.get(HTMLFormElement.prototype, key, element);
}

/** An attribute of an element. */
export function attribute(element: Element, name: string): string | null {
  return Element.prototype.getAttribute.call(element, name);
}

/** Where a neighbour stands. */
export type Way = "previousSibling" | "nextSibling";

/** The next node in a direction. */
export function next(node: Node, way: Way): Node | null {
  return Reflect.get(Node.prototype, way, node);
}

/** Whether an element matches. */
export function matches(element: Element, selector: string): boolean {
  return Element.prototype.matches.call(element, selector);
}

/** The first match within an element, document or shadow root. */
export function first<E extends Element>(scope: ParentNode, selector: string): E | null {
  if (scope instanceof HTMLFormElement) return Element.prototype.querySelector.call(scope, selector) as E | null;
  return scope.querySelector<E>(selector);
}

/** All matches within an element, document or shadow root. */
export function all<E extends Element>(scope: ParentNode, selector: string): NodeListOf<E> {
  if (scope instanceof HTMLFormElement)
    return Element.prototype.querySelectorAll.call(scope, selector) as NodeListOf<E>;
  return scope.querySelectorAll<E>(selector);
}

/** The parent as it is drawn: the slot, the element around, or the host of the shadow root. */
export function drawnParent(element: Element): Element | null {
  const around: Element | null = own(element, "assignedSlot") ?? own(element, "parentElement");
  if (around) return around;
  // A frame's element belongs to another realm, whose `ShadowRoot` is not ours.
  const root = Node.prototype.getRootNode.call(element);
  return root.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? ((root as ShadowRoot).host ?? null) : null;
}
