// SPDX-License-Identifier: EUPL-1.2
/**
 * Waveform chunks laid on the station's time line and played out a little late, so that chunks of half a second that
 * arrive unevenly are drawn as one even curve. Times are milliseconds; the local clock is handed in.
 */

export interface WaveChunk {
  readonly atMs: number;
  readonly rateHz: number;
  readonly lower: number;
  readonly upper: number;
  readonly samples: readonly (number | null)[];
}

export interface Point {
  readonly timeMs: number;
  /** 0 … 1 of the device's own range; null where nothing was measured */
  readonly level: number | null;
}

/** How far behind the newest sample the curve is drawn: one chunk and the network's unevenness. */
export const PLAY_OUT_MS = 700;
const KEPT_MS = 12_000;
/** Chunks whose stamps differ less than this from where the last one ended are one unbroken run. */
const RUN_MS = 120;
/** A jump larger than this means that a clock was set. */
const CLOCK_SET_MS = 5000;
/** How much of a run's clock error is taken back with each chunk: too little to be seen. */
const CORRECTION = 0.05;
/** How fast the estimate of the network's delay forgets its best moment (ms per second). */
const FORGET_MS_PER_S = 2;

export class Waveform {
  #points: Point[] = [];
  #endMs: number | null = null;
  #offsetMs: number | null = null;
  #offsetAtMs = 0;

  /** Lay a chunk on the time line. `localMs` is when it arrived. */
  add(chunk: WaveChunk, localMs: number): void {
    if (this.#endMs !== null && chunk.atMs < this.#endMs - CLOCK_SET_MS) this.clear();
    const period = 1000 / chunk.rateHz;
    const start = this.#start(chunk);
    const span = chunk.upper - chunk.lower;
    const fresh = chunk.samples.map((sample, index) => ({
      timeMs: start + index * period,
      level: sample === null || span <= 0 ? null : clamp((sample - chunk.lower) / span),
    }));
    this.#insert(fresh, period);
    const end = start + chunk.samples.length * period;
    if (this.#endMs === null || end > this.#endMs) this.#endMs = end;
    this.#learnOffset(localMs - end, localMs);
    this.#forget();
  }

  /** Where on the station's time line to draw now; null before the first chunk. */
  playHead(localMs: number): number | null {
    return this.#offsetMs === null ? null : localMs - this.#offsetMs - PLAY_OUT_MS;
  }

  /** The points from `fromMs` to `toMs`, the last one interpolated to lie exactly at `toMs`. */
  window(fromMs: number, toMs: number): Point[] {
    const shown = this.#points.filter((point) => point.timeMs >= fromMs && point.timeMs <= toMs);
    const next = this.#points.find((point) => point.timeMs > toMs);
    const last = shown.at(-1);
    if (last === undefined || next === undefined || last.level === null || next.level === null) return shown;
    const share = (toMs - last.timeMs) / (next.timeMs - last.timeMs);
    return [...shown, { timeMs: toMs, level: last.level + share * (next.level - last.level) }];
  }

  clear(): void {
    this.#points = [];
    this.#endMs = null;
    this.#offsetMs = null;
  }

  #start(chunk: WaveChunk): number {
    if (this.#endMs === null) return chunk.atMs;
    const error = chunk.atMs - this.#endMs;
    return Math.abs(error) < RUN_MS ? this.#endMs + CORRECTION * error : chunk.atMs;
  }

  #insert(fresh: Point[], period: number): void {
    const first = fresh[0];
    const last = fresh.at(-1);
    if (first === undefined || last === undefined) return;
    const from = first.timeMs - period / 2;
    const to = last.timeMs + period / 2;
    const before = this.#points.filter((point) => point.timeMs < from);
    const after = this.#points.filter((point) => point.timeMs > to);
    // a lost chunk leaves a hole, drawn as a gap and not as a line across it
    const gap = (at: Point | undefined, time: number): Point[] =>
      at !== undefined && Math.abs(at.timeMs - time) > 3 * period ? [{ timeMs: time, level: null }] : [];
    this.#points = [
      ...before,
      ...gap(before.at(-1), from),
      ...fresh,
      ...gap(after[0], to),
      ...after,
    ];
  }

  #learnOffset(delay: number, localMs: number): void {
    const forgiven = ((localMs - this.#offsetAtMs) / 1000) * FORGET_MS_PER_S;
    const known = this.#offsetMs === null ? null : this.#offsetMs + forgiven;
    // the least delayed chunk tells how the clocks lie
    const reset = known === null || Math.abs(delay - known) > CLOCK_SET_MS;
    this.#offsetMs = reset ? delay : Math.min(known, delay);
    this.#offsetAtMs = localMs;
  }

  #forget(): void {
    const newest = this.#endMs ?? 0;
    this.#points = this.#points.filter((point) => point.timeMs > newest - KEPT_MS && point.timeMs <= newest + RUN_MS);
  }
}

function clamp(level: number): number {
  return Math.min(1, Math.max(0, level));
}
