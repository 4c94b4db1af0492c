// Offers the page in the language that the browser prefers, once: the page itself is the same for everybody.
const KEY = "language-offer";
const offers = new Map([...document.querySelectorAll("[data-offer]")].map((offer) => [offer.dataset.offer, offer]));
const here = document.documentElement.lang;

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return "unknown"; // a browser that remembers nothing would be asked again on every page
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, "answered");
  } catch {}
}

const wanted = navigator.languages
  .map((language) => language.toLowerCase().split("-")[0])
  .find((language) => language === here || offers.has(language));
const offer = offers.get(wanted);

if (offer && !remembered()) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    offer.hidden = true;
    remember();
  });
}

// Who chooses a language, here or in the menu, has answered.
addEventListener("click", (event) => event.target.closest?.("a[hreflang]") && remember());
