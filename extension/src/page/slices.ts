// Long work in short tasks: between them the page has its turn.

/** A task of ours ends after this long; the browser draws every 16 ms. */
const SLICE_MS = 6;
/** A page that is not drawn (in a tab behind, in a hidden frame) has no frame to wait for. */
const UNDRAWN_MS = 100;

/** What steps came to, or undefined where they were given up, and how much of the page's time they took. */
interface Outcome<T> {
  found: T | undefined;
  spent: number;
}

/**
 * Run steps to their end.
 *
 * @param stale asked after each pause: whether the page has changed, and what was done is worthless
 * @param whole do it in one task
 */
export async function sliced<T>(
  steps: Generator<undefined, T>,
  stale: () => boolean,
  whole: boolean,
): Promise<Outcome<T>> {
  let spent = 0;
  for (;;) {
    const start = performance.now();
    let step = steps.next();
    while (!step.done && (whole || performance.now() - start < SLICE_MS)) step = steps.next();
    spent += performance.now() - start;
    if (step.done) return { found: step.value, spent };
    await nextTask();
    if (stale()) return { found: undefined, spent };
  }
}

/** Call back right after the page was drawn: then nothing has to be laid out for us alone. */
export function onceDrawn(act: () => void): void {
  let waits = true;
  const go = () => {
    if (waits) act();
    waits = false;
  };
  requestAnimationFrame(() => nextTask().then(go));
  setTimeout(go, UNDRAWN_MS);
}

/** Timers are slowed down in pages that nobody looks at; messages are not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
