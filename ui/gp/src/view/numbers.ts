// SPDX-License-Identifier: EUPL-1.2
/** The live numbers, the sensor's state in words and the accept button. What is accepted is what is on the screen. */

import { clockTime, t, tOf } from "../i18n.ts";
import { MEASURES, type Measure, type Reading, type Shown, type Vitals } from "../vitals.ts";
import { byId, setText } from "./dom.ts";

export type Valued = Reading & { readonly value: string };

export class NumbersView {
  readonly #vitals: Vitals;
  readonly #accept = byId("accept", HTMLButtonElement);
  readonly #sensor = byId("sensor-state", HTMLElement);
  readonly #onScreen = new Map<Measure, Valued>();
  readonly #last = new Map<Measure, Valued>();

  constructor(vitals: Vitals, accept: (readings: Valued[]) => void) {
    this.#vitals = vitals;
    this.#accept.addEventListener("click", () => accept([...this.#onScreen.values()]));
  }

  /** Draw what may be shown as current. `lineLost` blanks the numbers, whatever came before. */
  render(lineLost: boolean): void {
    for (const measure of MEASURES) {
      const shown = this.#vitals.shown(measure, performance.now(), Date.now());
      this.#draw(measure, lineLost ? { kind: "absent", why: "line-lost" } : shown);
    }
    const sensor = lineLost ? "unheard" : this.#vitals.sensor(performance.now());
    setText(this.#sensor, tOf("sensor", sensor, "sensor.unheard"));
    this.#sensor.dataset["state"] = sensor;
    this.#accept.disabled = this.#onScreen.size === 0;
  }

  clear(): void {
    this.#onScreen.clear();
    this.#last.clear();
  }

  #draw(measure: Measure, shown: Shown): void {
    const value = byId(`value-${measure}`, HTMLOutputElement);
    const note = byId(`note-${measure}`, HTMLElement);
    if (shown.kind === "value") {
      this.#onScreen.set(measure, shown.reading);
      this.#last.set(measure, shown.reading);
      setText(value, shown.reading.value);
      setText(note, noteOf(shown.reading));
    } else {
      this.#onScreen.delete(measure);
      setText(value, "–");
      setText(note, this.#absence(measure, shown.why));
    }
    value.dataset["reading"] = this.#onScreen.get(measure)?.id ?? "";
    byId(`box-${measure}`, HTMLElement).dataset["kind"] = shown.kind;
    setText(byId(`unit-${measure}`, HTMLElement), unitOf(measure));
  }

  #absence(measure: Measure, why: string): string {
    const words = `absent.${why}` in WORDED ? tOf("absent", why, "absent.not-measured") : tOf("sensor", why, "absent.not-measured");
    const last = this.#last.get(measure);
    if (last === undefined) return words;
    return `${words}; ${t("lastValue", { value: withUnit(last), time: clockTime(last.at, true) })}`;
  }
}

/** Reasons that have words of their own; every other one is a sensor's state. */
const WORDED = { "absent.none-yet": 1, "absent.stale": 1, "absent.not-measured": 1, "absent.line-lost": 1 };

export function unitOf(measure: Measure): string {
  return measure === "spo2" ? "%" : t("unitPulse");
}

/** A value as it stands in a sentence: "97 %". */
export function withUnit(reading: Valued): string {
  return `${reading.value}\u00a0${unitOf(reading.measure)}`;
}

function noteOf(reading: Valued): string {
  const flags = reading.flags.flatMap((flag) => {
    const words = tOf("flag", flag, "connection.off");
    return words === "" ? [] : [words];
  });
  return [t("measuredAt", { time: clockTime(reading.at, true) }), ...flags].join(", ");
}
