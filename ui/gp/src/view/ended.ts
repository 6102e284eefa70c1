// SPDX-License-Identifier: EUPL-1.2
/** What is said when the visit is over for this page. */

import { t } from "../i18n.ts";
import { Reason } from "../state.ts";
import { byId, setText } from "./dom.ts";

export class EndedView {
  readonly #title = byId("ended-title", HTMLElement);
  readonly #text = byId("ended-text", HTMLElement);

  /** `colleague`: who has taken over, if somebody has. */
  render(reason: Reason, colleague: string): void {
    const over = reason === Reason.HandedOver;
    setText(this.#title, t(over ? "handedOverTitle" : "endedTitle"));
    const who = colleague === "" ? t("handedOverText") : t("handedOverTo", { name: colleague });
    setText(this.#text, over ? `${who} ${t("endedText")}` : t("endedText"));
  }

  focus(): void {
    this.#title.focus();
  }
}
