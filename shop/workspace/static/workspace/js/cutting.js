// Turning and cutting a picture by looking at what will be left of it: closer, further, moved by a finger or by the arrows.
import { drawn } from "./shrink.js";

const CLOSEST = 4;

export function cutting(canvas) {
  const pen = canvas.getContext("2d");
  let picture;
  let turned;
  let close;
  let middle;

  function show(bitmap) {
    picture = bitmap;
    turned = 0;
    close = 1;
    middle = { x: 0.5, y: 0.5 };
    draw();
  }

  function part() {
    const side = 1 / close;
    return { x: middle.x - side / 2, y: middle.y - side / 2, width: side, height: side };
  }

  function draw() {
    const seen = drawn(picture, { longest: 640, turn: turned, cut: part() });
    canvas.width = seen.width;
    canvas.height = seen.height;
    pen.drawImage(seen, 0, 0);
  }

  function move(x, y) {
    const edge = 1 / close / 2;
    middle = { x: Math.min(1 - edge, Math.max(edge, middle.x + x)), y: Math.min(1 - edge, Math.max(edge, middle.y + y)) };
    draw();
  }

  const step = () => 0.1 / close;

  let finger = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (!picture || close === 1) return;
    finger = { x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!finger) return;
    move((finger.x - event.clientX) / canvas.clientWidth / close, (finger.y - event.clientY) / canvas.clientHeight / close);
    finger = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { finger = null; });

  return {
    show,
    turn() {
      turned = (turned + 1) % 4;
      // What was in the middle stays there.
      middle = { x: 1 - middle.y, y: middle.x };
      draw();
    },
    closer() {
      close = Math.min(CLOSEST, close * 1.25);
      move(0, 0);
    },
    further() {
      close = Math.max(1, close / 1.25);
      move(0, 0);
    },
    left: () => move(-step(), 0),
    right: () => move(step(), 0),
    up: () => move(0, -step()),
    down: () => move(0, step()),
    chosen: () => ({ turn: turned, cut: close === 1 ? null : part() }),
  };
}
