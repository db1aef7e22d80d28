// Global Privacy Control in the page's own world: true, never false (other extensions may say true as well), and left
// to the browser where it says so by itself. https://w3c.github.io/gpc/#javascript-property-to-detect-preference

const signal = {
  get globalPrivacyControl(): true {
    return true;
  },
};
if (!("globalPrivacyControl" in navigator && navigator.globalPrivacyControl === true)) {
  Object.defineProperties(Navigator.prototype, Object.getOwnPropertyDescriptors(signal));
}
