// SPDX-License-Identifier: EUPL-1.2
/** Handing over: a link for a colleague, and how far he is. The link is in this page's memory only. */

export const MOST_NAME = 80;
const UNANSWERED_MS = 20_000;
/** A colleague who is not connected in this time has not come through; he may open the link again. */
const JOINING_MS = 30_000;

export enum HandOverPhase {
  None = "none",
  /** the station asks the desk to let him in */
  Making = "making",
  /** he can open the link */
  Ready = "ready",
  /** he can, and the link was made before this page was opened again: it is not known here */
  ReadyBefore = "ready-before",
  /** he has opened it and is being connected */
  Joining = "joining",
  Failed = "failed",
  Withdrawn = "withdrawn",
}

/** Phases in which there is a link that opens the visit. */
export const OPEN: readonly HandOverPhase[] = [HandOverPhase.Ready, HandOverPhase.ReadyBefore, HandOverPhase.Joining];
const STATES: Readonly<Record<string, HandOverPhase>> = {
  ready: HandOverPhase.Ready,
  joining: HandOverPhase.Joining,
  failed: HandOverPhase.Failed,
  withdrawn: HandOverPhase.Withdrawn,
};

export class HandOver {
  #phase = HandOverPhase.None;
  #seat = "";
  #link = "";
  #name = "";
  #sinceMs = 0;

  get phase(): HandOverPhase {
    return this.#phase;
  }

  /** Who is to come, as this GP wrote it. */
  get name(): string {
    return this.#name;
  }

  /** The link while it opens something and is known here; else empty. */
  get link(): string {
    return OPEN.includes(this.#phase) ? this.#link : "";
  }

  /** A link for this colleague was asked for, or could not be. */
  asked(seat: string, name: string, link: string, sent: boolean, nowMs: number): void {
    [this.#seat, this.#name, this.#link] = [seat, name, link];
    this.#become(sent ? HandOverPhase.Making : HandOverPhase.Failed, nowMs);
  }

  /** The station tells how a link stands. */
  told(seat: string, state: string, name: string, nowMs: number): void {
    const phase = STATES[state];
    if (phase === undefined) return;
    const known = seat === this.#seat;
    if (known) return this.#become(phase, nowMs);
    if (phase !== HandOverPhase.Ready && phase !== HandOverPhase.Joining) return;
    [this.#seat, this.#name, this.#link] = [seat, name, ""];
    this.#become(phase === HandOverPhase.Ready ? HandOverPhase.ReadyBefore : phase, nowMs);
  }

  /** What nobody answered has failed; true if something changed. */
  giveUp(nowMs: number): boolean {
    const waited = nowMs - this.#sinceMs;
    if (this.#phase === HandOverPhase.Making && waited >= UNANSWERED_MS) {
      this.#become(HandOverPhase.Failed, nowMs);
      return true;
    }
    if (this.#phase === HandOverPhase.Joining && waited >= JOINING_MS) {
      this.#become(this.#link === "" ? HandOverPhase.ReadyBefore : HandOverPhase.Ready, nowMs);
      return true;
    }
    return false;
  }

  clear(): void {
    this.#seat = this.#link = this.#name = "";
    this.#phase = HandOverPhase.None;
  }

  #become(phase: HandOverPhase, nowMs: number): void {
    this.#phase = phase;
    this.#sinceMs = nowMs;
  }
}

/** A letter to the colleague for this computer's own mail program. Nothing in it tells who the patient is. */
export function letter(subject: string, body: string): string {
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
