// The wrapper's end of the channel to the bridge. Until the bridge has come, and after it has gone, nothing is asked or told.
import { bytesPayload, isBlob, payloadOf, sizeOf } from "./bodies";
import { bare, getter, method } from "./natives";
import { ASK, FREE, fresh, GUARD, HELLO, OFF, PART, SENT, TEXT } from "./words";

/** Of what has been sent, at most this is passed on: bytes of each body, and bodies and bytes of a document per second. */
const MOST_OF_ONE = 64 << 10;
const MOST_COUNT = 200;
const MOST_BYTES = 1e6;
/** Of so many addresses per second it is told, once each, that something was not passed on. */
const MOST_LOSSES = 50;

const Message = CustomEvent;
const { now } = Date;
const dispatch = method<boolean>(EventTarget.prototype, "dispatchEvent");
const listen = method<void>(EventTarget.prototype, "addEventListener");
const forget = method<void>(EventTarget.prototype, "removeEventListener");
const prevent = method<void>(Event.prototype, "preventDefault");
const related = getter<EventTarget | null>(MouseEvent.prototype, "relatedTarget");
const arrayBuffer = method<Promise<ArrayBuffer>>(Blob.prototype, "arrayBuffer");
const then = method<void>(Promise.prototype, "then");

/** How a page sends something. */
export type Way = "fetch" | "later" | "xhr" | "beacon" | "events" | "element" | "connect" | "socket" | "rtc" | "form";

/** What is about to be sent: where to, what the page says in headers and as its referer, and the body. */
export interface Sending {
  url: string;
  verb: string;
  body?: unknown;
  headers?: string;
  referer?: string;
}

/** What is asked and told. */
export class Line {
  /** Whether what is sent has to be asked about. */
  guarding = false;
  #channel: EventTarget | null = null;
  #second = 0;
  #count = 0;
  #bytes = 0;
  /** Of whom it was told in this second that something sent to them was not passed on. */
  #lost: { [head: string]: boolean } = bare({});
  #losses = 0;

  /** Wait for the bridge; it comes before any script of the page or never. */
  constructor(document: Document) {
    const door = document.fonts; // unlike the window, which may be that of a document before, nobody has heard of it yet
    const meet = (event: Event) => {
      forget(door, HELLO, meet);
      const channel = related(event);
      if (!channel || !fresh(document)) return;
      this.#channel = channel;
      listen(channel, GUARD, () => {
        this.guarding = true;
      });
      listen(channel, FREE, () => {
        this.guarding = false;
      });
      listen(channel, OFF, () => {
        this.guarding = false;
        this.#channel = null;
      });
      prevent(event);
    };
    listen(door, HELLO, meet);
  }

  /** Whether anybody hears what is told. */
  get open(): boolean {
    return this.#channel !== null;
  }

  /** Whether this must not be sent: it carries what a guarded field holds, to somebody who may not have it. */
  stops(way: Way, { url, verb, body, headers, referer }: Sending): boolean {
    if (!this.guarding || !this.#says(ASK, headOf(way, url, verb))) return false;
    const stops = (channel: string, payload: string) =>
      payload !== "" && this.#says(PART, headOf(way, url, verb, channel) + payload);
    if (way === "socket") return stops("socket", payloadOf(body));
    const inBody = verb === "GET" ? "url" : "body"; // that of a form
    if (body !== undefined && body !== null && stops(inBody, payloadOf(body))) return true;
    if (headers && stops("header", TEXT + headers)) return true;
    return (!!referer && stops("referer", TEXT + referer)) || stops("url", TEXT + url);
  }

  /** Pass on what has been sent. */
  sent(kind: "socket" | "protocol" | "blob" | "stream", url: string, verb: string, body: unknown): void {
    if (!this.open) return;
    const head = headOf(kind, url, verb);
    const size = sizeOf(body);
    if (!this.#counts(size)) {
      this.#lose(head);
      return;
    }
    const payload = payloadOf(body);
    if (payload || !isBlob(body)) this.#tell(head, payload);
    else {
      const blob = arrayBuffer(body);
      then(
        blob,
        (buffer: ArrayBuffer) => this.#tell(head, bytesPayload(buffer)),
        () => this.#tell(head, ""),
      );
    }
  }

  #counts(size: number): boolean {
    const second = now();
    if (second - this.#second >= 1000 || second < this.#second) {
      this.#second = second;
      this.#count = this.#bytes = 0;
      this.#losses = 0;
      this.#lost = bare({});
    }
    if (size > MOST_OF_ONE || this.#count >= MOST_COUNT || this.#bytes + size > MOST_BYTES) return false;
    this.#count++;
    this.#bytes += size;
    return true;
  }

  #lose(head: string): void {
    if (this.#lost[head] || this.#losses >= MOST_LOSSES) return;
    this.#lost[head] = true;
    this.#losses++;
    this.#tell(head, "");
  }

  #tell(head: string, payload: string): void {
    this.#says(SENT, head + payload);
  }

  /** Say something; whether the bridge prevented it. */
  #says(type: string, detail: string): boolean {
    return this.#channel !== null && !dispatch(this.#channel, new Message(type, bare({ detail, cancelable: true })));
  }
}

function headOf(way: string, url: string, verb: string, channel = ""): string {
  return `${way}\n${verb}\n${url}\n${channel}\n`;
}
