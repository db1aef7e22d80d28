// Requests of which the browser shows less than was sent (blobs, sockets), and what the page's own wrapper tells of them.
import type { Job } from "./jobs";

/** What the wrapper tells comes about as late as this, before or after the request. */
const WAIT_MS = 500;
/** For one address at a time; the sizes of what is kept are bounded by the wrapper. */
const MAX = 200;

/** What the wrapper told of an address: bytes, or null for what it could not read either. */
interface Told {
  url: string;
  bytes: Uint8Array | null;
}

/** Brings requests and what was told of them together, each once. */
export class Hidden {
  private readonly told = new Set<Told>();
  private readonly waiting = new Set<Job>();

  /**
   * @param found is called with a request and what was told of it
   * @param lost is called when nothing was told in time, or too many wait
   */
  constructor(
    private readonly found: (job: Job, bytes: Uint8Array | null) => void,
    private readonly lost: (job: Job) => void,
  ) {}

  /** A request that hides something. */
  expect(job: Job): void {
    const known = first(this.told, (one) => one.url === job.details.url);
    if (known) {
      this.told.delete(known);
      this.found(job, known.bytes);
      return;
    }
    later(this.waiting, job, this.lost);
  }

  /** A request turned out to hide nothing. */
  forget(job: Job): void {
    this.waiting.delete(job);
  }

  /** The wrapper told of a request; of one that was never made nothing follows. */
  tell(url: string, bytes: Uint8Array | null): void {
    const job = first(this.waiting, (one) => one.details.url === url);
    if (job) {
      this.waiting.delete(job);
      this.found(job, bytes);
    } else later(this.told, { url, bytes }, () => {});
  }
}

function first<Item>(items: Set<Item>, wanted: (item: Item) => boolean): Item | undefined {
  for (const item of items) if (wanted(item)) return item;
  return undefined;
}

/** Keep an item for the time of waiting, and the latest of them only; `dropped` hears of one that nobody took. */
function later<Item>(items: Set<Item>, item: Item, dropped: (item: Item) => void): void {
  const drop = (one: Item) => items.delete(one) && dropped(one);
  items.add(item);
  setTimeout(() => drop(item), WAIT_MS);
  const [oldest] = items;
  if (items.size > MAX && oldest !== undefined) drop(oldest);
}
