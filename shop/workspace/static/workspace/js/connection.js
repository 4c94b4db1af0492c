// The line: says when there is none, and registers the service worker, which keeps the house on the phone.
const notice = document.querySelector("[data-no-line]");
const show = () => {
  if (notice && !notice.dataset.kept) notice.hidden = navigator.onLine;
};
addEventListener("online", show);
addEventListener("offline", show);
show();

// A form that could not be sent: everything typed is still there.
const notSent = document.querySelector("[data-not-sent]");
navigator.serviceWorker?.addEventListener("message", (event) => {
  if (!event.data?.notSent || !notSent) return;
  notSent.hidden = false;
  notSent.scrollIntoView({ block: "center" });
});
addEventListener("online", () => { if (notSent) notSent.hidden = true; });

// After the page itself: on a slow line it must not wait for what is only for later.
addEventListener("load", async () => {
  if (!("serviceWorker" in navigator)) return;
  try {
    // "all": asked for anew once an hour, and not after every page.
    await navigator.serviceWorker.register("/workspace/sw.js", { scope: "/workspace/", type: "module", updateViaCache: "all" });
    const { active } = await navigator.serviceWorker.ready;
    // Also while nobody has said who they are: what waits goes on.
    active.postMessage({ sendPhotos: true });
    if (!document.body.dataset.leader) return;
    if (!navigator.connection?.saveData) active.postMessage({ keepAhead: document.body.dataset.leader });
    // What is not sent yet must not be thrown away when the phone is full.
    await navigator.storage?.persist?.();
  } catch {
    // An old browser, or a private window: everything works, with a line.
  }
});
