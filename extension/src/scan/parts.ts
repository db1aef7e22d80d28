// The parts of a request that can be searched: its address, and what the browser shows of its body.

/** Where in a request something was found. */
export type Channel = "url" | "body" | "header" | "cookie" | "referer" | "socket";

/** One part of a request, as bytes. */
export interface Part {
  channel: Channel;
  bytes: Uint8Array;
}

/** A body as the browser shows it. */
export type RequestBody = chrome.webRequest.OnBeforeRequestDetails["requestBody"];

/** Bytes of one part that are searched; of the rest it is only known that it is there. */
export const MAX_PART = 4 << 20;

const LF = new Uint8Array([10]);
const UTF8 = new TextEncoder();

/**
 * Take an address and a body apart.
 *
 * Form data become lines of "key=value". Bodies are cut where they are too big. `unreadable` names what is not among
 * the parts: "not-shown" for a body that the browser keeps to itself, "file" for a file's content, "too-big".
 */
export function partsOf(url: string, body: RequestBody | undefined): { parts: Part[]; unreadable: string } {
  const sent = url.split("#", 1)[0] ?? ""; // what follows stays in the browser
  const parts: Part[] = [{ channel: "url", bytes: UTF8.encode(sent) }];
  if (!body) return { parts, unreadable: "" };
  if (body.error) return { parts, unreadable: "not-shown" };
  const { pieces, file } = body.formData ? formPieces(body.formData) : rawPieces(body.raw ?? []);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length) parts.push({ channel: "body", bytes: joined(pieces, Math.min(length, MAX_PART)) });
  return { parts, unreadable: length > MAX_PART ? "too-big" : file ? "file" : "" };
}

interface Pieces {
  pieces: Uint8Array[];
  file: boolean;
}

function formPieces(form: { [key: string]: chrome.webRequest.FormDataItem[] }): Pieces {
  const pieces = Object.entries(form).flatMap(([key, items]) =>
    items.flatMap((item) => [
      UTF8.encode(`${key}=`),
      typeof item === "string" ? UTF8.encode(item) : new Uint8Array(item),
      LF,
    ]),
  );
  return { pieces, file: false };
}

function rawPieces(raw: chrome.webRequest.UploadData[]): Pieces {
  const pieces = raw.flatMap(({ bytes }) => (bytes ? [new Uint8Array(bytes)] : []));
  // Of files that a script has made Chromium shows nothing at all but the pieces between them.
  return { pieces, file: raw.some(({ file }) => Boolean(file)) || pieces.length > 1 };
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only && pieces.length === 1 && only.length <= length) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.subarray(0, length - at), at);
    at += Math.min(piece.length, length - at);
  }
  return bytes;
}
