// SPDX-License-Identifier: EUPL-1.2
/** What was measured at once: it is accepted and filed as one. */

import { digits, measureName, tilesOf, capabilityOf, unitText } from "./measures.ts";
import type { Reading } from "./vitals.ts";

export type Valued = Reading & { readonly value: string };

export interface Act {
  /** the same for every reading of the act */
  readonly key: string;
  /** the reading that is accepted in its name */
  readonly id: string;
  readonly readings: readonly Valued[];
}

/** Sort readings into acts: those of one group are one act, any other is an act of its own. */
export function acts(readings: readonly Valued[]): Act[] {
  const found = new Map<string, Valued[]>();
  for (const reading of readings) {
    const key = actKey(reading);
    found.set(key, [...(found.get(key) ?? []), reading]);
  }
  return [...found].map(([key, members]) => ({ key, id: (members[0] as Valued).id, readings: members }));
}

function actKey(reading: Reading): string {
  return reading.group === "" ? `id/${reading.id}` : `${reading.instrument}/${reading.group}`;
}

/** An act in words: "Blood pressure 127/76 mmHg, Pulse 78 beats/min". */
export function actText(act: Act): string {
  const left = [...act.readings];
  const words: string[] = [];
  while (left.length > 0) {
    const first = left[0] as Valued;
    const tile = tilesOf(capabilityOf(first.measure)).find(({ measures }) => measures.includes(first.measure));
    const names = tile?.measures ?? [first.measure];
    const parts = names.map((name) => left.find((each) => each.measure === name));
    words.push(`${measureName(tile?.key ?? first.measure)} ${together(parts)}`);
    for (const part of [first, ...parts]) if (part && left.includes(part)) left.splice(left.indexOf(part), 1);
  }
  return words.join(", ");
}

/** Values that are spoken of together, with their unit: "127/76 mmHg"; a missing one is a dash. */
export function together(parts: readonly (Valued | undefined)[]): string {
  const known = parts.find((part) => part !== undefined);
  const unit = known === undefined ? "" : unitText(known.measure, known.unit);
  const value = parts.map((part) => (part === undefined ? "–" : digits(part.value))).join("/");
  return unit === "" ? value : `${value}\u00a0${unit}`;
}
