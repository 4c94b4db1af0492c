// The pieces looked at last. This device alone remembers them, and asks for their cards when their place comes near.
const KEY = "seen";
const [REMEMBERED, SHOWN] = [8, 4];
const place = document.querySelector("[data-seen]");

function remembered() {
  try {
    const seen = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(seen) ? seen.filter(Number.isSafeInteger).slice(0, REMEMBERED) : [];
  } catch {
    return []; // The device keeps nothing, or something that is not ours.
  }
}

function remember(seen) {
  try {
    localStorage.setItem(KEY, JSON.stringify(seen.slice(0, REMEMBERED)));
  } catch {
    // It does not want to.
  }
}

async function show(seen) {
  const answer = await fetch(`${place.dataset.seen}?pieces=${seen.slice(0, SHOWN)}`);
  if (answer.ok) place.innerHTML = await answer.text();
}

function forget(words) {
  localStorage.removeItem(KEY);
  const said = document.createElement("p");
  [said.className, said.tabIndex, said.textContent] = ["wrap soft", -1, words];
  place.replaceChildren(said);
  said.focus();
}

if (place) {
  const here = Number(place.dataset.seenHere);
  const before = remembered().filter((piece) => piece !== here);
  if (here) remember([here, ...before]);
  if (before.length) {
    const near = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        near.disconnect();
        show(before).catch(() => {});
      },
      { rootMargin: "300px" },
    );
    near.observe(place);
  }
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-forget]");
    if (button) forget(button.dataset.forget);
  });
}
