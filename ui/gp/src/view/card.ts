// SPDX-License-Identifier: EUPL-1.2
/** One capability of one instrument: its state in words, its numbers, its curve and the button to accept them. */

import { type Act, acts, together, type Valued } from "../acts.ts";
import { FilingState } from "../control.ts";
import { dayAndTime, hasWord, t, tKey } from "../i18n.ts";
import { digits, measureName, type Tile, tilesOf, unitText, usualUnit, waveOf } from "../measures.ts";
import { noteOf, provenance } from "../provenance.ts";
import type { Place, Progress, Sensor, Shown, Vitals } from "../vitals.ts";
import type { Waveform } from "../waveform.ts";
import { allow, element, isAllowed, setText } from "./dom.ts";
import { TraceView } from "./trace.ts";

/** What an element is called by, for automated play; the first place to have a name keeps it. */
export type Names = (element: HTMLElement, id: string) => void;

/** How full a gauge of progress is drawn; it says that something goes on and judges nothing. */
const GAUGE_FULL: ReadonlyMap<string, number> = new Map([["mm[Hg]", 300], ["kPa", 40]]);

interface TileNodes {
  readonly box: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLOutputElement;
  readonly unit: HTMLElement;
  readonly note: HTMLElement;
}

export class Card {
  readonly place: Place;
  readonly node = element("section", "", "instrument");
  readonly #title = element("h3");
  readonly #state = element("p", "", "sensor");
  readonly #values = element("div", "", "values");
  readonly #note = element("p", "", "note");
  readonly #provenance = element("p", "", "note provenance");
  readonly #failed = element("span", "", "warning");
  readonly #progress = element("p", "", "progress");
  readonly #gauge = element("meter");
  readonly #button = element("button", "", "primary");
  readonly #tiles = new Map<string, TileNodes>();
  readonly #onScreen = new Map<string, Valued>();
  readonly #last = new Map<string, readonly (Valued | undefined)[]>();
  readonly #trace: TraceView | null;
  readonly #canvas = element("canvas", "", "trace");
  readonly #names: Names;
  #titleText = "";

