// In every frame, in the page's own world and before its scripts: tells the bridge (page/bridge.ts) of what no browser
// shows, and stops what the bridge, asked at the moment of sending, says must not go. It knows nothing of the vault.
import { keepBodies } from "./wrap/bodies";
import { wrapForms } from "./wrap/forms";
import { Line } from "./wrap/line";
import { wrapBeacon, wrapFetch, wrapXhr } from "./wrap/network";
import { wrapChannels, wrapSockets } from "./wrap/sockets";
import { fresh } from "./wrap/words";

if (fresh(document)) {
  const line = new Line(document);
  keepBodies();
  for (const wrap of [wrapFetch, wrapXhr, wrapBeacon, wrapSockets, wrapChannels, wrapForms]) wrap(line);
}
