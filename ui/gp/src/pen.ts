// SPDX-License-Identifier: EUPL-1.2
/** What the GP sends to be read by the patient: a request on the screen, and in writing what was said. */

import { randomId } from "./bytes.ts";
import type { Guided, SummaryTold, ToStation } from "./control.ts";
import { Guidance, type Phrase } from "./guidance.ts";
import { type Draft, Summary } from "./summary.ts";
import { GuideView } from "./view/guide.ts";
import { SummaryView } from "./view/summary.ts";

export class Pen {
  readonly #send: (message: ToStation) => boolean;
  readonly #live: () => boolean;
  readonly #guidance = new Guidance();
  readonly #summary = new Summary();
  readonly #guide: GuideView;
  readonly #letter: SummaryView;
  #language = "";

  /** `live` tells whether the station hears. */
  constructor(send: (message: ToStation) => boolean, live: () => boolean) {
    this.#send = send;
    this.#live = live;
    this.#guide = new GuideView((phrase) => this.#ask(phrase));
    this.#letter = new SummaryView((draft) => {
      this.#summary.edit(draft);
      this.render();
    }, () => this.#sendSummary());
  }

  /** Whether the visit's end would lose what is written. */
  get unsent(): boolean {
    return this.#summary.wouldBeLost;
  }

  /** Whether the station has what was said, for the patient to read; whether something written was not sent. */
  get done(): { readonly told: boolean; readonly lost: boolean } {
    return { told: this.#summary.isKept, lost: this.unsent };
  }

  /** The patient reads in this language. */
  speaks(language: string): void {
    this.#language = language;
    this.render();
  }

  guided(message: Guided): void {
    this.#guidance.shown(message.phrase, message.seconds, performance.now());
    this.render();
  }

  kept(message: SummaryTold): void {
    this.#summary.told(message.id);
    this.render();
  }

  /** What the GP before has written. */
  inherit(draft: Draft): void {
    this.#summary.inherit(draft);
    this.#letter.write(this.#summary.draft);
    this.render();
  }

  giveUp(): void {
    const now = performance.now();
    const [guided, written] = [this.#guidance.pass(now), this.#summary.giveUp(now)];
    if (guided || written) this.render();
  }

  /** The patient left; `ended`: so did the GP, and nothing written stays. */
  clear(ended: boolean): void {
    this.#guidance.clear();
    this.#language = "";
    if (ended) this.#summary.clear();
    else this.#summary.forgotten();
    if (ended) this.#letter.write(this.#summary.draft);
    this.render();
  }

  render(): void {
    this.#guide.render(this.#guidance, this.#language, this.#live());
    this.#letter.render(this.#summary, this.#live());
  }

  #ask(phrase: Phrase): void {
    this.#guidance.ask(phrase, this.#send({ type: "guide", phrase }), performance.now());
    this.render();
  }

  #sendSummary(): void {
    const id = randomId(9);
    const { text, visitNeeded } = this.#summary.draft;
    const sent = this.#send({ type: "summary", id, text, visit_needed: visitNeeded });
    this.#summary.send(id, sent, performance.now());
    this.render();
  }
}
