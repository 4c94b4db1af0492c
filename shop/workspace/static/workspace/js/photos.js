// The album of a listing: takes photos in, shows how each stands, and opens one over the page. What the house has is a link there;
// without this a form sends photos the plain way.
import { add, drop, isAsked, onChange, photosOf, prepare, forgetSafe, State } from "./queue.js";
import { sheetIn } from "./photo-sheet.js";
import { goSoon } from "./sending.js";

const album = document.querySelector("[data-album]");
const leader = document.body.dataset.leader;
const isAble = navigator.locks && globalThis.crypto?.subtle && globalThis.indexedDB && globalThis.createImageBitmap;

function live(album) {
  const list = album.querySelector("[data-album-photos]");
  const model = album.querySelector("[data-album-card]").content.firstElementChild;
  const most = Number(album.dataset.most);
  const cards = new Map();
  const sheet = sheetIn(album.querySelector("[data-sheet]"), { again: (file, instead) => take([file], instead) });
  const listing = () => album.dataset.listing;
  const mine = () => photosOf(leader, listing());
  const ofHouse = () => [...list.querySelectorAll("[data-photo]")];

  // ---- Taking in ----

  async function take(files, instead = null) {
    for (const trouble of album.querySelectorAll("[data-album-trouble]")) trouble.hidden = true;
    const added = [];
    try {
      for (const file of files) {
        const known = await mine();
        if (!instead && known.length + ofHouse().length >= most) {
          say("most");
          break;
        }
        added.push(await add({ file, listing: listing(), leader, position: instead?.position ?? (await nextPosition(known)) }));
      }
    } catch {
      say("full");
    }
    if (added.length === 0) return;
    if (instead) await drop(instead.id);
    const ready = [];
    for (const { id } of added) {
      const photo = await prepare(id);
      if (photo) ready.push(photo);
      else say("twin");
    }
    goSoon();
    if (ready.length) sheet.ask(ready);
  }

  async function nextPosition(known) {
    const places = [...known.map((photo) => photo.position), ...ofHouse().map((item) => Number(item.dataset.position))];
    return Math.max(-1, ...places) + 1;
  }

  function say(trouble) {
    album.querySelector(`[data-album-trouble="${trouble}"]`).hidden = false;
  }

  // ---- Showing ----

  let isShowing = false;
  let isStale = false;

  // A piece that was sent is news, too: one round at a time, and one more if something happened meanwhile.
  async function show() {
    isStale = isShowing;
    if (isShowing) return;
    isShowing = true;
    const photos = await mine();
    const numbers = new Set(ofHouse().map((item) => Number(item.dataset.photo)));
    const shown = photos.filter((photo) => !(photo.state === State.SAFE && numbers.has(photo.photo)));
    for (const [id, card] of cards) if (!shown.some((photo) => photo.id === id)) (card.remove(), cards.delete(id));
    for (const photo of shown) {
      if (!cards.has(photo.id)) cards.set(photo.id, cardOf(photo));
      fill(cards.get(photo.id), photo);
    }
    arrange(shown);
    const count = (state) => photos.filter((photo) => photo.state === state).length;
    const all = new Set([...numbers, ...photos.map((photo) => photo.photo ?? photo.id)]).size;
    album.dispatchEvent(
      new CustomEvent("album", { bubbles: true, detail: { all, safe: numbers.size + count(State.SAFE), refused: count(State.REFUSED) } }),
    );
    isShowing = false;
    if (isStale) show();
  }

  function cardOf(photo) {
    const card = model.cloneNode(true);
    card.querySelector("[data-album-open]").addEventListener("click", async () => {
      const now = (await mine()).find(({ id }) => id === photo.id);
      if (now?.state === State.SAFE && now.photo) location.assign(album.dataset.address.replace("/0/", `/${now.photo}/`));
      else if (now) sheet.open(now, await mine());
    });
    return card;
  }

  function fill(card, photo) {
    const picture = card.querySelector("img");
    if (photo.thumb && picture.getAttribute("src") !== photo.thumb) picture.src = photo.thumb;
    picture.hidden = !photo.thumb;
    card.querySelector("[data-shot-empty]").hidden = Boolean(photo.thumb);
    const state = isAsked(photo) ? "ask" : photo.state;
    for (const words of card.querySelectorAll("[data-shot]")) words.hidden = words.dataset.shot !== state;
    card.querySelector("[data-shot-part]").textContent = `${Math.round((100 * photo.offset) / photo.size)} %`;
  }

  function arrange(shown) {
    const places = [
      ...ofHouse().map((item) => [Number(item.dataset.position), item]),
      ...shown.map((photo) => [photo.position, cards.get(photo.id)]),
    ].sort(([one], [other]) => one - other);
    places.forEach(([, item], at) => {
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    });
  }

  for (const input of album.querySelectorAll("[data-album-files]")) {
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      take(files);
    });
  }
  album.querySelector("[data-album-take]").hidden = false;
  album.querySelector("[data-album-form]")?.remove();
  onChange(show);
  // A page that serves any piece says later which one it is.
  new MutationObserver(show).observe(album, { attributeFilter: ["data-listing"] });
  // What the house shows itself the phone need not keep.
  const numbers = new Set(ofHouse().map((item) => Number(item.dataset.photo)));
  forgetSafe((photo) => photo.leader !== Number(leader) || numbers.has(photo.photo));
  show();
}

if (album && leader && isAble) live(album);
