// In the service worker: sends the drafts that wait on the phone when the line comes back, and after every page of the workspace.
import { SYNC, sync } from "./drafts.js";

self.addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(sync());
});

self.addEventListener("message", (event) => {
  if (event.data?.keepAhead || event.data?.sendPhotos) event.waitUntil(sync().catch(() => {}));
});
