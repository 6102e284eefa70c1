// SPDX-License-Identifier: EUPL-1.2
/** How the line is: four bars and a few words in the head of the page, and plainly over the picture what it left out. */

import { t, tOf } from "../i18n.ts";
import { Cause, Grade, Mode, type Quality } from "../quality.ts";
import { byId, setText } from "./dom.ts";

const GOOD: Quality = { type: "quality", grade: Grade.Good, cause: Cause.None, mode: Mode.Full, video: true };

export class LineView {
  readonly #line = byId("line-quality", HTMLElement);
  readonly #words = byId("line-words", HTMLElement);
  readonly #left = byId("line-mode", HTMLElement);
  #quality: Quality | null = null;

  /** The last word of the station; null without a call. */
  tell(quality: Quality | null): void {
    this.#quality = quality;
    this.render(quality !== null);
  }

  render(live: boolean): void {
    const { grade, cause, mode, video } = this.#quality ?? GOOD;
    this.#line.hidden = !live || this.#quality === null;
    this.#line.dataset["grade"] = grade;
    const why = cause === Cause.None ? "" : tOf("lineCause", cause, "lineCause.delay");
    const how = tOf("line", grade, "line.good");
    setText(this.#words, this.#line.hidden ? "" : why === "" ? how : t("lineWhy", { how, why }));
    const left = !live ? "" : mode !== Mode.Full ? tOf("lineMode", mode, "lineMode.audio-only") : video ? "" : t("lineOwnPicture");
    this.#left.hidden = left === "";
    setText(this.#left, left);
  }
}
