// What the phone keeps: photos to be sent, drafts, settings, counters. Used by pages and by the service worker.
// Every function answers with a promise; a store is one of STORES. A value carries the number of the leader it belongs to, if it is
// somebody's: what was not sent yet outlives the visit, and a page shows a leader only what is theirs.

// "bytes" holds the pictures of "photos" apart, so that noting how far one has come does not write all of it anew.
export const STORES = ["photos", "bytes", "drafts", "settings", "counters"];
const NAME = "workspace";
const VERSION = 1;
const news = "BroadcastChannel" in globalThis ? new BroadcastChannel("workspace-store") : null;
const watchers = new Set();

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const store of STORES) {
        if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store);
      }
    };
    asked.onsuccess = () => {
      // A newer page in another tab must be able to change the stores.
      asked.result.onversionchange = () => { asked.result.close(); opening = undefined; };
      asked.result.onclose = () => { opening = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => { opening = undefined; reject(asked.error); };
  });
  return opening;
}

// Does `work(store)` in one transaction; the answer is `.result` of the request it gives back, once all of it is on the disk.
async function within(name, mode, work) {
  const transaction = (await open()).transaction(name, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request?.error);
  });
}

export const get = (store, key) => within(store, "readonly", (rows) => rows.get(key));

// All of a store, as [key, value] pairs.
export async function all(store) {
  let keys;
  const values = await within(store, "readonly", (rows) => {
    keys = rows.getAllKeys();
    return rows.getAll();
  });
  return values.map((value, index) => [keys.result[index], value]);
}

export async function put(store, key, value) {
  await within(store, "readwrite", (rows) => rows.put(value, key));
  tell(store, key);
}

export async function remove(store, key) {
  await within(store, "readwrite", (rows) => rows.delete(key));
  tell(store, key);
}

// Changes a value with nobody in between: `change` gets the old one (or undefined) and gives the new one; undefined removes it.
// It must not wait for anything. The answer is the new value.
export async function update(store, key, change) {
  let made;
  await within(store, "readwrite", (rows) => {
    const asked = rows.get(key);
    asked.onsuccess = () => {
      made = change(asked.result);
      if (made === undefined) rows.delete(key);
      else rows.put(made, key);
    };
    return asked;
  });
  tell(store, key);
  return made;
}

// Calls `listener(key)` whenever something of this store was changed, here, in another tab or by the service worker.
export function watch(store, listener) {
  const watcher = { store, listener };
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(store, key) {
  news?.postMessage({ store, key });
  heard({ store, key });
}

function heard({ store, key }) {
  for (const watcher of watchers) if (watcher.store === store) watcher.listener(key);
}

if (news) news.onmessage = (event) => heard(event.data);
