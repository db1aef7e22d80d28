// The extension's end of the channel to the wrapper in the page's own world (wrapper.ts), which runs among hostile pages:
// it is told nothing but whether to ask, and all that is judged, exempt hosts and fields' values, is judged here.
import type { Counts } from "../internal";
import type { Channel } from "../scan/scan";
import type { Way } from "../wrap/line";
import { ASK, BYTES, FREE, fresh, GUARD, HELLO, OFF, PART, SENT, TEXT } from "../wrap/words";
import { familyOf } from "./family";
import { finder } from "./finder";
import { isCardNumber } from "./typed";

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
  kind: Way;
  url: string;
  method: string;
  at: number;
  channel: Channel;
  fields: string[];
  chain: string;
}

/** A guarded field: its name, and when what it holds counts. */
export interface Guarded {
  key: string;
  counts: Counts;
}

/** Who is told. */
export interface Ears {
  sent(what: Sent): void;
  kept(what: Kept): void;
}

/** What the wrapper says: how, by which method and where to something goes, and what in which part of it. */
interface Word {
  kind: string;
  method: string;
  url: string;
  channel: string;
  payload: string;
}

const encoder = new TextEncoder();

/** What bridges of one family ask each other; each comes from a script of its own, so nothing private is in reach. */
interface Relative {
  readonly document: Document;
  readonly isGuarding: boolean;
  asks(url: string): boolean;
  keeps(word: Word): boolean;
  sayGuard(): void;
}

/** The channel to the wrapper of one document, made before any script of the page, or never. */
export class Bridge implements Relative {
  /** Whether the wrapper has answered; where not, nothing is heard and nothing stopped. */
  readonly joined: boolean;
  readonly #ears: Ears;
  readonly #channel: EventTarget;
  readonly #family = familyOf<Relative>(window);
  #fields = new Map<Element, Guarded>();
  #exempt: string[] = [];

  /** Meet the wrapper of `document`, which must have run already. */
  constructor(
    readonly document: Document,
    ears: Ears,
  ) {
    this.#ears = ears;
    this.#channel = document.createElement("span");
    this.#on(ASK, ({ url }) => this.#relatives().some((one) => one.asks(url)));
    this.#on(PART, (word) => this.#relatives().some((one) => one.asks(word.url) && one.keeps(word)));
    this.#on(SENT, (word) => this.#pass(word));
    // The last argument of all to reach the page's world: an element travels in no other property of an event.
    const hello = new MouseEvent(HELLO, { relatedTarget: this.#channel, cancelable: true });
    this.joined = fresh(document) && !document.fonts.dispatchEvent(hello);
    this.#family.add(this);
    this.sayGuard();
  }

  /** Whether it has fields to guard. */
  get isGuarding(): boolean {
    return this.#fields.size > 0;
  }

  /** From now on keep what these fields hold from all but these registrable domains. */
  guard(fields: Map<Element, Guarded>, exempt: string[]): void {
    this.#fields = fields;
    this.#exempt = exempt;
    finder()?.forget();
    for (const one of this.#relatives()) one.sayGuard();
  }

  /** Stop nothing and hear nothing any more. */
  off(): void {
    this.guard(new Map(), []);
    this.#say(OFF);
  }

  /** Whether what goes to an address has to be looked at. */
  asks(url: string): boolean {
    const host = URL.canParse(url) ? new URL(url).hostname : undefined;
    const isExempt = host === "" || this.#exempt.some((domain) => host === domain || host?.endsWith(`.${domain}`));
    return this.isGuarding && !isExempt;
  }

  /** Whether a part of what is about to be sent carries what its fields hold; if so, somebody is told. */
  keeps({ kind, method, url, channel, payload }: Word): boolean {
    const bytes = bytesOf(payload);
    if (!bytes) return false;
    const values = new Map([...this.#fields].map(([field, { key, counts }]) => [key, { text: held(field), counts }]));
    const part = { channel: channel as Channel, bytes };
    const found = finder()?.find(values, part) ?? [];
    const [first] = found;
    if (!first) return false;
    const fields = found.map(({ value }) => value.item);
    this.#ears.kept({
      kind: kind as Way,
      url,
      method,
      at: Date.now(),
      channel: part.channel,
      fields,
      chain: first.chain,
    });
    return true;
  }

  /** Tell the wrapper whether to ask: also for fields in the documents of its family. */
  sayGuard(): void {
    this.#say(this.#relatives().some((one) => one.isGuarding) ? GUARD : FREE);
  }

  /** Itself, and those whose documents are still there. */
  #relatives(): Relative[] {
    for (const one of this.#family) if (!one.document.defaultView) this.#family.delete(one);
    return [...this.#family];
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

  #pass({ kind, method, url, payload }: Word): void {
    this.#ears.sent({ kind: kind as Sent["kind"], url, method, at: Date.now(), bytes: bytesOf(payload) });
  }
}

function wordOf(detail: string): Word {
  const [kind = "", method = "", url = "", channel = ""] = detail.split("\n", 4);
  const head = kind.length + method.length + url.length + channel.length + 4;
  return { kind, method, url, channel, payload: detail.slice(head) };
}

/** What a field holds, of that which is ever kept. */
function held(field: Element): string {
  const { type, value } = field as HTMLInputElement;
  return type === "checkbox" || type === "radio" || isCardNumber(value ?? "") ? "" : (value ?? "");
}

/** A payload's bytes; null where it could not be read. */
function bytesOf(payload: string): Uint8Array | null {
  if (payload.startsWith(TEXT)) return encoder.encode(payload.slice(TEXT.length));
  if (!payload.startsWith(BYTES)) return null;
  const bytes = new Uint8Array(payload.length - BYTES.length);
  // `x-user-defined` puts the upper half of the bytes elsewhere, with the same last eight bits.
  for (let at = 0; at < bytes.length; at++) bytes[at] = payload.charCodeAt(at + BYTES.length);
  return bytes;
}
