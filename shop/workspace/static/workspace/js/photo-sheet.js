// One photo over the page, one question a screen: what could be better, who is to be seen, turned and cut, what else.
import { bytesOf, drop, edited, isAsked, say, State, swap } from "./queue.js";
import { decoded } from "./shrink.js";
import { cutting } from "./cutting.js";
import { goSoon } from "./sending.js";

/** `again(file, photo)` is told of a photo taken instead of another. */
export function sheetIn(dialog, { again }) {
  const canvas = dialog.querySelector("[data-sheet-picture]");
  const cut = cutting(canvas);
  let steps = [];
  let step = null;
  let picture = null;
  let neighbours = [];

  // ---- What is asked, in turn ----

  /** Of photos just taken: what could be better about each, and who is to be seen, of several first in one go. */
  function ask(photos) {
    const better = photos.filter((photo) => photo.hints.length).map((photo) => ({ screen: "hint", photos: [photo] }));
    const who = { screen: "who", photos };
    steps = photos.length > 1 ? [who, ...better] : [...better, who];
    next();
  }

  /** All that can be done with one; `others` are those of the listing that are still on the phone, in their order. */
  function open(photo, others) {
    neighbours = others.filter((other) => other.state !== State.SAFE);
    steps = [{ screen: isAsked(photo) ? "who" : "all", photos: [photo] }];
    next();
  }

  async function next() {
    step = steps.shift() ?? null;
    if (!step) return dialog.close();
    await show(step.screen);
  }

  async function show(screen) {
    const [photo] = step.photos;
    if (!dialog.open) dialog.showModal();
    for (const part of dialog.querySelectorAll("[data-sheet-screen]")) part.hidden = part.dataset.sheetScreen !== screen;
    for (const hint of dialog.querySelectorAll("[data-hint]")) hint.hidden = !photo.hints.includes(hint.dataset.hint);
    dialog.querySelector("[data-sheet-many]").hidden = step.photos.length < 2;
    await draw(photo);
    const refused = dialog.querySelector("[data-sheet-refused]");
    refused.hidden = photo.state !== State.REFUSED;
    refused.textContent = photo.refused ?? "";
    const at = neighbours.findIndex(({ id }) => id === photo.id);
    for (const move of dialog.querySelectorAll("[data-sheet-move]")) {
      move.hidden = at < 0 || !neighbours[at + Number(move.dataset.sheetMove)];
    }
    dialog.querySelector('[data-sheet-if="sendable"]').hidden = photo.state === State.REFUSED;
    dialog.querySelector('[data-sheet-if="drawable"]').hidden = !picture;
    for (const box of dialog.querySelectorAll("[name=people]")) box.checked = photo.people.includes(Number(box.value));
    const shown = dialog.querySelector(`[data-sheet-screen="${screen}"]`);
    shown.querySelector(".sheet__title").focus();
    dialog.scrollTop = 0;
  }

  async function draw(photo) {
    if (picture?.of === photo.id) return cut.show(picture.bitmap);
    picture?.bitmap.close();
    const bytes = await bytesOf(photo.id);
    const bitmap = bytes && (await decoded(bytes));
    picture = bitmap ? { of: photo.id, bitmap } : null;
    canvas.hidden = !picture;
    if (picture) cut.show(bitmap);
  }

  // ---- What is answered ----

  async function says(words) {
    const { photos } = step;
    if (photos.length > 1 && words.says !== "nobody") {
      steps = [...photos.map((photo) => ({ screen: "who", photos: [photo] })), ...steps];
    } else {
      for (const { id } of photos) await say(id, words);
      goSoon();
    }
    await next();
  }

  const people = () => [...dialog.querySelectorAll("[name=people]:checked")].map((box) => Number(box.value));

  dialog.addEventListener("click", async (event) => {
    const pressed = event.target.closest("button");
    if (!pressed || !step) return;
    const { sheetTo, says: word, sheetMove, edit } = pressed.dataset;
    const [photo] = step.photos;
    if ("sheetClose" in pressed.dataset) dialog.close();
    else if ("sheetKeep" in pressed.dataset) await next();
    else if ("sheetPeople" in pressed.dataset) await (step.photos.length > 1 ? says({ says: "named" }) : show("people"));
    else if (word) await says({ says: word === "named" && !people().length ? "unsaid" : word, people: word === "named" ? people() : [] });
    else if (sheetTo) await show(sheetTo);
    else if (sheetMove) {
      const at = neighbours.findIndex(({ id }) => id === photo.id);
      await swap(photo, neighbours[at + Number(sheetMove)]);
      dialog.close();
    } else if ("sheetDrop" in pressed.dataset) {
      await drop(photo.id);
      goSoon();
      dialog.close();
    } else if (edit === "keep") {
      pressed.disabled = true;
      await edited(photo.id, cut.chosen());
      pressed.disabled = false;
      goSoon();
      dialog.close();
    } else if (edit) cut[edit]();
  });

  dialog.addEventListener("change", (event) => {
    if (!event.target.matches("[data-sheet-again]") || !event.target.files.length) return;
    const [file] = event.target.files;
    const [photo] = step.photos;
    event.target.value = "";
    dialog.close();
    again(file, photo);
  });

  dialog.addEventListener("close", () => {
    picture?.bitmap.close();
    picture = step = null;
    steps = [];
  });

  return { ask, open };
}
