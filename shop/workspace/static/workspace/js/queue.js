// The photos that wait on this phone to be sent: they outlive a lost line, a closed page and an empty battery, and go when the house
// says they are safe. Pages and the service worker both run this; nothing here touches a page, nor the line (`tus.js` does).
import { all, get, put, remove, update, watch } from "./store.js";
import { look } from "./hints.js";
import { decoded, sha256, shrunk, thumbnail } from "./shrink.js";

// Of one photo, on its way. GONE is one the leader took out, of which the house has still to be told.
export const State = { WAITING: "waiting", SENDING: "sending", SAFE: "safe", REFUSED: "refused", GONE: "gone" };
const MOST_BYTES = 25 * 1024 * 1024;
const HELD = 60_000;

/** Keep a photo as it came from the camera. From here on nothing can lose it. */
export async function add({ file, listing, leader, position, says = "unsaid", people = [] }) {
  const photo = {
    id: crypto.randomUUID(),
    listing,
    leader: Number(leader),
    position,
    says,
    people,
    size: file.size,
    isRaw: true,
    hints: [],
    thumb: "",
    state: State.WAITING,
    offset: 0,
    address: "",
    since: Date.now(),
    // Held back for a moment, in which the leader says who is to be seen.
    heldUntil: says === "unsaid" ? Date.now() + HELD : 0,
  };
  // The picture first: a photo without one could never be sent.
  await put("bytes", photo.id, file);
  await put("photos", photo.id, photo);
  return photo;
}

/** Make it small and look at it, once: pages do so at once, the sender for what a page did not come to. Null if the listing has it. */
export async function prepare(id) {
  return navigator.locks.request(`photo-${id}`, async () => {
    const photo = await get("photos", id);
    if (!photo?.isRaw) return photo;
    const { blob, ...made } = await readied(await get("bytes", id));
    const others = await photosOf(photo.leader, photo.listing);
    if (others.some((other) => other.id !== id && other.sha256 === made.sha256)) {
      await forget(id);
      return null;
    }
    await put("bytes", id, blob);
    return change(id, () => ({ ...made, isRaw: false }));
  });
}

async function readied(blob, edit = {}) {
  const picture = await decoded(blob);
  // What this phone cannot read, the house perhaps can.
  const small = picture ? await shrunk(picture, blob, edit) : blob;
  const made = { blob: small, size: small.size, sha256: await sha256(small), hints: [], thumb: "" };
  if (picture) {
    made.hints = look(picture);
    picture.close();
    const shown = await decoded(small);
    made.thumb = await thumbnail(shown);
    shown.close();
  }
  if (small.size > MOST_BYTES) Object.assign(made, { state: State.REFUSED, refused: "large" });
  return made;
}

/** Turned or cut, it is another picture: the new one takes the place of the old. */
export async function edited(id, edit) {
  const [old, bytes] = [await get("photos", id), await get("bytes", id)];
  if (!old || !bytes) return null;
  const { blob, ...made } = await readied(bytes, edit);
  const fresh = { ...old, ...made, id: crypto.randomUUID(), state: State.WAITING, offset: 0, address: "" };
  await put("bytes", fresh.id, blob);
  await put("photos", fresh.id, fresh);
  await drop(id);
  return fresh;
}

/** Take it out. What the house has of it is taken out there when there is a line. */
export async function drop(id) {
  const photo = await get("photos", id);
  if (!photo?.address) return forget(id);
  await change(id, () => ({ state: State.GONE, thumb: "" }));
  await remove("bytes", id);
}

export async function forget(id) {
  await remove("photos", id);
  await remove("bytes", id);
}

/** What the leader says of it: who is to be seen. Said again to the house if it was told otherwise before. */
export async function say(id, { says, people = [] }) {
  return change(id, (photo) => {
    const isNews = photo.says !== says || photo.people.join() !== people.join();
    return { says, people, heldUntil: 0, isAnswered: true, isToldAgain: photo.isToldAgain || (isNews && photo.address !== "") };
  });
}

/** Whether the leader has still to say who is to be seen. */
export function isAsked(photo) {
  return photo.says === "unsaid" && !photo.isAnswered && photo.state !== State.REFUSED;
}

/** Change the places of two that are on the phone. */
export async function swap(one, other) {
  await change(one.id, () => ({ position: other.position }));
  await change(other.id, () => ({ position: one.position }));
}

export async function bytesOf(id) {
  return get("bytes", id);
}

export async function change(id, made) {
  return (await update("photos", id, (photo) => photo && { ...photo, ...made(photo) })) ?? null;
}

export async function photosOf(leader, listing = null) {
  return (await everyPhoto())
    .filter((photo) => photo.leader === Number(leader) && photo.state !== State.GONE)
    .filter((photo) => listing === null || photo.listing === listing)
    .sort((one, other) => one.position - other.position || one.since - other.since);
}

/** Photos of this leader that the house does not have yet. */
export async function unsent(leader) {
  return (await photosOf(leader)).filter((photo) => isToBeSent(photo));
}

/** Keep no more of what is safe, where `which(photo)`: the house shows it itself, or it is another leader's. */
export async function forgetSafe(which) {
  for (const photo of await everyPhoto()) {
    if (photo.state === State.SAFE && !photo.isToldAgain && which(photo)) await forget(photo.id);
  }
}

/** Calls `listener` whenever a photo, the switch or the count changes, on whichever page or in the worker. */
export function onChange(listener) {
  for (const store of ["photos", "settings", "counters"]) watch(store, listener);
}

export async function everyPhoto() {
  return (await all("photos")).map(([, photo]) => photo);
}

export function isToBeSent(photo) {
  return photo.isToldAgain || [State.WAITING, State.SENDING, State.GONE].includes(photo.state);
}

/** Whether it waits for a word of the leader. */
export function isHeld(photo) {
  return photo.state === State.WAITING && photo.heldUntil > Date.now();
}
