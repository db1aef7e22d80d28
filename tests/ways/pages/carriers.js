// How values are put into what a request can carry. `fields` is { email, tel, name }.
{
  const bytes = (text) => new TextEncoder().encode(text);
  const query = (fields) => new URLSearchParams(fields).toString();
  const json = (fields) => JSON.stringify(fields);
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = (text) => btoa(String.fromCharCode(...bytes(text)));
  const filler = () => "x".repeat(40_000_000);

  globalThis.carriers = {
    bytes,
    query,
    json,
    hex,
    base64,
    at: (to, fields) => `${to}?${query(fields)}`,
    padded: (fields) => json({ ...fields, filler: filler() }),
    paddedFirst: (fields) => json({ filler: filler(), ...fields }),
    escaped: (fields) =>
      json(fields).replace(/[@+ ]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`),
    utf16: (fields) => {
      const text = json(fields);
      return new Uint16Array(Array.from(text, (letter) => letter.charCodeAt(0))).buffer;
    },
    within: (fields) => {
      const text = bytes(`{"before": 1}${json(fields)}{"after": 1}`);
      return text.subarray(13, text.length - 12);
    },
    form: (fields) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      return data;
    },
    formWithFile: (fields) => {
      const data = carriers.form({ kind: "note" });
      data.append("file", new File([json(fields)], "note.json", { type: "application/json" }));
      return data;
    },
    formWithFileName: (fields) => {
      const data = carriers.form({ kind: "note" });
      data.append("file", new File(["nothing"], `${Object.values(fields).join(", ")}.txt`, { type: "text/plain" }));
      return data;
    },
    formAroundFile: ({ email, ...others }) => {
      const data = carriers.form({ email });
      data.append("file", new File(["nothing"], "note.txt", { type: "text/plain" }));
      for (const [name, value] of Object.entries(others)) data.append(name, value);
      return data;
    },
    blob: (fields) => new Blob([json(fields)], { type: "text/plain" }),
    splitBlob: (fields) => {
      const text = json(fields);
      const parts = Array.from({ length: Math.ceil(text.length / 7) }, (_, n) => text.slice(7 * n, 7 * n + 7));
      return new Blob([new Blob(parts.slice(0, 3)), ...parts.slice(3)]);
    },
    compressed: (format) => (fields) =>
      new Response(new Blob([json(fields)]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer(),
    hashed: async ({ email, tel, name }) => {
      const [first, last] = name.toLowerCase().split(" ");
      const forms = { em: email.toLowerCase(), ph: tel.replaceAll(" ", ""), fn: first, ln: last };
      const digests = Object.entries(forms).map(async ([key, text]) => [
        key,
        hex(await crypto.subtle.digest("SHA-256", bytes(text))),
      ]);
      return Object.fromEntries(await Promise.all(digests));
    },
  };
}
