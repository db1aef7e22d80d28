// The extension's end of the channel to the wrapper in the page's own world (wrapper.ts), which runs among hostile pages:
// it is told nothing but whether to ask, and all that is judged, exempt hosts and fields' values, is judged here.
import { Carries } from "../wrap/carries";
import { ASK, BODY, BYTES, FREE, fresh, GUARD, HELLO, OFF, SENT, TEXT } from "../wrap/words";

/** Something that was sent where no browser shows it; `bytes` is null when it was too big, too much or unreadable. */
export interface Sent {
  kind: "socket" | "protocol" | "blob" | "stream";
  url: string;
  method: string;
  at: number;
  bytes: Uint8Array | null;
}

/** A send that was stopped: which guarded fields' values it carried, and how the first of them was spelled. */
export interface Kept {
  kind: "fetch" | "later" | "xhr" | "beacon" | "socket" | "rtc" | "form";
  url: string;
  method: string;
  at: number;
  fields: string[];
  chain: string;
}

/** Who is told. */
export interface Ears {
  sent(what: Sent): void;
  kept(what: Kept): void;
}

/** What the wrapper says: how, by which method and where to something goes, and what. */
interface Word {
  kind: string;
  method: string;
  url: string;
  payload: string;
}

/** The channel to the wrapper of one document, made before any script of the page, or never. */
export class Bridge {
  /** Whether the wrapper has answered; where not, nothing is heard and nothing stopped. */
  readonly joined: boolean;
  readonly #ears: Ears;
  readonly #channel: EventTarget;
  readonly #carries = new Carries();
  #fields = new Map<Element, string>();
  #exempt: string[] = [];

  /** Meet the wrapper of `document`, which must have run already. */
  constructor(document: Document, ears: Ears) {
    this.#ears = ears;
    this.#channel = document.createElement("span");
    this.#on(ASK, (word) => this.#fields.size > 0 && !this.#isExempt(word.url));
    this.#on(BODY, (word) => this.#keeps(word));
    this.#on(SENT, (word) => this.#pass(word));
    // The last argument of all to reach the page's world: an element travels in no other property of an event.
    const hello = new MouseEvent(HELLO, { relatedTarget: this.#channel, cancelable: true });
    this.joined = fresh(document) && !document.fonts.dispatchEvent(hello);
  }

  /** From now on keep what these fields (each with its key) hold from all but these registrable domains. */
  guard(fields: Map<Element, string>, exempt: string[]): void {
    this.#fields = fields;
    this.#exempt = exempt;
    this.#carries.forget();
    this.#say(fields.size > 0 ? GUARD : FREE);
  }

  /** Stop nothing and hear nothing any more. */
  off(): void {
    this.guard(new Map(), []);
    this.#say(OFF);
  }

  #say(type: string): void {
    this.#channel.dispatchEvent(new Event(type));
  }

  /** Answer one kind of word; the answer yes prevents it. */
  #on(type: string, answer: (word: Word) => unknown): void {
    this.#channel.addEventListener(type, (event) => {
      if (answer(wordOf((event as CustomEvent<string>).detail)) === true) event.preventDefault();
    });
  }

  #isExempt(url: string): boolean {
    const host = URL.canParse(url) ? new URL(url).hostname : undefined;
    return host === "" || this.#exempt.some((domain) => host === domain || host?.endsWith(`.${domain}`));
  }

  #keeps({ kind, method, url, payload }: Word): boolean {
    const found = this.#carries.find(new Set([...this.#fields.keys()].map(held)), textOf(payload));
    const [chain] = found.values();
    if (chain === undefined) return false;
    const fields = [...this.#fields].filter(([field]) => found.has(held(field))).map(([, key]) => key);
    this.#ears.kept({ kind: kind as Kept["kind"], url, method, at: Date.now(), fields, chain });
    return true;
  }

  #pass({ kind, method, url, payload }: Word): void {
    const bytes = payload.startsWith(TEXT) ? new TextEncoder().encode(textOf(payload)) : bytesOf(payload);
    this.#ears.sent({ kind: kind as Sent["kind"], url, method, at: Date.now(), bytes });
  }
}

function wordOf(detail: string): Word {
  const [kind = "", method = "", url = ""] = detail.split("\n", 3);
  return { kind, method, url, payload: detail.slice(kind.length + method.length + url.length + 3) };
}

function held(field: Element): string {
  const { type, value } = field as HTMLInputElement;
  return type === "checkbox" || type === "radio" ? "" : (value ?? "");
}

function textOf(payload: string): string {
  const bytes = bytesOf(payload);
  return bytes ? new TextDecoder().decode(bytes) : payload.slice(TEXT.length);
}

function bytesOf(payload: string): Uint8Array | null {
  if (!payload.startsWith(BYTES)) return null;
  // `x-user-defined` puts the upper half of the bytes elsewhere, with the same last eight bits.
  return Uint8Array.from(payload.slice(BYTES.length), (letter) => letter.charCodeAt(0) & 0xff);
}
