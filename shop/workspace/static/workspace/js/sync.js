// In the service worker: sends what waits on the phone, when the line comes back and after every page of the workspace, also of
// those that know nothing of photos.
import { NoLine, send, SYNC } from "./tus.js";

// A failure is told to the browser, which then wakes the worker again.
self.addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(send());
});

self.addEventListener("message", (event) => {
  if (!event.data?.sendPhotos) return;
  event.waitUntil(send().catch((error) => {
    if (!(error instanceof NoLine)) throw error;
  }));
});
