// Offers titles and names while a search is typed. The list is the browser's own; without this, one types the whole word.
const field = document.querySelector("[data-suggest]");
const PAUSE = 150;
let waiting;

async function offer() {
  const typed = field.value.trim();
  const list = field.list;
  if (typed.length < 2 || [...list.options].some((option) => option.value === typed)) return;
  const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || typed !== field.value.trim()) return;
  const { names } = await answer.json();
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => offer().catch(() => {}), PAUSE);
});
