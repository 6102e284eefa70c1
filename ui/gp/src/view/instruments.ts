// SPDX-License-Identifier: EUPL-1.2
/** All instruments of the station, a card for each thing they can do. What is accepted is what is on the screen. */

import type { Act } from "../acts.ts";
import type { FilingState } from "../control.ts";
import { waveOf } from "../measures.ts";
import type { Place, Vitals } from "../vitals.ts";
import { Waveform } from "../waveform.ts";
import type { WaveChunk } from "../waveform.ts";
import { Card } from "./card.ts";
import { byId } from "./dom.ts";

export class InstrumentsView {
  readonly #list = byId("instruments", HTMLElement);
  readonly #vitals: Vitals;
  readonly #accept: (acts: Act[]) => void;
  readonly #stateOf: (act: Act) => FilingState | null;
  readonly #cards = new Map<string, Card>();
  readonly #waves = new Map<string, Waveform>();
  #running = false;

  constructor(vitals: Vitals, accept: (acts: Act[]) => void, stateOf: (act: Act) => FilingState | null) {
    this.#vitals = vitals;
    this.#accept = accept;
    this.#stateOf = stateOf;
    this.render(false);
  }

  /** Lay a piece of a curve on its card; a curve nobody here knows has no place to be drawn. */
  wave(measure: string, chunk: WaveChunk, nowMs: number): void {
    this.#waves.get(measure)?.add(chunk, nowMs);
  }

  start(): void {
    this.#running = true;
    for (const card of this.#cards.values()) card.start();
  }

  stop(): void {
    this.#running = false;
    for (const card of this.#cards.values()) card.stop();
  }

  clear(): void {
    for (const card of this.#cards.values()) card.clear();
    for (const wave of this.#waves.values()) wave.clear();
  }

  /** Accept what was measured by key: where it is plain which, at once; else show the buttons there are. */
  acceptByKey(): void {
    const ready = [...this.#cards.values()].filter((card) => card.canAccept);
    const focused = ready.find((card) => card.node.contains(document.activeElement));
    if (focused !== undefined || ready.length === 1) (focused ?? ready[0])?.press();
    else ready[0]?.focus();
  }

  focus(): void {
    [...this.#cards.values()].find((card) => card.canAccept)?.focus();
  }

  render(lineLost: boolean): void {
    const places = this.#vitals.places();
    this.#arrange(places);
    const titles = places.map(({ capability }) => capability);
    places.forEach((place, index) => {
      const alike = titles.filter((title) => title === place.capability).length > 1;
      const number = alike ? titles.slice(0, index + 1).filter((title) => title === place.capability).length : 0;
      this.#cards.get(nameOf(place))?.render(this.#vitals, number, lineLost, this.#stateOf);
    });
    this.#list.dataset["many"] = String(places.length > 1);
  }

  /** Have a card for each place, in their order; a card that stays keeps its focus. */
  #arrange(places: readonly Place[]): void {
    const wanted = new Set(places.map(nameOf));
    for (const [name, card] of this.#cards) {
      if (wanted.has(name)) continue;
      card.stop();
      card.node.remove();
      this.#cards.delete(name);
    }
    places.forEach((place, index) => {
      const card = this.#cards.get(nameOf(place)) ?? this.#make(place);
      if (this.#list.children[index] !== card.node) this.#list.insertBefore(card.node, this.#list.children[index] ?? null);
    });
  }

  #make(place: Place): Card {
    const card = new Card(place, this.#waveFor(place.capability), name, this.#accept);
    this.#cards.set(nameOf(place), card);
    if (this.#running) card.start();
    return card;
  }

  /** The curve of a capability; the first instrument that has it draws it. */
  #waveFor(capability: string): Waveform | null {
    const measure = waveOf(capability);
    if (measure === "" || [...this.#cards.values()].some((card) => card.place.capability === capability)) return null;
    const wave = this.#waves.get(measure) ?? new Waveform();
    this.#waves.set(measure, wave);
    return wave;
  }
}

function nameOf(place: Place): string {
  return `${place.instrument}\n${place.capability}`;
}

/** Name an element, unless the name is taken: a second oximeter's numbers are found through its card. */
function name(node: HTMLElement, id: string): void {
  if (document.getElementById(id) === null) node.id = id;
}
