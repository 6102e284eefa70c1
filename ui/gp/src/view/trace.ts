// SPDX-License-Identifier: EUPL-1.2
/** A curve, drawn as monitors draw it: the curve stays, a pen runs over it and wipes ahead of itself. */

import type { Point, Waveform } from "../waveform.ts";

const SWEEP_MS = 6000;
const WIPED_MS = 300;
const EDGE = 0.08;
/** Every second frame of a usual screen: the pen moves by a pixel or two, and the call needs the rest of the computer. */
const EVERY_MS = 30;
/** With reduced motion the picture changes twice a second. */
const CALM_MS = 500;

export class TraceView {
  readonly #canvas: HTMLCanvasElement;
  readonly #waveform: Waveform;
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #frame: number | null = null;
  #drawnMs = 0;

  constructor(canvas: HTMLCanvasElement, waveform: Waveform) {
    this.#canvas = canvas;
    this.#waveform = waveform;
  }

  start(): void {
    if (this.#frame === null) this.#frame = requestAnimationFrame(this.#step);
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#canvas.getContext("2d")?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  readonly #step = (nowMs: number): void => {
    this.#frame = requestAnimationFrame(this.#step);
    if (nowMs - this.#drawnMs < (this.#calm.matches ? CALM_MS : EVERY_MS)) return;
    this.#drawnMs = nowMs;
    this.#draw(performance.now());
  };

  #draw(nowMs: number): void {
    const context = this.#canvas.getContext("2d");
    const head = this.#waveform.playHead(nowMs);
    if (context === null || !this.#fit()) return;
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    if (head === null) return;
    const x = (timeMs: number): number => ((((timeMs % SWEEP_MS) + SWEEP_MS) % SWEEP_MS) / SWEEP_MS) * width;
    const y = (level: number): number => height * (1 - EDGE - level * (1 - 2 * EDGE));
    context.lineWidth = 2 * devicePixelRatio;
    context.lineJoin = "round";
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.beginPath();
    trace(context, this.#waveform.window(head - SWEEP_MS + WIPED_MS, head), x, y);
    context.stroke();
  }

  /** Match the drawing to the element's size; false while it is not laid out. */
  #fit(): boolean {
    const width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    const height = Math.round(this.#canvas.clientHeight * devicePixelRatio);
    if (width === 0 || height === 0) return false;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    return true;
  }
}

function trace(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  x: (timeMs: number) => number,
  y: (level: number) => number,
): void {
  let pen = Number.POSITIVE_INFINITY; // pen up: the next point starts a line
  for (const { timeMs, level } of points) {
    if (level === null) {
      pen = Number.POSITIVE_INFINITY;
      continue;
    }
    const at = x(timeMs);
    if (at < pen) context.moveTo(at, y(level)); // also where the sweep begins anew at the left
    else context.lineTo(at, y(level));
    pen = at;
  }
}
