// SPDX-License-Identifier: EUPL-1.2
/** The worker behind clock.ts: it only counts. */

interface Order {
  readonly set?: number;
  readonly ms?: number;
  readonly clear?: number;
}

const running = new Map<number, ReturnType<typeof setInterval>>();

addEventListener("message", (event: MessageEvent<Order>) => {
  const { set, ms, clear } = event.data;
  if (set !== undefined) running.set(set, setInterval(() => postMessage(set), ms));
  if (clear !== undefined) {
    clearInterval(running.get(clear));
    running.delete(clear);
  }
});
