// The service worker of /ways/served/.
importScripts("/ways/carriers.js", "/ways/requests.js", "/ways/worker.js");
