// SPDX-License-Identifier: EUPL-1.2
/** The machine's wall clock with a fraction of a millisecond, as the station's process reads it. */

const AGAIN_MS = 10_000;

let offsetMs = 0;

/** Find where `Date.now` ticks: that moment is known to some microseconds. Takes up to a millisecond. */
function adjust(): void {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  offsetMs = now - performance.now();
}

adjust();
setInterval(adjust, AGAIN_MS);

export function wallMs(): number {
  return performance.now() + offsetMs;
}

/** Turn a time on the page's own clock into wall time. */
export function toWallMs(pageMs: number): number {
  return pageMs + offsetMs;
}
