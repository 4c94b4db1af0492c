// Sends the photos of the queue one after the other, in pieces, by the protocol tus 1.0.0: what was cut off goes on where the house
// says it ends. Pages and the service worker both run this, and a lock lets one of them send at a time.
import { count, mayUseLine } from "./line.js";
import { change, everyPhoto, forget, isHeld, isToBeSent, prepare, State } from "./queue.js";
import { get, remove } from "./store.js";

const DOOR = "/workspace/photos/uploads/";
export const SYNC = "photos";

// A piece is to take some seconds: short enough to lose little with the line, long enough that waiting for answers is cheap.
const PIECE = { first: 32 * 1024, least: 8 * 1024, most: 512 * 1024 };
const QUICK = 3_000;
const SLOW = 12_000;
const PATIENCE = 90_000;
const LONGEST_PAUSE = 5 * 60_000;
// What a request weighs besides its body, roughly: the leader pays for it too.
const ENVELOPE = 1_000;

let piece = PIECE.first;

/** There is no line, or none that may be used: what waits is tried again later. */
export class NoLine extends Error {
  constructor(after = 0) {
    super("There is no line.");
    this.after = after;
  }
}

/** Send all that waits. Throws NoLine where that must be tried again; `isAllowed` overrules "Wi-Fi only" for this once. */
export async function send({ isAllowed = false, mayGoOn = () => true } = {}) {
  await navigator.locks.request("photos-sender", async () => {
    let lost = null;
    if ((await everyPhoto()).some((photo) => isHeld(photo))) lost = new Later(5_000);
    const passed = new Set();
    for (;;) {
      const photo = await next(passed);
      if (!photo || !mayGoOn()) break;
      if (!isAllowed && !(await mayUseLine())) throw new NoLine(LONGEST_PAUSE);
      try {
        await sendOne(photo, mayGoOn);
      } catch (error) {
        await change(photo.id, (now) => ({ state: now.state === State.SENDING ? State.WAITING : now.state }));
        if (error instanceof NoLine) throw error;
        lost = error;
      }
      // Each is tried once a round, so that one that fails holds up no other.
      passed.add(photo.id);
    }
    if (lost) throw new NoLine(lost.after ?? 30_000);
  });
}

/** How long to wait before the next try, after so many without luck. */
export function pause(tries) {
  return Math.min(LONGEST_PAUSE, 1_000 * 2 ** tries) * (0.75 + Math.random() / 2);
}

/** Ask the browser to run the service worker when there is a line, even if every page is closed by then. */
export async function wakeLater(registration) {
  const worker = registration ?? (await navigator.serviceWorker?.getRegistration("/workspace/"));
  await worker?.sync?.register(SYNC).catch(() => {});
}

class Later extends Error {
  constructor(after) {
    super("Later.");
    this.after = after;
  }
}

async function next(passed) {
  const waiting = (await everyPhoto()).filter(
    (photo) => isToBeSent(photo) && !isHeld(photo) && !passed.has(photo.id),
  );
  // What has begun is finished first.
  return waiting.sort((one, other) => Boolean(other.address) - Boolean(one.address) || one.since - other.since)[0];
}

async function sendOne(photo, mayGoOn) {
  if (photo.state === State.GONE) return takeOut(photo);
  if (photo.isRaw) photo = await prepare(photo.id);
  if (!photo || photo.state === State.REFUSED) return null;
  if (photo.address && !photo.isToldAgain) photo = await found(photo);
  if (!photo.address || photo.isToldAgain) photo = await begun(photo);
  const bytes = photo && (await get("bytes", photo.id));
  // Said again of one that the house has thrown away since: there is nothing left to send.
  if (photo?.address && !bytes && photo.offset < photo.size) return takeOut(photo);
  while (photo?.state === State.SENDING && photo.offset < photo.size && bytes) {
    if (!mayGoOn()) return null;
    photo = await onePiece(photo, bytes);
  }
  return photo?.state === State.SENDING ? askUntilKnown(photo) : photo;
}

/** Tell the house of it. The answer says how much of it is there: all of it, if these bytes were sent before. */
async function begun(photo) {
  const answer = await ask(DOOR, {
    method: "POST",
    headers: {
      "Upload-Length": String(photo.size),
      "Upload-Metadata": metadata({
        sha256: photo.sha256,
        listing: photo.listing,
        position: String(photo.position),
        leader: String(photo.leader),
        says: photo.says,
        people: photo.people.join(","),
      }),
    },
  });
  if (answer.status === 201) {
    const offset = Number(answer.headers.get("Upload-Offset") ?? 0);
    return sending(photo.id, { address: answer.headers.get("Location"), offset, isToldAgain: false });
  }
  return refusedOrLater(photo, answer);
}

