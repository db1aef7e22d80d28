// Where the page script finds what keeper.ts has brought, in the extension's own world of the document.
import type { Carries } from "../wrap/carries";

export const FINDER = "meumFinder";

/** What finds values in what is about to be sent; undefined where there was nothing to watch. */
export function finder(): Carries | undefined {
  return Reflect.get(globalThis, FINDER);
}
