// What a node has by itself. A form's controls stand in front of the form's own properties when they bear their names
// (`<input name="method">`), so whatever may be a form is asked by way of its prototype. Prototypes are looked up once:
// in Firefox that takes longer than what is asked (a page's globals are behind a wrapper).

const { closest, getAttribute, matches: isMatch, querySelector, querySelectorAll } = Element.prototype;
const { compareDocumentPosition, contains, getRootNode } = Node.prototype;
const { ELEMENT_NODE, TEXT_NODE, DOCUMENT_FRAGMENT_NODE, DOCUMENT_POSITION_FOLLOWING } = Node.prototype;
const readers = new Map<string, (this: Node) => unknown>();

/** A property of an element, whatever its controls are called. */
export function own<K extends string & keyof HTMLFormElement>(node: Node, key: K): HTMLFormElement[K] {
  const reader = readers.get(key) ?? readerOf(key);
  readers.set(key, reader);
  return reader.call(node) as HTMLFormElement[K];
}

function readerOf(key: string): (this: Node) => unknown {
  for (let holder: object | null = HTMLFormElement.prototype; holder; holder = Object.getPrototypeOf(holder)) {
    const found = Object.getOwnPropertyDescriptor(holder, key);
    if (found) return found.get ?? (() => found.value);
  }
  return () => undefined;
}

/** Whether a node is an element. */
export function isElement(node: Node): node is Element {
  return own(node, "nodeType") === ELEMENT_NODE;
}

/** Whether a node is a text. */
export function isText(node: Node): node is Text {
  return own(node, "nodeType") === TEXT_NODE;
}

/** Whether an element is a form. */
export function isForm(element: Element): boolean {
  return own(element, "localName") === "form";
}

/** An attribute of an element. */
export function attribute(element: Element, name: string): string | null {
  return getAttribute.call(element, name);
}

/** Whether an element matches. */
export function matches(element: Element, selector: string): boolean {
  return isMatch.call(element, selector);
}

/** The first match within an element, document or shadow root. */
export function first<E extends Element>(scope: ParentNode, selector: string): E | null {
  return isElement(scope) ? (querySelector.call(scope, selector) as E | null) : scope.querySelector<E>(selector);
}

/** The nearest match, of an element itself and those around it. */
export function nearest(element: Element, selector: string): Element | null {
  return closest.call(element, selector);
}

/** Whether a node is another one or within it. */
export function isWithin(node: Node, around: Node): boolean {
  return contains.call(around, node);
}

/** Whether a node begins before another one. */
export function precedes(node: Node, other: Node): boolean {
  return (compareDocumentPosition.call(node, other) & DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** All matches within an element, document or shadow root. */
export function all<E extends Element>(scope: ParentNode, selector: string): NodeListOf<E> {
  return isElement(scope)
    ? (querySelectorAll.call(scope, selector) as NodeListOf<E>)
    : scope.querySelectorAll<E>(selector);
}

/** The document or shadow root that a node is in. */
export function rootOf(node: Node): Document | ShadowRoot {
  return getRootNode.call(node) as Document | ShadowRoot;
}

/** The parent as it is drawn: the slot, the element around, or the host of the shadow root. */
export function drawnParent(element: Element): Element | null {
  const around: Element | null = own(element, "assignedSlot") ?? own(element, "parentElement");
  if (around) return around;
  // A frame's element belongs to another realm, whose `ShadowRoot` is not ours.
  const root = rootOf(element);
  return root.nodeType === DOCUMENT_FRAGMENT_NODE ? ((root as ShadowRoot).host ?? null) : null;
}
