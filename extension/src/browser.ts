/** Whether this is Firefox, whose web requests and rules differ from Chromium's. */
export const IS_FIREFOX = chrome.runtime.getURL("").startsWith("moz-extension:");
