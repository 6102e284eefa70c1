// SPDX-License-Identifier: EUPL-1.2
/** Where a number comes from, in words: when, by which instrument, by whom, for which time; nothing of it is a code. */

import { dayAndTime, hasWord, t, tKey } from "./i18n.ts";
import type { Reading } from "./vitals.ts";
import type { Valued } from "./acts.ts";

/** From here on the device's clock is said to be wrong: less than that, two clocks always differ. */
const CLOCK_OFF_S = 60;
const TYPED = "typed-in";

/** Who took it, with which instrument, and which time it was, for what stands together on a card. */
export function provenance(parts: readonly Valued[]): string {
  const said = parts.map((part) => [takenText(part), deviceText(part), attemptText(part)].filter((word) => word !== ""));
  return [...new Set(said.map((words) => words.join(", ")))].filter((words) => words !== "").join("; ");
}

/** The instrument by the name that stands on it. */
function deviceText({ device, flags }: Reading): string {
  const name = [device.maker, device.model].filter((word) => word !== "").join(" ");
  if (name === "" || flags.includes(TYPED)) return "";
  return device.serial === "" ? t("withDevice", { device: name }) : t("withDeviceNumber", { device: name, number: device.serial });
}

function takenText({ takenBy, helpedBy, flags }: Reading): string {
  const group = flags.includes(TYPED) ? "typedBy" : "takenBy";
  const taken = takenBy === "" ? "" : tKey(group, takenBy);
  const helped = helpedBy === "" ? "" : tKey("helpedBy", helpedBy);
  return [taken, helped].filter((word) => word !== "").join(" ");
}

function attemptText({ attempt }: Reading): string {
  if (attempt < 2) return "";
  return hasWord("attempt", String(attempt)) ? tKey("attempt", String(attempt)) : t("attempt", { number: String(attempt) });
}

/** When it was measured, what the device says of its quality, and what its own clock showed. */
export function noteOf(parts: readonly Valued[]): string {
  const [first] = parts;
  if (first === undefined) return "";
  const flags = [...new Set(parts.flatMap((part) => part.flags))];
  const words = flags.map((flag) => tKey("flag", flag)).filter((word) => word !== "");
  const when = t(flags.includes(TYPED) ? "typedAt" : "measuredAt", { time: dayAndTime(first.at, true) });
  return [when, ...words, ...clockNote(first)].join(", ");
}

function clockNote(reading: Valued): string[] {
  const time = new Date(reading.deviceTime); // without a zone: drawn as it stands
  if (reading.deviceTime === "" || Number.isNaN(time.getTime())) return [];
  const offsetS = reading.clockOffsetS;
  if (offsetS === null) return [t("deviceClock", { time: dayAndTime(time) })];
  if (Math.abs(offsetS) < CLOCK_OFF_S) return [];
  return [t(offsetS > 0 ? "deviceClockAhead" : "deviceClockBehind", { time: dayAndTime(time), gap: gapText(Math.abs(offsetS)) })];
}

/** How far two clocks are apart, in the largest unit that still tells. */
function gapText(seconds: number): string {
  const minutes = seconds / 60;
  if (minutes < 120) return t("gapMinutes", { number: String(Math.round(minutes)) });
  if (minutes < 48 * 60) return t("gapHours", { number: String(Math.round(minutes / 60)) });
  return t("gapDays", { number: String(Math.round(minutes / 60 / 24)) });
}
