// In the list of pieces: those that wait on this phone, and drafts fetched ahead, so that they can be gone on with without a line.
import { fetchAll, NoLine, onChange, sync, waiting } from "./drafts.js";

const room = document.querySelector("[data-on-phone]");
const leader = document.body.dataset.leader;

async function show() {
  const rows = room.querySelector("[data-on-phone-rows]");
  const model = room.querySelector("[data-on-phone-model]").content.firstElementChild;
  const drafts = await waiting(leader);
  room.hidden = drafts.length === 0;
  rows.replaceChildren(...drafts.map((draft) => {
    const row = model.cloneNode(true);
    row.querySelector("a").href = `/workspace/pieces/${draft.key}/${draft.isLate ? "" : "look/"}`;
    if (draft.answers.title) row.querySelector(".row__title").textContent = draft.answers.title;
    row.querySelector("[data-note-sending]").hidden = !draft.send;
    row.querySelector("[data-note-late]").hidden = !draft.isLate;
    return row;
  }));
}

if (room && leader && navigator.locks && globalThis.indexedDB) {
  onChange(show);
  show();
  try {
    await sync();
    await fetchAll(leader);
  } catch (error) {
    if (!(error instanceof NoLine) && error.message !== "who") throw error;
  }
}
