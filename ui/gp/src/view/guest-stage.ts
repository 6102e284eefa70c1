// SPDX-License-Identifier: EUPL-1.2
/** Patient and GP side by side, for a third participant; her own picture small, three buttons, and words for what is not there. */

import { t, type Word } from "../i18n.ts";
import type { Kind, LocalMedia } from "../media.ts";
import { Connection } from "../state.ts";
import { allow, byId, setText } from "./dom.ts";
import { LIVE } from "./stage.ts";

export interface GuestActions {
  mediaChanged(): void;
  leave(): void;
}

const BUTTONS: Readonly<Record<Kind, readonly [id: string, off: Word, on: Word]>> = {
  audio: ["third-mute", "mute", "unmute"],
  video: ["third-camera", "cameraOff", "cameraOn"],
};
/** Looks in a row at a picture that does not move, before that is said. */
const STILL_LOOKS = 6;

export class GuestStageView {
  readonly #local: LocalMedia;
  readonly #patient = byId("third-patient", HTMLVideoElement);
  readonly #gp = byId("third-gp", HTMLVideoElement);
  readonly #self = byId("third-self", HTMLVideoElement);
  #camera = true;
  #microphone = true;
  #frames = 0;
  #still = 0;
  #live = false;

  constructor(local: LocalMedia, actions: GuestActions) {
    this.#local = local;
    for (const kind of ["audio", "video"] as const) {
      byId(BUTTONS[kind][0], HTMLButtonElement).addEventListener("click", () => {
        local.mute(kind, !local.isMuted(kind));
        this.#renderMedia();
        actions.mediaChanged();
      });
    }
    byId("third-leave", HTMLButtonElement).addEventListener("click", () => actions.leave());
  }

  /** The patient's picture and voice. */
  patient(stream: MediaStream): void {
    play(this.#patient, stream);
  }

  /** The GP's; null: she is not there. */
  gp(stream: MediaStream | null): void {
    play(this.#gp, stream);
    this.#renderWords();
  }

  patientSends(microphone: boolean, camera: boolean): void {
    [this.#microphone, this.#camera] = [microphone, camera];
    this.#renderWords();
  }

  /** A few times a second: whether the patient's picture moves. */
  look(): void {
    const frames = this.#patient.getVideoPlaybackQuality().totalVideoFrames;
    this.#still = frames === this.#frames ? this.#still + 1 : 0;
    this.#frames = frames;
    this.#renderWords();
  }

  clear(): void {
    for (const video of [this.#patient, this.#gp, this.#self]) video.srcObject = null;
    this.#frames = this.#still = 0;
    this.#camera = this.#microphone = true;
  }

  render(connection: Connection): void {
    this.#live = LIVE.includes(connection);
    setText(byId("third-state", HTMLElement), t(this.#live ? "thirdIn" : thirdWord(connection)));
    this.#renderMedia();
    this.#renderWords();
  }

  #renderMedia(): void {
    if (this.#self.srcObject !== this.#local.picture) this.#self.srcObject = this.#local.picture;
    for (const kind of ["audio", "video"] as const) {
      const [id, off, on] = BUTTONS[kind];
      const button = byId(id, HTMLButtonElement);
      const muted = this.#local.isMuted(kind);
      allow(button, this.#local.track(kind) !== null);
      button.setAttribute("aria-pressed", String(muted));
      setText(button, t(muted ? on : off));
    }
  }

  #renderWords(): void {
    const still = this.#live && this.#still >= STILL_LOOKS;
    const words = [
      ...(this.#live && !this.#microphone ? [t("patientMuted")] : []),
      ...(this.#live && !this.#camera ? [t("patientCameraOff")] : still ? [t("thirdNoPicture")] : []),
      ...(this.#live && this.#gp.srcObject === null ? [t("thirdNoGp")] : []),
    ];
    setText(byId("third-words", HTMLElement), words.join(" "));
  }
}

function thirdWord(connection: Connection): Word {
  if (connection === Connection.LineLost || connection === Connection.Reconnecting) return "stageLost";
  return connection === Connection.BrokerAway ? "stageBrokerAway" : "thirdWaits";
}

function play(video: HTMLVideoElement, stream: MediaStream | null): void {
  if (video.srcObject === stream) return;
  video.srcObject = stream;
  if (stream !== null) video.play().catch(() => undefined); // the join button was pressed: it may sound
}
