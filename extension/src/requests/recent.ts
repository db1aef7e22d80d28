// What documents with watched fields have just sent: it is searched again when the patterns of what was typed are in.
import { Bounded } from "./bounded";
import { type Job, sizeOf } from "./jobs";

/** A page may send what is typed before we have heard of it; the patterns come some milliseconds later. */
const KEEP_MS = 5000;
const MOST = { count: 400, bytes: 8 << 20 };

/** A bounded buffer of requests. */
export class Recent {
  private readonly jobs: Bounded<Job, Job>;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param dropped is told of what had to go before its time */
  constructor(dropped: (job: Job) => void) {
    this.jobs = new Bounded(MOST, sizeOf, dropped);
  }

  add(job: Job): void {
    this.timer ??= setTimeout(() => this.expire(), KEEP_MS);
    this.jobs.add(job, job);
  }

  drop(job: Job): void {
    this.jobs.delete(job);
  }

  all(): Job[] {
    return [...this.jobs].filter((job) => !isOld(job));
  }

  ofTab(tab: number): Job[] {
    return this.all().filter((job) => job.details.tabId === tab || job.page?.tab === tab);
  }

  /** Nothing that a page sent stays any longer, whether or not it sends more. */
  private expire(): void {
    for (const job of this.jobs) {
      if (!isOld(job)) break;
      this.jobs.delete(job);
    }
    this.timer = this.jobs.size > 0 ? setTimeout(() => this.expire(), KEEP_MS / 5) : undefined;
  }
}

function isOld(job: Job): boolean {
  return Date.now() - job.details.timeStamp > KEEP_MS;
}
