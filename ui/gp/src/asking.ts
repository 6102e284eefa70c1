// SPDX-License-Identifier: EUPL-1.2
/** When to ask the station for a call: regularly while there is none, and less and less often while one stands. */

const EVERY_MS = 5000;
/** How long after asking for another call one asks again: longer each time. */
const AGAIN_MS = [2000, 4000, 8000] as const;

export class Asking {
  #askedMs = Number.NEGATIVE_INFINITY;
  #times = 0;
  #mayAgainMs = Number.NEGATIVE_INFINITY;

  /** Whether it is time, without a call. */
  due(nowMs: number): boolean {
    return nowMs - this.#askedMs >= EVERY_MS;
  }

  asked(nowMs: number): void {
    this.#askedMs = nowMs;
  }

  /** Whether one may ask for another call beside the one that stands; whoever may is taken to do it. */
  again(nowMs: number): boolean {
    if (nowMs < this.#mayAgainMs) return false;
    this.#mayAgainMs = nowMs + (AGAIN_MS[Math.min(this.#times, AGAIN_MS.length - 1)] ?? EVERY_MS);
    this.#times += 1;
    return true;
  }

  /** A call was connected: the next one is asked for soon again. */
  connected(): void {
    this.#times = 0;
  }
}
