// SPDX-License-Identifier: EUPL-1.2
/** How the line is, as the station measures it: a grade, what keeps it from being better, and what it still carries. */

import { type Fields, text } from "./field.ts";

export enum Grade {
  Good = "good",
  Fair = "fair",
  Poor = "poor",
  Bad = "bad",
}

export enum Cause {
  None = "",
  LossUp = "loss-up",
  LossDown = "loss-down",
  SlowUp = "slow-up",
  SlowDown = "slow-down",
  Delay = "delay",
  Gone = "gone",
}

export enum Mode {
  Full = "full",
  AudioOnly = "audio-only",
  TextOnly = "text-only",
}

export interface Quality {
  readonly type: "quality";
  readonly grade: Grade;
  readonly cause: Cause;
  readonly mode: Mode;
  /** false: one's own picture stays out, so that one's voice gets through */
  readonly video: boolean;
}

/** Read a station's message; a word this page does not know is taken as nothing wrong. */
export function readQuality(fields: Fields): Quality {
  return {
    type: "quality",
    grade: known(Grade, text(fields, "grade"), Grade.Good),
    cause: known(Cause, text(fields, "cause"), Cause.None),
    mode: known(Mode, text(fields, "mode"), Mode.Full),
    video: fields["video"] !== false,
  };
}

function known<Word extends string>(words: Readonly<Record<string, Word>>, word: string, otherwise: Word): Word {
  return Object.values(words).find((each) => each === word) ?? otherwise;
}
