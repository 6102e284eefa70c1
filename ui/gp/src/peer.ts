// SPDX-License-Identifier: EUPL-1.2
/** One peer connection to the station: answers its offer, carries media both ways and the three data channels. */

import { type FromStation, readControl, type ToStation } from "./control.ts";
import type { LocalMedia } from "./media.ts";
import { type Figures, LineCounter } from "./stats.ts";
import { readVital, type Vital } from "./vitals.ts";

export enum Path {
  Connecting = "connecting",
  Open = "open",
  /** silent for more than a second: another call is asked for, and nothing said yet */
  Silent = "silent",
  /** silent for more than two seconds: that is said; it may still come back */
  Lost = "lost",
  /** gone, though it is taken back should it revive before another call stands */
  Gone = "gone",
}

export interface PeerHooks {
  path(peer: Peer, path: Path): void;
  candidates(peer: Peer, candidates: RTCIceCandidateInit[]): void;
  control(peer: Peer, message: FromStation): void;
  vital(peer: Peer, vital: Vital): void;
  text(peer: Peer, block: string): void;
  still(peer: Peer, data: string | ArrayBuffer): void;
  /** A channel opened; what this side says first on it is due. */
  channelOpen(peer: Peer, label: string): void;
}

const SILENT_MS = 1400;
const LOST_MS = 2200;
const GONE_MS = 6000;
/** Messages may stay away this much longer than media: a lost one is sent again and holds the next ones up. */
const UNSAID_MS = 5000;
/** Looked at later than this, the page itself stood still, as a tab in the background may. */
const STALL_MS = 2000;
const CONNECT_DEADLINE_MS = 20_000;
const CANDIDATE_BATCH_MS = 60;
/** The channel of still pictures; it comes when the first one does. */
const STILL = "still";

export class Peer {
  readonly callId: string;
  readonly stream = new MediaStream();
  readonly #connection: RTCPeerConnection;
  readonly #hooks: PeerHooks;
  readonly #channels = new Map<string, RTCDataChannel>();
  readonly #startedMs: number;
  #candidates: RTCIceCandidateInit[] = [];
  #answered = false;
  readonly #counter = new LineCounter();
  #heardMs: number;
  #saidMs: number;
  #tickedMs: number;
  #arrived = 0;
  #looking = false;
  #path = Path.Connecting;

  constructor(callId: string, iceServers: RTCIceServer[], hooks: PeerHooks) {
    this.callId = callId;
    this.#hooks = hooks;
    this.#startedMs = this.#heardMs = this.#saidMs = this.#tickedMs = performance.now();
    this.#connection = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.#listen();
  }

  get path(): Path {
    return this.#path;
  }

  /** Answer an offer; the SDP to send. Candidates found later come through the hooks. */
  async answer(offer: string, local: LocalMedia): Promise<string> {
    await this.#connection.setRemoteDescription({ type: "offer", sdp: offer });
    for (const transceiver of this.#connection.getTransceivers()) {
      // both ways even without a device, so that one can be added without a new offer
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(local.track(transceiver.receiver.track.kind));
    }
    await this.#connection.setLocalDescription();
    const sdp = this.#connection.localDescription?.sdp ?? "";
    return withOpusFec(sdp);
  }

  /** Let the gathered candidates go: the answer is on its way. */
  answerSent(): void {
    this.#answered = true;
    this.#flush();
  }

  /** Send another microphone or camera from now on. */
  async replaceTracks(local: LocalMedia): Promise<void> {
    for (const transceiver of this.#connection.getTransceivers()) {
      await transceiver.sender.replaceTrack(local.track(transceiver.receiver.track.kind));
    }
  }

  send(message: ToStation): boolean {
    return this.#send("control", JSON.stringify(message));
  }

  sendText(block: string): boolean {
    return this.#send("text", block);
  }

  /** Send one's own picture, or leave it out for a while; the call stays as it is. */
  async sendVideo(wanted: boolean): Promise<void> {
    for (const { sender } of this.#connection.getTransceivers()) {
      if (sender.track?.kind !== "video") continue;
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = wanted;
      try {
        await sender.setParameters(parameters);
      } catch {
        // a browser that cannot leave it out sends on; its own rate control must do
      }
    }
  }

