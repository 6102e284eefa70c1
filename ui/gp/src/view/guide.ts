// SPDX-License-Identifier: EUPL-1.2
/** A button for each request, and what became of the last one. */

import { type Guidance, GuidePhase, type Phrase, PHRASES } from "../guidance.ts";
import { languageName, t, type Word } from "../i18n.ts";
import { allow, byId, element, setText } from "./dom.ts";

export class GuideView {
  readonly #state = byId("guide-state", HTMLElement);
  readonly #hint = byId("guide-hint", HTMLElement);
  readonly #buttons = new Map<Phrase, HTMLButtonElement>();

  constructor(ask: (phrase: Phrase) => void) {
    const rows = PHRASES.map((phrase) => {
      const button = element("button");
      button.type = "button";
      button.dataset["phrase"] = phrase;
      button.addEventListener("click", () => ask(phrase));
      this.#buttons.set(phrase, button);
      const row = element("li");
      row.append(button);
      return row;
    });
    byId("phrases", HTMLElement).replaceChildren(...rows);
  }

  render(guidance: Guidance, patientLanguage: string, live: boolean): void {
    const name = languageName(patientLanguage);
    setText(this.#hint, name === "" ? t("guideHint") : t("guideHintIn", { language: name }));
    for (const [phrase, button] of this.#buttons) {
      setText(button, t(`phrase.${phrase}`));
      allow(button, live);
      button.dataset["shown"] = String(guidance.phase === GuidePhase.Shown && guidance.phrase === phrase);
    }
    const said = guidance.phrase === null ? "" : t(`phrase.${guidance.phrase}`);
    setText(this.#state, guidance.phase === GuidePhase.None ? "" : t(`guide.${guidance.phase}` as Word, { phrase: said }));
    this.#state.dataset["state"] = guidance.phase;
  }
}
