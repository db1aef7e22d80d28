// What documents with watched fields have just sent: it is searched again when the patterns of what was typed are in.
import { type Job, sizeOf } from "./jobs";

/** A page may send what is typed before we have heard of it; the patterns come some milliseconds later. */
const KEEP_MS = 5000;
const MAX_JOBS = 400;
const MAX_BYTES = 8 << 20;

/** A bounded buffer of requests. */
export class Recent {
  private jobs: Job[] = [];
  private bytes = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param dropped is told of what had to go before its time */
  constructor(private readonly dropped: (job: Job) => void) {}

  add(job: Job): void {
    this.timer ??= setTimeout(() => this.expire(), KEEP_MS);
    this.jobs.push(job);
    this.bytes += sizeOf(job);
    while (this.jobs.length > MAX_JOBS || this.bytes > MAX_BYTES) {
      const [oldest] = this.jobs;
      if (!oldest) break;
      this.shift();
      this.dropped(oldest);
    }
  }

  drop(job: Job): void {
    const at = this.jobs.indexOf(job);
    if (at < 0) return;
    this.jobs.splice(at, 1);
    this.bytes -= sizeOf(job);
  }

  all(): Job[] {
    return this.jobs.filter((job) => Date.now() - job.details.timeStamp <= KEEP_MS);
  }

  ofTab(tab: number): Job[] {
    return this.all().filter((job) => job.details.tabId === tab || job.page?.tab === tab);
  }

  /** Nothing that a page sent stays any longer, whether or not it sends more. */
  private expire(): void {
    const now = Date.now();
    while (this.jobs[0] && now - this.jobs[0].details.timeStamp > KEEP_MS) this.shift();
    this.timer = this.jobs.length > 0 ? setTimeout(() => this.expire(), KEEP_MS / 5) : undefined;
  }

  private shift(): void {
    const oldest = this.jobs.shift();
    if (oldest) this.bytes -= sizeOf(oldest);
  }
}
