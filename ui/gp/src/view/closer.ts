// SPDX-License-Identifier: EUPL-1.2
/** Looking closer at the live picture: the hand asks, the station's camera obeys and says where it looks. */

import { t } from "../i18n.ts";
import { isClose, type Look, MAX_SCALE, WHOLE } from "../look.ts";
import { allow, byId, setText } from "./dom.ts";
import { BUTTON_TIMES, Gestures } from "./gestures.ts";

/** How often the camera is told while the hand moves. */
const SEND_MS = 60;
/** So long after the hand rests the station's word counts again; before, it is older than the hand. */
const HAND_MS = 700;

export class CloserView {
  readonly #video = byId("remote-video", HTMLVideoElement);
  readonly #box = byId("look", HTMLElement);
  readonly #in = byId("zoom-in", HTMLButtonElement);
  readonly #out = byId("zoom-out", HTMLButtonElement);
  readonly #whole = byId("zoom-whole", HTMLButtonElement);
  readonly #scale = byId("zoom-scale", HTMLElement);
  readonly #send: (look: Look) => void;
  readonly #gestures: Gestures;
  #there = false;
  #look = WHOLE;
  #sentMs = Number.NEGATIVE_INFINITY;
  #handMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (look: Look) => void) {
    this.#send = send;
    this.#gestures = new Gestures(this.#video, {
      look: () => (this.#there ? this.#look : null),
      change: (look) => this.#change(look),
      size: () => [this.#video.videoWidth, this.#video.videoHeight],
    });
    this.#in.addEventListener("click", () => this.#gestures.times(BUTTON_TIMES));
    this.#out.addEventListener("click", () => this.#gestures.times(1 / BUTTON_TIMES));
    this.#whole.addEventListener("click", () => this.#gestures.whole());
  }

  /** What the station says; null: it cannot look closer now. */
  told(look: Look | null): void {
    this.#there = look !== null;
    if (look === null || performance.now() - this.#handMs > HAND_MS) this.#look = look ?? WHOLE;
    this.render();
  }

  times(times: number): void {
    this.#gestures.times(times);
  }

  whole(): void {
    this.#gestures.whole();
  }

  render(): void {
    const close = isClose(this.#look);
    this.#box.hidden = !this.#there;
    this.#video.tabIndex = this.#there ? 0 : -1;
    this.#video.dataset["zoom"] = this.#there ? (close ? "close" : "whole") : "none";
    allow(this.#in, this.#look.scale < MAX_SCALE);
    for (const button of [this.#out, this.#whole]) allow(button, close);
    setText(this.#scale, close ? t("zoomScale", { times: this.#look.scale.toFixed(1) }) : "");
  }

  #change(look: Look): void {
    this.#look = look;
    this.#handMs = performance.now();
    this.render();
    if (this.#timer !== null) return;
    const wait = this.#sentMs + SEND_MS - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer = setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    this.#timer = null;
    this.#sentMs = performance.now();
    this.#send(this.#look);
  }
}
