// SPDX-License-Identifier: EUPL-1.2
/**
 * A browser in the station's place: what a page does that uses `RTCPeerConnection` as it comes.
 *
 * Default codecs and settings, ICE restarted when the line is away for a second, a heartbeat on the channel on which the
 * GP's page listens for life.
 */

import { replaceDevices } from "./devices.ts";
import { drain, recordConnections, stats, watch } from "./watch.ts";
import { wallMs } from "./wall.ts";

const AWAY_MS = 1000;
const HEARTBEAT_MS = 500;
const GATHER_MS = 3000;

replaceDevices();
recordConnections();

const video = document.querySelector("video");
if (video === null) throw new Error("no video");
watch(video);

let connection: RTCPeerConnection | null = null;
let restarting = false;

async function offer(): Promise<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const made = new RTCPeerConnection();
  connection = made;
  const control = made.createDataChannel("control");
  setInterval(() => {
    if (control.readyState === "open") control.send(JSON.stringify({ type: "heartbeat", t: Math.floor(wallMs()) }));
  }, HEARTBEAT_MS);
  for (const track of stream.getTracks()) made.addTrack(track, stream);
  const remote = new MediaStream();
  if (video !== null) video.srcObject = remote;
  made.addEventListener("track", ({ track }) => remote.addTrack(track));
  made.addEventListener("iceconnectionstatechange", () => follow(made));
  return describe(made);
}

/** Make the whole offer, all addresses within. */
async function describe(made: RTCPeerConnection): Promise<string> {
  await made.setLocalDescription(await made.createOffer());
  if (made.iceGatheringState !== "complete") {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, GATHER_MS);
      made.addEventListener("icegatheringstatechange", () => {
        if (made.iceGatheringState === "complete") resolve();
      });
    });
  }
  return made.localDescription?.sdp ?? "";
}

function follow(made: RTCPeerConnection): void {
  if (made.iceConnectionState === "connected") void window.benchEvent({ type: "connected" });
  if (made.iceConnectionState === "failed") void restart(made);
  if (made.iceConnectionState !== "disconnected") return;
  setTimeout(() => {
    if (made.iceConnectionState === "disconnected") void restart(made);
  }, AWAY_MS);
}

async function restart(made: RTCPeerConnection): Promise<void> {
  if (restarting || made.signalingState !== "stable") return;
  restarting = true;
  made.restartIce();
  void window.benchEvent({ type: "offer", sdp: await describe(made) });
}

window.bench = {
  offer,
  answer: async (sdp: string): Promise<void> => {
    await connection?.setRemoteDescription({ type: "answer", sdp });
    restarting = false;
  },
  candidates: async (found: RTCIceCandidateInit[]): Promise<void> => {
    for (const each of found) await connection?.addIceCandidate(each);
  },
  drain,
  stats,
};
