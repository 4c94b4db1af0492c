// In the service worker: sends what was sold at the market, when the line comes back and after every page of the leader who sold it.
import { get } from "./store.js";
import { sendSales } from "./sales.js";

async function send() {
  const here = await get("settings", "here");
  if (here) await sendSales(here.leader);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "sales") event.waitUntil(send());
});

self.addEventListener("message", (event) => {
  if (event.data?.keepAhead || event.data?.sendPhotos) event.waitUntil(send());
});
