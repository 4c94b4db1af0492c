// One fewer, one more. With data-stepper="submit" the form is sent when the number has stood still for a moment.
const WAIT = 500;
const waiting = new WeakMap();

const number = (stepper) => stepper.querySelector("input");

function limit(stepper) {
  const { value, min, max } = number(stepper);
  stepper.querySelector('[data-step="-1"]').disabled = Number(value) <= Number(min || 0);
  stepper.querySelector('[data-step="1"]').disabled = max !== "" && Number(value) >= Number(max);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const input = button && number(button.closest("[data-stepper]"));
  if (!input) return;
  if (button.dataset.step > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const stepper = event.target.closest("[data-stepper]");
  if (!stepper) return;
  limit(stepper);
  clearTimeout(waiting.get(stepper));
  if (stepper.dataset.stepper !== "submit" || event.target.value === event.target.defaultValue) return;
  waiting.set(stepper, setTimeout(() => event.target.form.requestSubmit(), WAIT));
});

for (const stepper of document.querySelectorAll("[data-stepper]")) limit(stepper);
