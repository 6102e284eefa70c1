// SPDX-License-Identifier: EUPL-1.2
/**
 * What can be measured and where it is shown: a table of capabilities, each with its tiles. What the table does not
 * know, a newer station may still send; it is shown by its own key. No number is judged or converted here.
 */

import { type Language, language, t, tKey } from "./i18n.ts";

/** One number on the screen; a pressure is made of two measures, as it is spoken of. */
export interface Tile {
  readonly key: string;
  readonly measures: readonly string[];
}

interface Capability {
  /** always there, with a dash while there is no number */
  readonly tiles: readonly Tile[];
  /** there once it has been measured */
  readonly also: readonly string[];
  readonly wave?: string;
  /** numbers come all the time, so one that is not renewed is old; a result stands until another takes its place */
  readonly streams: boolean;
}

const one = (measure: string): Tile => ({ key: measure, measures: [measure] });

export const CAPABILITIES: ReadonlyMap<string, Capability> = new Map([
  ["pulse-oximetry", { tiles: [one("spo2"), one("pulse")], also: ["perfusion-index"], wave: "pleth", streams: true }],
  [
    "blood-pressure",
    {
      tiles: [{ key: "pressure", measures: ["systolic", "diastolic"] }, one("cuff-pulse")],
      also: ["mean-pressure", "cuff-pressure"],
      streams: false,
    },
  ],
  ["body-weight", { tiles: [one("weight")], also: [], streams: false }],
  ["body-height", { tiles: [one("height")], also: [], streams: false }],
  ["body-composition", { tiles: [one("body-fat")], also: ["bmi"], streams: false }],
  ["blood-glucose", { tiles: [one("glucose")], also: [], streams: false }],
  ["body-temperature", { tiles: [one("temperature")], also: [], streams: false }],
  ["electrocardiography", { tiles: [one("heart-rate")], also: [], wave: "ecg", streams: true }],
  ["respiration", { tiles: [one("respiration")], also: ["end-tidal-co2"], wave: "breathing", streams: true }],
]);

/** Measures nothing of the person: the station reads visit codes with it. */
export const UNSEEN = "code-reading";

export function tilesOf(capability: string): readonly Tile[] {
  return CAPABILITIES.get(capability)?.tiles ?? [];
}

/** The capability a measure belongs to, or "" for one the table does not know. */
export function capabilityOf(measure: string): string {
  for (const [name, { tiles, also }] of CAPABILITIES) {
    if (also.includes(measure) || tiles.some((tile) => tile.measures.includes(measure))) return name;
  }
  return "";
}

/** Whether the measure has a place of its own, or goes to wherever its instrument is shown. */
export function hasTile(measure: string): boolean {
  return tilesOf(capabilityOf(measure)).some((tile) => tile.measures.includes(measure));
}

export function streams(measure: string): boolean {
  return CAPABILITIES.get(capabilityOf(measure))?.streams ?? false;
}

export function waveOf(capability: string): string {
  return CAPABILITIES.get(capability)?.wave ?? "";
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ["mm[Hg]", "mmHg"],
  ["[lb_av]", "lb"],
  ["[oz_av]", "oz"],
  ["[stone_av]", "st"],
  ["[in_i]", "in"],
  ["kg/m2", "kg/m²"],
  ["Cel", "°C"],
  ["[degF]", "°F"],
  ["1", ""],
]);

/** A UCUM unit as people read it; one the table does not know stays as it came. */
export function unitText(measure: string, unit: string): string {
  if (unit === "/min") return t(measure === "respiration" ? "unitBreaths" : "unitPulse");
  return UNITS.get(unit) ?? unit;
}

/** The unit to show where there is no number yet. */
export function usualUnit(measure: string): string {
  const usual: ReadonlyMap<string, string> = new Map([
    ["spo2", "%"], ["pulse", "/min"], ["systolic", "mm[Hg]"], ["cuff-pulse", "/min"], ["heart-rate", "/min"],
    ["respiration", "/min"], ["body-fat", "%"],
  ]);
  return unitText(measure, usual.get(measure) ?? "");
}

/** The device's own digits with the language's decimal sign, and nothing else changed. */
export function digits(value: string, shown: Language = language()): string {
  return shown === "en" ? value : value.replace(".", ",");
}

export function measureName(key: string): string {
  return tKey("measure", key);
}
