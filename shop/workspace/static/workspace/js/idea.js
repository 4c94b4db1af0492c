// An idea for a story is kept on the phone, letter by letter, until the house has it.
import { get, put, remove } from "./store.js";

const { leader } = document.body.dataset;
const KEPT = `idea:${leader}`;
const form = document.querySelector("[data-idea-words]");
const fresh = document.querySelector("[data-new-idea]");
const kept = await get("settings", KEPT).catch(() => undefined);

if (fresh && kept) {
  const isHere = document.querySelector(`[data-idea="${CSS.escape(kept.key)}"]`);
  if (isHere) await remove("settings", KEPT);
  // The one that was begun goes on, with its photos.
  else fresh.href = fresh.getAttribute("href").replace(/[0-9a-f-]{36}/, kept.key);
}

if (form) {
  const { words } = form.elements;
  const key = form.dataset.ideaWords;
  if (!words.value && kept?.key === key) words.value = kept.words;
  const keep = () => put("settings", KEPT, { key, words: words.value }).catch(() => {});
  words.addEventListener("input", keep);
  form.addEventListener("submit", keep);
}
