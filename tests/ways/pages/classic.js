// A worker by classic scripts.
importScripts("/ways/carriers.js", "/ways/requests.js", "/ways/worker.js");
