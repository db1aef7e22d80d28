// What the wrapper (the page's world) and the bridge (the extension's world) say to each other, and when they may meet.

/** From the bridge: a private channel comes with this event. */
export const HELLO = "meum-hello";
/** From the wrapper: something is about to be sent; prevented when it matters what. */
export const ASK = "ask";
/** From the wrapper: here is one part of it; prevented when it must not go. */
export const PART = "part";
/** From the wrapper: this has been sent, and no browser shows it. */
export const SENT = "sent";
/** From the bridge: some fields are guarded; none are; the extension has gone. */
export const GUARD = "guard";
export const FREE = "free";
export const OFF = "off";

/** What a payload begins with: text as it is, or bytes as the encoding `x-user-defined` writes them. None: unreadable. */
export const TEXT = "T ";
export const BYTES = "B ";

/** Whether no script of a page can have run in this document: the parser has made its root and nothing else. */
export function fresh(document: Document): boolean {
  const root = document.documentElement;
  if (!root?.hasChildNodes()) return true;
  // Firefox makes the empty document of a new frame or window whole before any script hears of it.
  const bare = root.childNodes.length === 2 && !document.head?.hasChildNodes() && !document.body?.hasChildNodes();
  return bare && document.URL === "about:blank";
}
