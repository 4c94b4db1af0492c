// The screens of one piece: from one to the other without asking the line. Every letter is kept on the phone at once, and sent
// when there is a line (drafts.js). Without this each screen is a form of its own.
import { adopt, change, decide, draftOf, fetchAll, note, NoLine, onChange, sync, wakeLater } from "./drafts.js";
import { inFrancs, isDoubtful, priceFor, theyGet, whole } from "./price.js";
import { lookOver, missingOf } from "./looking.js";

const room = document.querySelector("[data-piece]");
const leader = document.body.dataset.leader;
const isAble = room && leader && navigator.locks && globalThis.indexedDB && globalThis.structuredClone;
const PIECES = "/workspace/pieces/";
const ADDRESS = /^\/workspace\/pieces\/([0-9a-f-]{36})\/(?:([a-z]+)\/)?$/;
const QUIET = 1_500;

const [, named, asked] = location.pathname.match(ADDRESS) ?? [];
const key = named ?? crypto.randomUUID();
const screens = isAble ? [...room.querySelectorAll("[data-screen]")] : [];
const codes = screens.map((screen) => screen.dataset.screen);
const money = isAble ? JSON.parse(room.dataset.money) : null;
const refusedModel = room?.querySelector("[data-refused-model]")?.content.firstElementChild;
const apartModel = room?.querySelector("[data-apart-model]")?.content.firstElementChild;
let draft;
let photos = 0;
let at = codes.includes(asked) ? asked : codes.at(named ? -1 : 0);

const addressOf = (code) => `${PIECES}${key}/${code}/`;
const inputs = (field) => [...room.querySelectorAll(`[data-answers] [name="${field}"]:not([type="hidden"])`)];
const isChoice = (input) => ["radio", "checkbox"].includes(input.type);

// Before the album's own script asks which listing it shows.
if (isAble) {
  for (const album of room.querySelectorAll("[data-album], [data-album] [data-sending]")) album.dataset.listing = key;
  if (location.pathname !== addressOf(at)) history.replaceState(null, "", addressOf(at));
}

// ---- What is typed ----

function valueOf(field) {
  const all = inputs(field);
  if (all.length === 0) return undefined;
  if (field === "artisans") return all.filter((input) => input.checked).map((input) => input.value).sort();
  if (all[0].type === "checkbox") return all[0].checked;
  if (all[0].type === "radio") return all.find((input) => input.checked)?.value ?? "";
  return all[0].value;
}

function fill(answers) {
  for (const [field, value] of Object.entries(answers)) {
    for (const input of inputs(field)) {
      // Not under the fingers of whoever is typing.
      if (input === document.activeElement && !isChoice(input)) continue;
      if (field === "artisans") input.checked = (value ?? []).includes(input.value);
      else if (input.type === "checkbox") input.checked = Boolean(value);
      else if (input.type === "radio") input.checked = input.value === value;
      else if (input.value !== (value ?? "")) input.value = value ?? "";
    }
  }
  draw();
}

let soon;
function typed(field, value = valueOf(field)) {
  const answers = { [field]: value };
  if (field === "price_rwf") answers.price_is_meant = "";
  note(key, leader, answers);
  clearTimeout(soon);
  soon = setTimeout(send, QUIET);
}

// ---- What follows from it ----

const parts = () => (money[valueOf("kind")] ?? money[0]).parts;

