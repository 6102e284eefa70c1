// SPDX-License-Identifier: EUPL-1.2
/** The list of accepted acts of measuring and what became of each. */

import { actText } from "../acts.ts";
import { FilingState } from "../control.ts";
import type { Accepted, Filing } from "../filing.ts";
import { clockTime, t, tOf } from "../i18n.ts";
import { byId, element } from "./dom.ts";

export class AcceptedView {
  readonly #list = byId("accepted-list", HTMLElement);
  readonly #filing: Filing;
  readonly #retry: (id: string) => void;

  constructor(filing: Filing, retry: (id: string) => void) {
    this.#filing = filing;
    this.#retry = retry;
  }

  render(): void {
    this.#list.replaceChildren(...this.#filing.list().map((item) => this.#row(item)));
  }

  #row(item: Accepted): HTMLElement {
    const { act, state } = item;
    const what = `${clockTime(act.readings[0]?.at ?? new Date(Number.NaN))} ${actText(act)}`;
    const row = element("li");
    row.dataset["state"] = state;
    row.dataset["reading"] = act.id;
    row.append(element("span", `${tOf("filing", state, "filing.filing")} ${what}`));
    if (state === FilingState.Failed) row.append(this.#button(act.id, what));
    return row;
  }

  #button(id: string, what: string): HTMLElement {
    const button = element("button", t("filingRetry"));
    button.type = "button";
    button.setAttribute("aria-label", t("filingRetryLabel", { what }));
    button.addEventListener("click", () => this.#retry(id));
    return button;
  }
}
