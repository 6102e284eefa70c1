// SPDX-License-Identifier: EUPL-1.2
/** A picture that stands still over the live one: frozen from it, or taken by the station's camera. On this page only. */

import { clockTime, t, type Word } from "../i18n.ts";
import { isClose, type Look, WHOLE } from "../look.ts";
import { allow, byId, setText } from "./dom.ts";
import { BUTTON_TIMES, Gestures } from "./gestures.ts";

export class BoardView {
  readonly #box = byId("board", HTMLElement);
  readonly #canvas = byId("board-picture", HTMLCanvasElement);
  readonly #title = byId("board-title", HTMLElement);
  readonly #video = byId("remote-video", HTMLVideoElement);
  readonly #closer = byId("look", HTMLElement);
  readonly #out = byId("board-out", HTMLButtonElement);
  readonly #closed: () => void;
  #picture: ImageBitmap | null = null;
  #word: Word = "boardFrozen";
  #at = new Date(Number.NaN);
  #look = WHOLE;
  #back: HTMLElement | null = null;

  constructor(closed: () => void) {
    this.#closed = closed;
    const gestures = new Gestures(this.#canvas, {
      look: () => (this.#picture === null ? null : this.#look),
      change: (look) => this.#turn(look),
      size: () => [this.#picture?.width ?? 0, this.#picture?.height ?? 0],
    });
    byId("board-in", HTMLButtonElement).addEventListener("click", () => gestures.times(BUTTON_TIMES));
    this.#out.addEventListener("click", () => gestures.times(1 / BUTTON_TIMES));
    byId("board-close", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
  }

  /** Whether a frozen picture stands there. */
  get frozen(): boolean {
    return this.#picture !== null && this.#word === "boardFrozen";
  }

  get open(): boolean {
    return this.#picture !== null;
  }

  /** Hold what is shown now; false without a picture. */
  async freeze(): Promise<boolean> {
    if (this.#video.videoWidth === 0) return false;
    this.#show(await createImageBitmap(this.#video), "boardFrozen");
    return true;
  }

  /** Show a picture that the station took; false if it is none. */
  async still(file: Blob): Promise<boolean> {
    try {
      this.#show(await createImageBitmap(file), "boardStill");
      return true;
    } catch {
      return false; // not a JPEG after all
    }
  }

  close(): void {
    if (this.#picture === null) return;
    this.#forget();
    this.#back?.focus();
    this.#closed();
  }

  /** Forget the picture without a word. */
  clear(): void {
    this.#forget();
  }

  render(): void {
    this.#box.hidden = this.#picture === null;
    allow(this.#out, isClose(this.#look));
    // what lies under the picture is neither seen nor reached
    for (const under of [this.#video, this.#closer]) under.inert = this.#picture !== null;
    setText(this.#title, this.#picture === null ? "" : t(this.#word, { time: clockTime(this.#at, true) }));
    this.#canvas.setAttribute("aria-label", t("patientPicture"));
  }

  #show(picture: ImageBitmap, word: Word): void {
    if (this.#picture === null && document.activeElement instanceof HTMLElement) this.#back = document.activeElement;
    this.#picture?.close();
    this.#picture = picture;
    this.#word = word;
    this.#at = new Date();
    this.#look = WHOLE;
    this.render();
    this.#draw();
    this.#canvas.focus();
  }

  #forget(): void {
    this.#picture?.close();
    this.#picture = null;
    this.#canvas.width = this.#canvas.height = 0; // its pixels go with it
    this.render();
  }

  #turn(look: Look): void {
    this.#look = look;
    this.render();
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    const box = this.#canvas.getBoundingClientRect();
    const pen = this.#canvas.getContext("2d");
    if (picture === null || pen === null || box.width === 0) return;
    const { x, y, scale } = this.#look;
    this.#canvas.width = Math.round(box.width * devicePixelRatio);
    this.#canvas.height = Math.round(box.height * devicePixelRatio);
    const share = Math.min(this.#canvas.width / picture.width, this.#canvas.height / picture.height);
    const [wide, high] = [picture.width * share, picture.height * share];
    const [left, top] = [(this.#canvas.width - wide) / 2, (this.#canvas.height - high) / 2];
    const [partWide, partHigh] = [picture.width / scale, picture.height / scale];
    pen.imageSmoothingQuality = "high";
    pen.drawImage(
      picture, x * picture.width - partWide / 2, y * picture.height - partHigh / 2, partWide, partHigh,
      left, top, wide, high,
    );
  }
}
