// SPDX-License-Identifier: EUPL-1.2
/** Looking closer by hand: tap, double tap, drag, pinch, wheel and keys on a picture. Every one of them has a button too. */

import { contained, isClose, type Look, moved, scaled, type Spot, tapped, WHOLE } from "../look.ts";

export interface Board {
  /** null: nothing to look closer at just now */
  look(): Look | null;
  change(look: Look): void;
  /** width and height of the picture that is shown */
  size(): readonly [number, number];
}

const TAP_PX = 8;
const TAP_MS = 350;
const DOUBLE_MS = 350;
const WHEEL_PER_PX = 0.0015;
const LINE_PX = 16;
const KEY_STEP = 0.15;
export const BUTTON_TIMES = 1.5;
const MIDDLE: Spot = { u: 0.5, v: 0.5 };

interface Finger {
  x: number;
  y: number;
  readonly downX: number;
  readonly downY: number;
  readonly downMs: number;
}

export class Gestures {
  readonly #node: HTMLElement;
  readonly #board: Board;
  readonly #fingers = new Map<number, Finger>();
  #lastTapMs = Number.NEGATIVE_INFINITY;
  #dragged = false;
  #wasClose = false;

  constructor(node: HTMLElement, board: Board) {
    this.#node = node;
    this.#board = board;
    node.addEventListener("pointerdown", (event) => this.#down(event));
    node.addEventListener("pointermove", (event) => this.#move(event));
    node.addEventListener("pointerup", (event) => this.#up(event));
    node.addEventListener("pointercancel", (event) => this.#fingers.delete(event.pointerId));
    node.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    node.addEventListener("keydown", (event) => this.#key(event));
  }

  /** So many times closer to the middle. */
  times(times: number): void {
    this.#change((look) => scaled(look, MIDDLE, times));
  }

  whole(): void {
    this.#change(() => WHOLE);
  }

  #change(how: (look: Look) => Look): boolean {
    const look = this.#board.look();
    if (look !== null) this.#board.change(how(look));
    return look !== null;
  }

  /** Where in the shown picture a point of the window is; null beside it. */
  #spot(x: number, y: number): Spot | null {
    const box = this.#node.getBoundingClientRect();
    const [width, height] = this.#board.size();
    if (width === 0 || height === 0) return null;
    const shown = contained(box.width, box.height, width, height);
    const spot = { u: (x - box.left - shown.left) / shown.width, v: (y - box.top - shown.top) / shown.height };
    return spot.u >= 0 && spot.u <= 1 && spot.v >= 0 && spot.v <= 1 ? spot : null;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#board.look() === null) return;
    const { clientX: x, clientY: y } = event;
    this.#fingers.set(event.pointerId, { x, y, downX: x, downY: y, downMs: event.timeStamp });
    this.#node.setPointerCapture(event.pointerId);
    this.#dragged = this.#fingers.size > 1;
  }

  #move(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    if (finger === undefined) return;
    const before = { ...finger };
    finger.x = event.clientX;
    finger.y = event.clientY;
    if (Math.hypot(finger.x - finger.downX, finger.y - finger.downY) > TAP_PX) this.#dragged = true;
    if (!this.#dragged) return;
    const other = [...this.#fingers.values()].find((each) => each !== finger);
    if (other === undefined) this.#drag(finger.x - before.x, finger.y - before.y);
    else this.#pinch(before, finger, other);
  }

  #up(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    this.#fingers.delete(event.pointerId);
    if (finger === undefined || this.#dragged || event.timeStamp - finger.downMs > TAP_MS) return;
    const spot = this.#spot(finger.x, finger.y);
    if (spot === null) return;
    // the first of two taps has come closer already, or moved there: the second undoes it where one was close before
    const twice = event.timeStamp - this.#lastTapMs < DOUBLE_MS;
    if (!twice) this.#wasClose = isClose(this.#board.look() ?? WHOLE);
    this.#lastTapMs = twice ? Number.NEGATIVE_INFINITY : event.timeStamp;
    if (!twice) this.#change((look) => tapped(look, spot));
    else if (this.#wasClose) this.whole();
  }

  #drag(dx: number, dy: number): void {
    const [width, height] = this.#shown();
    this.#change((look) => moved(look, -dx / width, -dy / height));
  }

  #pinch(before: Finger, now: Finger, other: Finger): void {
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    const spot = this.#spot((now.x + other.x) / 2, (now.y + other.y) / 2) ?? MIDDLE;
    if (was > 0) this.#change((look) => scaled(look, spot, is / was));
    this.#drag((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #wheel(event: WheelEvent): void {
    const spot = this.#spot(event.clientX, event.clientY);
    if (spot === null) return;
    const px = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX;
    if (this.#change((look) => scaled(look, spot, Math.exp(-px * WHEEL_PER_PX)))) event.preventDefault();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const how = KEYS.get(event.key);
    if (how !== undefined && this.#change(how)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #shown(): readonly [number, number] {
    const box = this.#node.getBoundingClientRect();
    const [width, height] = this.#board.size();
    const shown = contained(box.width, box.height, width || 1, height || 1);
    return [shown.width || 1, shown.height || 1];
  }
}

const KEYS: ReadonlyMap<string, (look: Look) => Look> = new Map([
  ["+", (look) => scaled(look, MIDDLE, BUTTON_TIMES)],
  ["=", (look) => scaled(look, MIDDLE, BUTTON_TIMES)],
  ["-", (look) => scaled(look, MIDDLE, 1 / BUTTON_TIMES)],
  ["0", () => WHOLE],
  ["ArrowLeft", (look) => moved(look, -KEY_STEP, 0)],
  ["ArrowRight", (look) => moved(look, KEY_STEP, 0)],
  ["ArrowUp", (look) => moved(look, 0, -KEY_STEP)],
  ["ArrowDown", (look) => moved(look, 0, KEY_STEP)],
]);