function draw() {
  for (const number of room.querySelectorAll("[data-drawn]")) number.textContent = valueOf(number.dataset.drawn) || "?";
  const price = whole(valueOf("price_rwf"));
  const sum = room.querySelector("[data-parts]");
  sum.hidden = !price;
  if (price) {
    const theirs = theyGet(parts(), price);
    const band = sum.querySelector("[data-parts-band]");
    band.max = price;
    band.value = theirs;
    sum.querySelector("[data-parts-theirs]").textContent = inFrancs(theirs);
    sum.querySelector("[data-parts-kept]").textContent = inFrancs(price - theirs);
  }
  const wanted = room.querySelector("[data-they-get]");
  if (wanted !== document.activeElement) wanted.value = price ? theyGet(parts(), price) : "";
  const others = money[valueOf("kind")]?.asked;
  room.querySelector("[data-asked]").hidden = !others;
  if (others) room.querySelector("[data-asked-figures]").textContent = `${inFrancs(others[0])} – ${inFrancs(others[2])}`;
  if (price === null || !isDoubtfulNow()) room.querySelector("[data-doubt]").hidden = true;
}

function isDoubtfulNow() {
  const price = whole(valueOf("price_rwf"));
  const isMeant = String(draft?.answers.price_is_meant ?? "") === String(price);
  return Boolean(price) && !isMeant && isDoubtful(money, valueOf("kind"), price);
}

// ---- What the house says of it ----

function tell() {
  if (!draft) return;
  for (const words of room.querySelectorAll("[data-refused], [data-apart]")) words.remove();
  for (const [field, words] of Object.entries(draft.refused)) {
    const said = refusedModel.cloneNode(true);
    said.dataset.refused = field;
    said.querySelector("[data-refused-words]").textContent = words;
    room.querySelector(`[data-field="${field}"]`)?.prepend(said);
  }
  for (const field of Object.keys(draft.theirs)) {
    if (!room.querySelector(`[data-field="${field}"]`)) continue;
    const both = apartModel.cloneNode(true);
    both.dataset.apart = field;
    both.querySelector("[data-apart-theirs]").textContent = inWords(field, draft.theirs[field]);
    both.querySelector("[data-apart-mine]").textContent = inWords(field, draft.answers[field]);
    room.querySelector(`[data-field="${field}"]`).prepend(both);
  }
  const isWaiting = draft.send;
  const told = { waiting: isWaiting && !draft.missing.photos && draft.trouble !== "who", photos: isWaiting && Boolean(draft.missing.photos), late: draft.isLate, who: draft.trouble === "who" };
  for (const words of room.querySelectorAll("[data-told-by]")) words.hidden = !told[words.dataset.toldBy];
  room.querySelector("[data-late-link]").href = `${PIECES}${key}/`;
  if (at === "look") look();
}

function inWords(field, value) {
  const names = inputs(field).filter(isChoice);
  if (names.length === 0) return value || "–";
  return names.filter((input) => [value].flat().includes(input.value) || value === true).map((input) => input.closest(".choice").querySelector(".choice__label").textContent).join(", ") || "–";
}

const heldOf = () => Object.fromEntries(Object.keys(draft?.held ?? {}).map((field) => [field, 1]));
const look = () => lookOver(room, draft?.answers ?? {}, { photos, parts: parts(), refused: draft?.refused ?? {}, held: heldOf() });

// ---- From screen to screen ----

function show(code, { isBack = false, isFirst = false } = {}) {
  at = code;
  for (const screen of screens) screen.hidden = screen.dataset.screen !== code;
  if (!isBack && !isFirst) history.pushState(null, "", addressOf(code));
  const back = document.querySelector(".top__way");
  const before = codes[codes.indexOf(code) - 1];
  if (back) back.href = before ? addressOf(before) : PIECES;
  if (code === "look") look();
  if (isFirst) return;
  scrollTo(0, 0);
  room.querySelector(`[data-screen="${code}"] h1`).focus({ preventScroll: true });
}

const next = () => show(codes[codes.indexOf(at) + 1]);

async function send() {
  clearTimeout(soon);
  await wakeLater();
  try {
    await sync();
    if ((await draftOf(key))?.isStale) await fetchAll(leader);
  } catch (error) {
    if (!(error instanceof NoLine) && error.message !== "who") throw error;
  }
}

