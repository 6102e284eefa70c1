// SPDX-License-Identifier: EUPL-1.2
/** A third participant, as the GP's page knows her: whom, by which link, and how far she is. In this page's memory only. */

export const ROLES = ["interpreter", "relative", "colleague"] as const;
export type Role = (typeof ROLES)[number];

const UNANSWERED_MS = 20_000;

export enum GuestPhase {
  None = "none",
  /** the station asks the desk to let her in */
  Making = "making",
  /** she can open the link */
  Ready = "ready",
  /** she can, and the link was made before this page was opened again: it is not known here */
  ReadyBefore = "ready-before",
  Joining = "joining",
  Joined = "joined",
  /** she has left; the link still opens the call */
  Left = "left",
  Failed = "failed",
  /** let out, or the link taken back */
  Removed = "removed",
}

/** Phases in which there is a link that opens the call. */
export const OPEN: readonly GuestPhase[] = [
  GuestPhase.Ready,
  GuestPhase.ReadyBefore,
  GuestPhase.Joining,
  GuestPhase.Joined,
  GuestPhase.Left,
];
const STATES: Readonly<Record<string, GuestPhase>> = {
  ready: GuestPhase.Ready,
  joining: GuestPhase.Joining,
  joined: GuestPhase.Joined,
  left: GuestPhase.Left,
  failed: GuestPhase.Failed,
  removed: GuestPhase.Removed,
};

export class Guest {
  #phase = GuestPhase.None;
  #role: Role = "interpreter";
  #seat = "";
  #link = "";
  #party = "";
  #sinceMs = 0;

  get phase(): GuestPhase {
    return this.#phase;
  }

  get role(): Role {
    return this.#role;
  }

  /** The link while it opens something and is known here; else empty. */
  get link(): string {
    return OPEN.includes(this.#phase) ? this.#link : "";
  }

  /** Which page load of hers sees and hears the patient; empty: none. */
  get party(): string {
    return this.#phase === GuestPhase.Joined ? this.#party : "";
  }

  /** A link for somebody was asked for, or could not be. */
  asked(seat: string, role: Role, link: string, sent: boolean, nowMs: number): void {
    [this.#seat, this.#role, this.#link] = [seat, role, link];
    this.#become(sent ? GuestPhase.Making : GuestPhase.Failed, nowMs);
  }

  /** The station tells how she stands; false where that means nothing here. */
  told(message: { seat: string; who: string; state: string; party: string }, nowMs: number): boolean {
    const phase = STATES[message.state];
    if (phase === undefined) return false;
    const known = message.seat === this.#seat;
    if (!known && !OPEN.includes(phase)) return false; // news of somebody who was let out before
    if (!known) {
      [this.#seat, this.#link] = [message.seat, ""];
      this.#role = ROLES.find((role) => role === message.who) ?? this.#role;
    }
    this.#party = message.party;
    this.#become(phase === GuestPhase.Ready && this.#link === "" ? GuestPhase.ReadyBefore : phase, nowMs);
    return true;
  }

  /** What nobody answered has failed; true if something changed. */
  giveUp(nowMs: number): boolean {
    if (this.#phase !== GuestPhase.Making || nowMs - this.#sinceMs < UNANSWERED_MS) return false;
    this.#become(GuestPhase.Failed, nowMs);
    return true;
  }

  clear(): void {
    this.#seat = this.#link = this.#party = "";
    this.#phase = GuestPhase.None;
  }

  #become(phase: GuestPhase, nowMs: number): void {
    this.#phase = phase;
    this.#sinceMs = nowMs;
  }
}
