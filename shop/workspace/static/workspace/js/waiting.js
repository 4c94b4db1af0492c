// All photos of this leader that the phone still keeps, whichever piece they are of.
import { drop, onChange, photosOf, State } from "./queue.js";
import { goSoon } from "./sending.js";

const list = document.querySelector("[data-waiting-photos]");
const leader = document.body.dataset.leader;
const model = document.querySelector("[data-waiting-row]").content.firstElementChild;
const rows = new Map();

async function show() {
  const photos = await photosOf(leader);
  list.hidden = photos.length === 0;
  document.querySelector("[data-waiting-none]").hidden = photos.length > 0;
  for (const [id, row] of rows) if (!photos.some((photo) => photo.id === id)) (row.remove(), rows.delete(id));
  for (const photo of photos) {
    if (!rows.has(photo.id)) rows.set(photo.id, rowOf(photo));
    fill(rows.get(photo.id), photo);
    list.append(rows.get(photo.id));
  }
}

function rowOf({ id }) {
  const row = model.cloneNode(true);
  row.querySelector("[data-waiting-drop]").addEventListener("click", async () => {
    await drop(id);
    goSoon();
  });
  return row;
}

function fill(row, photo) {
  const picture = row.querySelector("img");
  if (photo.thumb && picture.getAttribute("src") !== photo.thumb) picture.src = photo.thumb;
  for (const words of row.querySelectorAll("[data-shot]")) words.hidden = words.dataset.shot !== photo.state;
  row.querySelector("[data-shot-part]").textContent = `${Math.round((100 * photo.offset) / photo.size)} %`;
  if (photo.refused) row.querySelector("[data-shot-refused]").textContent = photo.refused;
  row.querySelector("[data-waiting-drop]").hidden = photo.state !== State.REFUSED;
}

if (leader && navigator.locks) {
  onChange(show);
  show();
}
