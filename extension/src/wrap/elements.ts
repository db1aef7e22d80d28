// Elements that a script gives an address to load: rules stop what is in it, but not in the breath in which it was typed.
import type { Line } from "./line";
import { apply, attempt, method, standInSetter } from "./natives";
import { NOWHERE, resolved } from "./network";

const LOADING: [owner: object, property: string][] = [
  [HTMLImageElement.prototype, "src"],
  [HTMLScriptElement.prototype, "src"],
  [HTMLIFrameElement.prototype, "src"],
  [HTMLLinkElement.prototype, "href"],
  [HTMLMediaElement.prototype, "src"],
  [HTMLEmbedElement.prototype, "src"],
  [HTMLObjectElement.prototype, "data"],
];
const startsWith = method<boolean>(String.prototype, "startsWith");

/** Stand in for the properties by which elements get an address. */
export function wrapElements(line: Line): void {
  for (const [owner, property] of LOADING) {
    standInSetter(owner, property, (native, self, all) => {
      const stops = line.guarding && attempt(() => isStopped(`${all[0]}`, line));
      return stops ? attempt(() => apply(native, self, [NOWHERE])) : apply(native, self, all);
    });
  }
}

function isStopped(address: string, line: Line): boolean {
  if (startsWith(address, "data:")) return false; // which may be long
  return line.stops("element", { url: resolved(address), verb: "GET" });
}
