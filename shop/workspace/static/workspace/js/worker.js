// The service worker: keeps the house on the phone, and the pages that a room named, for when there is no line.
// A kept page is somebody's: it goes when somebody else comes, or when its leader leaves.
import { get, put, remove } from "./store.js";

const WAIT = 4000;
const A_DAY = 24 * 60 * 60 * 1000;
const HOURS_AHEAD = 6 * 60 * 60 * 1000;
const LEADER = /<body data-leader="(\d+)"/;
const EMPTY = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const KEPT_AT = "x-kept-at";

export function keepHouse(house) {
  const shell = `shell-${house.version}`;
  // How often somebody left: what was asked for before is not kept after.
  let leavings = 0;

  self.addEventListener("install", (event) => {
    event.waitUntil(caches.open(shell).then((cache) => cache.addAll([...house.shell, house.offline])).then(() => self.skipWaiting()));
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      // Kept pages name the files of the old house: they go with it.
      for (const name of await caches.keys()) if (/^(shell|pages)-/.test(name) && name !== shell) await caches.delete(name);
      await self.clients.claim();
    })());
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    if (request.mode === "navigate" && url.pathname.startsWith("/workspace/")) {
      event.respondWith(request.method === "GET" ? page(event, url.pathname) : sent(event, url.pathname));
    } else if (request.method === "GET" && house.shell.includes(url.pathname)) {
      event.respondWith(caches.match(request.url).then((file) => file ?? fetch(request)));
    } else if (request.destination === "image" && url.pathname.startsWith("/workspace/photos/")) {
      // A picture that was never seen is an empty place, and no broken one.
      event.respondWith(fetch(request).catch(() => new Response(EMPTY, { headers: { "content-type": "image/svg+xml" } })));
    }
  });

  self.addEventListener("message", (event) => {
    if (event.data?.keepAhead) event.waitUntil(keepAhead(event.data.keepAhead));
  });

  // The newest page, if it comes soon; else the one that was kept; else the newest, however long it takes.
  async function page(event, path) {
    const before = leavings;
    const newest = fetch(event.request);
    event.waitUntil(newest.then((response) => note(path, response.clone(), before)).catch(() => {}));
    const kept = await keptPage(path);
    try {
      return await (kept ? Promise.race([newest, after(WAIT)]) : newest);
    } catch {
      newest.catch(() => {});
      return kept ?? (await caches.match(house.offline)) ?? Response.error();
    }
  }

  // A form. One that cannot be sent stays on the screen as it is: an answer without content leads nowhere.
  async function sent(event, path) {
    if (isDoor(path)) await forget();
    try {
      return await fetch(event.request);
    } catch {
      if (isDoor(path)) return (await caches.match(house.offline)) ?? Response.error();
      (await self.clients.get(event.clientId))?.postMessage({ notSent: true });
      return new Response(null, { status: 204 });
    }
  }

  async function note(path, response, before) {
    if (isDoor(path)) return forget();
    if (!response.ok || response.redirected || !response.headers.get("content-type")?.startsWith("text/html")) return;
    const words = await response.text();
    const leader = words.match(LEADER)?.[1];
    if (!leader || before !== leavings) return;
    if ((await here())?.leader !== leader) await forget();
    await put("settings", "here", { leader, at: Date.now() });
    if (isKept(path) && !words.includes("data-once")) await (await caches.open(`pages-${leader}`)).put(path, made(words));
  }

  async function keptPage(path) {
    const somebody = await here();
    if (!somebody || Date.now() - somebody.at > A_DAY) return undefined;
    const cache = await caches.open(`pages-${somebody.leader}`);
    const found = (await cache.match(path)) ?? (await cache.match(insteadOf(path) ?? ""));
    if (!found) return undefined;
    const words = (await found.text()).replace(" data-no-line hidden", " data-no-line data-kept");
    return made(words, found.headers.get(KEPT_AT));
  }

  async function keepAhead(leader) {
    const cache = await caches.open(`pages-${leader}`);
    for (const path of house.ahead) {
      const found = await cache.match(path);
      if (found && Date.now() - Number(found.headers.get(KEPT_AT)) < HOURS_AHEAD) continue;
      const before = leavings;
      try {
        await note(path, await fetch(path), before);
      } catch {
        return;
      }
    }
  }

  async function forget() {
    leavings += 1;
    await remove("settings", "here");
    for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
  }

  const here = () => get("settings", "here");
  const isDoor = (path) => house.doors.some((door) => path.startsWith(door));
  const isKept = (path) => house.ahead.includes(path) || house.seen.some((start) => path.startsWith(start));
  const insteadOf = (path) => Object.entries(house.instead).find(([start]) => path.startsWith(start))?.[1];
}

const after = (wait) => new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("slow")), wait); });

const made = (words, at = Date.now()) => new Response(words, { headers: { "content-type": "text/html; charset=utf-8", [KEPT_AT]: String(at) } });
