// In every frame, in the page's own world and before its scripts: tells the bridge (page/bridge.ts) of what no browser
// shows, and stops what the bridge, asked at the moment of sending, says must not go. It knows nothing of the vault.
import { keepBodies } from "./wrap/bodies";
import { wrapElements } from "./wrap/elements";
import { wrapForms } from "./wrap/forms";
import { Line } from "./wrap/line";
import { wrapBeacon, wrapEvents, wrapFetch, wrapXhr } from "./wrap/network";
import { wrapChannels, wrapSockets } from "./wrap/sockets";
import { fresh } from "./wrap/words";

if (fresh(document)) {
  const line = new Line(document);
  keepBodies();
  const wraps = [wrapFetch, wrapXhr, wrapBeacon, wrapEvents, wrapElements, wrapSockets, wrapChannels, wrapForms];
  for (const wrap of wraps) wrap(line);
}
