// SPDX-License-Identifier: EUPL-1.2
/** What a page of the bench sees and hears: one entry a presented frame, and the browser's own counts when asked. */

import { ageMs, decodeStripe, heightOf } from "./stripe.ts";
import { toWallMs } from "./wall.ts";

/** Wall time of presentation, age of the picture then (null: unreadable), width, height. */
export type Seen = [number, number | null, number, number];

const KEPT = 20_000;

const connections: RTCPeerConnection[] = [];
let seen: Seen[] = [];

/** Remember every connection that the page's code makes, so that it can be asked for its counts. */
export function recordConnections(): void {
  const Usual = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Usual {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

export function watch(video: HTMLVideoElement): void {
  const sheet = document.createElement("canvas");
  const context = sheet.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  const read = (): number | null => {
    const width = video.videoWidth;
    const height = heightOf(video.videoHeight);
    if (width < 128) return null;
    if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
    context.drawImage(video, 0, 0, width, height, 0, 0, width, height);
    return decodeStripe(context.getImageData(0, Math.floor(height / 2), width, 1).data, width);
  };
  const presented = (_now: number, frame: VideoFrameCallbackMetadata): void => {
    video.requestVideoFrameCallback(presented);
    const atMs = toWallMs(frame.expectedDisplayTime);
    const stripe = read();
    seen.push([atMs, stripe === null ? null : ageMs(Math.floor(atMs), stripe), video.videoWidth, video.videoHeight]);
    if (seen.length > KEPT) seen.shift();
  };
  video.requestVideoFrameCallback(presented);
}

/** What was presented since the last time. */
export function drain(): Seen[] {
  const taken = seen;
  seen = [];
  return taken;
}

const COUNTS: Record<string, string[]> = {
  "inbound-rtp": [
    "totalSamplesReceived", "concealedSamples", "silentConcealedSamples", "jitterBufferDelay", "jitterBufferEmittedCount",
    "fecPacketsReceived", "packetsReceived", "packetsLost", "packetsDiscarded", "bytesReceived", "framesDecoded",
    "framesDropped", "freezeCount", "totalFreezesDuration", "nackCount", "pliCount", "frameWidth", "removedSamplesForAcceleration",
    "insertedSamplesForDeceleration", "retransmittedPacketsReceived", "framesPerSecond", "keyFramesDecoded",
  ],
  "outbound-rtp": [
    "bytesSent", "packetsSent", "retransmittedPacketsSent", "targetBitrate", "frameWidth", "framesPerSecond", "nackCount",
    "pliCount", "framesEncoded", "keyFramesEncoded",
  ],
};

export interface Counts {
  readonly connection: number;
  readonly type: string;
  readonly kind: string;
  readonly codec: string;
  readonly counts: Record<string, number>;
}

/** The counts of every connection that is not closed. */
export async function stats(): Promise<Counts[]> {
  const found: Counts[] = [];
  for (const [number, connection] of connections.entries()) {
    if (connection.connectionState === "closed" || connection.connectionState === "new") continue;
    const report = await connection.getStats();
    for (const entry of report.values() as IterableIterator<Record<string, unknown>>) {
      const type = String(entry["type"]);
      const names = COUNTS[type];
      if (names !== undefined) found.push(countsOf(number, type, entry, names, report));
      else if (type === "candidate-pair" && entry["nominated"] === true) {
        found.push(countsOf(number, type, entry, ["currentRoundTripTime", "availableOutgoingBitrate"], report));
      }
    }
  }
  return found;
}

function countsOf(
  connection: number,
  type: string,
  entry: Record<string, unknown>,
  names: string[],
  report: RTCStatsReport,
): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) {
    const value = entry[name];
    if (typeof value === "number") counts[name] = value;
  }
  const codec = (report.get(String(entry["codecId"])) as { mimeType?: string } | undefined)?.mimeType ?? "";
  return { connection, type, kind: typeof entry["kind"] === "string" ? entry["kind"] : "", codec, counts };
}
