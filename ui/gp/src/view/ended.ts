// SPDX-License-Identifier: EUPL-1.2
/** What is said when the visit is over for this page: how it ended, and what has come of the GP's work; no word of it. */

import { t, type Word } from "../i18n.ts";
import { Reason } from "../state.ts";
import { byId, element, setText } from "./dom.ts";

/** What has come of the GP's work, in numbers only. */
export interface Done {
  readonly filed: number;
  /** accepted, and nobody has said that they are in the record */
  readonly unfiled: number;
  /** the station has the summary */
  readonly told: boolean;
  /** something written to the patient was not sent */
  readonly lost: boolean;
}

export class EndedView {
  readonly #title = byId("ended-title", HTMLElement);
  readonly #text = byId("ended-text", HTMLElement);
  readonly #list = byId("ended-done", HTMLElement);
  #reason = Reason.None;
  #colleague = "";
  #done: Done | null = null;

  /** `colleague`: who has taken over, if somebody has. */
  tell(reason: Reason, colleague: string, done: Done): void {
    this.#reason = reason;
    this.#colleague = colleague;
    this.#done = done;
    this.render();
  }

  render(): void {
    if (this.#done === null) return;
    const over = this.#reason === Reason.HandedOver;
    setText(this.#title, t(over ? "handedOverTitle" : "endedTitle"));
    const name = this.#colleague;
    const who = name === "" ? t("handedOverText") : t("handedOverTo", { name });
    setText(this.#text, over ? `${who} ${t("endedText")}` : t("endedText"));
    this.#list.replaceChildren(...sentences(this.#done).map(([word, number]) => row(word, number)));
    this.#list.hidden = this.#list.childElementCount === 0;
  }

  focus(): void {
    this.#title.focus();
  }
}

function sentences({ filed, unfiled, told, lost }: Done): (readonly [Word, number])[] {
  const all: (readonly [Word, number])[] = [
    ["endedFiled", filed],
    ["endedUnfiled", unfiled],
    ["endedTold", told && !lost ? 1 : 0],
    ["endedLost", lost ? 1 : 0],
  ];
  return all.filter(([, number]) => number > 0);
}

function row(word: Word, number: number): HTMLElement {
  const made = element("li", t(word, { number: String(number) }));
  if (word === "endedUnfiled" || word === "endedLost") made.className = "warning";
  return made;
}
