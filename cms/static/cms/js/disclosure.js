// Closes an open <details data-disclosure> on Escape and on a click beside it. Without this it closes by its own button.
const open = () => document.querySelectorAll("details[data-disclosure][open]");

document.addEventListener("click", (event) => {
  for (const details of open()) if (!details.contains(event.target)) details.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of open()) {
    details.open = false;
    details.querySelector("summary").focus();
  }
});
