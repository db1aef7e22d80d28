// Requests of which the browser shows less than was sent (blobs, sockets), and what the page's own wrapper tells of them.
import type { Job } from "./jobs";

/** What the wrapper tells comes about as late as this, before or after the request. */
const WAIT_MS = 500;
const MAX = 200;

/** What the wrapper told of one address: bytes, or null for what it could not read either. */
interface Told {
  at: number;
  bytes: Uint8Array | null;
}

/** Brings requests and what was told of them together, each once. */
export class Hidden {
  private readonly told = new Map<string, Told>();
  private readonly waiting = new Map<string, Job[]>();

  /**
   * @param found is called with a request and what was told of it
   * @param lost is called when nothing was told in time
   */
  constructor(
    private readonly found: (job: Job, bytes: Uint8Array | null) => void,
    private readonly lost: (job: Job) => void,
  ) {}

  /** A request that hides something. */
  expect(job: Job): void {
    const { url } = job.details;
    const known = this.told.get(url);
    this.told.delete(url);
    if (known && Date.now() - known.at < WAIT_MS) {
      this.found(job, known.bytes);
      return;
    }
    this.waiting.set(url, [...(this.waiting.get(url) ?? []), job].slice(-MAX));
    setTimeout(() => this.take(url, job) && this.lost(job), WAIT_MS);
  }

  /** The wrapper told of a request; of one that was never made nothing follows. */
  tell(url: string, bytes: Uint8Array | null): void {
    const job = this.waiting.get(url)?.[0];
    if (job && this.take(url, job)) this.found(job, bytes);
    else {
      this.told.set(url, { at: Date.now(), bytes });
      const [oldest] = this.told.keys();
      if (this.told.size > MAX && oldest !== undefined) this.told.delete(oldest);
    }
  }

  private take(url: string, job: Job): boolean {
    const jobs = this.waiting.get(url) ?? [];
    if (!jobs.includes(job)) return false;
    const left = jobs.filter((one) => one !== job);
    if (left.length > 0) this.waiting.set(url, left);
    else this.waiting.delete(url);
    return true;
  }
}
