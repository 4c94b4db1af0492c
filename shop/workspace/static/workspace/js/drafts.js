// The pieces that leaders tell of, as this phone keeps them: every letter at once, sent when there is a line. Used by pages and by
// the service worker; nothing here touches a page.
//
// A draft: {key, leader, version, answers, dirty: {field: stamp}, base: {field: value}, tried: {field: value}, held: {field: stamp},
// refused: {field: words}, theirs: {field: value}, send, giveUp, missing, isDoubted, isLate, isStale}. `dirty` was changed here and
// not taken by the house yet: from `base`, and `tried` was sent last. `held` of it waits for the leader: it was refused, or somebody
// else answered otherwise (`theirs`). Nothing typed goes before the house has it.
import { all, get, remove, update, watch } from "./store.js";

export const DOOR = "/workspace/pieces/sync/";
const OPEN_ONES = "/workspace/pieces/drafts/";
export const SYNC = "drafts";
const PATIENCE = 60_000;

export class NoLine extends Error {}

export const draftOf = (key) => get("drafts", key);
export const onChange = (listener) => watch("drafts", listener);

export async function draftsOf(leader) {
  return (await all("drafts")).map(([, draft]) => draft).filter((draft) => draft.leader === Number(leader));
}

const isWaiting = (draft) => draft.send || draft.giveUp || Object.keys(draft.dirty).some((field) => draft.dirty[field] !== draft.held[field]);

export async function waiting(leader) {
  return (await draftsOf(leader)).filter((draft) => isWaiting(draft) || draft.isLate || Object.keys(draft.held).length > 0);
}

const fresh = (key, leader) => ({
  key, leader: Number(leader), version: 0, answers: {}, dirty: {}, base: {}, tried: {}, held: {}, refused: {}, theirs: {}, send: false, giveUp: false,
  missing: {}, isDoubted: false, isLate: false, isStale: false, stamp: 0,
});

// Write down what was typed; whoever typed last sends it.
export function note(key, leader, answers) {
  return update("drafts", key, (draft) => {
    const now = draft ?? fresh(key, leader);
    now.leader = Number(leader);
    now.stamp += 1;
    for (const [field, value] of Object.entries(answers)) {
      if (!(field in now.dirty)) now.base[field] = now.answers[field];
      now.answers[field] = value;
      now.dirty[field] = now.stamp;
      delete now.refused[field];
      delete now.held[field];
      delete now.theirs[field];
    }
    return now;
  });
}

export const change = (key, made) => update("drafts", key, (draft) => draft && { ...draft, ...made(draft) });

// What the house knows of a draft, under what was changed here since.
export function adopt(kept, leader) {
  return update("drafts", kept.key, (draft) => {
    const now = draft ?? fresh(kept.key, leader);
    if (kept.version < now.version) return now;
    for (const [field, value] of Object.entries(kept.answers)) {
      const isWritten = (known) => isSame(value, known);
      if (!(field in now.dirty)) now.answers[field] = value;
      else if (field in now.refused) continue;
      else if (isWritten(now.answers[field])) settled(now, field);
      else if (field in now.held || !(isWritten(now.base[field]) || isWritten(now.tried[field]))) {
        now.held[field] = now.dirty[field];
        now.theirs[field] = value;
      }
    }
    return { ...now, version: kept.version, isStale: false, isLate: false };
  });
}

// Nothing, an empty text and a box that is not ticked say the same.
const isSame = (one, other) => JSON.stringify(one || "") === JSON.stringify(other || "") || (isEmpty(one) && isEmpty(other));
const isEmpty = (value) => !value || value.length === 0;

function settled(draft, field) {
  for (const about of ["dirty", "base", "tried", "held", "theirs"]) delete draft[about][field];
}

