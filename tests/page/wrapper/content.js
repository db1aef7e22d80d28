// Guards the document's fields when an event asks for it, and writes what the bridge tells to the root element.
import "../../../extension/src/keeper";
import { Bridge } from "../../../extension/src/page/bridge";

const heard = [];
const root = () => document.documentElement.dataset;
const hear = (name, what) => {
  heard.push({ name, ...what });
  root().heard = JSON.stringify(heard);
};
const guarded = ({ dataset: { guard, counts = "alone" } }) => ({ key: guard, counts });
const bridge = new Bridge(document, {
  sent: ({ bytes, at, ...what }) =>
    hear("sent", { ...what, bytes: bytes && Array.from(bytes), recent: Date.now() - at < 1e4 }),
  kept: ({ at, ...what }) => hear("kept", what),
});
const on = (type, act) => window.addEventListener(type, act);
on("test-joined", () => {
  root().joined = bridge.joined;
});
on("test-off", () => bridge.off());
on("test-forget", () => {
  heard.length = 0;
  delete root().heard;
});
on("test-guard", ({ detail }) => {
  const fields = [...document.querySelectorAll("[data-guard]")].map((field) => [field, guarded(field)]);
  bridge.guard(new Map(fields), detail.split(" "));
});
