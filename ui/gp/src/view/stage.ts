// SPDX-License-Identifier: EUPL-1.2
/** The patient's picture, one's own beside it, and the words that stand where there is no picture yet. */

import type { Station } from "../config.ts";
import { Progress } from "../events.ts";
import { t, tOf } from "../i18n.ts";
import { mark } from "../marks.ts";
import { type Kind, type LocalMedia, Missing } from "../media.ts";
import { Connection } from "../state.ts";
import { byId, setText } from "./dom.ts";

/** How long the picture of a new connection is waited for while the old one still shows. */
const SWAP_MS = 800;

/** The call stands. */
export const LIVE: readonly Connection[] = [Connection.Connected, Connection.ConnectedBrokerAway];

export class StageView {
  readonly #stage = byId("stage", HTMLElement);
  readonly #remote = byId("remote-video", HTMLVideoElement);
  readonly #self = byId("self-video", HTMLVideoElement);
  readonly #play = byId("play", HTMLButtonElement);
  readonly #local: LocalMedia;
  #coming: MediaStream | null = null;
  #patient: Record<Kind, boolean> = { audio: true, video: true };

  constructor(local: LocalMedia) {
    this.#local = local;
    this.#play.addEventListener("click", () => void this.#start());
  }

  /** Show a connection's picture; `old`: what is shown still lives, and stays until the new picture has come. */
  show(stream: MediaStream, old: boolean): void {
    if (this.#remote.srcObject === stream) return;
    this.#coming = stream;
    if (!old || this.#remote.srcObject === null) return this.#swap(stream);
    const unseen = document.createElement("video");
    unseen.muted = true;
    unseen.srcObject = stream;
    const swap = (): void => {
      unseen.srcObject = null;
      this.#swap(stream);
    };
    onFirstFrame(unseen, swap);
    setTimeout(swap, SWAP_MS);
    unseen.play().catch(swap);
  }

  #swap(stream: MediaStream): void {
    if (this.#coming !== stream || this.#remote.srcObject === stream) return;
    this.#remote.srcObject = stream;
    onFirstFrame(this.#remote, () => mark("first-frame"));
    void this.#start();
  }

  patientMedia(microphone: boolean, camera: boolean): void {
    this.#patient = { audio: microphone, video: camera };
    this.renderMedia();
  }

  clear(): void {
    this.#coming = null;
    this.#remote.srcObject = null;
    this.#self.srcObject = null;
    this.#patient = { audio: true, video: true };
  }

  /** The words over the picture for this connection; none while the call is live. */
  render(connection: Connection, progress: Progress, station: Station | null): void {
    const live = LIVE.includes(connection);
    this.#stage.dataset["live"] = String(live);
    const [title, words] = live ? ["", ""] : stageWords(connection, progress);
    setText(byId("stage-title", HTMLElement), title);
    setText(byId("stage-text", HTMLElement), words);
    const phone = live || station === null || station.phone === "" ? "" : t("stageCall", { phone: station.phone });
    setText(byId("stage-phone", HTMLElement), phone);
  }

  renderMedia(): void {
    if (this.#self.srcObject !== this.#local.picture) this.#self.srcObject = this.#local.picture;
    const camera = this.#local.sends("video");
    byId("self", HTMLElement).dataset["camera"] = String(camera);
    const missing = this.#local.missing.video !== Missing.None;
    setText(byId("self-off", HTMLElement), camera ? "" : t(missing ? "selfMissing" : "selfOff"));
    const note = byId("patient-media", HTMLElement);
    const { audio, video } = this.#patient;
    note.hidden = audio && video;
    setText(note, note.hidden ? "" : t(audio ? "patientCameraOff" : video ? "patientMuted" : "patientBothOff"));
  }

  async #start(): Promise<void> {
    try {
      await this.#remote.play();
      this.#play.hidden = true;
    } catch (error) {
      // a newer stream interrupts the older one's start; only a forbidden start needs the GP's hand
      this.#play.hidden = !(error instanceof DOMException && error.name === "NotAllowedError");
    }
  }
}

function stageWords(connection: Connection, progress: Progress): [string, string] {
  switch (connection) {
    case Connection.BrokerAway:
      return [t("stageBrokerAway"), t("stageBrokerAwayText")];
    case Connection.LineLost:
    case Connection.Reconnecting:
      return [t("stageLost"), t("stageLostText")];
    case Connection.Connecting:
    case Connection.BrokerConnecting:
      return [t("stageConnecting"), ""];
    default:
      return [tOf("progress", progress, "progress.unknown"), tOf("progress", `${progress}Text`, "progress.unknownText")];
  }
}

function onFirstFrame(video: HTMLVideoElement, then: () => void): void {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(then);
  else (video as HTMLVideoElement).addEventListener("loadeddata", then, { once: true });
}
