// Pieces sold at the market, where there may be no line: each tap is kept on the phone until the house has it. Used by the page and
// by the service worker; nothing here touches a page. A key of the phone's making keeps a tap that is sent twice one sale.
import { all, put, remove } from "./store.js";

const START = "sale:";
const PATIENCE = 20_000;

export async function salesOf(leader) {
  return (await all("settings")).filter(([key]) => String(key).startsWith(START)).map(([, sale]) => sale).filter((sale) => sale.leader === leader);
}

// Kept before it is sent.
export async function note(sale) {
  await put("settings", START + sale.key, sale);
}

export const forget = (key) => remove("settings", START + key);

// Sends those that wait; how many the house has now, sold or refused. What it says of them stands on its next page.
export async function sendSales(leader) {
  let taken = 0;
  await navigator.locks.request("sales-sender", async () => {
    for (const sale of await salesOf(leader)) {
      let answer;
      try {
        answer = await fetch(sale.address, {
          method: "POST",
          headers: { accept: "application/json" },
          body: new URLSearchParams({ key: sale.key, quantity: sale.quantity }),
          signal: AbortSignal.timeout(PATIENCE),
        });
      } catch {
        return;
      }
      // The visit is over, or the house is in trouble: later.
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500 || answer.redirected) return;
      await forget(sale.key);
      taken += 1;
    }
  });
  return taken;
}
