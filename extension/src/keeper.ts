// Beside content.ts in documents with fields to watch, and in no others, as it is large: finds what fields hold in what
// is about to be sent.
import { FINDER } from "./page/finder";
import { Carries } from "./wrap/carries";

if (!Reflect.has(globalThis, FINDER)) Reflect.set(globalThis, FINDER, new Carries());