// The leader has seen both answers of a question, and says which one holds.
export function decide(key, fields, isMine) {
  return change(key, (draft) => {
    const now = structuredClone(draft);
    for (const field of fields) {
      if (isMine) {
        now.base[field] = now.theirs[field];
        delete now.held[field];
        delete now.theirs[field];
      } else {
        now.answers[field] = now.theirs[field];
        settled(now, field);
      }
    }
    return now;
  });
}

// Send what waits. Throws NoLine where that must be tried again.
export async function sync() {
  await navigator.locks.request("drafts-sender", async () => {
    let lost = null;
    for (const [, draft] of await all("drafts")) {
      if (draft.isLate || !isWaiting(draft)) continue;
      try {
        await sendOne(draft);
      } catch (error) {
        lost = error;
        if (error instanceof NoLine) break;
      }
    }
    if (lost) throw lost;
  });
}

async function sendOne(draft) {
  const fields = Object.keys(draft.dirty).filter((field) => draft.dirty[field] !== draft.held[field]);
  const answers = Object.fromEntries(fields.map((field) => [field, draft.answers[field]]));
  // A price is meant together with itself.
  if ("price_is_meant" in answers) answers.price_rwf = draft.answers.price_rwf;
  const { key, leader, version, send, giveUp } = draft;
  await change(key, (now) => ({ tried: { ...now.tried, ...answers } }));
  const answer = await ask(DOOR, JSON.stringify({ leader, key, version, answers, send, give_up: giveUp }));
  if (answer.status === 401 || answer.status === 404) {
    await change(key, () => ({ trouble: "who" }));
    throw new Error("who");
  }
  if (!answer.ok) throw new NoLine(String(answer.status));
  await take(draft, fields, await answer.json());
}

async function take(sent, fields, told) {
  const isOver = !told.late && ["sent", "published", "given_up"].includes(told.state);
  const kept = await update("drafts", sent.key, (draft) => {
    if (!draft) return draft;
    const now = { ...structuredClone(draft), trouble: "", isLate: told.late, missing: told.missing, isDoubted: told.doubted, state: told.state };
    if (told.late) return { ...now, send: false, giveUp: false };
    for (const field of fields) {
      // What was typed meanwhile goes with the next round.
      if (now.dirty[field] !== sent.dirty[field]) continue;
      if (field in told.refused || told.apart.includes(field)) now.held[field] = now.dirty[field];
      else settled(now, field);
      if (field in told.refused) now.refused[field] = told.refused[field];
    }
    // Else what others wrote would count as seen here, and be overwritten.
    if (told.others) now.isStale = true;
    else now.version = told.version;
    if (told.doubted || Object.keys(told.refused).length || told.apart.length || hasOtherThanPhotos(told.missing)) now.send = false;
    if (isOver && Object.keys(now.dirty).length === 0) return { ...now, send: false, giveUp: false };
    return now;
  });
  if (isOver && kept && Object.keys(kept.dirty).length === 0) await remove("drafts", sent.key);
}

const hasOtherThanPhotos = (missing) => Object.keys(missing).some((about) => about !== "photos");

// What the house has of the group's open pieces, for when there is no line; only for a leader who is here.
export async function fetchAll(leader) {
  const answer = await ask(OPEN_ONES);
  if (!answer.ok) return;
  const { drafts } = await answer.json();
  for (const kept of drafts) await adopt(kept, leader);
  // What was sent or given up elsewhere is no draft any more.
  const open = new Set(drafts.map(({ key }) => key));
  for (const draft of await draftsOf(leader)) {
    if (draft.version > 0 && !open.has(draft.key) && Object.keys(draft.dirty).length === 0 && !isWaiting(draft)) await remove("drafts", draft.key);
  }
}

// Ask the browser to run the service worker when there is a line, even if every page is closed by then.
export async function wakeLater() {
  const worker = await navigator.serviceWorker?.getRegistration("/workspace/");
  await worker?.sync?.register(SYNC).catch(() => {});
}

async function ask(address, body) {
  try {
    return await fetch(address, {
      method: body ? "POST" : "GET",
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      body,
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new NoLine();
  }
}
