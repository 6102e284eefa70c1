// SPDX-License-Identifier: EUPL-1.2
/** What the station found out about itself: how fit it is, when, and what does not work. Nothing of a person. */

import { type Fields, inner, isFields, list, text } from "./field.ts";

export enum Fitness {
  Ready = "ready",
  Degraded = "degraded",
  Unavailable = "unavailable",
}

export interface SelfTest {
  readonly at: Date;
  readonly fitness: Fitness;
  /** what failed: the check, and for an instrument its name */
  readonly failed: readonly { readonly check: string; readonly name: string }[];
}

const FAILED = "failed";
const MOST = 100;

/** Read the desk's summary of a station's last self-test; null where there is none. */
export function readSelfTest(fields: Fields): SelfTest | null {
  const told = inner(fields, "self_test");
  const at = new Date(text(told, "at"));
  const fitness = Object.values(Fitness).find((known) => known === told["fitness"]);
  if (fitness === undefined || Number.isNaN(at.getTime())) return null;
  const failed = list(told, "results").slice(0, MOST).filter(isFields).filter((each) => each["outcome"] === FAILED);
  return { at, fitness, failed: failed.map((each) => ({ check: text(each, "check"), name: text(each, "name") })) };
}
