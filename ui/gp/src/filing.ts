// SPDX-License-Identifier: EUPL-1.2
/** The readings the GP accepted, and what became of each. */

import { FilingState } from "./control.ts";
import type { Reading } from "./vitals.ts";

export interface Accepted {
  readonly reading: Reading & { readonly value: string };
  readonly state: FilingState;
  readonly changedMs: number;
}

/** A filing nobody answers is told as failed, so that it can be tried again. */
const UNANSWERED_MS = 15_000;

export class Filing {
  readonly #accepted = new Map<string, Accepted>();

  /** Note an accepted reading; false if it is already filed or on its way. */
  accept(reading: Reading & { readonly value: string }, nowMs: number): boolean {
    const known = this.#accepted.get(reading.id);
    if (known !== undefined && known.state !== FilingState.Failed) return false;
    this.#accepted.set(reading.id, { reading, state: FilingState.Filing, changedMs: nowMs });
    return true;
  }

  /** Note the station's word on a reading. */
  mark(id: string, state: FilingState, nowMs: number): void {
    const known = this.#accepted.get(id);
    if (known !== undefined) this.#accepted.set(id, { ...known, state, changedMs: nowMs });
  }

  /** The acceptance could not be sent. */
  fail(id: string, nowMs: number): void {
    this.mark(id, FilingState.Failed, nowMs);
  }

  clear(): void {
    this.#accepted.clear();
  }

  /** Give up on filings that nobody answered; true if there was one. */
  giveUp(nowMs: number): boolean {
    const late = this.list().filter(
      (item) => item.state === FilingState.Filing && nowMs - item.changedMs > UNANSWERED_MS,
    );
    for (const item of late) this.mark(item.reading.id, FilingState.Failed, nowMs);
    return late.length > 0;
  }

  get(id: string): Accepted | undefined {
    return this.#accepted.get(id);
  }

  /** Newest first. */
  list(): Accepted[] {
    return [...this.#accepted.values()].reverse();
  }
}
