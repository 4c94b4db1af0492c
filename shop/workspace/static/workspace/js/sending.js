// Sends the phone's photos while a page is open, and tells in every [data-sending] how far they are.
import { bytesThisMonth, isWifiOnly, mayUseLine, setWifiOnly } from "./line.js";
import { onChange, photosOf, State, unsent } from "./queue.js";
import { NoLine, pause, send, wakeLater } from "./tus.js";

const rooms = [...document.querySelectorAll("[data-sending]")];
const leader = document.body.dataset.leader;
const workerCanSend = "SyncManager" in globalThis;
let tries = 0;
let timer;
let running = null;
let isAllowed = false;

/** Begin, or go on. What cannot be sent now is tried again, ever less often; the service worker goes on when the page is gone. */
export function go() {
  clearTimeout(timer);
  timer = 0;
  running ??= send({ isAllowed, mayGoOn: () => !document.hidden || !workerCanSend })
    .then(() => { tries = 0; })
    .catch((error) => {
      if (!(error instanceof NoLine)) throw error;
      timer = setTimeout(go, error.after || pause(tries++));
    })
    .finally(() => { running = null; });
  return running;
}

/** After something was put in: try at once, and have the worker woken in case this page is closed. */
export function goSoon() {
  tries = 0;
  wakeLater();
  go();
}

async function tell() {
  const photos = await photosOf(leader);
  const [waiting, bytes, isOnlyByWifi, mayUse] = await Promise.all([unsent(leader), bytesThisMonth(), isWifiOnly(), mayUseLine()]);
  for (const room of rooms) {
    const listing = room.closest("[data-album]")?.dataset.listing;
    const mine = listing === undefined ? photos : photos.filter((photo) => photo.listing === listing);
    const ours = mine.filter((photo) => photo.state !== State.REFUSED);
    const left = ours.filter((photo) => photo.state !== State.SAFE);
    // Those that the house shows itself are safe, too, and no longer on the phone.
    const there = room.closest("[data-album]")?.querySelectorAll("[data-photo]").length ?? 0;
    const part = (name) => room.querySelector(`[data-sending-${name}]`);
    part("all").hidden = ours.length === 0;
    part("count").textContent = `${there + ours.length - left.length} / ${there + ours.length}`;
    // A photo counts as a whole: the last bytes of a large one are not to stand still for long.
    const sent = ours.reduce((sum, photo) => sum + (photo.state === State.SAFE ? 1 : photo.offset / (photo.size || 1)), there);
    part("band").value = (100 * sent) / (there + ours.length || 1);
    const isOffline = navigator.onLine === false;
    const why = left.length === 0 ? "done" : isOffline ? "offline" : !mayUse && !isAllowed ? "wifi" : left.some((photo) => photo.trouble === "who") ? "who" : "going";
    for (const words of room.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
    const now = part("now");
    if (now) now.hidden = why !== "wifi" || isOffline;
    const wifi = part("wifi");
    if (wifi) wifi.checked = isOnlyByWifi;
    const used = part("used");
    if (used) used.textContent = (Math.ceil(bytes / 100_000) / 10).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }
  if (waiting.length && !running && !timer) go();
}

if (rooms.length && leader && navigator.locks) {
  for (const room of rooms) {
    room.hidden = false;
    room.addEventListener("change", (event) => {
      if (event.target.matches("[data-sending-wifi]")) setWifiOnly(event.target.checked).then(goSoon);
    });
    room.addEventListener("click", (event) => {
      if (!event.target.closest("[data-sending-now]")) return;
      isAllowed = true;
      goSoon();
      tell();
    });
  }
  onChange(tell);
  for (const event of ["online", "offline"]) addEventListener(event, tell);
  addEventListener("online", goSoon);
  navigator.connection?.addEventListener?.("change", goSoon);
  document.addEventListener("visibilitychange", () => (document.hidden ? wakeLater() : goSoon()));
  tell();
  go();
}
