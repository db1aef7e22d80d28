// <join-form>: a form in an open shadow root that submits without leaving the page.
const FORM = `
  <form class="card">
    <h1>Join the maker’s circle</h1>
    <p class="lead">Early access to small runs, and a workshop each season.</p>
    <p class="field">
      <label for="email">E-mail address <span class="star">*</span></label>
      <input id="email" name="email" type="email" required autocomplete="email">
    </p>
    <div class="pair">
      <p class="field">
        <label for="first">First name <span class="star">*</span></label>
        <input id="first" name="first_name" required>
      </p>
      <p class="field">
        <label for="last">Last name <span class="star">*</span></label>
        <input id="last" name="last_name" required>
      </p>
    </div>
    <p class="field">
      <label for="company">Company <span class="optional">(optional)</span></label>
      <input id="company" name="company">
    </p>
    <button type="submit">Join</button>
  </form>`;
const WELCOME = `<section class="card"><h1>Welcome</h1><p class="lead">You are in. See you at the loom.</p></section>`;

class JoinForm extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const style = document.querySelector('link[rel="stylesheet"]').cloneNode();
    root.innerHTML = FORM;
    root.prepend(style);
    const form = root.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", "/api/join");
      request.addEventListener("load", () => {
        form.outerHTML = WELCOME;
      });
      request.send(new FormData(form));
    });
  }
}

customElements.define("join-form", JoinForm);
