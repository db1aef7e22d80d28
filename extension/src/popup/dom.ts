// Elements, made without any markup from strings: what a site chose is text and nothing else.

type Attributes = { [name: string]: string | boolean | undefined | ((event: globalThis.Event) => void) };
type Child = Node | string | null;

/** Make an element; attributes that are functions become listeners, `false` and `undefined` ones are left out. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Show control and direction characters of a site's text instead of obeying them. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "\u00b7");
}