/** How much of it the house has, after a while or after the line was lost. */
async function found(photo) {
  const answer = await ask(photo.address, { method: "HEAD" });
  if (answer.ok) return sending(photo.id, { offset: Number(answer.headers.get("Upload-Offset")) });
  if ([403, 404, 410].includes(answer.status)) return change(photo.id, () => ({ address: "", offset: 0 }));
  throw later(answer);
}

async function onePiece(photo, bytes) {
  const body = bytes.slice(photo.offset, photo.offset + piece);
  const began = performance.now();
  let answer;
  try {
    answer = await ask(photo.address, {
      method: "PATCH",
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(photo.offset) },
      body,
    });
  } catch (error) {
    piece = Math.max(PIECE.least, piece / 2);
    throw error;
  }
  if (answer.status === 204) {
    fit(body.size, performance.now() - began);
    return sending(photo.id, { offset: Number(answer.headers.get("Upload-Offset")) });
  }
  // It has more or less of it than we thought.
  if (answer.status === 409) return found(photo);
  if ([404, 410].includes(answer.status)) {
    await change(photo.id, () => ({ address: "", offset: 0 }));
    throw new Later(1_000);
  }
  // On the way a bit fell over: what is kept there is of no use.
  if (answer.status === 460) {
    await found(photo);
    throw new Later(5_000);
  }
  return refusedOrLater(photo, answer);
}

function fit(bytes, took) {
  if (bytes < piece) return;
  if (took < QUICK) piece = Math.min(PIECE.most, piece * 2);
  else if (took > SLOW) piece = Math.max(PIECE.least, piece / 2);
}

/** All of it is there; whether it is a picture the house says a moment later. */
async function askUntilKnown(photo) {
  for (const wait of [0, 1_000, 2_000, 4_000, 8_000]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await ask(photo.address, { headers: { Accept: "application/json" } });
    if ([404, 410].includes(answer.status)) {
      await change(photo.id, () => ({ address: "", offset: 0 }));
      throw new Later(1_000);
    }
    if (!answer.ok) throw later(answer);
    const told = await answer.json();
    if (told.state === "safe") return safe(photo, told);
    if (told.state === "refused") return change(photo.id, () => ({ state: State.REFUSED, refused: told.refused }));
    if (told.state === "arriving") {
      await change(photo.id, () => ({ offset: told.offset }));
      throw new Later(1_000);
    }
  }
  throw new Later(15_000);
}

async function safe(photo, told) {
  const now = await change(photo.id, () => ({ state: State.SAFE, photo: told.photo, hints: told.hints ?? [], trouble: "" }));
  // The bytes are where they should be, and the phone has little room.
  await remove("bytes", photo.id);
  return now;
}

async function takeOut(photo) {
  const answer = await ask(photo.address, { method: "DELETE" });
  if (answer.ok || [403, 404, 410].includes(answer.status)) return forget(photo.id);
  throw later(answer);
}

async function sending(id, more) {
  return change(id, (photo) => (photo.state === State.GONE ? {} : { state: State.SENDING, trouble: "", ...more }));
}

async function refusedOrLater(photo, answer) {
  if ([400, 413].includes(answer.status)) {
    const words = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : "";
    return change(photo.id, () => ({ state: State.REFUSED, refused: words }));
  }
  // The phone is not known any more, or not as one of this leader's.
  if ([401, 403, 404].includes(answer.status)) await change(photo.id, () => ({ trouble: "who" }));
  throw later(answer);
}

function later(answer) {
  const after = Number(answer.headers.get("Retry-After")) * 1_000;
  return new Later(after || (answer.status < 500 ? LONGEST_PAUSE : 30_000));
}

async function ask(address, { headers = {}, ...options } = {}) {
  await count(ENVELOPE + (options.body?.size ?? 0));
  try {
    return await fetch(address, {
      ...options,
      headers: { "Tus-Resumable": "1.0.0", ...headers },
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new NoLine();
  }
}

function metadata(words) {
  return Object.entries(words)
    .map(([name, value]) => `${name} ${btoa(value)}`)
    .join(",");
}
