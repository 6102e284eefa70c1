// SPDX-License-Identifier: EUPL-1.2
/** The GP's own camera and microphone. Either may be missing or refused; the visit goes on without. */

export type Kind = "audio" | "video";

/** Why a device is not there, in one word that the catalogues turn into a sentence. */
export enum Missing {
  None = "none",
  Refused = "refused",
  NotFound = "not-found",
  Busy = "busy",
  Unsupported = "unsupported",
}

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 30, max: 30 },
};

export class LocalMedia {
  readonly stream = new MediaStream();
  readonly missing: Record<Kind, Missing> = { audio: Missing.None, video: Missing.None };
  #muted: Record<Kind, boolean> = { audio: false, video: false };

  track(kind: string): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** What to show of oneself; null without a camera, because an empty stream keeps a page loading for ever. */
  get picture(): MediaStream | null {
    return this.track("video") === null ? null : this.stream;
  }

  /** Open both devices, or whichever is to be had. */
  async open(): Promise<void> {
    if (await this.#take({ audio: AUDIO, video: VIDEO }, ["audio", "video"])) return;
    // asked for together, one missing device takes the other with it
    await this.#take({ audio: AUDIO }, ["audio"]);
    await this.#take({ video: VIDEO }, ["video"]);
  }

  /** Change to the device with this id. */
  async choose(kind: Kind, deviceId: string): Promise<void> {
    const wanted = { ...(kind === "audio" ? AUDIO : VIDEO), deviceId: { exact: deviceId } };
    this.#drop(kind); // many cameras give only one picture at a time
    await this.#take({ [kind]: wanted }, [kind]);
  }

  async devices(kind: Kind): Promise<MediaDeviceInfo[]> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter((device) => device.kind === `${kind}input` && device.deviceId !== "");
  }

  sends(kind: Kind): boolean {
    return !this.#muted[kind] && this.track(kind)?.readyState === "live";
  }

  isMuted(kind: Kind): boolean {
    return this.#muted[kind];
  }

  mute(kind: Kind, muted: boolean): void {
    this.#muted[kind] = muted;
    const track = this.track(kind);
    if (track !== null) track.enabled = !muted;
  }

  close(): void {
    this.#drop("audio");
    this.#drop("video");
  }

  #drop(kind: Kind): void {
    const track = this.track(kind);
    if (track === null) return;
    track.stop();
    this.stream.removeTrack(track);
  }

  async #take(constraints: MediaStreamConstraints, kinds: Kind[]): Promise<boolean> {
    try {
      if (navigator.mediaDevices === undefined) throw new DOMException("", "NotSupportedError");
      const taken = await navigator.mediaDevices.getUserMedia(constraints);
      for (const track of taken.getTracks()) this.#adopt(track);
      for (const kind of kinds) this.missing[kind] = Missing.None;
      return true;
    } catch (error) {
      for (const kind of kinds) this.missing[kind] = whyMissing(error);
      return false;
    }
  }

  #adopt(track: MediaStreamTrack): void {
    const kind = track.kind as Kind;
    this.#drop(kind);
    track.contentHint = kind === "audio" ? "speech" : "motion";
    track.enabled = !this.#muted[kind];
    this.stream.addTrack(track);
  }
}

function whyMissing(error: unknown): Missing {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return Missing.Refused;
  if (name === "NotFoundError" || name === "OverconstrainedError") return Missing.NotFound;
  return name === "NotSupportedError" ? Missing.Unsupported : Missing.Busy;
}
