// SPDX-License-Identifier: EUPL-1.2
/** The patient's picture, one's own beside it, and the words that stand where there is no picture yet. */

import type { Station } from "../config.ts";
import type { PatientMedia } from "../control.ts";
import { Progress } from "../events.ts";
import { t, tOf } from "../i18n.ts";
import { mark } from "../marks.ts";
import { type LocalMedia, Missing } from "../media.ts";
import { Connection } from "../state.ts";
import { byId, setPhone, setText } from "./dom.ts";

/** How long the picture of a new connection is waited for while the old one still shows. */
const SWAP_MS = 800;

/** The call stands. */
export const LIVE: readonly Connection[] = [Connection.Connected, Connection.ConnectedBrokerAway];

const ALL: PatientMedia = { type: "media", microphone: true, camera: true, textCall: false, cannotHear: false };

export class StageView {
  readonly #stage = byId("stage", HTMLElement);
  readonly #remote = byId("remote-video", HTMLVideoElement);
  readonly #self = byId("self-video", HTMLVideoElement);
  readonly #play = byId("play", HTMLButtonElement);
  readonly #local: LocalMedia;
  #coming: MediaStream | null = null;
  #patient = ALL;

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

  patientMedia(media: PatientMedia): void {
    this.#patient = media;
    this.renderMedia();
  }

  clear(): void {
    this.#coming = null;
    this.#remote.srcObject = null;
    this.#self.srcObject = null;
    this.#patient = ALL;
  }

  /** The words over the picture for this connection; none while the call is live. */
  render(connection: Connection, progress: Progress, station: Station | null): void {
    const live = LIVE.includes(connection);
    this.#stage.dataset["live"] = String(live);
    const [title, words] = live ? ["", ""] : stageWords(connection, progress);
    setText(byId("stage-title", HTMLElement), title);
    setText(byId("stage-text", HTMLElement), words);
    setPhone(byId("stage-phone", HTMLElement), t("stageCall"), live ? "" : (station?.phone ?? ""));
  }

  renderMedia(): void {
    if (this.#self.srcObject !== this.#local.picture) this.#self.srcObject = this.#local.picture;
    const camera = this.#local.sends("video");
    byId("self", HTMLElement).dataset["camera"] = String(camera);
    const missing = this.#local.missing.video !== Missing.None;
    setText(byId("self-off", HTMLElement), camera ? "" : t(missing ? "selfMissing" : "selfOff"));
    const note = byId("patient-media", HTMLElement);
    const words = patientWords(this.#patient);
    note.hidden = words === "";
    setText(note, words);
    byId("call", HTMLElement).dataset["textCall"] = String(this.#patient.textCall);
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

/** What the GP must know of how the patient talks. Who writes has her microphone off: that need not be said. */
function patientWords({ microphone, camera, textCall, cannotHear }: PatientMedia): string {
  const said: string[] = [];
  if (cannotHear) said.push(t("patientCannotHear"));
  if (textCall) said.push(t("patientWrites"));
  const muted = !microphone && !textCall;
  if (muted) said.push(t(camera ? "patientMuted" : "patientBothOff"));
  else if (!camera) said.push(t("patientCameraOff"));
  return said.join(" ");
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
