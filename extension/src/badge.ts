// The toolbar icon: its shape says how things stand, its badge how many forms of this tab can be filled.
import type { Link } from "./internal";

const TITLES: { [link in Link]: string } = {
  connecting: "Meum is starting",
  ready: "Meum",
  locked: "Meum is locked: open to unlock",
  pending: "Meum waits for your approval: open to compare the code",
  "no-vault": "Meum has no vault yet: open to see how to make one",
  missing: "Meum's companion is missing: open to see what to do",
  "wrong-version": "Meum's extension and companion are of different versions",
};
const ICONS: { [link in Link]: string } = {
  connecting: "icon-off",
  ready: "icon",
  locked: "icon-locked",
  pending: "icon-pending",
  "no-vault": "icon-off",
  missing: "icon-off",
  "wrong-version": "icon-off",
};

/** Show how the companion can be reached. */
export function showLink(link: Link): void {
  const name = ICONS[link];
  const path = { 16: `icons/${name}-16.png`, 32: `icons/${name}-32.png`, 48: `icons/${name}-48.png` };
  void chrome.action.setIcon({ path });
  void chrome.action.setTitle({ title: TITLES[link] });
}

/** Show how many forms of a tab can be filled. */
export function showForms(tabId: number, count: number): void {
  const text = count > 0 ? String(count) : "";
  // The tab may be gone by now; then there is nothing to show.
  chrome.action.setBadgeText({ tabId, text }).catch(() => {});
}

/** Show how many recipients were kept from getting something on a tab's page. */
export function showStops(tabId: number, count: number): void {
  if (count === 0) return;
  chrome.action.setBadgeText({ tabId, text: `−${count}` }).catch(() => {});
  chrome.action.setTitle({ tabId, title: `Meum kept your data from ${count}: open to see` }).catch(() => {});
}
