// SPDX-License-Identifier: EUPL-1.2
/**
 * The `vitals` data channel, and what of it may be shown as current. A number that is not fresh is not shown: three
 * seconds without a message, or, where numbers come all the time, a measurement older than the station itself would
 * show or an instrument that is gone. Unknown measures, states and flags of a newer station are kept by their keys.
 */

import { type Fields, inner, list, number, parseFields, text } from "./field.ts";
import { capabilityOf, hasTile, streams, UNSEEN } from "./measures.ts";
import type { WaveChunk } from "./waveform.ts";

export interface Reading {
  readonly id: string;
  /** the settings' name of the instrument; "" from a station that does not tell */
  readonly instrument: string;
  /** shared by what was measured at once, else "" */
  readonly group: string;
  readonly measure: string;
  /** the device's own digits */
  readonly value: string | null;
  readonly absent: string;
  readonly unit: string;
  readonly at: Date;
  readonly flags: readonly string[];
  /** what the device's clock showed, without a zone, else "" */
  readonly deviceTime: string;
  /** how far the device's clock is ahead of the station's */
  readonly clockOffsetS: number | null;
  readonly device: Device;
  /** who took it and who helped, by their keys; "" from a station that does not tell */
  readonly takenBy: string;
  readonly helpedBy: string;
  /** which time this was measured in the visit, from 1; 0: it comes all the time */
  readonly attempt: number;
}

/** What stands on the instrument. */
export interface Device {
  readonly maker: string;
  readonly model: string;
  readonly serial: string;
}

export interface Sensor {
  readonly instrument: string;
  readonly capability: string;
  readonly state: string;
  readonly failure: string;
}

/** A number that only shows that something goes on; it is never accepted. */
export interface Progress {
  readonly instrument: string;
  readonly measure: string;
  readonly value: string;
  readonly unit: string;
}

export type Vital =
  | { readonly type: "reading"; readonly reading: Reading }
  | { readonly type: "wave"; readonly measure: string; readonly chunk: WaveChunk }
  | { readonly type: "sensor"; readonly sensor: Sensor }
  | { readonly type: "progress"; readonly progress: Progress };

/** What stands in place of a number. */
export type Shown =
  | { readonly kind: "value"; readonly reading: Reading & { readonly value: string } }
  | { readonly kind: "absent"; readonly why: string };

/** One capability of one instrument: what is shown together. */
export interface Place {
  readonly instrument: string;
  readonly capability: string;
}

interface Known {
  readonly capabilities: Set<string>;
  readonly measures: Set<string>;
}

const SILENT_MS = 3000;
const OLD_MS = 6000;
const MAX_SAMPLES = 4096;
const MAX_TEXT = 64;
const MAX_KNOWN = 128;
/** The oximeter of every station before the first word of any instrument. */
const UNHEARD: Place = { instrument: "", capability: "pulse-oximetry" };
/** The instrument is not there to measure anything, so no number that must be renewed is current. */
const BLANKING = new Set(["unplugged", "silent", "garbage", "connecting"]);
const BUSY = new Set(["measuring", "searching", "unstable"]);

/** Read one vitals message; null for what is unknown or malformed. */
export function readVital(data: string): Vital | null {
  const fields = parseFields(data);
  switch (fields?.["type"]) {
    case "reading":
      return readReading(fields);
    case "wave":
      return readWave(fields);
    case "sensor":
      return readSensor(fields);
    case "progress":
      return readProgress(fields);
    default:
      return null;
  }
}

/** The newest of everything the instruments said. */
export class Vitals {
  readonly #latest = new Map<string, { reading: Reading; heardMs: number }>();
  readonly #sensors = new Map<string, { sensor: Sensor; heardMs: number }>();
  readonly #progress = new Map<string, { progress: Progress; heardMs: number }>();
  readonly #known = new Map<string, Known>();
  #stationAheadMs: number | null = null;

  take(vital: Exclude<Vital, { type: "wave" }>, nowMs: number): void {
    switch (vital.type) {
      case "sensor":
        return this.#takeSensor(vital.sensor, nowMs);
      case "progress":
        return this.#takeProgress(vital.progress, nowMs);
      case "reading":
        return this.#takeReading(vital.reading, nowMs);
    }
  }

