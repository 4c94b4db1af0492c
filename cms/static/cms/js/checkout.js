// Another country, delivery or kept address changes fields and total: ask the server again, as its "update" button does.
const form = document.querySelector("[data-checkout]");
const button = form?.querySelector("[name=update]");

form?.addEventListener("change", (event) => {
  if (["country", "delivery", "saved"].includes(event.target.name)) form.requestSubmit(button);
});
