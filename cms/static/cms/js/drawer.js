// The basket over the page: what is put in shows itself, with the way to the checkout. Without this all leads to the basket's page.
const link = document.querySelector("[data-basket-count]");
const isElsewhere = link && !location.pathname.startsWith(link.pathname);
let dialog;

function make() {
  dialog = document.createElement("dialog");
  dialog.className = "drawer";
  dialog.setAttribute("aria-labelledby", "drawer-title");
  dialog.setAttribute("aria-describedby", "drawer-notes");
  // What changes while it is open is said here; what stood in it when it opened is its description.
  dialog.innerHTML = '<p class="visually-hidden" role="status"></p><div></div>';
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  document.body.append(dialog);
}

/** Ask for the drawer, and show it. Throws where the answer is none. */
async function show(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { "X-Drawer": "1" } });
  const count = answer.headers.get("X-Drawer");
  if (count === null) throw new Error(`No drawer: ${answer.status}`);
  const words = await answer.text();
  if (!dialog) make();
  const [status, inner] = dialog.children;
  const isOpen = dialog.open;
  inner.innerHTML = words;
  if (isOpen) {
    status.textContent = inner.querySelector("#drawer-notes").textContent.trim();
    dialog.querySelector("[data-close]").focus();
  } else {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
  document.dispatchEvent(new CustomEvent("basket", { detail: Number(count) }));
}

async function send(form, submitter) {
  form.dataset.sending = "1";
  submitter?.setAttribute("aria-busy", "true");
  try {
    await show(form.action, { method: "POST", body: new FormData(form) });
  } catch {
    form.submit();
  }
  delete form.dataset.sending;
  submitter?.removeAttribute("aria-busy");
}

if (isElsewhere) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-add], .drawer form")) return;
    event.preventDefault();
    if (!form.dataset.sending) send(form, event.submitter);
  });

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.drawer).catch(() => location.assign(link.href));
  });

  // Coming back by the browser's own button shows a kept page: the basket on it is an old one.
  addEventListener("pageshow", (event) => event.persisted && dialog?.close());
}
