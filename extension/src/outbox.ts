// Events on their way to the log: kept until the companion has committed them, in order, over lost ports and locks.
import type { Done, Event, Gap, Refusal } from "./protocol.gen";

const MOST = 5000;
const BATCH = 100;
const AGAIN_MS = 1000;
/** How often the companion may fail at one single event before the others go on without it. */
const PATIENCE = 3;
/** What is lost first when there is too much: it tells least. */
const LESSER = new Set(["contact", "submitted", "unreadable"]);

/** What waits to be committed. What cannot be is replaced by a gap, so that the log says that something is missing. */
export class Outbox {
  private events: Event[] = [];
  private flushing = false;
  private size = BATCH;
  private failures = 0;

  /**
   * @param send commits events, or says why not
   * @param open whether anybody takes events at the moment
   */
  constructor(
    private readonly send: (events: Event[]) => Promise<Done | Refusal>,
    private readonly open: () => boolean,
  ) {}

  add(events: Event[]): void {
    this.events.push(...events);
    if (this.events.length > MOST) this.shed();
    void this.flush();
  }

  /** Send what waits, until it is gone or nobody takes it. */
  async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    try {
      while (this.events.length > 0 && this.open()) if (!(await this.step())) break;
    } finally {
      this.flushing = false;
    }
  }

  /** Send one batch; false when it is better to wait. */
  private async step(): Promise<boolean> {
    const batch = this.events.slice(0, this.size);
    const answer = await this.send(batch);
    if (answer.type === "done") {
      this.replace(batch);
      this.size = BATCH;
      this.failures = 0;
      return true;
    }
    if (answer.code === "not-paired") return false; // the next change of state flushes again
    if (answer.code === "no-answer" || answer.code === "internal") {
      if (answer.code === "internal") this.failures += 1;
      if (this.failures < PATIENCE) {
        setTimeout(() => void this.flush(), AGAIN_MS);
        return false;
      }
    }
    // This batch is not acceptable: find the one event, and let the others not wait for it.
    if (this.size === 1) this.replace(batch, batch[0]?.type === "gap" ? undefined : gap(batch, "not-kept"));
    this.size = 1;
    this.failures = 0;
    return true;
  }

  private shed(): void {
    const lesser = this.events.filter((event) => LESSER.has(event.type));
    const gone = (lesser.length > 0 ? lesser : this.events).slice(0, Math.ceil(MOST / 10));
    this.replace(gone, gap(gone, "outbox-full"));
  }

  private replace(gone: Event[], by?: Gap): void {
    const names = new Set(gone);
    this.events = [...(by ? [by] : []), ...this.events.filter((event) => !names.has(event))];
  }
}

function gap(lost: Event[], why: string): Gap {
  const times = lost.map((event) => event.at);
  return { type: "gap", uuid: crypto.randomUUID(), at: Math.min(...times), until: Math.max(...times), why };
}
