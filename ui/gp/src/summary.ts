// SPDX-License-Identifier: EUPL-1.2
/** What was said, in writing, on its way to the patient: what the GP has written, what was sent, what the station has. */

export const MOST_CHARACTERS = 2000;
const UNANSWERED_MS = 5000;

export enum SummaryPhase {
  /** nothing is written and the station has nothing */
  Empty = "empty",
  /** what is written is not what the station has */
  Unsent = "unsent",
  Sending = "sending",
  /** the station has what is written */
  Kept = "kept",
  /** the station has one that was written before this page was opened again */
  KeptBefore = "kept-before",
  Failed = "failed",
}

export interface Draft {
  readonly text: string;
  readonly visitNeeded: boolean;
}

interface Sent extends Draft {
  readonly id: string;
  readonly sentMs: number;
}

const NOTHING: Draft = { text: "", visitNeeded: false };

export class Summary {
  #draft: Draft = NOTHING;
  #sending: Sent | null = null;
  #failed = false;
  #kept: Draft = NOTHING;
  #before = false;

  get draft(): Draft {
    return this.#draft;
  }

  get phase(): SummaryPhase {
    if (this.#sending !== null) return SummaryPhase.Sending;
    if (this.#failed) return SummaryPhase.Failed;
    if (this.#before && isNothing(this.#draft)) return SummaryPhase.KeptBefore;
    if (!this.#before && same(this.#draft, this.#kept)) return isNothing(this.#draft) ? SummaryPhase.Empty : SummaryPhase.Kept;
    return SummaryPhase.Unsent;
  }

  /** Whether the visit's end would lose something the GP has written. */
  get wouldBeLost(): boolean {
    return [SummaryPhase.Unsent, SummaryPhase.Sending, SummaryPhase.Failed].includes(this.phase);
  }

  /** Whether the station has what was said. */
  get isKept(): boolean {
    return [SummaryPhase.Kept, SummaryPhase.KeptBefore].includes(this.phase);
  }

  edit(draft: Draft): void {
    this.#draft = draft;
    this.#failed = false;
  }

  /** The draft was sent under this id, or could not be. */
  send(id: string, sent: boolean, nowMs: number): void {
    this.#failed = !sent;
    this.#sending = sent ? { ...this.#draft, id, sentMs: nowMs } : null;
  }

  /** The station says which one it has. */
  told(id: string): void {
    if (this.#sending?.id === id) {
      this.#kept = { text: this.#sending.text, visitNeeded: this.#sending.visitNeeded };
      this.#sending = null;
      this.#failed = this.#before = false;
    } else if (this.#sending === null && isNothing(this.#kept)) this.#before = true;
  }

  /** What the GP before has written is at the station; it is hers to go on with, unless she has begun one herself. */
  inherit(draft: Draft): void {
    if (!isNothing(this.#draft) || this.#sending !== null || isNothing(draft)) return;
    this.#draft = this.#kept = draft;
    this.#before = this.#failed = false;
  }

  /** A summary nobody acknowledged is told as not sent; true if there was one. */
  giveUp(nowMs: number): boolean {
    if (this.#sending === null || nowMs - this.#sending.sentMs < UNANSWERED_MS) return false;
    this.#sending = null;
    return (this.#failed = true);
  }

  /** The patient left and the station forgot; what is written here stays until the visit ends. */
  forgotten(): void {
    this.#sending = null;
    this.#kept = NOTHING;
    this.#before = false;
  }

  clear(): void {
    this.forgotten();
    this.edit(NOTHING);
  }
}

function same(one: Draft, other: Draft): boolean {
  return one.text.trim() === other.text.trim() && one.visitNeeded === other.visitNeeded;
}

function isNothing(draft: Draft): boolean {
  return same(draft, NOTHING);
}
