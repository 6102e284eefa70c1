// SPDX-License-Identifier: EUPL-1.2
/** Problems and refusals: what is wrong, what to do, and a button for it where there is one. */

import type { Station } from "../config.ts";
import { clockTime, t, type Word } from "../i18n.ts";
import { PageState, Reason } from "../state.ts";
import { byId, setPhone, setText } from "./dom.ts";

/** What trying again cannot mend. */
const FINAL: readonly Reason[] = [Reason.BrokenLink, Reason.Insecure, Reason.OldBrowser];

export class NoticeView {
  readonly #title = byId("problem-title", HTMLElement);
  readonly #retry = byId("retry", HTMLButtonElement);

  constructor(retry: () => void) {
    this.#retry.addEventListener("click", retry);
  }

  render(state: PageState, reason: Reason, station: Station | null): void {
    const name = state === PageState.Tampered ? "tampered" : reason;
    if (name === Reason.None) return;
    setText(this.#title, t(`problem.${name}` as Word));
    const time = clockTime(new Date(), true);
    setText(byId("problem-text", HTMLElement), t(`problem.${name}Text` as Word, { time }));
    setPhone(byId("problem-phone", HTMLElement), t("callStation"), station?.phone ?? "");
    this.#retry.hidden = state === PageState.Tampered || FINAL.includes(reason);
    setText(this.#retry, t(reason === Reason.OtherTab ? "useHere" : "retry"));
    byId("problem", HTMLElement).dataset["reason"] = name;
  }

  focus(): void {
    this.#title.focus();
  }
}
