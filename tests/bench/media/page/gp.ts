// SPDX-License-Identifier: EUPL-1.2
/** The GP's end of the bench: her page's own connection code, without a screen and without a broker. */

import { Calls, type CallsHooks } from "../../../../ui/gp/src/calls.ts";
import { LocalMedia } from "../../../../ui/gp/src/media.ts";
import type { Peer } from "../../../../ui/gp/src/peer.ts";
import { replaceDevices } from "./devices.ts";
import { drain, recordConnections, stats, watch } from "./watch.ts";

declare global {
  interface Window {
    /** Tells the bench what happened. */
    benchEvent(what: Record<string, unknown>): Promise<void>;
    bench: Record<string, (...given: never[]) => unknown>;
  }
}

replaceDevices();
recordConnections();

const local = new LocalMedia();
const video = document.querySelector("video");
if (video === null) throw new Error("no video");
watch(video);

/** As the page's session does: a pulse, a report, and asking for another call while nothing is heard. */
const TICK_MS = 500;
const REPORT_EVERY_MS = 5000;
const ASK_MS = [2000, 4000, 8000] as const;

let inCall = false;
let asks = 0;
let mayAskMs = 0;
let reportedMs = 0;

function ask(): void {
  const now = performance.now();
  if (!inCall || calls.settingUp || now < mayAskMs) return;
  mayAskMs = now + (ASK_MS[Math.min(asks, ASK_MS.length - 1)] ?? 0);
  asks += 1;
  void window.benchEvent({ type: "asks" });
}

const hooks: Partial<CallsHooks> = {
  silent: ask,
  connected(stream) {
    inCall = true;
    asks = 0;
    if (video.srcObject !== stream) video.srcObject = stream;
    void window.benchEvent({ type: "connected" });
  },
  lost: ask,
  control(message) {
    if (message.type === "quality") void calls.sendVideo(message.video);
  },
  candidates: (callId, candidates) => void window.benchEvent({ type: "candidates", callId, candidates }),
};
/** A page has more to follow than the bench. */
const every = new Proxy(hooks, {
  get: (known, name) => Reflect.get(known, name) ?? (() => undefined),
}) as CallsHooks;

const calls = new Calls(every);
let newest: Peer | null = null;
setInterval(() => {
  calls.tick();
  if (!calls.heard) ask();
  if (!inCall || performance.now() - reportedMs < REPORT_EVERY_MS) return;
  reportedMs = performance.now();
  void calls.report();
}, TICK_MS);

window.bench = {
  prepare: () => local.open(),
  /** Answer an offer; a second one for the same call changes the connection that stands. */
  answer: async (callId: string, offer: string): Promise<string> => {
    const again = newest?.callId === callId && calls.knows(callId);
    const peer = again && newest !== null ? newest : calls.begin(callId, []);
    newest = peer;
    return peer.answer(offer, local);
  },
  /** The offer is taken back. */
  drop: (callId: string) => {
    if (calls.isSettingUpCall(callId)) calls.drop();
  },
  answered: () => newest?.answerSent(),
  drain,
  stats,
  state: () => ({ path: newest?.path ?? "", newest: calls.newest }),
};
