// SPDX-License-Identifier: EUPL-1.2
/** The acts of measuring the GP accepted, and what became of each. */

import type { Act } from "./acts.ts";
import { FilingState } from "./control.ts";

export interface Accepted {
  readonly act: Act;
  readonly state: FilingState;
  readonly changedMs: number;
}

/** A filing nobody answers is told as failed, so that it can be tried again. */
const UNANSWERED_MS = 15_000;

export class Filing {
  /** By the act's key; an act is filed once, whichever of its readings was accepted. */
  readonly #accepted = new Map<string, Accepted>();

  /** Note an accepted act; false if it is already filed or on its way. */
  accept(act: Act, nowMs: number): boolean {
    if (this.isTaken(act)) return false;
    this.#accepted.set(act.key, { act, state: FilingState.Filing, changedMs: nowMs });
    return true;
  }

  /** Whether the act is filed or on its way. */
  isTaken(act: Act): boolean {
    const known = this.#accepted.get(act.key);
    return known !== undefined && known.state !== FilingState.Failed;
  }

  /** Note the station's word on a reading that was accepted. */
  mark(id: string, state: FilingState, nowMs: number): void {
    const known = this.get(id);
    if (known !== undefined) this.#accepted.set(known.act.key, { ...known, state, changedMs: nowMs });
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
    for (const item of late) this.mark(item.act.id, FilingState.Failed, nowMs);
    return late.length > 0;
  }

  /** The act that was accepted by this reading. */
  get(id: string): Accepted | undefined {
    return this.list().find((item) => item.act.id === id);
  }

  /** Newest first. */
  list(): Accepted[] {
    return [...this.#accepted.values()].reverse();
  }
}
