// − and + beside a number.
for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const number = stepper.querySelector("input");
  const buttons = stepper.querySelectorAll("[data-step]");
  const show = () => {
    for (const button of buttons) {
      button.hidden = false;
      const next = (Number(number.value) || 0) + Number(button.dataset.step);
      button.disabled = next < Number(number.min || -Infinity) || next > Number(number.max || Infinity);
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      number.value = Math.max((Number(number.value) || 0) + Number(button.dataset.step), Number(number.min || -Infinity));
      number.dispatchEvent(new Event("input", { bubbles: true }));
      number.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  number.addEventListener("input", show);
  show();
}
