// SPDX-License-Identifier: EUPL-1.2
/** Whom the assistant beside the patient asks for, until the GP has seen it. */

import { t, tOf } from "../i18n.ts";
import { byId, setText } from "./dom.ts";

export class GuestView {
  readonly #box = byId("guest", HTMLElement);
  readonly #words = byId("guest-wanted", HTMLElement);
  #who = "";

  constructor() {
    byId("guest-seen", HTMLButtonElement).addEventListener("click", () => {
      this.wanted("");
      byId("mute", HTMLButtonElement).focus();
    });
  }

  /** `who` is wanted; empty: nobody, or not any more. */
  wanted(who: string): void {
    this.#who = who;
    this.render();
  }

  render(): void {
    this.#box.hidden = this.#who === "";
    const way = this.#who === "colleague" ? t("guestByLink") : t("guestByPhone");
    setText(this.#words, this.#who === "" ? "" : `${tOf("guest", this.#who, "guest.other")} ${way}`);
  }
}
