// SPDX-License-Identifier: EUPL-1.2
/** Where the GP names a colleague, gets a link for him and sees how far he is. */

import { HandOver, HandOverPhase, letter, MOST_NAME, OPEN } from "../handover.ts";
import { t, type Word } from "../i18n.ts";
import { drawCode } from "../qr.ts";
import { allow, byId, setText } from "./dom.ts";

export class HandOverView {
  readonly #form = byId("hand-over-form", HTMLFormElement);
  readonly #name = byId("colleague", HTMLInputElement);
  readonly #make = byId("hand-over-make", HTMLButtonElement);
  readonly #state = byId("hand-over-state", HTMLElement);
  readonly #open = byId("hand-over-open", HTMLElement);
  readonly #give = byId("hand-over-give", HTMLElement);
  readonly #link = byId("colleague-link", HTMLInputElement);
  readonly #copy = byId("link-copy", HTMLButtonElement);
  readonly #copied = byId("link-copied", HTMLElement);
  readonly #mail = byId("link-mail", HTMLAnchorElement);
  readonly #code = byId("link-code", HTMLCanvasElement);
  readonly #keep = byId("link-keep", HTMLButtonElement);
  #copying: Word | null = null;
  #live = false;
  #idle = true;

  constructor(make: (name: string) => void, keep: () => void) {
    this.#name.maxLength = MOST_NAME;
    this.#name.addEventListener("input", () => this.#allowMaking());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (name !== "" && this.#live && this.#idle) make(name);
    });
    this.#copy.addEventListener("click", () => void this.#copyLink());
    this.#keep.addEventListener("click", () => {
      keep();
      this.#sayCopied(null);
    });
  }

  /** The link is there: let the keyboard go on with it, if it was waiting here. */
  offer(): void {
    if (this.#form.contains(document.activeElement) || document.activeElement === document.body) this.#copy.focus();
  }

  clear(): void {
    this.#name.value = "";
    this.#sayCopied(null);
  }

  render(over: HandOver, live: boolean): void {
    const { phase, name, link } = over;
    const open = OPEN.includes(phase);
    this.#live = live;
    this.#idle = !open && phase !== HandOverPhase.Making;
    const focused = this.#open.contains(document.activeElement);
    this.#form.hidden = open;
    this.#open.hidden = !open;
    this.#give.hidden = link === "";
    if (focused && !open) this.#name.focus();
    this.#allowMaking();
    allow(this.#keep, live);
    setText(this.#state, t(`handOver.${phase}` as Word, { name }));
    this.#state.dataset["state"] = phase;
    this.#show(link);
    this.#sayCopied(this.#copying);
  }

  #sayCopied(word: Word | null): void {
    this.#copying = word;
    setText(this.#copied, word === null ? "" : t(word));
  }

  #allowMaking(): void {
    allow(this.#make, this.#live && this.#idle && this.#name.value.trim() !== "");
  }

  #show(link: string): void {
    this.#mail.href = letter(t("mailSubject"), t("mailBody", { link }));
    if (this.#link.value === link) return;
    this.#link.value = link;
    this.#sayCopied(null);
    this.#code.hidden = link === "" || !drawCode(this.#code, link);
  }

  async #copyLink(): Promise<void> {
    this.#link.select();
    try {
      await navigator.clipboard.writeText(this.#link.value);
      this.#sayCopied("linkCopied");
    } catch {
      this.#sayCopied("linkSelected"); // a browser that withholds the clipboard: it is marked, to be copied by hand
    }
  }
}
