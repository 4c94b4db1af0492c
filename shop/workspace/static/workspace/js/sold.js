// Sold here today: a tap is kept on the phone and sent from there, so that it counts without a line, too.
import { forget, note, salesOf, sendSales } from "./sales.js";

const { leader } = document.body.dataset;
const list = document.querySelector("[data-sales]");
const row = document.querySelector("[data-sale-row]");

async function showWaiting() {
  const waiting = await salesOf(leader);
  list.hidden = waiting.length === 0;
  list.querySelector("ul").replaceChildren(...waiting.map((sale) => {
    const item = row.content.cloneNode(true);
    item.querySelector("[data-sale-title]").textContent = sale.quantity > 1 ? `${sale.quantity} × ${sale.title}` : sale.title;
    item.querySelector("[data-sale-drop]").addEventListener("click", async () => {
      await forget(sale.key);
      await showWaiting();
    });
    return item;
  }));
}

async function send() {
  const taken = await sendSales(leader);
  if (taken) location.assign(location.pathname);
  else await showWaiting();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sell]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  // A number of its own for each tap: the page may be one that the phone kept, and was tapped before.
  const key = crypto.randomUUID();
  const quantity = Number(form.elements.quantity?.value || 1);
  try {
    await note({ key, leader, address: form.getAttribute("action"), quantity, title: form.dataset.sell });
  } catch {
    form.submit(); // the phone keeps nothing, as in a private window
    return;
  }
  await send();
  const registration = await navigator.serviceWorker?.getRegistration("/workspace/");
  await registration?.sync?.register("sales").catch(() => {});
  button.disabled = false;
});

addEventListener("online", send);
send();
