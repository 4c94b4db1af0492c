// The pictures of a piece: choosing by thumbnail and arrow keys, and a full-screen view. Without this they are links.
const gallery = document.querySelector("[data-gallery]");

function turn(gallery) {
  const track = gallery.querySelector(".gallery__track");
  const slides = [...track.children];
  const thumbs = [...gallery.querySelectorAll(".gallery__thumb")];
  const said = gallery.querySelector("[data-gallery-position]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const words = (number) => slides[number].querySelector(".gallery__number").textContent;
  let here = 0;

  function mark(number) {
    if (number === here) return;
    here = number;
    for (const thumb of thumbs) thumb.removeAttribute("aria-current");
    thumbs[number].setAttribute("aria-current", "true");
    said.textContent = words(number);
  }

  function show(number) {
    mark(number);
    track.scrollTo({ left: number * track.clientWidth, behavior: calm.matches ? "instant" : "smooth" });
  }

  // Swiped or scrolled by whatever means: which picture is it now?
  let settled;
  track.addEventListener("scroll", () => {
    clearTimeout(settled);
    settled = setTimeout(() => mark(Math.round(track.scrollLeft / track.clientWidth)), 120);
  });

  gallery.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const thumb = event.target.closest(".gallery__thumb");
    const opened = event.target.closest(".gallery__open");
    if (!thumb && !opened) return;
    event.preventDefault();
    if (thumb) show(thumbs.indexOf(thumb));
    else enlarge(slides.indexOf(opened.parentElement));
  });

  gallery.addEventListener("keydown", (event) => {
    if (zoom.open || event.altKey || event.ctrlKey || event.metaKey) return;
    const number = reached(event.key, here);
    if (number === null) return;
    event.preventDefault();
    const isThumb = event.target.matches(".gallery__thumb");
    show(number);
    (isThumb ? thumbs[number] : slides[number].querySelector("a")).focus({ preventScroll: true });
  });

  function reached(key, from) {
    const last = slides.length - 1;
    const to = { ArrowLeft: Math.max(from - 1, 0), ArrowRight: Math.min(from + 1, last), Home: 0, End: last }[key];
    return to ?? null;
  }

  const zoom = gallery.querySelector("[data-zoom]");
  const view = zoom.querySelector(".zoom__view");
  const full = zoom.querySelector("[data-full]");
  let enlarged = 0;

  function enlarge(number) {
    enlarged = number;
    fit();
    const picture = slides[number].querySelector("picture").cloneNode(true);
    // The largest there is, whatever the screen: it will be looked at closely.
    for (const one of picture.children) one.sizes = "1600px";
    picture.querySelector("img").loading = "eager";
    view.replaceChildren(picture);
    zoom.querySelector(".zoom__position").textContent = words(number);
    if (!zoom.open) zoom.showModal();
  }

  function fit() {
    zoom.classList.remove("zoom--full");
    full.setAttribute("aria-pressed", "false");
  }

  // As wide as it was stored, with what was under the pointer in the middle.
  function toFullSize(x = 0.5, y = 0.5) {
    zoom.classList.add("zoom--full");
    full.setAttribute("aria-pressed", "true");
    view.scrollTo(x * view.scrollWidth - view.clientWidth / 2, y * view.scrollHeight - view.clientHeight / 2);
  }

  zoom.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const isFull = zoom.classList.contains("zoom--full");
    if (button?.dataset.turn) {
      enlarge((enlarged + Number(button.dataset.turn) + slides.length) % slides.length);
    } else if (button?.hasAttribute("data-close")) {
      zoom.close();
    } else if (button === full) {
      if (isFull) fit();
      else toFullSize();
    } else if (event.target.matches("img")) {
      if (isFull) fit();
      else toFullSize(event.offsetX / event.target.clientWidth, event.offsetY / event.target.clientHeight);
    }
  });

  zoom.addEventListener("keydown", (event) => {
    // At full size the arrows move the picture under the window.
    if (zoom.classList.contains("zoom--full") || event.altKey || event.ctrlKey || event.metaKey) return;
    const number = reached(event.key, enlarged);
    if (number === null || number === enlarged) return;
    event.preventDefault();
    enlarge(number);
  });

  zoom.addEventListener("close", () => {
    show(enlarged);
    slides[enlarged].querySelector("a").focus({ preventScroll: true });
    view.replaceChildren();
  });
}

if (gallery) turn(gallery);
