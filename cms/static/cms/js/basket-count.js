// Shows how many pieces are in the basket. It is asked for apart, so that the page itself is the same for everybody.
const link = document.querySelector("[data-basket-count]");

async function show() {
  const answer = await fetch(link.dataset.basketCount, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { count } = await answer.json();
  const badge = link.querySelector(".header__count");
  badge.textContent = count;
  badge.hidden = count === 0;
}

if (link) {
  show().catch(() => {});
  // Coming back by the browser's own button shows a kept page: ask again.
  addEventListener("pageshow", (event) => event.persisted && show().catch(() => {}));
}
