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

const hooks: Partial<CallsHooks> = {
  connected(stream) {
    if (video.srcObject !== stream) video.srcObject = stream;
    void window.benchEvent({ type: "connected" });
  },
  lost: () => void window.benchEvent({ type: "lost" }),
  dropped: () => void window.benchEvent({ type: "dropped" }),
  candidates: (callId, candidates) => void window.benchEvent({ type: "candidates", callId, candidates }),
};
/** A page has more to follow than the bench. */
const every = new Proxy(hooks, {
  get: (known, name) => Reflect.get(known, name) ?? (() => undefined),
}) as CallsHooks;

const calls = new Calls(every);
let newest: Peer | null = null;
setInterval(() => calls.tick(), 1000);

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