  /** Twice a second: send a heartbeat and notice a silent or dead line. */
  tick(): void {
    if (this.#connection.connectionState === "connected") this.send({ type: "heartbeat", t: Date.now() });
    const now = performance.now();
    this.#forgiveStall(now);
    if (this.#path === Path.Connecting) {
      if (now - this.#startedMs > CONNECT_DEADLINE_MS) this.#become(Path.Gone);
      return;
    }
    void this.#look();
    this.#become(this.#pathAfter(Math.max(now - this.#heardMs, now - this.#saidMs - UNSAID_MS)));
  }

  /** Once in a few seconds: what the browser counted since the last time. */
  async figures(): Promise<Figures | null> {
    try {
      return this.#counter.figures(await this.#connection.getStats(), performance.now());
    } catch {
      return null; // closed meanwhile
    }
  }

  close(): void {
    this.#path = Path.Gone;
    this.#connection.close();
    this.#channels.clear();
  }

  #pathAfter(silentMs: number): Path {
    if (["failed", "closed"].includes(this.#connection.connectionState)) return Path.Gone;
    if (silentMs > GONE_MS) return Path.Gone;
    if (silentMs > LOST_MS) return Path.Lost;
    return silentMs > SILENT_MS ? Path.Silent : Path.Open;
  }

  /** After a standstill of the page itself, what came meanwhile is still to be read. */
  #forgiveStall(now: number): void {
    const gap = now - this.#tickedMs;
    this.#tickedMs = now;
    if (gap < STALL_MS) return;
    this.#heardMs = Math.min(now, this.#heardMs + gap);
    this.#saidMs = Math.min(now, this.#saidMs + gap);
  }

  /** Media are life, too: a GP may be listening while no message gets through. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const arrived = this.#counter.arrived(await this.#connection.getStats());
      if (arrived !== this.#arrived) this.#heardMs = performance.now();
      this.#arrived = arrived;
    } catch {
      // a connection that closes meanwhile counts nothing any more
    } finally {
      this.#looking = false;
    }
  }

  #listen(): void {
    const connection = this.#connection;
    connection.addEventListener("track", ({ track }) => this.stream.addTrack(track));
    connection.addEventListener("datachannel", ({ channel }) => this.#adopt(channel));
    connection.addEventListener("connectionstatechange", () => this.#stateChanged());
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate === null || candidate.candidate === "") return;
      if (this.#candidates.push(candidate.toJSON()) === 1) setTimeout(() => this.#flush(), CANDIDATE_BATCH_MS);
    });
  }

  #stateChanged(): void {
    const state = this.#connection.connectionState;
    if (state === "connected") {
      this.#heardMs = this.#saidMs = performance.now();
      this.#become(Path.Open);
    } else if (state === "failed" || state === "closed") this.#become(Path.Gone);
  }

  #adopt(channel: RTCDataChannel): void {
    this.#channels.set(channel.label, channel);
    const ready = (): void => this.#hooks.channelOpen(this, channel.label);
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (channel.label === STILL) this.#receiveStill(data);
      else if (typeof data === "string") this.#receive(channel.label, data);
    });
    if (channel.readyState === "open") ready();
    else channel.addEventListener("open", ready);
  }

  #receiveStill(data: unknown): void {
    this.#heardMs = performance.now();
    if (typeof data === "string" || data instanceof ArrayBuffer) this.#hooks.still(this, data);
  }

  #receive(label: string, data: string): void {
    this.#heardMs = this.#saidMs = performance.now();
    if (label === "text") return this.#hooks.text(this, data);
    if (label === "vitals") {
      const vital = readVital(data);
      if (vital !== null) this.#hooks.vital(this, vital);
    } else if (label === "control") {
      const message = readControl(data);
      if (message !== null) this.#hooks.control(this, message);
    }
  }

  #flush(): void {
    if (!this.#answered || this.#candidates.length === 0) return;
    const batch = this.#candidates;
    this.#candidates = [];
    this.#hooks.candidates(this, batch);
  }

  #become(path: Path): void {
    if (path === this.#path) return;
    this.#path = path;
    this.#hooks.path(this, path);
  }

  #send(label: string, data: string): boolean {
    const channel = this.#channels.get(label);
    if (channel?.readyState !== "open") return false;
    channel.send(data);
    return true;
  }
}

/** Ask the station for Opus with forward error correction, where the browser does not ask by itself. */
export function withOpusFec(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (payload === undefined) return sdp;
  const format = new RegExp(`^a=fmtp:${payload} (?!.*useinbandfec=1)(.*?)(\r?)$`, "m");
  return sdp.replace(format, `a=fmtp:${payload} $1;useinbandfec=1$2`);
}
