// WebSocket and RTCDataChannel: what goes out over connections, which no browser shows to an extension.
import type { Line } from "./line";
import { apply, argument, attempt, getter, isArray, method, standIn, watchMaking } from "./natives";
import { resolved } from "./network";

/** `WebSocket.OPEN`. */
const OPEN = 1;

const Address = URL;
const join = method<string>(Array.prototype, "join");
const addressText = getter<string>(URL.prototype, "href");
const socketUrl = getter<string>(WebSocket.prototype, "url");
const socketState = getter<number>(WebSocket.prototype, "readyState");
const closeSocket = method<void>(WebSocket.prototype, "close");

/** Stand in for WebSocket and its send. */
export function wrapSockets(line: Line): void {
  standIn(WebSocket.prototype, "send", (native, self, all) => {
    // Anything but an open socket sends nothing, or is an error that the browser words.
    if (!line.open || all.length === 0 || attempt(() => socketState(self)) !== OPEN) return apply(native, self, all);
    const url = socketUrl(self);
    if (line.stops("socket", { url, verb: "", body: all[0] })) return undefined;
    const done = apply(native, self, all);
    line.sent("socket", url, "", all[0]);
    return done;
  });
  let stopped = false;
  const making = (all: unknown[]) => {
    stopped = line.guarding && all.length > 0 && connecting(line, all);
  };
  // One that nobody told of is a worker's, whose frames nobody sees.
  const made = (socket: object, all: unknown[]) => {
    const url = socketUrl(socket);
    line.sent("socket", url, "", "");
    if (stopped) closeSocket(socket); // before anything of it has left
    stopped = false;
    const protocols = protocolsOf(all);
    if (protocols !== "") line.sent("protocol", url, "", protocols);
  };
  watchMaking("WebSocket", made, making);
}

/** Whether a socket must not be opened; then nothing but the recipient's name is left of what it was to say. */
function connecting(line: Line, all: unknown[]): boolean {
  if (typeof all[0] !== "string") all[0] = `${all[0]}`;
  const url = resolved(all[0]);
  if (!line.stops("connect", { url, verb: "GET", headers: protocolsOf(all) })) return false;
  all[0] = addressText(new Address("/", url));
  all.length = 1;
  return true;
}

function protocolsOf(all: unknown[]): string {
  const protocols = argument(all, 1);
  return isArray(protocols) ? join(protocols, ",") : protocols === undefined ? "" : `${protocols}`;
}

/** Stand in for RTCDataChannel.send, whose recipient has no address. */
export function wrapChannels(line: Line): void {
  if (typeof RTCDataChannel === "undefined") return;
  const state = getter<string>(RTCDataChannel.prototype, "readyState");
  standIn(RTCDataChannel.prototype, "send", (native, self, all) => {
    const stop = line.guarding && all.length > 0 && line.stops("rtc", { url: "", verb: "", body: all[0] });
    return stop && state(self) === "open" ? undefined : apply(native, self, all);
  });
}
