// Requests that wait to be searched. Searching goes on in short turns, and what is in no hurry lets the page load first.
import { Bounded } from "./bounded";
import { type Job, sizeOf } from "./jobs";

const MOST = { count: 4000, bytes: 64 << 20 };
/** With so many bytes waiting, nothing waits for a calm moment. */
const MANY_BYTES = 8 << 20;
/** Work goes on for this long before others in this background have their turn. */
const TURN_MS = 8;
/** What is in no hurry is searched when no request came for this long, */
const CALM_MS = 250;
/** and at the latest after this. */
const LATEST_MS = 3000;

/** Has requests searched, each once for all that was said while it waited. */
export class Queue {
  private readonly waiting: Bounded<Job, Job>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;
  private hurries = false;
  private working = false;

  /**
   * @param search looks into a request
   * @param dropped is called with a request that is not searched, as too many wait
   */
  constructor(
    private readonly search: (job: Job) => void,
    dropped: (job: Job) => void,
  ) {
    this.waiting = new Bounded(MOST, sizeOf, dropped);
  }

  /** Have a request searched: now when it `hurries`, else when there is time. */
  add(job: Job, hurries: boolean): void {
    const now = performance.now();
    if (this.waiting.size === 0) this.latest = now + LATEST_MS;
    this.waiting.add(job, job);
    if (this.working) return;
    this.hurries ||= hurries || this.waiting.bytes > MANY_BYTES;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.work(), this.hurries ? 0 : Math.min(CALM_MS, this.latest - now));
  }

  private async work(): Promise<void> {
    this.working = true;
    let until = performance.now() + TURN_MS;
    try {
      for (const job of this.waiting) {
        this.waiting.delete(job); // what is added while it is searched is searched again
        this.search(job);
        if (performance.now() < until) continue;
        await new Promise((resume) => setTimeout(resume));
        until = performance.now() + TURN_MS;
      }
    } finally {
      this.working = this.hurries = false;
    }
  }
}
