// Sends a form and shows the answer on the page that is open, so that Back never meets a page that answered to a form.
let isBusy = false;

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json, text/html" } });
  if (answer.headers.get("Content-Type").startsWith("application/json")) {
    location.assign((await answer.json()).url);
    return true;
  }
  show(new DOMParser().parseFromString(await answer.text(), "text/html"), button);
  return false;
}

function show(page, button) {
  const before = document.activeElement.id;
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  const wrong = document.querySelector("main .message--error, main [role=alert]");
  const next = wrong ?? (before && document.getElementById(before)) ?? document.querySelector(`main [name=${button?.name || "_"}]`);
  next?.focus({ preventScroll: !wrong });
  wrong?.scrollIntoView({ block: "center" });
}

addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  form.setAttribute("aria-busy", "true");
  try {
    // Busy stays who leaves the page.
    isBusy = await send(form, event.submitter);
  } catch {
    form.submit();
  }
});

addEventListener("pageshow", () => (isBusy = false));
