// SPDX-License-Identifier: EUPL-1.2
/** What a hangup of the station means for the visit. */

export enum Farewell {
  /** the visit is over */
  Visit = "visit",
  /** the visit goes on with a colleague; this link opens nothing any more */
  HandedOver = "handed-over",
  /** this call only; another may come */
  Call = "call",
  /** the station did not believe the answer: what was sent is not what arrived */
  Doubt = "doubt",
  /** the answer's signature was too old or too new: a clock is wrong */
  ClockDoubt = "clock-doubt",
}

const CALL_ONLY = new Set(["invite_timeout", "ice_failed", "ice_timeout", "replaced", "superseded", "unknown_error"]);
const DOUBT = "org.halsorum.";

/** Read the reason of a hangup; one that is not known ends the visit, as Matrix's own do. */
export function farewell(reason: string): Farewell {
  if (CALL_ONLY.has(reason)) return Farewell.Call;
  if (reason === "handed_over") return Farewell.HandedOver;
  if (!reason.startsWith(DOUBT)) return Farewell.Visit;
  return reason === `${DOUBT}stale` ? Farewell.ClockDoubt : Farewell.Doubt;
}
