// Watches its page as a curious site could: when did which control, attribute or text change?
// It keeps names, times and lengths, never a value, and sends nothing.
// __probe: each new state of a control's value; __probeEvents: input and change events;
// __probeMutations: attributes, texts and elements that changed after the page was parsed.
(() => {
  const CONTROLS = "input, select, textarea";
  const EVERY_MS = 5;
  const MOST_MUTATIONS = 2000;
  const values = new WeakMap();
  const watched = new WeakSet();
  let parsed = false;
  window.__probe = [];
  window.__probeEvents = [];
  window.__probeMutations = [];

  const nameOf = (element) => element.getAttribute("name") || element.id || element.localName;

  const valueOf = (control) =>
    control.type === "checkbox" || control.type === "radio" ? (control.checked ? "on" : "") : control.value;

  const compare = (control) => {
    const value = valueOf(control);
    if (values.has(control) && values.get(control) !== value) {
      window.__probe.push({ name: nameOf(control), at: Date.now(), length: value.length });
    }
    values.set(control, value);
  };

  const look = (root) => {
    if (!watched.has(root)) watch(root);
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (element.matches(CONTROLS)) compare(element);
    }
  };

  const noteMutation = ({ type, target, attributeName }) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : (target.parentElement ?? document.body);
    const now = type === "attributes" ? (target.getAttribute(attributeName) ?? "") : target.textContent;
    window.__probeMutations.push({
      what: type,
      name: nameOf(element),
      attribute: attributeName,
      at: Date.now(),
      length: now.length,
    });
  };

  const noteEvent = (event) => {
    const control = event.composedPath()[0];
    // An input event crosses shadow roots: the listener of the control's own root takes it.
    if (control.getRootNode() !== event.currentTarget) return;
    window.__probeEvents.push({ name: nameOf(control), type: event.type, at: Date.now(), trusted: event.isTrusted });
    compare(control);
  };

  const watch = (root) => {
    watched.add(root);
    const observer = new MutationObserver((mutations) => {
      if (parsed) {
        mutations.slice(0, MOST_MUTATIONS - window.__probeMutations.length).forEach(noteMutation);
      }
      look(root);
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    root.addEventListener("input", noteEvent, true);
    root.addEventListener("change", noteEvent, true);
  };

  document.addEventListener("DOMContentLoaded", () => {
    parsed = true;
  });
  look(document);
  setInterval(() => look(document), EVERY_MS);
})();
