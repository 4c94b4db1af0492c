// Another country, delivery or kept address changes fields and total: ask the server again, as its "update" button does.
addEventListener("change", (event) => {
  const form = event.target.closest("form[data-checkout]");
  if (form && ["country", "delivery", "saved"].includes(event.target.name)) form.requestSubmit(form.querySelector("[name=update]"));
});
