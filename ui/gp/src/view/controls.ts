// SPDX-License-Identifier: EUPL-1.2
/** Mute, camera, full screen, end, and the keys for them. */

import { remember, remembered, t, type Word } from "../i18n.ts";
import { type Kind, type LocalMedia, Missing } from "../media.ts";
import { allow, byId, setText } from "./dom.ts";
import { BUTTON_TIMES } from "./gestures.ts";

export interface Actions {
  mediaChanged(): void;
  end(): void;
  focusChat(): void;
  /** accept what was measured, where it is plain which */
  accept(): void;
  /** press the button of a tool, where it is there */
  tool(tool: "still" | "camera" | "stethoscope" | "freeze"): void;
  /** look so many times closer; 0: at the whole picture */
  closer(times: number): void;
  /** go to a panel by its tab */
  panel(tab: string): void;
  /** whether something is written that the end would lose */
  unsent(): boolean;
}

const STORED = "halsorum.keys";
const BUTTONS: Readonly<Record<Kind, string>> = { audio: "mute", video: "camera" };
const WORDS: Readonly<Record<Kind, readonly [off: Word, on: Word, none: Word]>> = {
  audio: ["mute", "unmute", "noMicrophone"],
  video: ["cameraOff", "cameraOn", "noCamera"],
};

export class ControlsView {
  readonly #local: LocalMedia;
  readonly #actions: Actions;
  readonly #question = byId("end-question", HTMLDialogElement);
  readonly #keysOn = byId("keys-on", HTMLInputElement);
  readonly #larger = byId("larger", HTMLButtonElement);
  #active = false;

  constructor(local: LocalMedia, actions: Actions) {
    this.#local = local;
    this.#actions = actions;
    for (const kind of ["audio", "video"] as const) {
      byId(BUTTONS[kind], HTMLButtonElement).addEventListener("click", () => this.#toggle(kind));
    }
    byId("fullscreen", HTMLButtonElement).addEventListener("click", () => void toggleFullscreen());
    this.#larger.addEventListener("click", () => this.#enlarge(!this.#isLarger));
    byId("fullscreen", HTMLButtonElement).hidden = !document.fullscreenEnabled;
    this.#askBeforeEnd();
    this.#keysOn.checked = remembered(STORED) !== "off";
    this.#keysOn.addEventListener("change", () => remember(STORED, this.#keysOn.checked ? "on" : "off"));
    addEventListener("keydown", (event) => this.#key(event));
  }

  activate(active: boolean): void {
    this.#active = active;
    if (!active && this.#question.open) this.#question.close();
    if (!active && document.fullscreenElement !== null) void document.exitFullscreen();
  }

  render(): void {
    for (const kind of ["audio", "video"] as const) {
      const button = byId(BUTTONS[kind], HTMLButtonElement);
      const missing = this.#local.missing[kind] !== Missing.None || this.#local.track(kind) === null;
      const muted = this.#local.isMuted(kind);
      const [off, on, none] = WORDS[kind];
      allow(button, !missing);
      button.dataset["off"] = String(missing || muted);
      button.setAttribute("aria-pressed", String(muted));
      setText(button.querySelector<HTMLElement>(".words") ?? button, t(missing ? none : muted ? on : off));
    }
  }

  #toggle(kind: Kind): void {
    if (this.#local.track(kind) === null) return;
    this.#local.mute(kind, !this.#local.isMuted(kind));
    this.render();
    this.#actions.mediaChanged();
  }

  get #isLarger(): boolean {
    return this.#larger.getAttribute("aria-pressed") === "true";
  }

  /** Give the patient's picture the panels' room, or give it back. */
  #enlarge(larger: boolean): void {
    this.#larger.setAttribute("aria-pressed", String(larger));
    byId("call", HTMLElement).dataset["larger"] = String(larger);
  }

  #openPanel(tab: string): void {
    this.#enlarge(false);
    this.#actions.panel(tab);
  }

  #askBeforeEnd(): void {
    byId("end", HTMLButtonElement).addEventListener("click", () => {
      byId("end-unsent", HTMLElement).hidden = !this.#actions.unsent();
      this.#question.showModal();
      byId("end-cancel", HTMLButtonElement).focus(); // the safe answer
    });
    byId("end-cancel", HTMLButtonElement).addEventListener("click", () => this.#question.close());
    byId("end-summary", HTMLButtonElement).addEventListener("click", () => {
      this.#question.close();
      this.#openPanel("tab-summary");
    });
    byId("end-confirm", HTMLButtonElement).addEventListener("click", () => {
      this.#question.close();
      this.#actions.end();
    });
  }

  #key(event: KeyboardEvent): void {
    const held = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
    if (!this.#active || !this.#keysOn.checked || held || this.#question.open || isTyping(event.target)) return;
    const act = this.#keyAction(event.key.toLowerCase());
    if (act === null) return;
    event.preventDefault();
    act();
  }

  #keyAction(key: string): (() => void) | null {
    switch (key) {
      case "m":
        return () => this.#toggle("audio");
      case "v":
        return () => this.#toggle("video");
      case "a":
        return () => this.#actions.accept();
      case "t":
        return () => this.#actions.focusChat();
      case "b":
        return () => this.#enlarge(!this.#isLarger);
      case "f":
        return () => void toggleFullscreen();
      case "p":
        return () => this.#actions.tool("still");
      case "e":
        return () => this.#actions.tool("camera");
      case "l":
        return () => this.#actions.tool("stethoscope");
      case "s":
        return () => this.#actions.tool("freeze");
      case "g":
        return () => this.#openPanel("tab-guide");
      case "w":
        return () => this.#openPanel("tab-summary");
      case "h":
        return () => this.#openPanel("tab-hand-over");
      case "+":
      case "=":
        return () => this.#actions.closer(BUTTON_TIMES);
      case "-":
        return () => this.#actions.closer(1 / BUTTON_TIMES);
      case "0":
        return () => this.#actions.closer(0);
      default:
        return null;
    }
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

async function toggleFullscreen(): Promise<void> {
  try {
    if (document.fullscreenElement === null) await document.documentElement.requestFullscreen();
    else await document.exitFullscreen();
  } catch {
    // the browser may forbid it (a managed computer); the page works without
  }
}
