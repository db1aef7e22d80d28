// Reads at once what a page is about to send, as a payload (words.ts). Blobs, files and requests cannot be read at once,
// so what the page made them of is kept.
import {
  apply,
  argument,
  attempt,
  brand,
  getter,
  Memory,
  method,
  setPrototypeOf,
  standIn,
  watchMaking,
} from "./natives";
import { BYTES, TEXT } from "./words";

/** Characters or bytes beyond which a body is not read. */
export const MOST = 1 << 20;

const { isView } = ArrayBuffer;
const { isArray } = Array;
const decoder = new TextDecoder("x-user-defined");
const encoder = new TextEncoder();
const serializer = new XMLSerializer();
const decode = method<string>(TextDecoder.prototype, "decode");
const encode = method<Uint8Array>(TextEncoder.prototype, "encode");
const serialize = method<string>(XMLSerializer.prototype, "serializeToString");
const paramsText = method<string>(URLSearchParams.prototype, "toString");
const eachEntry = method<void>(FormData.prototype, "forEach");
const bufferLength = getter<number>(ArrayBuffer.prototype, "byteLength");
const arrayLength = getter<number>(Object.getPrototypeOf(Uint8Array.prototype), "byteLength");
const viewLength = getter<number>(DataView.prototype, "byteLength");
const hasEntry = method<boolean>(FormData.prototype, "has");
const fileName = getter<string>(File.prototype, "name");

const isArrayView = brand(arrayLength);
const isBuffer = brand(bufferLength);
const isParams = brand(paramsText);
const isFormData = brand((one) => hasEntry(one, ""));
const isDocument = brand(getter(Document.prototype, "URL"));
const isStream = brand(getter(ReadableStream.prototype, "locked"));

/** How many bytes a blob holds. */
export const blobSize = getter<number>(Blob.prototype, "size");
/** Whether something is a blob or a file. */
export const isBlob = brand(blobSize);
/** A request's address, and whether something is a request. */
export const requestUrl = getter<string>(Request.prototype, "url");
export const isRequest = brand(requestUrl);

/** A body as it was when the page handed it over: it may change it before it is sent. */
class Snapshot {
  constructor(readonly payload: string) {}
}

const blobs = new Memory<string>();
const requests = new Memory<unknown>();

/** Begin to keep what blobs, files and requests are made of. */
export function keepBodies(): void {
  const keepParts = (blob: object, all: unknown[]) => {
    const payload = partsPayload(argument(all, 0));
    if (payload) blobs.set(blob, payload);
  };
  watchMaking("Blob", keepParts);
  watchMaking("File", keepParts);
  setPrototypeOf(File, Blob);
  watchMaking("Request", (request, all) => {
    const body = (argument(all, 1) as RequestInit | undefined)?.body ?? requestBody(argument(all, 0));
    if (body) requests.set(request, typeof body === "string" || unseen(body) ? body : new Snapshot(payloadOf(body)));
  });
  standIn(Request.prototype, "clone", (native, self, all) => {
    const clone = apply(native, self, all) as object;
    const body = requestBody(self);
    if (body) requests.set(clone, body);
    return clone;
  });
}

/** The body that a request was made with. */
export function requestBody(request: unknown): unknown {
  return typeof request === "object" && request ? requests.get(request) : undefined;
}

/** Which kind of body it is that Chromium shows to no extension. */
export function unseen(body: unknown): "blob" | "stream" | undefined {
  if (typeof body !== "object" || !body) return undefined;
  return isBlob(body) ? "blob" : isStream(body) ? "stream" : undefined;
}

/** Bytes or characters, as far as they are known before reading; 0 for anything else. */
export function sizeOf(body: unknown): number {
  if (typeof body === "string") return body.length;
  return bytesIn(body) ?? (isBlob(body) ? blobSize(body) : 0);
}

/** What a body says, or nothing when it cannot be read now, or is too big. */
export function payloadOf(body: unknown): string {
  if (body instanceof Snapshot) return body.payload;
  const payload = sizeOf(body) > MOST ? "" : (attempt(() => read(body)) ?? "");
  return payload.length > MOST ? "" : payload;
}

/** Bytes as a payload. */
export function bytesPayload(bytes: unknown): string {
  return BYTES + decode(decoder, bytes);
}

function read(body: unknown): string {
  if (typeof body !== "object" || !body) return `${TEXT}${body ?? ""}`;
  if (bytesIn(body) !== undefined) return bytesPayload(body);
  if (isBlob(body)) return blobs.get(body) ?? "";
  if (isParams(body)) return TEXT + paramsText(body);
  if (isFormData(body)) return entriesPayload(body);
  if (isDocument(body)) return TEXT + serialize(serializer, body);
  return isStream(body) ? "" : `${TEXT}${body}`;
}

function bytesIn(body: unknown): number | undefined {
  if (typeof body !== "object") return undefined;
  if (isView(body)) return isArrayView(body) ? arrayLength(body) : viewLength(body);
  return isBuffer(body) ? bufferLength(body) : undefined;
}

/** Text fields, and files with their names as far as they can be read, one to a line. */
function entriesPayload(form: unknown): string {
  let all = TEXT;
  eachEntry(form, (value: unknown, name: string) => {
    if (typeof value === "string") all = joined(all, `${TEXT}\n${name}=${value}`);
    else all = joined(joined(all, `${TEXT}\n${name}=${fileName(value)}\n`), payloadOf(value) || TEXT);
  });
  return all;
}

function partsPayload(parts: unknown): string {
  if (!isArray(parts)) return "";
  let text = TEXT;
  for (let at = 0; at < parts.length; at++) {
    const part: unknown = parts[at];
    const payload = typeof part === "object" && !isBlob(part) && bytesIn(part) === undefined ? "" : payloadOf(part);
    if (!payload || text.length + payload.length > MOST) return "";
    text = joined(text, payload);
  }
  return text;
}

/** Two payloads as one: text while both are. */
function joined(one: string, other: string): string {
  const text = one[0] === TEXT[0];
  if (text === (other[0] === TEXT[0])) return one + after(other);
  return text
    ? bytesPayload(encode(encoder, after(one))) + after(other)
    : one + after(bytesPayload(encode(encoder, after(other))));
}

const slice = method<string>(String.prototype, "slice");

function after(payload: string): string {
  return slice(payload, TEXT.length);
}
