// Who this browser profile is: a P-256 key that cannot be exported, kept in IndexedDB (no permission is
// needed for that, in either browser).
const DATABASE = "meum";
const STORE = "identity";
const KEY = "profile";

/** The profile's key pair, made at first use. */
export async function profileKey(): Promise<CryptoKeyPair> {
  const database = await open();
  const known = await settled<CryptoKeyPair | undefined>(database.transaction(STORE).objectStore(STORE).get(KEY));
  if (known) {
    database.close();
    return known;
  }
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  await settled(database.transaction(STORE, "readwrite").objectStore(STORE).put(made, KEY));
  database.close();
  return made;
}

/** The public key (SPKI) and the signature over a nonce, each in base64. */
export async function prove(pair: CryptoKeyPair, nonce: string): Promise<{ key: string; signature: string }> {
  const bytes = Uint8Array.from(atob(nonce), (character) => character.charCodeAt(0));
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, bytes);
  return { key: base64(spki), signature: base64(signature) };
}

function base64(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });
}
