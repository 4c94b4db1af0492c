// A choice in a list of pieces changes the list without a reload; the address changes with it. Without this the form is sent.
const list = document.querySelector("[data-listing]");
const status = document.querySelector("[data-listing-status]");
let shown = location.pathname + location.search;
let asking;

/** The address a form stands for, without what was left empty or as it is anyway. */
function addressOf(form) {
  const asked = new URLSearchParams(new FormData(form));
  if (form.elements.sort?.selectedIndex === 0) asked.delete("sort");
  for (const [name, value] of [...asked]) if (value === "") asked.delete(name);
  return form.action.split("?")[0] + (asked.size ? `?${asked}` : "");
}

async function go(address, { isNew = true, isElsewhere = false } = {}) {
  asking?.abort();
  asking = new AbortController();
  const results = list.querySelector(".listing__results");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !fresh.querySelector("[data-listing]")) throw new Error(answer.status);
    if (isNew) history.pushState({}, "", address);
    put(fresh, isElsewhere);
  } catch (trouble) {
    // Asked for something else meanwhile: that answer counts. All else, the browser says better than we could.
    if (trouble.name !== "AbortError") location.assign(address);
  }
}

function put(fresh, isElsewhere) {
  const found = fresh.querySelector("[data-listing]");
  const form = list.querySelector(".filters");
  const was = document.activeElement;
  const [scrolled, typed] = [form.scrollTop, was.matches("[inputmode]") && was.value];
  // The form itself stays: on a phone it is an open sheet.
  form.replaceChildren(...found.querySelector(".filters").children);
  form.scrollTop = scrolled;
  const results = list.querySelector(".listing__results");
  results.replaceChildren(...found.querySelector(".listing__results").children);
  results.removeAttribute("aria-busy");
  document.title = fresh.title;
  // The ways to this page in another language or currency lead to what is shown now.
  document.querySelector(".market__panel")?.replaceWith(fresh.querySelector(".market__panel"));
  shown = location.pathname + location.search;
  status.textContent = results.querySelector("#results").textContent;
  settle(was, typed, isElsewhere);
}

function settle(was, typed, isElsewhere) {
  const heading = list.querySelector("#results");
  if (isElsewhere) {
    heading.focus({ preventScroll: true });
    list.scrollIntoView({ block: "start" });
  } else if (!was.isConnected) {
    const same = [...list.querySelectorAll("input, select")].find(
      (field) => field.name === was.name && (field.type !== "checkbox" || field.value === was.value),
    );
    if (same && typed !== false) same.value = typed;
    (same ?? heading).focus({ preventScroll: true });
  }
}

if (list) {
  list.classList.add("listing--live");

  list.addEventListener("change", (event) => {
    if (event.target.form) go(addressOf(event.target.form));
  });

  list.addEventListener("submit", (event) => {
    if (!event.target.matches(".filters")) return;
    event.preventDefault();
    if (event.target.matches(":popover-open")) event.target.hidePopover();
    const address = addressOf(event.target);
    if (new URL(address, location).href !== location.href) go(address);
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest(".chips a, .pagination a, .empty a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.pathname !== location.pathname) return;
    event.preventDefault();
    go(link.href, { isElsewhere: link.matches(".pagination a") });
  });

  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) go(location.href, { isNew: false });
  });
}
