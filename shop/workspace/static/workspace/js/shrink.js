// Makes a picture small enough for a bad line: at most 1600 pixels, about 250 kB, upright, without what the camera noted.
// Pages and the service worker use it alike.
export const LONGEST = 1600;
export const ENOUGH = 250 * 1024;
const THUMB = 240;

// Tried one after the other until the picture is small enough.
const STEPS = [
  [LONGEST, 0.82],
  [LONGEST, 0.7],
  [LONGEST, 0.58],
  [1280, 0.62],
  [1024, 0.6],
];

/** The picture, upright, to be drawn from; or null where this phone cannot read it (HEIC, mostly). Close it after use. */
export async function decoded(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

/** A copy of `picture` of at most `longest` pixels, turned by quarters to the right, of which `cut` shows a part (0–1 each). */
export function drawn(picture, { longest = LONGEST, turn = 0, cut = null } = {}) {
  const part = cut ?? { x: 0, y: 0, width: 1, height: 1 };
  const quarters = ((turn % 4) + 4) % 4;
  const isLying = quarters % 2 === 1;
  // What is cut is said of the picture as it is seen, which is after it was turned.
  const seen = isLying ? [picture.height, picture.width] : [picture.width, picture.height];
  const wide = Math.max(1, Math.round(part.width * seen[0]));
  const high = Math.max(1, Math.round(part.height * seen[1]));
  const scale = Math.min(1, longest / Math.max(wide, high));
  const canvas = paper(Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale)));
  const pen = canvas.getContext("2d", { willReadFrequently: longest < LONGEST });
  pen.imageSmoothingQuality = "high";
  // What is transparent lies on white, as on the server.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(canvas.width / wide, canvas.height / high);
  pen.translate(-part.x * seen[0], -part.y * seen[1]);
  pen.translate(seen[0] / 2, seen[1] / 2);
  pen.rotate((quarters * Math.PI) / 2);
  pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
  return canvas;
}

/** The bytes to send of `picture`. Pictures that are small already stay as they are, unless they are turned or cut. */
export async function shrunk(picture, original, { turn = 0, cut = null } = {}) {
  const isAsItWas = turn % 4 === 0 && cut === null;
  if (isAsItWas && isSmall(picture, original)) return original;
  let best = null;
  for (const [longest, quality] of STEPS) {
    const made = await encoded(drawn(picture, { longest, turn, cut }), quality);
    if (best === null || made.size < best.size) best = made;
    if (best.size <= ENOUGH) break;
  }
  return best;
}

/** A very small copy as an address that an <img> can show, for it must not cost a request. */
export async function thumbnail(picture) {
  const blob = await encoded(drawn(picture, { longest: THUMB }), 0.6);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:${blob.type};base64,${btoa(text)}`;
}

export async function sha256(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isSmall(picture, original) {
  return (
    original.size <= ENOUGH &&
    Math.max(picture.width, picture.height) <= LONGEST &&
    ["image/jpeg", "image/webp"].includes(original.type)
  );
}

async function encoded(canvas, quality) {
  const made = await toBlob(canvas, "image/webp", quality);
  // A browser that cannot write WebP answers with a PNG, which is large.
  return made?.type === "image/webp" ? made : toBlob(canvas, "image/jpeg", quality);
}

function toBlob(canvas, type, quality) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type, quality });
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

function paper(width, height) {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}
