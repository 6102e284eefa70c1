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
  #before = new Set<string>();

  /** Note an accepted act; false if it is already filed or on its way. */
  accept(act: Act, nowMs: number): boolean {
    const state = this.stateOf(act);
    if (state !== null && state !== FilingState.Failed) return false;
    this.#accepted.set(act.key, { act, state: FilingState.Filing, changedMs: nowMs });
    return true;
  }

  /** What became of an act; null if it was not accepted. */
  stateOf(act: Act): FilingState | null {
    const state = this.#accepted.get(act.key)?.state;
    if (state !== undefined) return state;
    return act.readings.some(({ id }) => this.#before.has(id)) ? FilingState.Filed : null;
  }

  /** These readings were filed by the GP before; a reading is accepted in its act's name. */
  inherit(ids: readonly string[]): void {
    this.#before = new Set(ids);
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
    this.#before.clear();
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

  /** How many acts are in the record, and how many are not or nobody has said so. */
  get count(): { readonly filed: number; readonly unfiled: number } {
    const states = this.list().map(({ state }) => state);
    const filed = states.filter((state) => state === FilingState.Filed).length;
    return { filed, unfiled: states.length - filed };
  }

  /** Newest first. */
  list(): Accepted[] {
    return [...this.#accepted.values()].reverse();
  }
}