  constructor(place: Place, wave: Waveform | null, names: Names, accept: (acts: Act[]) => void) {
    this.place = place;
    this.#names = names;
    this.node.dataset["instrument"] = place.instrument;
    this.node.dataset["capability"] = place.capability;
    this.#state.setAttribute("role", "status");
    this.#gauge.min = 0;
    this.#canvas.setAttribute("role", "img");
    this.#button.type = "button";
    this.#button.addEventListener("click", () => accept(this.acts));
    names(this.#state, "sensor-state");
    names(this.#button, "accept");
    const head = element("div", "", "head");
    head.append(this.#title, this.#state);
    const buttons = element("p", "", "buttons");
    buttons.append(this.#failed, this.#button);
    const curve = wave === null ? [] : [this.#canvas];
    this.node.append(head, this.#progress, this.#gauge, this.#values, this.#note, this.#provenance, ...curve, buttons);
    this.#trace = wave === null ? null : new TraceView(this.#canvas, wave);
    if (wave !== null) names(this.#canvas, waveOf(place.capability) === "pleth" ? "trace" : `trace-${place.capability}`);
  }

  /** What is on the screen and may be accepted. */
  get acts(): Act[] {
    return acts([...this.#onScreen.values()]);
  }

  get canAccept(): boolean {
    return isAllowed(this.#button);
  }

  start(): void {
    this.#trace?.start();
  }

  stop(): void {
    this.#trace?.stop();
  }

  focus(): void {
    this.#button.focus();
  }

  press(): void {
    this.#button.click();
  }

  /** Drop the numbers. */
  clear(): void {
    this.#onScreen.clear();
    this.#last.clear();
  }

  /** Draw what may be shown as current. `lineLost` blanks the numbers, whatever came before. */
  render(vitals: Vitals, number: number, lineLost: boolean, stateOf: (act: Act) => FilingState | null): void {
    const nowMs = performance.now();
    this.#renderHead(vitals.sensor(this.place, nowMs), number, lineLost);
    this.#renderProgress(lineLost ? null : vitals.progress(this.place, nowMs));
    const extras = vitals.extras(this.place).map((measure): Tile => ({ key: measure, measures: [measure] }));
    const tiles = [...tilesOf(this.place.capability), ...extras];
    for (const tile of tiles) {
      const shown = tile.measures.map((measure) => {
        return lineLost ? lost : vitals.shown(this.place, measure, nowMs, Date.now());
      });
      this.#renderTile(tile, shown, tiles.length === 1);
    }
    this.#renderNotes();
    this.#renderAccept(this.acts.map(stateOf));
  }

  /** What holds for all of an act is said once, below its numbers. */
  #renderNotes(): void {
    const [act, ...others] = this.acts;
    const one = act !== undefined && others.length === 0 && act.readings[0]?.group !== "" && this.#tiles.size > 1;
    setText(this.#note, one ? noteOf(act.readings) : "");
    this.#note.hidden = !one;
    for (const { box, note } of this.#tiles.values()) note.hidden = one && box.dataset["kind"] === "value";
    const words = provenance([...this.#onScreen.values()]);
    setText(this.#provenance, words);
    this.#provenance.hidden = words === "";
  }

  #renderAccept(states: readonly (FilingState | null)[]): void {
    const taken = states.length > 0 && states.every((state) => state !== null && state !== FilingState.Failed);
    allow(this.#button, states.length > 0 && !taken);
    const words = taken ? t(states.includes(FilingState.Filing) ? "filing.filing" : "filing.filed") : t("accept");
    setText(this.#button, words);
    this.#button.setAttribute("aria-label", `${words}: ${this.#titleText}`);
    setText(this.#failed, states.includes(FilingState.Failed) ? t("filing.failed") : "");
  }

  #renderHead(sensor: Sensor, number: number, lineLost: boolean): void {
    const { capability, instrument } = this.place;
    const title = capability === "" ? instrument : tKey("capability", capability);
    this.#titleText = number === 0 ? title : `${title} ${number}`;
    setText(this.#title, this.#titleText);
    const state = lineLost ? "unheard" : sensor.state;
    const words = stateWords(capability, state);
    setText(this.#state, sensor.failure === "" || lineLost ? words : `${words}: ${tKey("failure", sensor.failure)}`);
    this.#state.dataset["state"] = state;
    this.#state.setAttribute("aria-live", lineLost ? "off" : "polite"); // a lost line is told once, not by each of them
    this.#canvas.setAttribute("aria-label", t(waveOf(capability) === "pleth" ? "waveform" : "curve"));
  }

  #renderProgress(progress: Progress | null): void {
    this.#progress.hidden = progress === null;
    const full = progress === null ? undefined : GAUGE_FULL.get(progress.unit);
    this.#gauge.hidden = full === undefined;
    if (progress === null) return;
    const { measure, value, unit } = progress;
    const name = measureName(measure);
    setText(this.#progress, `${name} ${digits(value)}\u00a0${unitText(measure, unit)}`);
    if (full === undefined) return;
    this.#gauge.max = full;
    this.#gauge.value = Number(value);
    this.#gauge.setAttribute("aria-label", name);
  }

  #renderTile(tile: Tile, shown: readonly Shown[], alone: boolean): void {
    const nodes = this.#tiles.get(tile.key) ?? this.#makeTile(tile);
    tile.measures.forEach((measure, index) => {
      const each = shown[index] as Shown;
      if (each.kind === "value") this.#onScreen.set(measure, each.reading);
      else this.#onScreen.delete(measure);
    });
    const parts = tile.measures.map((measure) => this.#onScreen.get(measure));
    const known = parts.find((part) => part !== undefined);
    setText(nodes.name, measureName(tile.key));
    nodes.name.classList.toggle("unseen", alone && nodes.name.textContent === this.#titleText);
    nodes.box.dataset["kind"] = known === undefined ? "absent" : "value";
    nodes.value.dataset["reading"] = parts.map((part) => part?.id ?? "").join(" ").trim();
    if (known === undefined) {
      setText(nodes.value, "–");
      setText(nodes.note, this.#absence(tile, shown));
    } else {
      this.#last.set(tile.key, parts);
      setText(nodes.value, parts.map((part) => (part === undefined ? "–" : digits(part.value))).join("/"));
      setText(nodes.note, noteOf(parts.filter((part) => part !== undefined)));
    }
    setText(nodes.unit, known ? unitText(known.measure, known.unit) : usualUnit(tile.measures[0] ?? ""));
  }

  #absence(tile: Tile, shown: readonly Shown[]): string {
    const whys = shown.flatMap((each) => (each.kind === "absent" ? [absentWords(this.place.capability, each.why)] : []));
    const parts = this.#last.get(tile.key) ?? [];
    const known = parts.find((part) => part !== undefined);
    const last = known && t("lastValue", { value: together(parts), time: dayAndTime(known.at, true) });
    return [[...new Set(whys)].join(", "), ...(last === undefined ? [] : [last])].join("; ");
  }

  #makeTile(tile: Tile): TileNodes {
    const nodes: TileNodes = {
      box: element("div", "", "value"),
      name: element("h4"),
      value: element("output", "–", "number"),
      unit: element("span", "", "unit"),
      note: element("p", "", "note"),
    };
    nodes.box.dataset["measure"] = tile.key;
    nodes.value.setAttribute("aria-live", "off");
    const line = element("p");
    line.append(nodes.value, " ", nodes.unit);
    nodes.box.append(nodes.name, line, nodes.note);
    for (const [part, node] of [["box", nodes.box], ["value", nodes.value], ["unit", nodes.unit], ["note", nodes.note]] as const) {
      this.#names(node, `${part}-${tile.key}`);
    }
    this.#values.append(nodes.box);
    this.#tiles.set(tile.key, nodes);
    return nodes;
  }
}

const lost: Shown = { kind: "absent", why: "line-lost" };

/** The state in words; an oximeter's finger and pulse are no other instrument's. */
function stateWords(capability: string, state: string): string {
  if (capability !== "pulse-oximetry" && hasWord("state", state)) return tKey("state", state);
  return tKey("sensor", state);
}

function absentWords(capability: string, why: string): string {
  return hasWord("absent", why) ? tKey("absent", why) : stateWords(capability, why);
}