  /** Drop everything: the visit is over, or the next patient's begins. */
  clear(): void {
    for (const map of [this.#latest, this.#sensors, this.#progress, this.#known]) map.clear();
  }

  /** Learn the station's clock from a heartbeat, so that ages are counted on the clock that stamped them. */
  learnClock(stationMs: number, localMs: number): void {
    this.#stationAheadMs = stationMs - localMs;
  }

  /** What is shown together, instrument by instrument in the order they were first heard. */
  places(): readonly Place[] {
    const places = [...this.#known].flatMap(([instrument, known]) =>
      [...capabilitiesOf(known)].map((capability) => ({ instrument, capability })),
    );
    return places.length === 0 ? [UNHEARD] : places;
  }

  /** Measures that were heard in a place and have no tile of their own. */
  extras(place: Place): string[] {
    const known = this.#known.get(place.instrument);
    if (known === undefined) return [];
    const capabilities = capabilitiesOf(known);
    const [first] = capabilities;
    return [...known.measures].filter((measure) => {
      const natural = capabilityOf(measure);
      return !hasTile(measure) && place.capability === (capabilities.has(natural) ? natural : first);
    });
  }

  /** What to show for a measure now. `localMs` is wall-clock time, `nowMs` the monotonic time of `take`. */
  shown(place: Place, measure: string, nowMs: number, localMs: number): Shown {
    const sensor = this.sensor(place, nowMs).state;
    const streaming = streams(measure);
    if (streaming && BLANKING.has(sensor)) return { kind: "absent", why: sensor };
    const reason = streaming && !["unheard", "measuring"].includes(sensor) ? sensor : "";
    const known = this.#latest.get(keyOf(place.instrument, measure));
    if (known === undefined) return { kind: "absent", why: reason || "none-yet" };
    const { reading, heardMs } = known;
    if (nowMs - heardMs > SILENT_MS || (streaming && this.#isOld(reading, localMs)) || this.#isOfEarlierAct(reading, nowMs)) {
      return { kind: "absent", why: reason || "stale" };
    }
    if (reading.value === null) return { kind: "absent", why: reading.absent || "not-measured" };
    return { kind: "value", reading: { ...reading, value: reading.value } };
  }

  /** The state of a place, or "unheard" when nothing has been heard of it for three seconds. */
  sensor(place: Place, nowMs: number): Sensor {
    const own = this.#fresh(this.#sensors.get(keyOf(place.instrument, place.capability)), nowMs);
    // what is said of the whole instrument is said of its first capability
    const [first = ""] = this.#known.get(place.instrument)?.capabilities ?? [];
    const whole = this.#fresh(this.#sensors.get(keyOf(place.instrument, first)), nowMs);
    return own?.sensor ?? whole?.sensor ?? { ...place, state: "unheard", failure: "" };
  }

  /** What shows that something goes on in a place now, if something does. */
  progress(place: Place, nowMs: number): Progress | null {
    const known = this.#fresh(this.#progress.get(place.instrument), nowMs)?.progress;
    if (known === undefined || !BUSY.has(this.sensor(place, nowMs).state)) return null;
    const natural = capabilityOf(known.measure);
    const [first = ""] = this.#known.get(place.instrument)?.capabilities ?? [];
    return place.capability === (natural || first) ? known : null;
  }

  #takeSensor(sensor: Sensor, nowMs: number): void {
    // what leads nobody through a measurement, such as a reader of visit codes, has no place here
    if (sensor.capability === "" || sensor.capability === UNSEEN) return;
    const known = this.#meet(sensor.instrument);
    const key = keyOf(sensor.instrument, sensor.capability);
    if (known === null || !(this.#sensors.has(key) || this.#room(this.#sensors))) return;
    known.capabilities.add(sensor.capability);
    this.#sensors.set(key, { sensor, heardMs: nowMs });
  }

  #takeProgress(progress: Progress, nowMs: number): void {
    if (this.#meet(progress.instrument) !== null) this.#progress.set(progress.instrument, { progress, heardMs: nowMs });
  }

  #takeReading(reading: Reading, nowMs: number): void {
    const key = keyOf(reading.instrument, reading.measure);
    const before = this.#latest.get(key);
    // the channel is unordered: a late repetition must not replace a newer number
    if (before !== undefined && before.reading.at > reading.at && nowMs - before.heardMs < SILENT_MS) return;
    const known = this.#meet(reading.instrument);
    if (known === null || (before === undefined && !this.#room(this.#latest))) return;
    known.measures.add(reading.measure);
    this.#latest.set(key, { reading, heardMs: nowMs });
  }

  /** The instrument of that name; null if there are more of them than any station has. */
  #meet(instrument: string): Known | null {
    const known = this.#known.get(instrument);
    if (known !== undefined || !this.#room(this.#known)) return known ?? null;
    const made = { capabilities: new Set<string>(), measures: new Set<string>() };
    this.#known.set(instrument, made);
    return made;
  }

  #room(map: ReadonlyMap<string, unknown>): boolean {
    return map.size < MAX_KNOWN;
  }

  #fresh<T extends { readonly heardMs: number }>(known: T | undefined, nowMs: number): T | undefined {
    return known !== undefined && nowMs - known.heardMs <= SILENT_MS ? known : undefined;
  }

  /** Numbers of two acts are never shown as one: the newer act takes the rest of the older one away. */
  #isOfEarlierAct(reading: Reading, nowMs: number): boolean {
    if (reading.group === "") return false;
    const capability = capabilityOf(reading.measure);
    return [...this.#latest.values()].some(
      ({ reading: other, heardMs }) =>
        other.instrument === reading.instrument &&
        other.group !== reading.group &&
        capabilityOf(other.measure) === capability &&
        other.at > reading.at &&
        nowMs - heardMs <= SILENT_MS,
    );
  }

  #isOld(reading: Reading, localMs: number): boolean {
    if (this.#stationAheadMs === null) return false;
    return localMs + this.#stationAheadMs - reading.at.getTime() > OLD_MS;
  }
}

/** What an instrument was heard to be able to do; what it said of itself first, then what its numbers show. */
function capabilitiesOf(known: Known): Set<string> {
  const capabilities = new Set(known.capabilities);
  for (const measure of known.measures) if (hasTile(measure)) capabilities.add(capabilityOf(measure));
  if (capabilities.size === 0) for (const measure of known.measures) capabilities.add(capabilityOf(measure));
  return capabilities;
}

function keyOf(instrument: string, what: string): string {
  return `${instrument}\n${what}`;
}

function readReading(fields: Record<string, unknown>): Vital | null {
  const measure = short(fields, "measure");
  const at = new Date(text(fields, "at"));
  if (measure === "" || text(fields, "id") === "" || Number.isNaN(at.getTime())) return null;
  const value = short(fields, "value");
  const reading: Reading = {
    id: text(fields, "id"),
    instrument: short(fields, "instrument"),
    group: short(fields, "group"),
    measure,
    value: value === "" ? null : value,
    absent: short(fields, "absent"),
    unit: short(fields, "unit"),
    at,
    flags: list(fields, "flags").filter((flag) => typeof flag === "string" && flag.length <= MAX_TEXT) as string[],
    deviceTime: short(fields, "device_time"),
    clockOffsetS: number(fields, "clock_offset_s"),
    device: readDevice(inner(fields, "device")),
    takenBy: short(fields, "taken_by"),
    helpedBy: short(fields, "helped_by"),
    attempt: number(fields, "attempt") ?? 0,
  };
  return { type: "reading", reading };
}

function readDevice(fields: Fields): Device {
  return { maker: short(fields, "maker"), model: short(fields, "model"), serial: short(fields, "serial") };
}

function readSensor(fields: Record<string, unknown>): Vital {
  // a station that does not tell the capability has oximeters alone, and does not tell whose a reading is either
  const named = "capability" in fields;
  const sensor: Sensor = {
    instrument: named ? short(fields, "instrument") : UNHEARD.instrument,
    capability: named ? short(fields, "capability") : UNHEARD.capability,
    state: short(fields, "state"),
    failure: short(fields, "failure"),
  };
  return { type: "sensor", sensor };
}

function readProgress(fields: Record<string, unknown>): Vital | null {
  const [measure, value] = [short(fields, "measure"), short(fields, "value")];
  if (measure === "" || value === "") return null;
  const progress = { instrument: short(fields, "instrument"), measure, value, unit: short(fields, "unit") };
  return { type: "progress", progress };
}

function readWave(fields: Record<string, unknown>): Vital | null {
  const atMs = Date.parse(text(fields, "at"));
  const rateHz = number(fields, "rate_hz");
  const [lower, upper] = [number(fields, "lower"), number(fields, "upper")];
  const samples = list(fields, "samples");
  if (Number.isNaN(atMs) || rateHz === null || rateHz <= 0 || lower === null || upper === null) return null;
  if (samples.length > MAX_SAMPLES) return null;
  const level = (sample: unknown): number | null => (typeof sample === "number" ? sample : null);
  const chunk = { atMs, rateHz, lower, upper, samples: samples.map(level) };
  return { type: "wave", measure: short(fields, "measure") || "pleth", chunk };
}

/** A text no longer than any of ours; a longer one is nothing. */
function short(fields: Record<string, unknown>, name: string): string {
  const value = text(fields, name);
  return value.length > MAX_TEXT ? "" : value;
}
