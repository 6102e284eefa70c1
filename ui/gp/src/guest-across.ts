// SPDX-License-Identifier: EUPL-1.2
/**
 * Between the GP's page and a third participant's: voice and picture from one browser to the other.
 *
 * What they must say to each other to connect goes through the station, over the two connections whose other ends it has
 * proved: no broker and no desk can put itself in between. The GP's page calls; a new call takes the place of the last.
 */

import { randomId } from "./bytes.ts";
import { isFields, list, parseFields, text } from "./field.ts";
import type { LocalMedia } from "./media.ts";

/** Of one's own picture: both others get it from this computer. */
const PICTURE_BPS = 400_000;
/** Without a connection for so long, the GP's page calls again. */
const AGAIN_MS = 8000;
const CANDIDATE_BATCH_MS = 60;
const MOST_SDP = 16_000;
const MOST_CANDIDATES = 64;

export type Signal =
  | { readonly id: string; readonly kind: "offer"; readonly sdp: string }
  | { readonly id: string; readonly kind: "answer"; readonly sdp: string }
  | { readonly id: string; readonly kind: "candidates"; readonly candidates: RTCIceCandidateInit[] };

export interface AcrossHooks {
  /** Send this to the other page; false if that is not possible now. */
  say(data: string): boolean;
  /** The other one's voice and picture; null: they are gone. */
  stream(stream: MediaStream | null): void;
}

/** Read what the other page said; null for what is not a signal. */
export function readSignal(data: string): Signal | null {
  const fields = parseFields(data);
  if (fields === null) return null;
  const [id, kind, sdp] = [text(fields, "id"), text(fields, "kind"), text(fields, "sdp")];
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) return null;
  if (kind === "offer" || kind === "answer") return sdp === "" || sdp.length > MOST_SDP ? null : { id, kind, sdp };
  if (kind !== "candidates") return null;
  const candidates = list(fields, "candidates").slice(0, MOST_CANDIDATES).flatMap(readCandidate);
  return { id, kind, candidates };
}

function readCandidate(value: unknown): RTCIceCandidateInit[] {
  if (!isFields(value)) return [];
  const candidate = text(value, "candidate");
  const index = value["sdpMLineIndex"];
  const sdpMLineIndex = typeof index === "number" ? index : 0;
  return candidate === "" ? [] : [{ candidate, sdpMid: text(value, "sdpMid"), sdpMLineIndex }];
}

export class Across {
  readonly #local: LocalMedia;
  readonly #iceServers: () => RTCIceServer[];
  readonly #hooks: AcrossHooks;
  #connection: RTCPeerConnection | null = null;
  #id = "";
  #calling = false;
  #aliveMs = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(local: LocalMedia, iceServers: () => RTCIceServer[], hooks: AcrossHooks) {
    this.#local = local;
    this.#iceServers = iceServers;
    this.#hooks = hooks;
  }

  /** Call the other page, in place of any call before. */
  call(): void {
    this.#calling = true;
    this.#queue(async () => {
      const connection = this.#open(randomId(9));
      for (const kind of ["audio", "video"] as const) {
        const { sender } = connection.addTransceiver(kind, { direction: "sendrecv" });
        await sender.replaceTrack(this.#local.track(kind));
      }
      await connection.setLocalDescription();
      this.#describe("offer");
    });
  }

  /** Take what the other page said. */
  take(data: string): void {
    const signal = readSignal(data);
    if (signal === null) return;
    this.#queue(() => this.#act(signal));
  }

  /** Send another microphone or camera from now on. */
  async replaceTracks(): Promise<void> {
    for (const transceiver of this.#connection?.getTransceivers() ?? []) {
      await transceiver.sender.replaceTrack(this.#local.track(transceiver.receiver.track.kind));
    }
  }

  /** A few times a second: call again where nothing came of it. */
  tick(nowMs: number): void {
    if (this.#connection === null) return;
    if (this.#connection.connectionState === "connected") this.#aliveMs = nowMs;
    else if (this.#calling && nowMs - this.#aliveMs > AGAIN_MS) this.call();
  }

  close(): void {
    this.#calling = false;
    this.#shut();
    this.#hooks.stream(null);
  }

  async #act(signal: Signal): Promise<void> {
    if (signal.kind === "offer") return this.#answer(signal.id, signal.sdp);
    const connection = this.#connection;
    if (signal.id !== this.#id || connection === null) return; // of a call before
    if (signal.kind === "answer") await connection.setRemoteDescription({ type: "answer", sdp: signal.sdp });
    else for (const each of signal.candidates) await connection.addIceCandidate(each);
  }

  async #answer(id: string, sdp: string): Promise<void> {
    if (this.#calling) return; // who calls is not called
    const connection = this.#open(id);
    await connection.setRemoteDescription({ type: "offer", sdp });
    for (const transceiver of connection.getTransceivers()) {
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.#local.track(transceiver.receiver.track.kind));
    }
    await connection.setLocalDescription();
    this.#describe("answer");
  }

  #open(id: string): RTCPeerConnection {
    this.#shut();
    const connection = new RTCPeerConnection({ iceServers: this.#iceServers(), bundlePolicy: "max-bundle" });
    [this.#connection, this.#id, this.#aliveMs] = [connection, id, performance.now()];
    const stream = new MediaStream();
    connection.addEventListener("track", ({ track }) => stream.addTrack(track));
    connection.addEventListener("connectionstatechange", () => {
      if (this.#connection !== connection) return;
      const state = connection.connectionState;
      if (state === "connected") {
        void limit(connection);
        this.#hooks.stream(stream);
      } else if (state === "failed" || state === "closed") this.#hooks.stream(null);
    });
    this.#trickle(connection, id);
    return connection;
  }

  #trickle(connection: RTCPeerConnection, id: string): void {
    let waiting: RTCIceCandidateInit[] = [];
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate === null || candidate.candidate === "") return;
      if (waiting.push(candidate.toJSON()) > 1) return;
      setTimeout(() => {
        const candidates = waiting;
        waiting = [];
        if (this.#id === id) this.#hooks.say(JSON.stringify({ id, kind: "candidates", candidates } satisfies Signal));
      }, CANDIDATE_BATCH_MS);
    });
  }

  #describe(kind: "offer" | "answer"): void {
    const sdp = this.#connection?.localDescription?.sdp ?? "";
    this.#hooks.say(JSON.stringify({ id: this.#id, kind, sdp } satisfies Signal));
  }

  #shut(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#id = "";
  }

  /** One thing after the other; what this browser cannot do with a signal ends in no connection. */
  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => undefined);
  }
}

async function limit(connection: RTCPeerConnection): Promise<void> {
  for (const { sender } of connection.getTransceivers()) {
    if (sender.track?.kind !== "video") continue;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = PICTURE_BPS;
    try {
      await sender.setParameters(parameters);
    } catch {
      // a browser that cannot be limited goes by its own measure of the line
    }
  }
}
