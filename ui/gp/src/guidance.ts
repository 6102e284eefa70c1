// SPDX-License-Identifier: EUPL-1.2
/** Short requests the patient's screen shows in the patient's language: the page sends a key, the station says it stands. */

/** The station's list, in its order. */
export const PHRASES = [
  "sit-closer", "sit-back", "cannot-hear", "cannot-see", "speak-up", "hold-still", "roll-up-sleeve", "breathe-deeply",
  "hold-breath", "breathe-normally", "open-mouth", "show-place", "measure-again", "wait", "thank-you",
] as const;
export type Phrase = (typeof PHRASES)[number];

/** Longer than this no answer takes. */
const UNANSWERED_MS = 3000;
const LONGEST_S = 60;

export enum GuidePhase {
  None = "none",
  Asked = "asked",
  /** it stands on the patient's screen */
  Shown = "shown",
  Failed = "failed",
}

export class Guidance {
  #phase = GuidePhase.None;
  #phrase: Phrase | null = null;
  #untilMs = 0;

  get phase(): GuidePhase {
    return this.#phase;
  }

  get phrase(): Phrase | null {
    return this.#phrase;
  }

  /** A phrase was sent, or could not be. */
  ask(phrase: Phrase, sent: boolean, nowMs: number): void {
    this.#phrase = phrase;
    this.#phase = sent ? GuidePhase.Asked : GuidePhase.Failed;
    this.#untilMs = nowMs + UNANSWERED_MS;
  }

  /** The station shows it. */
  shown(phrase: string, seconds: number, nowMs: number): void {
    const known = PHRASES.find((each) => each === phrase);
    if (known === undefined) return;
    this.#phrase = known;
    this.#phase = GuidePhase.Shown;
    this.#untilMs = nowMs + Math.min(Math.max(seconds, 0), LONGEST_S) * 1000;
  }

  /** Let time pass; true if something changed. */
  pass(nowMs: number): boolean {
    if (nowMs < this.#untilMs || ![GuidePhase.Asked, GuidePhase.Shown].includes(this.#phase)) return false;
    this.#phase = this.#phase === GuidePhase.Asked ? GuidePhase.Failed : GuidePhase.None;
    return true;
  }

  clear(): void {
    this.#phase = GuidePhase.None;
    this.#phrase = null;
  }
}
