// The line to the companion: one native port, questions and answers, and events that are kept until they are committed.
import { profileKey, prove } from "./identity";
import type { Link } from "./internal";
import { Outbox } from "./outbox";
import type {
  AnswerEnvelope,
  Challenge,
  Event,
  Incoming,
  Outgoing,
  Patterns,
  Refusal,
  Replies,
  Sites,
  State,
} from "./protocol.gen";
import { PROTOCOL } from "./protocol.gen";

const HOST = "org.meum.companion";
const RETRY_MS = [200, 500, 1000, 2000, 5000, 15000];
const ANSWER_MS = 5000;

/** No answer: the port is gone, or the companion hangs. */
export const NO_ANSWER: Refusal = { type: "refusal", code: "no-answer", text: "The companion does not answer." };

/** What the background wants to hear. */
export interface Ears {
  /** How things stand has changed. */
  stateChanged(): void;
  /** All that is to be looked for, in pages. */
  lookFor(pages: Patterns[]): void;
  /** Where protection is paused, and where no GPC signal goes out. */
  follow(sites: Sites): void;
  /** The companion asks for a tab with its dashboard. */
  openTab(url: string): void;
}

/** The connection of this background to its companion. */
export class Companion {
  link: Link = "connecting";
  code = "";
  private port: chrome.runtime.Port | null = null;
  private nextId = 1;
  private tries = 0;
  private pages: Patterns[] = [];
  private waiting = new Map<number, (answer: Incoming) => void>();
  private readonly outbox = new Outbox(
    (events) => this.ask({ type: "record", events }),
    () => this.link === "ready" || this.link === "locked",
  );
  private readonly since = Date.now();

  constructor(private readonly ears: Ears) {}

  /** Connect, and again whenever the port is lost. */
  connect(): void {
    if (this.port) return;
    const port = chrome.runtime.connectNative(HOST);
    this.port = port;
    port.onMessage.addListener((frame: AnswerEnvelope) => this.receive(port, frame));
    port.onDisconnect.addListener(() => this.lost(port));
  }

  /** Connect at once, as the person asked for it. */
  retry(): void {
    this.tries = 0;
    if (this.link === "wrong-version") this.hangUp();
    this.connect();
  }

  /** Ask, and wait for the answer; a missing one is a `Refusal` with the code "no-answer". */
  ask<K extends keyof Replies>(body: Extract<Outgoing, { type: K }>): Promise<Replies[K]> {
    return new Promise((resolve) => {
      const port = this.port;
      if (!port) {
        resolve(NO_ANSWER as Replies[K]);
        return;
      }
      const id = this.nextId++;
      const answer = (found: Incoming) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(found as Replies[K]);
      };
      const timer = setTimeout(() => answer(NO_ANSWER), ANSWER_MS);
      this.waiting.set(id, answer);
      try {
        port.postMessage({ id, body });
      } catch {
        answer(NO_ANSWER); // a port that is just closing
      }
    });
  }

  /** Keep events until the companion has committed them; over a lost port they wait. */
  record(...events: Event[]): void {
    this.outbox.add(events);
  }

  private receive(port: chrome.runtime.Port, frame: AnswerEnvelope): void {
    if (port !== this.port) return;
    if (frame.re !== undefined && frame.re !== null) this.waiting.get(frame.re)?.(frame.body);
    else if (frame.body.type === "challenge") void this.greet(frame.body);
    else if (frame.body.type === "state") this.stand(frame.body);
    else if (frame.body.type === "sites") this.ears.follow(frame.body);
    else if (frame.body.type === "patterns") this.collect(frame.body);
    else if (frame.body.type === "dashboardUrl") this.ears.openTab(frame.body.url);
  }

  private async greet(challenge: Challenge): Promise<void> {
    if (challenge.protocol !== PROTOCOL) {
      this.change("wrong-version");
      return;
    }
    const { key, signature } = await prove(await profileKey(), challenge.nonce);
    const answer = await this.ask({
      type: "hello",
      protocol: PROTOCOL,
      extension: chrome.runtime.getManifest().version,
      browser: browserName(),
      key,
      signature,
      since: this.since,
    });
    if (answer.type === "state") {
      this.tries = 0;
      this.stand(answer);
    } else if (answer.code === "wrong-version") this.change("wrong-version");
    else this.hangUp();
  }

  /** Take in how things stand; also after `unlock`. */
  stand(state: State): void {
    this.code = state.code ?? "";
    this.change(state.state);
    void this.outbox.flush();
  }

  /** Wait until all pages of a generation are there. */
  private collect(page: Patterns): void {
    this.pages = [...this.pages.filter((one) => one.generation === page.generation), page];
    if (this.pages.length < page.pages) return;
    this.ears.lookFor(this.pages);
    this.pages = [];
  }

  /** Close the port; whoever closes it hears nothing of that from the browser. */
  private hangUp(): void {
    const { port } = this;
    if (!port) return;
    port.disconnect();
    this.lost(port);
  }

  private change(link: Link): void {
    this.link = link;
    this.ears.stateChanged();
  }

  private lost(port: chrome.runtime.Port): void {
    void chrome.runtime.lastError; // read, or Chromium writes an error to the console
    if (port !== this.port) return;
    this.port = null;
    for (const answer of [...this.waiting.values()]) answer(NO_ANSWER);
    const pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 1000;
    this.tries += 1;
    // A companion that was there a moment ago is restarted by the next relay: that is no state to show.
    this.change(this.tries > 2 ? "missing" : "connecting");
    setTimeout(() => this.connect(), pause);
  }
}

function browserName(): string {
  const agent = navigator.userAgent;
  const version = /(Firefox|Edg|OPR|Chrome)\/(\d+)/.exec(agent);
  const names: { [token: string]: string } = { Edg: "Edge", OPR: "Opera", Chrome: "Chromium" };
  return version ? `${names[version[1] ?? ""] ?? version[1]} ${version[2]}` : "browser";
}
