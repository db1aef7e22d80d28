// Ways of sending that leave the document, or need it for themselves: each has a tab to itself and is begun by a click.
{
  const { at, query, json } = carriers;
  const over = (hop, status, to) => `${hop}/${status}?to=${encodeURIComponent(to)}`;

  const form = (action, fields, attributes = {}) => {
    const element = document.createElement("form");
    element.action = action;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      [input.type, input.name, input.value] = ["hidden", name, value];
      element.append(input);
    }
    document.body.append(element);
    return element;
  };
  const click = (attributes) => {
    const anchor = document.createElement("a");
    for (const [name, value] of Object.entries(attributes)) anchor.setAttribute(name, value);
    document.body.append(anchor);
    anchor.click();
  };
  const link = (rel) => (to, fields) => {
    for (const old of document.querySelectorAll(`[rel=${rel}]`)) old.remove();
    const element = document.createElement("link");
    [element.rel, element.href] = [rel, at(to, fields)];
    document.head.append(element);
  };
  const atTheEnd = (kind, send) => (to, fields, hop) => {
    addEventListener(kind, () => send(to, fields, hop));
    location.assign("/ways/end");
  };

  globalThis.leavers = {
    location: (to, fields) => location.assign(at(to, fields)),
    "location-replace": (to, fields) => location.replace(at(to, fields)),
    "location-302": (to, fields, hop) => location.assign(over(hop, 302, at(to, fields))),
    "meta-refresh": (to, fields) => {
      const refresh = document.createElement("meta");
      refresh.httpEquiv = "refresh";
      refresh.content = `0; url=${at(to, fields)}`;
      document.head.append(refresh);
    },
    "top-form-get": (to, fields) => form(to, fields).submit(),
    "top-form-post": (to, fields) => form(to, fields, { method: "post" }).submit(),
    "top-form-multipart": (to, fields) => form(to, fields, { method: "post", enctype: "multipart/form-data" }).submit(),
    "top-form-text": (to, fields) => form(to, fields, { method: "post", enctype: "text/plain" }).submit(),
    "top-form-307": (to, fields, hop) => form(over(hop, 307, to), fields, { method: "post" }).submit(),
    "top-form-new-tab": (to, fields) => form(to, fields, { method: "post", target: "_blank" }).submit(),
    "top-link": (to, fields) => click({ href: at(to, fields) }),
    "top-link-new-tab": (to, fields) => click({ href: at(to, fields), target: "_blank", rel: "noopener" }),
    "top-link-download": (to, fields) => click({ href: at(`${to}/file`, fields), download: "file.txt" }),
    "window-open": (to, fields) => void window.open(at(to, fields)),
    "window-open-blank": (to, fields) => void window.open("about:blank").fetch(at(to, fields)),
    "referer-link": (to, fields) => {
      history.replaceState(null, "", `?${query(fields)}`);
      click({ href: to, referrerpolicy: "unsafe-url" });
    },
    "link-icon": link("icon"),
    "link-manifest": link("manifest"),
    "pagehide-beacon": atTheEnd("pagehide", (to, fields) => navigator.sendBeacon(to, json(fields))),
    "pagehide-beacon-blob": atTheEnd("pagehide", (to, fields) => navigator.sendBeacon(to, carriers.blob(fields))),
    "pagehide-keepalive": atTheEnd("pagehide", (to, fields) =>
      fetch(to, { method: "POST", body: json(fields), keepalive: true }),
    ),
    "pagehide-image": atTheEnd("pagehide", (to, fields) => void (new Image().src = at(to, fields))),
    "visibility-beacon": atTheEnd("visibilitychange", (to, fields) => navigator.sendBeacon(to, json(fields))),
    "unload-image": atTheEnd("unload", (to, fields) => void (new Image().src = at(to, fields))),
    "beforeunload-beacon": atTheEnd("beforeunload", (to, fields) => navigator.sendBeacon(to, json(fields))),
    "fetch-later-at-the-end": (to, fields) => {
      fetchLater(to, { method: "POST", body: json(fields) });
      location.assign("/ways/end");
    },
  };
}
