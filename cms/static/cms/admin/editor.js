// The notes beside a page, anew after each saving of its draft.
const place = document.querySelector("[data-editor-notes]");

async function renew() {
  const answer = await fetch(place.dataset.editorNotes, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.ok && !answer.redirected) {
    place.innerHTML = await answer.text();
  }
}

if (place) {
  document.addEventListener("w-autosave:success", renew);
}
