// Says whether a piece is kept, and keeps it without leaving the page. Without this the form leads to the list.
const form = document.querySelector("[data-keep]");

function show(isKept) {
  form.querySelector(".keep__button").hidden = isKept;
  form.querySelector(".keep__kept").hidden = !isKept;
}

async function ask(address, options = {}) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, ...options });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function look() {
  show((await ask(form.dataset.keep)).kept);
}

async function keep() {
  const { kept, url } = await ask(form.action, { method: "POST" });
  if (!kept) return location.assign(url);
  show(true);
  const said = form.querySelector("[data-keep-said]");
  said.textContent = said.dataset.keepSaid;
  form.querySelector(".keep__kept").focus();
}

if (form) {
  look().catch(() => {});
  // Coming back by the browser's own button shows a kept page: ask again.
  addEventListener("pageshow", (event) => event.persisted && look().catch(() => {}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep().catch(() => form.submit());
  });
}
