// SPDX-License-Identifier: EUPL-1.2
/** The list of accepted acts of measuring and what became of each. */

import { actText } from "../acts.ts";
import { FilingState } from "../control.ts";
import type { Accepted, Filing } from "../filing.ts";
import { clockTime, t, tOf } from "../i18n.ts";
import { byId, element, setText } from "./dom.ts";

interface Row {
  readonly node: HTMLElement;
  readonly words: HTMLElement;
  readonly again: HTMLButtonElement;
}

/** A row stays as long as its act is in the list, so that a screen reader hears what changed and nothing else again. */
export class AcceptedView {
  readonly #list = byId("accepted-list", HTMLElement);
  readonly #filing: Filing;
  readonly #retry: (id: string) => void;
  readonly #rows = new Map<string, Row>();

  constructor(filing: Filing, retry: (id: string) => void) {
    this.#filing = filing;
    this.#retry = retry;
  }

  render(): void {
    const items = this.#filing.list();
    const wanted = new Set(items.map(({ act }) => act.key));
    for (const [key, { node }] of this.#rows) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#rows.delete(key);
    }
    items.forEach((item, index) => this.#place(this.#fill(item), index));
  }

  #place({ node }: Row, index: number): void {
    if (this.#list.children[index] !== node) this.#list.insertBefore(node, this.#list.children[index] ?? null);
  }

  #fill({ act, state }: Accepted): Row {
    const row = this.#rows.get(act.key) ?? this.#make(act.key);
    const what = `${clockTime(act.readings[0]?.at ?? new Date(Number.NaN))} ${actText(act)}`;
    row.node.dataset["state"] = state;
    row.node.dataset["reading"] = act.id;
    setText(row.words, `${tOf("filing", state, "filing.filing")} ${what}`);
    row.again.hidden = state !== FilingState.Failed;
    setText(row.again, t("filingRetry"));
    row.again.setAttribute("aria-label", t("filingRetryLabel", { what }));
    return row;
  }

  #make(key: string): Row {
    const row = { node: element("li"), words: element("span"), again: element("button") };
    row.again.type = "button";
    row.again.addEventListener("click", () => this.#retry(row.node.dataset["reading"] ?? ""));
    row.node.append(row.words, row.again);
    this.#rows.set(key, row);
    return row;
  }
}
