// In a worker of any kind: does what it is told, and serves a page's requests by sending their values on.
{
  const obey = ({ data: { way, to, fields, hop } }) => senders[way](to, fields, hop);
  addEventListener("message", obey);
  addEventListener("connect", ({ ports: [port] }) => {
    port.onmessage = obey;
  });
  addEventListener("fetch", (event) => {
    const { pathname, searchParams } = new URL(event.request.url);
    if (pathname !== "/ways/served/from") return;
    const { to, ...fields } = Object.fromEntries(searchParams);
    event.respondWith(fetch(to, { method: "POST", body: JSON.stringify(fields) }));
  });
}
