// Where a way is tried: the document itself, its frames, its workers. `play(shots)` tries many at once.
{
  const FILES = ["/ways/carriers.js", "/ways/requests.js", "/ways/elements.js", "/ways/frame.js"];
  const WORKER_FILES = ["/ways/carriers.js", "/ways/requests.js", "/ways/worker.js"];
  const address = (path) => new URL(path, location.href).href;
  const page = `<!doctype html><body>${FILES.map((path) => `<script src="${address(path)}"></script>`).join("")}`;
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
  const opened = new Map();

  // One frame for all shots of a place; what is posted before it listens would be lost.
  const frame = (attributes) => () =>
    new Promise((resolve) => {
      const element = document.createElement("iframe");
      for (const [name, value] of Object.entries(attributes())) element.setAttribute(name, value);
      element.addEventListener("load", () => resolve((shot) => element.contentWindow.postMessage(shot, "*")));
      document.body.append(element);
    });
  const worker = (make) => async () => {
    const made = make();
    return (shot) => made.postMessage(shot);
  };
  const workerText = `importScripts(${WORKER_FILES.map((path) => JSON.stringify(address(path))).join(", ")})`;
  const moduleText = WORKER_FILES.map((path) => `import ${JSON.stringify(address(path))};`).join("");
  const nestedText = `const inner = new Worker(${JSON.stringify(address("/ways/classic.js"))});
    addEventListener("message", ({ data }) => inner.postMessage(data));`;

  const service = async () => {
    const registration = await navigator.serviceWorker.register("/ways/service.js", { scope: "/ways/served/" });
    const starting = registration.installing ?? registration.waiting ?? registration.active;
    while (starting.state !== "activated") await new Promise((resolve) => setTimeout(resolve, 20));
    return (shot) => starting.postMessage(shot);
  };

  const places = {
    page: async () => (shot) => senders[shot.way](shot.to, shot.fields, shot.hop),
    "same-frame": frame(() => ({ src: "/ways/frame" })),
    "other-frame": frame(() => ({ src: address("/ways/frame").replace("//shop.", "//news.") })),
    "sandboxed-frame": frame(() => ({ src: "/ways/frame", sandbox: "allow-scripts allow-forms" })),
    "srcdoc-frame": frame(() => ({ srcdoc: page })),
    "blob-frame": frame(() => ({ src: blob(page, "text/html") })),
    "data-frame": frame(() => ({ src: `data:text/html,${encodeURIComponent(page)}` })),
    "blank-frame": async () => {
      const texts = await Promise.all(FILES.slice(0, 3).map(async (path) => (await fetch(path)).text()));
      // Used in the very task that made it.
      return ({ way, to, fields, hop }) => {
        const element = document.createElement("iframe");
        document.body.append(element);
        for (const text of texts) element.contentWindow.eval(text);
        return element.contentWindow.senders[way](to, fields, hop);
      };
    },
    worker: worker(() => new Worker("/ways/classic.js")),
    "blob-worker": worker(() => new Worker(blob(workerText, "text/javascript"))),
    "module-worker": worker(() => new Worker(blob(moduleText, "text/javascript"), { type: "module" })),
    "nested-worker": worker(() => new Worker(blob(nestedText, "text/javascript"))),
    "shared-worker": worker(() => new SharedWorker("/ways/classic.js").port),
    "service-worker": service,
    "served-frame": async () => {
      await service();
      return (shot) => senders[shot.way](shot.to, shot.fields, shot.hop);
    },
  };

  globalThis.failures = {};
  const one = async (shot) => {
    try {
      if (!opened.has(shot.place)) opened.set(shot.place, places[shot.place]());
      await (await opened.get(shot.place))(shot);
    } catch (error) {
      failures[shot.id] = String(error);
    }
  };
  // Each shot in a task of its own, so that none waits for the answers to the others.
  globalThis.play = (shots) => shots.forEach((shot, number) => void setTimeout(one, 5 * number, shot));
}
