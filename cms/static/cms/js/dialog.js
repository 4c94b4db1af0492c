// Opens the <dialog> that a link or a button names: <a href="/there/" data-dialog="id">. Without this the link leads to its page.
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.matches("dialog[open]") && isBeside(event)) {
    event.target.close();
  }
});

// A click on what lies behind a dialog is one on the dialog itself, but outside of its box.
function isBeside({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
