// What the popup shows below the forms: who was kept from getting something here, and the site's switches.
import type { FromPopup, PopupView, StopView } from "../internal";
import { h, plain } from "./dom";

type Say = (message: FromPopup) => void;

const CHANNELS: { [channel: string]: string } = {
  url: "in the address",
  body: "in the body",
  socket: "over a socket",
  header: "in a header",
  cookie: "in a cookie",
  referer: "in the referer",
};

/** Draw the evidence of what was stopped; null when nothing was. */
export function drawStops(view: PopupView, tab: number, say: Say): HTMLElement | null {
  const { stops } = view.protection;
  if (stops.length === 0) return null;
  const title = stops.length === 1 ? "Kept from one recipient" : `Kept from ${stops.length} recipients`;
  return h(
    "section",
    { class: "stops", "data-stops": String(stops.length) },
    h("h3", {}, title),
    h("ul", {}, ...stops.map((stop) => drawStop(view, stop, tab, say))),
  );
}

function drawStop(view: PopupView, stop: StopView, tab: number, say: Say): HTMLElement {
  const allow = (always: boolean) => () => say({ type: "allow", tab, site: view.host, host: stop.host, always });
  const how = [...stop.channels.map((channel) => CHANNELS[channel] ?? channel), ...stop.chains.map(spoken)];
  const times = stop.count === 1 ? "once" : `${stop.count} times`;
  return h(
    "li",
    { class: "stop" },
    h("div", {}, h("strong", {}, plain(stop.host)), ` tried to get your ${stop.kinds.join(", ")} ${times}`),
    h("div", { class: "reason" }, [...new Set(how)].filter(Boolean).join(", ")),
    h(
      "div",
      { class: "choices" },
      h("button", { class: "quiet", click: allow(false), id: `once-${stop.host}` }, "Allow this once"),
      h("button", { class: "quiet", click: allow(true), id: `always-${stop.host}` }, "Always here"),
    ),
  );
}

/** Draw the switches of a site: pause, and its GPC signal. */
export function drawSwitches(view: PopupView, say: Say): HTMLElement | null {
  if (view.link !== "ready" || view.page === "browser-page" || view.host === "") return null;
  const { paused, noGpc } = view.protection;
  const change = (what: "pause" | "no-gpc", on: boolean) => () => say({ type: "protect", site: view.host, what, on });
  return h(
    "section",
    { class: "switches" },
    paused ? h("p", { class: "notice" }, "Paused here: trackers are let through and nothing is kept back.") : null,
    h(
      "button",
      { class: "quiet", id: "pause", click: change("pause", !paused), "data-paused": String(paused) },
      paused ? "Resume here" : "Pause here",
    ),
    h(
      "button",
      { class: "quiet", id: "gpc", click: change("no-gpc", !noGpc), "data-no-gpc": String(noGpc) },
      noGpc ? "Send “do not sell or share” (GPC) here" : "Stop sending GPC here",
    ),
  );
}

/** A chain of encodings in words; plain ones need none. */
function spoken(chain: string): string {
  const hash = /md5|sha[0-9-]+|ripemd160|blake2\w*/.exec(chain);
  if (hash) return `as a hash (${hash[0]})`;
  return /base64|hex|base32|gzip|deflate/.test(chain) ? "encoded" : "";
}
