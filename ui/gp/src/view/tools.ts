// SPDX-License-Identifier: EUPL-1.2
/** Buttons for what there is: a picture, the examination camera, its light, the stethoscope, freeze. */

import { t, tOf, type Word } from "../i18n.ts";
import { type Still, StillPhase } from "../still.ts";
import { CameraName, type Tools } from "../tools.ts";
import { allow, byId, setText } from "./dom.ts";

export interface ToolActions {
  still(): void;
  dropStill(): void;
  camera(camera: CameraName): void;
  torch(on: boolean): void;
  stethoscope(on: boolean): void;
  freeze(): void;
}

export class ToolsView {
  readonly #box = byId("tools", HTMLElement);
  readonly #still = byId("take-still", HTMLButtonElement);
  readonly #camera = byId("exam-camera", HTMLButtonElement);
  readonly #torch = byId("torch", HTMLButtonElement);
  readonly #stethoscope = byId("stethoscope", HTMLButtonElement);
  readonly #freeze = byId("freeze", HTMLButtonElement);
  readonly #notes = byId("tool-notes", HTMLElement);
  readonly #line = byId("still-line", HTMLElement);
  readonly #lineWords = byId("still-words", HTMLElement);
  readonly #bar = byId("still-bar", HTMLProgressElement);
  readonly #drop = byId("still-drop", HTMLButtonElement);

  constructor(actions: ToolActions) {
    this.#still.addEventListener("click", () => actions.still());
    this.#drop.addEventListener("click", () => actions.dropStill());
    this.#freeze.addEventListener("click", () => actions.freeze());
    this.#camera.addEventListener("click", () => {
      actions.camera(isPressed(this.#camera) ? CameraName.Room : CameraName.Examination);
    });
    this.#torch.addEventListener("click", () => actions.torch(!isPressed(this.#torch)));
    this.#stethoscope.addEventListener("click", () => actions.stethoscope(!isPressed(this.#stethoscope)));
  }

  /** Press a button by key, where it is there. */
  press(id: "still" | "camera" | "stethoscope" | "freeze"): void {
    const button = { still: this.#still, camera: this.#camera, stethoscope: this.#stethoscope, freeze: this.#freeze }[id];
    if (!button.hidden) button.click();
  }

  render(tools: Tools, still: Still, live: boolean, frozen: boolean): void {
    this.#still.hidden = !tools.still;
    allow(this.#still, !still.busy && live);
    const examination = tools.camera === CameraName.Examination;
    this.#toggle(this.#camera, tools.examination || examination, examination);
    this.#toggle(this.#torch, tools.torch, tools.torchOn);
    this.#toggle(this.#stethoscope, tools.stethoscope, tools.stethoscopeOn);
    this.#toggle(this.#freeze, true, frozen);
    for (const button of [this.#camera, this.#torch, this.#stethoscope]) allow(button, live);
    allow(this.#freeze, live || frozen);
    this.#box.hidden = !live && !frozen;
    setText(this.#notes, live ? notes(tools).map((word) => t(word)).join("\n") : "");
    this.#notes.hidden = this.#notes.textContent === "";
    this.#renderStill(still);
  }

  #renderStill(still: Still): void {
    this.#line.hidden = !still.busy && still.phase !== StillPhase.Failed;
    this.#drop.hidden = this.#bar.hidden = !still.busy;
    if (this.#line.hidden) return;
    if (still.phase === StillPhase.Failed) setText(this.#lineWords, tOf("still", still.reason, "still.failed"));
    else setText(this.#lineWords, t(still.phase === StillPhase.Asked ? "stillAsked" : "stillComing"));
    this.#bar.setAttribute("aria-label", this.#lineWords.textContent ?? "");
    if (still.phase === StillPhase.Coming && still.share > 0) this.#bar.value = still.share;
    else this.#bar.removeAttribute("value"); // how long the camera takes nobody knows
  }

  #toggle(button: HTMLButtonElement, there: boolean, on: boolean): void {
    button.hidden = !there;
    button.setAttribute("aria-pressed", String(on));
  }
}

/** What the buttons alone do not say, in words over the picture. */
function notes(tools: Tools): Word[] {
  return [
    ...(tools.fallenBack ? (["noteFallenBack"] as const) : []),
    ...(tools.stethoscopeOn ? (["noteStethoscope"] as const) : []),
  ];
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute("aria-pressed") === "true";
}
