// Ways of sending that documents and workers share. Each takes where to send to, the fields, and a host to go by.
{
  const { at, query, json, base64, hex, bytes } = carriers;
  const post = (body, init) => async (to, fields) => fetch(to, { method: "POST", body: await body(fields), ...init });
  const typed = (type) => ({ headers: { "Content-Type": type } });
  const over = (hop, status, to) => `${hop}/${status}?to=${encodeURIComponent(to)}`;

  const stream = (fields) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes(json(fields)));
        controller.close();
      },
    });

  const xhr = (method, target, body, { type = "", asynchronous = true } = {}) => {
    const request = new XMLHttpRequest();
    request.open(method, target, asynchronous);
    if (type) request.setRequestHeader("Content-Type", type);
    request.send(body);
  };

  const socket = (frame) => (to, fields) => {
    const opened = new WebSocket(to.replace("http", "ws"));
    opened.binaryType = "arraybuffer";
    opened.addEventListener("open", () => {
      opened.send(frame(fields));
      opened.close();
    });
  };

  globalThis.senders = {
    "fetch-get": (to, fields) => fetch(at(to, fields)),
    "fetch-path": (to, fields) => fetch([to, ...Object.values(fields).map(encodeURIComponent)].join("/")),
    "fetch-nested-address": (to, fields) => fetch(at(to, { page: at("https://shop.example/", fields) })),
    "fetch-base64-address": (to, fields) => fetch(at(to, { d: base64(json(fields)) })),
    "fetch-hex-address": (to, fields) => fetch(at(to, { d: hex(bytes(json(fields))) })),
    "fetch-sha256-address": async (to, fields) => fetch(at(to, await carriers.hashed(fields))),
    "fetch-request": (to, fields) => fetch(new Request(to, { method: "POST", body: json(fields) })),
    "fetch-string": post(query, typed("application/x-www-form-urlencoded")),
    "fetch-text": post((fields) => Object.values(fields).join("\n")),
    "fetch-json": post(json, typed("application/json")),
    "fetch-json-escapes": post(carriers.escaped, typed("application/json")),
    "fetch-buffer": post((fields) => bytes(json(fields)).buffer),
    "fetch-view": post(carriers.within),
    "fetch-utf16": post(carriers.utf16),
    "fetch-parameters": post((fields) => new URLSearchParams(fields)),
    "fetch-form": post(carriers.form),
    "fetch-form-around-file": post(carriers.formAroundFile),
    "fetch-form-file": post(carriers.formWithFile),
    "fetch-form-file-name": post(carriers.formWithFileName),
    "fetch-blob": post(carriers.blob),
    "fetch-blob-in-pieces": post(carriers.splitBlob),
    "fetch-stream": post(stream, { duplex: "half" }),
    "fetch-gzip": post(carriers.compressed("gzip"), { headers: { "Content-Encoding": "gzip" } }),
    "fetch-gzip-unnamed": post(carriers.compressed("gzip")),
    "fetch-deflate": post(carriers.compressed("deflate")),
    "fetch-base64": post((fields) => json({ d: base64(json(fields)) })),
    "fetch-hex": post((fields) => json({ d: hex(bytes(json(fields))) })),
    "fetch-sha256": post(async (fields) => json(await carriers.hashed(fields))),
    "fetch-40-mb": post(carriers.padded),
    "fetch-40-mb-at-end": post(carriers.paddedFirst),
    "fetch-keepalive": post(json, { keepalive: true }),
    "fetch-no-cors": post(json, { mode: "no-cors" }),
    "fetch-put": post(json, { method: "PUT" }),
    "fetch-patch": post(json, { method: "PATCH" }),
    "fetch-delete": post(json, { method: "DELETE" }),
    "fetch-header": (to, fields) => fetch(to, { headers: { "X-Person": Object.values(fields).join("; ") } }),
    "fetch-authorization": (to, fields) =>
      fetch(to, { headers: { Authorization: `Basic ${base64(`${fields.email}:${fields.tel} ${fields.name}`)}` } }),
    "fetch-referrer": (to, fields) =>
      fetch(to, { referrer: `/in/page?${query(fields)}`, referrerPolicy: "unsafe-url" }),
    "fetch-302": (to, fields, hop) => fetch(over(hop, 302, at(to, fields))),
    "fetch-302-twice": (to, fields, hop) => fetch(over(hop, 302, over(hop, 301, at(to, fields)))),
    "fetch-307-body": (to, fields, hop) => fetch(over(hop, 307, to), { method: "POST", body: query(fields) }),
    "xhr-get": (to, fields) => xhr("GET", at(to, fields)),
    "xhr-string": (to, fields) => xhr("POST", to, query(fields), { type: "application/x-www-form-urlencoded" }),
    "xhr-json": (to, fields) => xhr("POST", to, json(fields), { type: "application/json" }),
    "xhr-buffer": (to, fields) => xhr("POST", to, bytes(json(fields)).buffer),
    "xhr-form": (to, fields) => xhr("POST", to, carriers.form(fields)),
    "xhr-form-file": (to, fields) => xhr("POST", to, carriers.formWithFile(fields)),
    "xhr-parameters": (to, fields) => xhr("POST", to, new URLSearchParams(fields)),
    "xhr-blob": (to, fields) => xhr("POST", to, carriers.blob(fields)),
    "xhr-put": (to, fields) => xhr("PUT", to, json(fields)),
    "xhr-header": (to, fields) => {
      const request = new XMLHttpRequest();
      request.open("GET", to);
      request.setRequestHeader("X-Person", Object.values(fields).join("; "));
      request.send();
    },
    "xhr-sync-get": (to, fields) => xhr("GET", at(to, fields), null, { asynchronous: false }),
    "xhr-sync-string": (to, fields) => xhr("POST", to, query(fields), { asynchronous: false }),
    "xhr-sync-form": (to, fields) => xhr("POST", to, carriers.form(fields), { asynchronous: false }),
    "xhr-sync-blob": (to, fields) => xhr("POST", to, carriers.blob(fields), { asynchronous: false }),
    "event-source": (to, fields) => void new EventSource(at(to, fields)),
    "socket-address": (to, fields) => void new WebSocket(at(to, fields).replace("http", "ws")),
    "socket-protocol": (to, fields) => void new WebSocket(to.replace("http", "ws"), hex(bytes(json(fields)))),
    "socket-text": socket(json),
    "socket-base64": socket((fields) => base64(json(fields))),
    "socket-buffer": socket((fields) => bytes(json(fields)).buffer),
    "socket-view": socket(carriers.within),
    "socket-blob": socket(carriers.blob),
    "import-script": (to, fields) => globalThis.importScripts(at(to, fields)),
    "import-module": (to, fields) => import(at(to, fields)),
    "import-json": (to, fields) => import(at(to, fields), { with: { type: "json" } }),
    "fetch-later": (to, fields) => void fetchLater(to, { method: "POST", body: json(fields), activateAfter: 0 }),
  };
}
