// SPDX-License-Identifier: EUPL-1.2
/** One of several panels at a time, as the ARIA pattern has it: arrows move between the tabs, Tab goes into the panel. */

import { byId } from "./dom.ts";

export class TabsView {
  readonly #tabs: readonly HTMLButtonElement[];

  /** `list`: the id of an element whose buttons each control a panel. */
  constructor(list: string) {
    const box = byId(list, HTMLElement);
    this.#tabs = [...box.querySelectorAll<HTMLButtonElement>("[role=tab]")];
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.open(tab.id));
    box.addEventListener("keydown", (event) => this.#key(event));
    this.open(this.#tabs[0]?.id ?? "");
  }

  /** Show the panel of a tab and hide the others. */
  open(id: string): void {
    for (const tab of this.#tabs) {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      this.#panel(tab).hidden = !chosen;
    }
  }

  /** Show the panel of a tab and go to the first thing in it that can be used. */
  enter(id: string): void {
    this.open(id);
    const tab = this.#tabs.find((each) => each.id === id);
    if (tab === undefined) return;
    const inside = this.#panel(tab).querySelector<HTMLElement>("textarea, button, a[href], summary, input");
    (inside ?? tab).focus();
  }

  #panel(tab: HTMLElement): HTMLElement {
    return byId(tab.getAttribute("aria-controls") ?? "", HTMLElement);
  }

  #key(event: KeyboardEvent): void {
    const tabs = this.#tabs.filter((each) => !each.hidden);
    const at = tabs.findIndex((each) => each === document.activeElement);
    const last = tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    const tab = to === undefined || at < 0 ? undefined : tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    this.open(tab.id);
    tab.focus();
  }
}
