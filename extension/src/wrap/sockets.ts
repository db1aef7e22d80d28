// WebSocket and RTCDataChannel: what goes out over connections, which no browser shows to an extension.
import { payloadOf } from "./bodies";
import type { Line } from "./line";
import { apply, argument, attempt, getter, isArray, method, standIn, watchMaking } from "./natives";

/** `WebSocket.OPEN`. */
const OPEN = 1;

const join = method<string>(Array.prototype, "join");
const socketUrl = getter<string>(WebSocket.prototype, "url");
const socketState = getter<number>(WebSocket.prototype, "readyState");

/** Stand in for WebSocket.send. */
export function wrapSockets(line: Line): void {
  standIn(WebSocket.prototype, "send", (native, self, all) => {
    // Anything but an open socket sends nothing, or is an error that the browser words.
    if (!line.open || all.length === 0 || attempt(() => socketState(self)) !== OPEN) return apply(native, self, all);
    const url = socketUrl(self);
    if (line.stops("socket", url, "", () => payloadOf(all[0]))) return undefined;
    const done = apply(native, self, all);
    line.sent("socket", url, "", all[0]);
    return done;
  });
  // One that nobody told of is a worker's, whose frames nobody sees.
  watchMaking("WebSocket", (socket, all) => {
    const url = socketUrl(socket);
    line.sent("socket", url, "", "");
    const protocols = argument(all, 1);
    if (protocols !== undefined) line.sent("protocol", url, "", isArray(protocols) ? join(protocols, ",") : protocols);
  });
}

/** Stand in for RTCDataChannel.send, whose recipient has no address. */
export function wrapChannels(line: Line): void {
  if (typeof RTCDataChannel === "undefined") return;
  const state = getter<string>(RTCDataChannel.prototype, "readyState");
  standIn(RTCDataChannel.prototype, "send", (native, self, all) => {
    const stop = line.guarding && all.length > 0 && line.stops("rtc", "", "", () => payloadOf(all[0]));
    return stop && state(self) === "open" ? undefined : apply(native, self, all);
  });
}
