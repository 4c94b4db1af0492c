// On the page of a piece that is sent: what this phone still holds of it, written after that.
import { change, draftOf } from "./drafts.js";
import { remove } from "./store.js";

const room = document.querySelector("[data-late]");

if (room && globalThis.indexedDB) {
  const draft = await draftOf(room.dataset.late);
  const words = Object.keys(draft?.dirty ?? {}).filter((field) => field !== "price_is_meant" && typeof draft.answers[field] === "string" && draft.answers[field]);
  if (draft && words.length === 0) await remove("drafts", draft.key);
  else if (draft) {
    await change(draft.key, () => ({ isLate: true, send: false }));
    room.querySelector("[data-late-words]").replaceChildren(...words.map((field) => Object.assign(document.createElement("li"), { textContent: draft.answers[field], dir: "auto" })));
    room.querySelector("button").addEventListener("click", async () => {
      await remove("drafts", draft.key);
      room.hidden = true;
    });
    room.hidden = false;
  }
}
