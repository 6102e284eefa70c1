// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { canCarryVisits } from "../src/browser.ts";

class Any {}
const ENOUGH = { RTCPeerConnection: Any, RTCDataChannel: Any, WebSocket: Any, Worker: Any, AbortSignal: Any, crypto: { subtle: {} } };

test("a browser with calls, messages and keys carries a visit", () => {
  assert.ok(canCarryVisits(ENOUGH));
});

test("one that lacks any of them does not", () => {
  for (const name of Object.keys(ENOUGH)) assert.equal(canCarryVisits({ ...ENOUGH, [name]: undefined }), false, name);
  assert.equal(canCarryVisits({ ...ENOUGH, crypto: {} }), false);
});
