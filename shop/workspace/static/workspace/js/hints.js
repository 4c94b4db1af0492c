// What could be better about a picture, told before it is sent: dark, blurred, small, tilted. Never a refusal.
// `cooperatives/photos/quality.py` looks at what has arrived; the phone is a little stricter, for here it costs nothing to take another.
import { drawn } from "./shrink.js";

// As on the server: the longer side of what a page shows large.
const SMALL_BELOW = 900;
const LOOKED_AT = 640;
// Of 255: of a dark picture even the brighter parts stay below this.
const DARK = 105;
const BLURRED = 0.54;
// Degrees by which a long line misses the level: less is not seen, more is meant.
const TILTED = { from: 4, to: 18 };
// A line counts when it runs through this part of the width.
const LINE_SPANS = 0.5;

/** The hints for a decoded picture, the most important first. */
export function look(picture) {
  const canvas = drawn(picture, { longest: LOOKED_AT });
  const looked = greys(canvas);
  const isInTheDark = isDark(looked.grey);
  const found = {
    dark: isInTheDark,
    // In the dark there are few edges: one hint says what to do about both.
    blurred: !isInTheDark && blur(looked) > BLURRED,
    small: Math.max(picture.width, picture.height) < SMALL_BELOW,
    tilted: isTilted(greys(drawn(canvas, { longest: 160 }))),
  };
  return Object.keys(found).filter((hint) => found[hint]);
}

function greys(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    grey[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
  }
  return { grey, width, height };
}

function isDark(grey) {
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value | 0]++;
  let level = 255;
  for (let seen = counts[255]; level > 0 && seen < grey.length * 0.05; ) seen += counts[--level];
  return level < DARK;
}

/** How little a further blur changes, from 0 (sharp) to 1, along rows and along columns: what is sharp loses much by it (Crété, 2007). */
export function blur({ grey, width, height }) {
  return Math.max(smear(grey, width, height, 1, width), smear(grey, height, width, width, 1));
}

function smear(grey, long, wide, step, line) {
  const reach = 4;
  let before = 0;
  let lost = 0;
  for (let row = 0; row < wide; row++) {
    const value = (at) => grey[row * line + at * step];
    let sum = 0;
    for (let at = 0; at < 2 * reach; at++) sum += value(at);
    let last = null;
    for (let at = reach; at < long - reach; at++) {
      sum += value(at + reach);
      const soft = sum / (2 * reach + 1);
      sum -= value(at - reach);
      if (last !== null) {
        const change = Math.abs(value(at) - value(at - 1));
        before += change;
        lost += Math.max(0, change - Math.abs(soft - last));
      }
      last = soft;
    }
  }
  return before === 0 ? 1 : 1 - lost / before;
}

/** Whether the longest line that should be level (the edge of a table, of a wall) is not. */
function isTilted(small) {
  const { angle, share } = longestLevelLine(softened(softened(softened(small))));
  return share >= LINE_SPANS && Math.abs(angle) >= TILTED.from && Math.abs(angle) <= TILTED.to;
}

/** Its angle in degrees, and through which part of the width it runs: each strong edge votes for the line it lies on. */
export function longestLevelLine({ grey, width, height }) {
  const votes = new Map();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const down = grey[at + width] - grey[at - width];
      if (Math.abs(down) < 16) continue;
      const right = grey[at + 1] - grey[at - 1];
      const angle = Math.round((-Math.atan2(right * Math.sign(down), Math.abs(down)) * 180) / Math.PI);
      if (Math.abs(angle) > TILTED.to + 4) continue;
      for (const nearby of [angle - 1, angle, angle + 1]) {
        const turn = (nearby * Math.PI) / 180;
        const distance = Math.round((y * Math.cos(turn) - x * Math.sin(turn)) / 1.5);
        const line = nearby * 1_000 + distance;
        if (!votes.has(line)) votes.set(line, { angle: nearby, columns: new Set() });
        votes.get(line).columns.add(x);
      }
    }
  }
  let best = { angle: 0, columns: new Set() };
  for (const vote of votes.values()) if (vote.columns.size > best.columns.size) best = vote;
  return { angle: best.angle, share: best.columns.size / width };
}

// Stitches and grain are edges, too, but end with this.
function softened({ grey, width, height }) {
  const rows = Float32Array.from(grey, (value, at) => {
    const x = at % width;
    return (2 * value + grey[x > 0 ? at - 1 : at] + grey[x < width - 1 ? at + 1 : at]) / 4;
  });
  const soft = rows.map((value, at) => (2 * value + (rows[at - width] ?? value) + (rows[at + width] ?? value)) / 4);
  return { grey: soft, width, height };
}
