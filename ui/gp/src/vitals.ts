// SPDX-License-Identifier: EUPL-1.2
/**
 * The `vitals` data channel, and what of it may be shown as current. A number that is not fresh is not shown: three
 * seconds without a message, a measurement older than the station itself would show, or an instrument that is gone.
 */

import { list, number, parseFields, text } from "./field.ts";
import type { WaveChunk } from "./waveform.ts";

export const MEASURES = ["spo2", "pulse"] as const;
export type Measure = (typeof MEASURES)[number];

export interface Reading {
  readonly id: string;
  readonly measure: Measure;
  /** the device's own digits */
  readonly value: string | null;
  readonly absent: string;
  readonly unit: string;
  readonly at: Date;
  readonly flags: string[];
}

export type Vital =
  | { readonly type: "reading"; readonly reading: Reading }
  | { readonly type: "wave"; readonly chunk: WaveChunk }
  | { readonly type: "sensor"; readonly state: string };

/** What stands in place of a number. */
export type Shown =
  | { readonly kind: "value"; readonly reading: Reading & { readonly value: string } }
  | { readonly kind: "absent"; readonly why: string };

const SILENT_MS = 3000;
const OLD_MS = 6000;
const MAX_SAMPLES = 4096;
/** The instrument is not there to have measured anything, so no number of it is current. */
const BLANKING = new Set(["unplugged", "silent", "garbage", "connecting"]);

/** Read one vitals message; null for what is unknown or malformed. */
export function readVital(data: string): Vital | null {
  const fields = parseFields(data);
  switch (fields?.["type"]) {
    case "reading":
      return readReading(fields);
    case "wave":
      return readWave(fields);
    case "sensor":
      return { type: "sensor", state: text(fields, "state") };
    default:
      return null;
  }
}

/** The newest reading of each measure and the sensor's state. */
export class Vitals {
  readonly #latest = new Map<Measure, { reading: Reading; heardMs: number }>();
  #sensor = "";
  #sensorMs = Number.NEGATIVE_INFINITY;
  #stationAheadMs: number | null = null;

  take(vital: Exclude<Vital, { type: "wave" }>, nowMs: number): void {
    if (vital.type === "sensor") {
      this.#sensor = vital.state;
      this.#sensorMs = nowMs;
      return;
    }
    const known = this.#latest.get(vital.reading.measure);
    // the channel is unordered: a late repetition must not replace a newer number
    if (known !== undefined && known.reading.at > vital.reading.at && nowMs - known.heardMs < SILENT_MS) return;
    this.#latest.set(vital.reading.measure, { reading: vital.reading, heardMs: nowMs });
  }

  clear(): void {
    this.#latest.clear();
    this.#sensorMs = Number.NEGATIVE_INFINITY;
  }

  /** Learn the station's clock from a heartbeat, so that ages are counted on the clock that stamped them. */
  learnClock(stationMs: number, localMs: number): void {
    this.#stationAheadMs = stationMs - localMs;
  }

  /** What to show for a measure now. `localMs` is wall-clock time, `nowMs` the monotonic time of `take`. */
  shown(measure: Measure, nowMs: number, localMs: number): Shown {
    const known = this.#latest.get(measure);
    if (BLANKING.has(this.sensor(nowMs))) return { kind: "absent", why: this.#sensor };
    if (known === undefined) return { kind: "absent", why: this.#sensorReason(nowMs, "none-yet") };
    const { reading, heardMs } = known;
    if (nowMs - heardMs > SILENT_MS || this.#isOld(reading, localMs)) {
      return { kind: "absent", why: this.#sensorReason(nowMs, "stale") };
    }
    if (reading.value === null) return { kind: "absent", why: reading.absent || "not-measured" };
    return { kind: "value", reading: { ...reading, value: reading.value } };
  }

  /** The sensor's state, or "unheard" when nothing has been heard of it for three seconds. */
  sensor(nowMs: number): string {
    return nowMs - this.#sensorMs > SILENT_MS ? "unheard" : this.#sensor;
  }

  #sensorReason(nowMs: number, otherwise: string): string {
    const sensor = this.sensor(nowMs);
    return sensor === "unheard" || sensor === "measuring" ? otherwise : sensor;
  }

  #isOld(reading: Reading, localMs: number): boolean {
    if (this.#stationAheadMs === null) return false;
    return localMs + this.#stationAheadMs - reading.at.getTime() > OLD_MS;
  }
}

function readReading(fields: Record<string, unknown>): Vital | null {
  const measure = MEASURES.find((known) => known === fields["measure"]);
  const at = new Date(text(fields, "at"));
  if (measure === undefined || text(fields, "id") === "" || Number.isNaN(at.getTime())) return null;
  const value = fields["value"];
  const reading: Reading = {
    id: text(fields, "id"),
    measure,
    value: typeof value === "string" && value !== "" ? value : null,
    absent: text(fields, "absent"),
    unit: text(fields, "unit"),
    at,
    flags: list(fields, "flags").filter((flag) => typeof flag === "string"),
  };
  return { type: "reading", reading };
}

function readWave(fields: Record<string, unknown>): Vital | null {
  const atMs = Date.parse(text(fields, "at"));
  const rateHz = number(fields, "rate_hz");
  const [lower, upper] = [number(fields, "lower"), number(fields, "upper")];
  const samples = list(fields, "samples");
  if (Number.isNaN(atMs) || rateHz === null || rateHz <= 0 || lower === null || upper === null) return null;
  if (samples.length > MAX_SAMPLES) return null;
  const level = (sample: unknown): number | null => (typeof sample === "number" ? sample : null);
  return { type: "wave", chunk: { atMs, rateHz, lower, upper, samples: samples.map(level) } };
}
