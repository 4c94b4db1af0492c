// Shows how many pieces are in the basket. It is asked for apart, so that the page itself is the same for everybody.
const link = document.querySelector("[data-basket-count]");
const badge = link?.querySelector(".header__count");

function show(count) {
  badge.textContent = count;
  badge.hidden = count === 0;
}

async function ask() {
  const answer = await fetch(link.dataset.basketCount, { headers: { Accept: "application/json" } });
  if (answer.ok) show((await answer.json()).count);
}

if (link) {
  ask().catch(() => {});
  // The drawer knows it already.
  document.addEventListener("basket", (event) => show(event.detail));
  // Coming back by the browser's own button shows a kept page: ask again.
  addEventListener("pageshow", (event) => event.persisted && ask().catch(() => {}));
}
