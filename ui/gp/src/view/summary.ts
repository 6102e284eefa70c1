// SPDX-License-Identifier: EUPL-1.2
/** Where the GP writes what was said, and sees whether the station has it. */

import { clockTime, t, type Word } from "../i18n.ts";
import { type Draft, MOST_CHARACTERS, type Summary, SummaryPhase } from "../summary.ts";
import { allow, byId, setText } from "./dom.ts";

export class SummaryView {
  readonly #text = byId("summary-text", HTMLTextAreaElement);
  readonly #needed = byId("visit-needed", HTMLInputElement);
  readonly #count = byId("summary-count", HTMLElement);
  readonly #button = byId("summary-send", HTMLButtonElement);
  readonly #state = byId("summary-state", HTMLElement);
  #phase = SummaryPhase.Empty;
  #keptAt = new Date(Number.NaN);

  constructor(edited: (draft: Draft) => void, send: () => void) {
    this.#text.maxLength = MOST_CHARACTERS;
    const edit = (): void => edited({ text: this.#text.value, visitNeeded: this.#needed.checked });
    this.#text.addEventListener("input", edit);
    this.#needed.addEventListener("change", edit);
    byId("summary-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }

  /** Put this into the fields. */
  write(draft: Draft): void {
    this.#text.value = draft.text;
    this.#needed.checked = draft.visitNeeded;
  }

  render(summary: Summary, live: boolean): void {
    const { phase } = summary;
    if (phase === SummaryPhase.Kept && this.#phase !== phase) this.#keptAt = new Date();
    this.#phase = phase;
    setText(this.#count, t("summaryLeft", { number: String(MOST_CHARACTERS - this.#text.value.length) }));
    setText(this.#state, t(`summary.${phase}` as Word, { time: clockTime(this.#keptAt) }));
    this.#state.dataset["state"] = phase;
    allow(this.#button, live && (phase === SummaryPhase.Unsent || phase === SummaryPhase.Failed));
  }
}
