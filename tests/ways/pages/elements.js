// Ways of sending that need a document but do not leave it: elements, styles, forms into frames, beacons, cookies.
{
  const { at, query, json, bytes } = carriers;
  let names = 0;

  const node = (tag, attributes = {}, parent = document.body) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  };
  const loads =
    (tag, attribute, more = {}) =>
    (to, fields) =>
      void node(tag, { ...more, [attribute]: at(to, fields) });
  const link =
    (rel, more = {}) =>
    (to, fields) =>
      void node("link", { rel, ...more, href: at(to, fields) }, document.head);
  // `rule` gets the address, and the name of the class and of whatever else the rule wants to name.
  const style = (rule) => (to, fields) => {
    const name = `styled-${++names}`;
    node("p", { class: name, "data-person": fields.email }).textContent = "styled";
    node("style", {}, document.head).textContent = rule(at(to, fields), name, fields);
  };
  const inSight = (element) => document.body.prepend(element);
  const beacon = (body) => (to, fields) => void navigator.sendBeacon(to, body(fields));
  const over = (hop, status, to) => `${hop}/${status}?to=${encodeURIComponent(to)}`;

  const frame = () => {
    const name = `answer-${++names}`;
    node("iframe", { name, width: 10, height: 10 });
    return name;
  };
  const form = (action, fields, attributes = {}) => {
    const element = node("form", { action, target: frame(), ...attributes });
    for (const [name, value] of Object.entries(fields)) node("input", { name, value, type: "hidden" }, element);
    node("button", { name: "go", value: "1" }, element);
    return element;
  };
  const posts = (attributes) => (to, fields) => form(to, fields, { method: "post", ...attributes }).submit();
  const inFrame = (attributes, ready) => (to, fields) => {
    const element = node("iframe", { ...attributes(at(to, fields)), width: 10, height: 10 });
    if (ready) element.addEventListener("load", () => ready(element, to, fields), { once: true });
  };
  const withImage = (address) => `<img src="${address.replaceAll("&", "&amp;")}">`;
  const speculate = (what) => (to, fields) => {
    const urls = [at(to, fields)];
    node("script", { type: "speculationrules" }, document.head).textContent = json({
      [what]: [{ source: "list", urls, eagerness: "immediate" }],
    });
  };
  const clicks = (attributes) => (to, fields) =>
    node("a", { href: "/ways/end", target: frame(), ...attributes(at(to, fields)) }).click();
  // A document whose own address holds the values; its requests say so in their Referer.
  const refers = (send) =>
    inFrame(
      () => ({ src: "/ways/blank" }),
      ({ contentWindow }, to, fields) => {
        contentWindow.history.replaceState(null, "", `?${query(fields)}`);
        send(contentWindow, to);
      },
    );
  const cookie = (fields, attributes) => {
    for (const [name, value] of Object.entries(fields)) {
      document.cookie = `${name}=${encodeURIComponent(value)}; max-age=60; ${attributes}`;
    }
  };
  const inTheirFrame = (way) => (to, fields, hop) => {
    const element = node("iframe", { src: new URL("/ways/frame", to), width: 10, height: 10 });
    element.addEventListener("load", () => element.contentWindow.postMessage({ way, to, fields, hop }, "*"));
  };

  Object.assign(senders, {
    image: (to, fields) => void (new Image().src = at(to, fields)),
    "image-set": (to, fields) => void node("img", { srcset: `${at(to, fields)} 1x` }),
    "image-picture": (to, fields) => {
      const picture = node("picture");
      node("source", { srcset: at(to, fields) }, picture);
      node("img", {}, picture);
    },
    "image-lazy": (to, fields) => inSight(node("img", { loading: "lazy", src: at(to, fields) })),
    "image-button": loads("input", "src", { type: "image" }),
    "image-302": (to, fields, hop) => void (new Image().src = over(hop, 302, at(to, fields))),
    "body-background": loads("table", "background"),
    "svg-image": (to, fields) => {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
      image.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", at(to, fields));
      svg.append(image);
      document.body.append(svg);
    },
    "svg-use": (to, fields) => {
      const address = at(to, fields).replaceAll("&", "&amp;");
      node("div").innerHTML = `<svg><use href="${address}#a"/></svg>`;
    },
    script: loads("script", "src"),
    "script-module": loads("script", "src", { type: "module" }),
    "style-sheet": link("stylesheet"),
    "style-sheet-print": link("stylesheet", { media: "print" }),
    "style-background": style((address, name) => `.${name} { background-image: url("${address}") }`),
    "style-selector": style(
      (address, name, { email }) =>
        `[data-person="${email}"] { list-style: url("${address}") inside } .${name} { display: list-item }`,
    ),
    "style-mask": style((address, name) => `.${name} { mask-image: url("${address}") }`),
    "style-cursor": style((address, name) => `.${name} { cursor: url("${address}"), auto }`),
    "style-variable": style(
      (address, name) => `:root { --${name}: url("${address}") } .${name} { border-image: var(--${name}) 1 }`,
    ),
    "style-import": style((address) => `@import "${address}";`),
    "style-font": style(
      (address, name) =>
        `@font-face { font-family: ${name}; src: url("${address}") } .${name} { font-family: ${name} }`,
    ),
    "font-face": (to, fields) => new FontFace("Theirs", `url("${at(to, fields)}")`).load(),
    video: loads("video", "src", { preload: "auto" }),
    "video-poster": loads("video", "poster"),
    "video-source": (to, fields) => {
      const video = node("video", { preload: "auto", muted: "" });
      node("source", { src: at(to, fields), type: "video/webm" }, video);
      video.load();
    },
    "video-track": (to, fields) => {
      const video = node("video", { crossorigin: "anonymous" });
      node("track", { src: at(to, fields), default: "", kind: "captions" }, video);
      for (const track of video.textTracks) track.mode = "showing";
    },
    audio: (to, fields) => void new Audio(at(to, fields)).load(),
    object: loads("object", "data", { type: "text/html" }),
    embed: loads("embed", "src", { type: "text/html" }),
    frame: inFrame((src) => ({ src })),
    "frame-lazy": (to, fields) => inSight(node("iframe", { loading: "lazy", src: at(to, fields) })),
    "frame-sandbox": inFrame((src) => ({ src, sandbox: "" })),
    "frame-srcdoc-image": inFrame((address) => ({ srcdoc: withImage(address) })),
    "frame-data-image": inFrame((address) => ({ src: `data:text/html,${encodeURIComponent(withImage(address))}` })),
    "frame-blob-image": inFrame((address) => ({
      src: URL.createObjectURL(new Blob([withImage(address)], { type: "text/html" })),
    })),
    "frame-blank-image": (to, fields) => {
      node("iframe").contentDocument.body.innerHTML = withImage(at(to, fields));
    },
    "frame-location": (to, fields) => void node("iframe").contentWindow.location.assign(at(to, fields)),
    "link-preload": link("preload", { as: "image" }),
    "link-preload-fetch": link("preload", { as: "fetch", crossorigin: "" }),
    "link-prefetch": link("prefetch"),
    "link-module": link("modulepreload"),
    "link-dictionary": link("compression-dictionary"),
    "speculation-prefetch": speculate("prefetch"),
    "speculation-prerender": speculate("prerender"),
    "a-ping": clicks((ping) => ({ ping })),
    "a-click": clicks((href) => ({ href })),
    "area-ping": (to, fields) => {
      const map = node("map", { name: `map-${++names}` });
      node("area", { href: "/ways/end", target: frame(), ping: at(to, fields) }, map).click();
    },
    "svg-a-click": (to, fields) => {
      const address = at(to, fields).replaceAll("&", "&amp;");
      const holder = node("div");
      holder.innerHTML = `<svg><a href="${address}" target="${frame()}"><text>a</text></a></svg>`;
      holder.querySelector("a").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    },
    "form-get": (to, fields) => form(to, fields).submit(),
    "form-post": posts({}),
    "form-multipart": posts({ enctype: "multipart/form-data" }),
    "form-text": posts({ enctype: "text/plain" }),
    "form-utf16-asked": posts({ "accept-charset": "utf-16" }),
    "form-request-submit": (to, fields) => form(to, fields, { method: "post" }).requestSubmit(),
    "form-click": (to, fields) => form(to, fields, { method: "post" }).querySelector("button").click(),
    "form-action-of-button": (to, fields) => {
      const element = form("/ways/end", fields, { method: "post" });
      element.querySelector("button").formAction = to;
      element.querySelector("button").click();
    },
    "form-value-of-button": (to, fields) => {
      const element = form(to, {}, { method: "post" });
      element.querySelector("button").value = Object.values(fields).join(" / ");
      element.querySelector("button").click();
    },
    "form-data-event": (to, fields) => {
      const element = form(to, {}, { method: "post" });
      element.addEventListener("formdata", ({ formData }) => {
        for (const [name, value] of Object.entries(fields)) formData.append(name, value);
      });
      element.requestSubmit();
    },
    "form-file": (to, fields) => {
      const element = form(to, {}, { method: "post", enctype: "multipart/form-data" });
      const chosen = new DataTransfer();
      chosen.items.add(new File([json(fields)], "note.json"));
      node("input", { type: "file", name: "file" }, element).files = chosen.files;
      element.submit();
    },
    "form-fields-and-file": (to, fields) => {
      const element = form(to, fields, { method: "post", enctype: "multipart/form-data" });
      const chosen = new DataTransfer();
      chosen.items.add(new File(["nothing"], "note.txt"));
      node("input", { type: "file", name: "file" }, element).files = chosen.files;
      element.submit();
    },
    "form-307": (to, fields, hop) => form(over(hop, 307, to), fields, { method: "post" }).submit(),
    "beacon-string": beacon(json),
    "beacon-buffer": beacon((fields) => bytes(json(fields)).buffer),
    "beacon-form": beacon(carriers.form),
    "beacon-form-file": beacon(carriers.formWithFile),
    "beacon-parameters": beacon((fields) => new URLSearchParams(fields)),
    "beacon-blob": beacon(carriers.blob),
    "beacon-address": (to, fields) => void navigator.sendBeacon(at(to, fields)),
    "policy-report": (to, fields) => {
      const element = node("iframe", { src: `/ways/policy?to=${encodeURIComponent(to)}`, width: 10, height: 10 });
      const blocked = at(new URL("/blocked.gif", to), fields);
      element.addEventListener("load", () => element.contentWindow.postMessage(blocked, "*"));
    },
    "policy-report-to": (to, fields) => {
      const src = `/ways/policy?by=header&to=${encodeURIComponent(to)}`;
      const element = node("iframe", { src, width: 10, height: 10 });
      const blocked = at(new URL("/blocked.gif", to), fields);
      element.addEventListener("load", () => element.contentWindow.postMessage(blocked, "*"));
    },
    "referer-image": refers(({ document: page }, to) => {
      page.body.innerHTML = `<img referrerpolicy="unsafe-url" src="${to}">`;
    }),
    "referer-fetch": refers((window_, to) => window_.fetch(to, { referrerPolicy: "unsafe-url" })),
    "referer-form": refers(({ document: page }, to) => {
      page.head.innerHTML = '<meta name="referrer" content="unsafe-url">';
      page.body.innerHTML = `<form method="post" action="${to}"></form>`;
      page.forms[0].submit();
    }),
    cookie: (to, fields) => {
      cookie(fields, `path=${new URL(to).pathname}`);
      return fetch(to, { credentials: "include" });
    },
    "cookie-of-parent": (to, fields) => {
      cookie(fields, `domain=${location.hostname}; path=${new URL(to).pathname}`);
      return fetch(to, { credentials: "include" });
    },
    "cookie-unpartitioned": (to, fields) => {
      cookie(fields, `path=${new URL(to).pathname}; samesite=none; secure`);
      return fetch(to, { credentials: "include" });
    },
    "cookie-partitioned": (to, fields) => {
      cookie(fields, `path=${new URL(to).pathname}; samesite=none; secure; partitioned`);
      return fetch(to, { credentials: "include" });
    },
    "cookie-in-frame": inTheirFrame("cookie-unpartitioned"),
    "cookie-in-frame-partitioned": inTheirFrame("cookie-partitioned"),
    "worker-address": (to, fields) => void new Worker(at(to, fields)),
    "worker-module-address": (to, fields) => void new Worker(at(to, fields), { type: "module" }),
    "shared-worker-address": (to, fields) => void new SharedWorker(at(to, fields)),
    "service-worker-address": (to, fields) => navigator.serviceWorker.register(at(to, fields)),
    "audio-worklet": (to, fields) => new AudioContext().audioWorklet.addModule(at(to, fields)),
    "paint-worklet": (to, fields) => CSS.paintWorklet.addModule(at(to, fields)),
    "served-by-worker": (to, fields) => {
      const element = node("iframe", { src: "/ways/served/frame", width: 10, height: 10 });
      const way = "fetch-through-worker";
      element.addEventListener("load", () => element.contentWindow.postMessage({ way, to, fields }, "*"));
    },
    "fetch-through-worker": (to, fields) => fetch(`/ways/served/from?${query({ to, ...fields })}`),
  });
}
