// The piece looked over as a whole, as the phone knows it: what was answered, and what is still missing.
import { inFrancs, theyGet, whole } from "./price.js";

const MEASURED = { round: ["diameter_cm", "height_cm"], box: ["width_cm", "depth_cm", "height_cm"], flat: ["width_cm", "height_cm"] };

const labelOf = (input) => input?.closest(".choice")?.querySelector(".choice__label")?.textContent ?? "";

// What is missing, by question: the same as `sending.missing_of` on the server, which has the last word.
export function missingOf(answers, photos) {
  const size = MEASURED[answers.shape];
  return {
    kind: !answers.kind,
    photos: photos === 0,
    size: !size || size.some((field) => !answers[field]),
    price_rwf: !whole(answers.price_rwf ?? ""),
    quantity: !answers.is_one_of_a_kind && !String(answers.quantity ?? "").trim(),
  };
}

export function lookOver(room, answers, { photos, parts, refused, held }) {
  const chosen = (name) => [...room.querySelectorAll(`[name="${name}"]:checked`)].map(labelOf).join(", ");
  const price = whole(answers.price_rwf ?? "");
  const { weGet } = room.querySelector("[data-we-get]").dataset;
  const told = {
    kind: chosen("kind"),
    title: answers.title,
    photos: photos ? String(photos) : "",
    size: (MEASURED[answers.shape] ?? []).map((field) => answers[field]).filter(Boolean).join(" × ") + (MEASURED[answers.shape]?.some((field) => answers[field]) ? " cm" : ""),
    weight_grams: answers.weight_grams ? `${answers.weight_grams} g` : "",
    price_rwf: price ? `${inFrancs(price)} · ${weGet} ${inFrancs(theyGet(parts, price))}` : answers.price_rwf,
    quantity: answers.is_one_of_a_kind ? "1" : answers.quantity,
    artisans: chosen("artisans"),
    words: answers.words,
  };
  const missing = missingOf(answers, photos);
  const shots = [...room.querySelectorAll("[data-album-photos] img")].filter((shot) => shot.getAttribute("src"));
  room.querySelector("[data-shots]").replaceChildren(...shots.map(({ src, alt }) => {
    const shot = Object.assign(new Image(96, 96), { src, alt });
    shot.className = "shots__one";
    return shot;
  }));
  for (const row of room.querySelectorAll("[data-told]")) {
    const about = row.dataset.told;
    row.querySelector("[data-told-answer]").textContent = told[about] || "–";
    const fields = about === "size" ? ["shape", ...Object.values(MEASURED).flat()] : [about];
    const isApart = fields.some((field) => field in held);
    const words = fields.map((field) => refused[field]).find(Boolean);
    const lacking = row.querySelector("[data-told-lacking]");
    lacking.hidden = !(missing[about] || isApart || words);
    lacking.querySelector("span").textContent = words ?? lacking.dataset.needs;
  }
  return Object.values(missing).some(Boolean) || Object.keys(refused).length > 0 || Object.keys(held).length > 0;
}
