// Digests of texts, made at once: the browser's own are promises, and a beacon or a frame cannot wait for one.
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

const ALGORITHMS = { md5, sha1, sha256, sha512 };

/** A digest and the name of its algorithm. */
export interface Digest {
  name: string;
  bytes: Uint8Array;
}

/** The digests that recipients of addresses and numbers ask for. */
export function digestsOf(text: string): Digest[] {
  const bytes = new TextEncoder().encode(text);
  return Object.entries(ALGORITHMS).map(([name, digest]) => ({ name, bytes: digest(bytes) }));
}
