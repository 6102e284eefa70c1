// SPDX-License-Identifier: EUPL-1.2
/**
 * Timers that keep their pace while the tab lies in the background, where browsers slow a page's own timers down to one
 * a minute: a GP who waits for the patient works in another tab meanwhile.
 */

type Callback = () => void;

export class Ticker {
  readonly #callbacks = new Map<number, Callback>();
  #worker: Worker | null;
  #next = 1;

  constructor(script: string) {
    this.#worker = startWorker(script);
    this.#worker?.addEventListener("message", (event: MessageEvent<number>) => this.#callbacks.get(event.data)?.());
  }

  /** Call back every `ms` milliseconds until cleared. */
  readonly set = (callback: Callback, ms: number): number => {
    const id = this.#next++;
    if (this.#worker === null) return -window.setInterval(callback, ms);
    this.#callbacks.set(id, callback);
    this.#worker.postMessage({ set: id, ms });
    return id;
  };

  readonly clear = (id: number): void => {
    if (id < 0) window.clearInterval(-id);
    else if (this.#callbacks.delete(id)) this.#worker?.postMessage({ clear: id });
  };
}

function startWorker(script: string): Worker | null {
  try {
    return new Worker(script);
  } catch {
    return null; // no workers here: the page's own timers must do
  }
}