async function sendPiece() {
  draft = (await draftOf(key)) ?? (await note(key, leader, {}));
  if (isDoubtfulNow()) return doubt();
  const missing = missingOf(draft.answers, photos);
  if (look() || Object.values(missing).some(Boolean)) {
    room.querySelector("[data-told-lacking]:not([hidden])")?.scrollIntoView({ block: "center" });
    return undefined;
  }
  await change(key, () => ({ send: true }));
  await send();
  const after = await draftOf(key);
  if (!after) location.assign(`${PIECES}${key}/`);
  else if (after.isDoubted) doubt();
  return undefined;
}

function doubt() {
  if (at !== "price") show("price");
  const asks = room.querySelector("[data-doubt]");
  asks.hidden = false;
  asks.scrollIntoView({ block: "center" });
}

function begin() {
  room.addEventListener("input", (event) => {
    if (event.target.matches("[data-they-get]")) {
      const wanted = whole(event.target.value);
      const price = wanted && priceFor(parts(), wanted);
      if (!price) return;
      inputs("price_rwf")[0].value = price;
      typed("price_rwf");
    } else if (event.target.closest("[data-answers]") && event.target.name) typed(event.target.name);
    draw();
  });
  room.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (event.target.matches("[data-send]")) await sendPiece();
    else if (event.target.matches("[data-give-up]")) await giveUp();
    else if (at === "price" && isDoubtfulNow()) doubt();
    else {
      send();
      next();
    }
  });
  room.addEventListener("click", async (event) => {
    const to = event.target.closest("[data-to]");
    if (to) {
      event.preventDefault();
      show(to.dataset.to);
    } else if (event.target.closest("[data-doubt-yes]")) {
      typed("price_is_meant", String(whole(valueOf("price_rwf"))));
      room.querySelector("[data-doubt]").hidden = true;
      next();
    } else if (event.target.closest("[data-apart-keep]")) {
      const field = event.target.closest("[data-apart]").dataset.apart;
      await decide(key, [field], event.target.closest("[data-apart-keep]").dataset.apartKeep === "mine");
      fill((await draftOf(key)).answers);
      send();
    }
  });
  document.querySelector(".top__way")?.addEventListener("click", (event) => {
    const before = codes[codes.indexOf(at) - 1];
    if (!before) return;
    event.preventDefault();
    show(before);
  });
  addEventListener("popstate", () => {
    const code = location.pathname.match(ADDRESS)?.[2];
    if (codes.includes(code)) show(code, { isBack: true });
  });
  room.addEventListener("album", (event) => {
    photos = event.detail.all - (event.detail.refused ?? 0);
    if (at === "look") look();
    if (draft?.send) send();
  });
  addEventListener("online", send);
  onChange(async (changed) => {
    if (changed !== key) return;
    draft = (await draftOf(key)) ?? draft;
    tell();
  });
}

async function giveUp() {
  await note(key, leader, {});
  await change(key, () => ({ giveUp: true, send: false }));
  await send();
  location.assign((await draftOf(key)) ? PIECES : `${PIECES}${key}/`);
}

if (isAble) {
  begin();
  photos = room.querySelectorAll("[data-album-photos] > li").length;
  // A page that was kept for another piece, or for any, knows nothing of this one.
  const kept = room.dataset.piece === key && room.dataset.kept ? JSON.parse(room.dataset.kept) : null;
  if (kept?.version) await adopt(kept, leader);
  draft = await draftOf(key);
  // On a shared phone, what somebody else wrote is shown only by the house, which knows whether they are of one group.
  if (draft && draft.leader !== Number(leader) && room.dataset.piece !== key) location.replace(PIECES);
  else if (room.dataset.piece !== key) fill({ ...blank(), ...draft?.answers });
  else if (draft) fill(draft.answers);
  draw();
  show(at, { isFirst: true });
  tell();
  send();
}

function blank() {
  return Object.fromEntries([...room.querySelectorAll("[data-answers] [name]:not([type='hidden'])")].map(({ name }) => [name, name === "artisans" ? [] : ""]));
}
