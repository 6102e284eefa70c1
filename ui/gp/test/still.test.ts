// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_BYTES, SILENT_MS, Still, StillPhase } from "../src/still.ts";

function head(bytes: number, id = "a", more: object = {}): string {
  return JSON.stringify({ type: "still", id, bytes, width: 100, height: 80, ...more });
}

function asked(): Still {
  const still = new Still();
  still.ask("a", 0);
  return still;
}

function news(state: string, reason = "", id = "a") {
  return { type: "still", id, state, reason } as const;
}

test("a picture comes in pieces and is whole when all are there", async () => {
  const still = asked();
  assert.ok(still.busy && still.phase === StillPhase.Asked);
  still.news(news("taken"), 10);
  assert.equal(still.phase, StillPhase.Coming);
  assert.equal(still.receive(head(5), 20), false);
  assert.equal(still.receive(new Uint8Array([1, 2, 3]).buffer, 30), false);
  assert.equal(still.share, 0.6);
  assert.equal(still.receive(new Uint8Array([4, 5]).buffer, 40), true);
  const blob = still.take();
  assert.equal(blob.type, "image/jpeg");
  assert.deepEqual([...new Uint8Array(await blob.arrayBuffer())], [1, 2, 3, 4, 5]);
});

test("one that begins anew on another connection is not mixed with itself", async () => {
  const still = asked();
  still.receive(head(3), 0);
  still.receive(new Uint8Array([9, 9]).buffer, 0);
  still.receive(head(3), 0);
  assert.equal(still.receive(new Uint8Array([1, 2, 3]).buffer, 0), true);
  assert.deepEqual([...new Uint8Array(await still.take().arrayBuffer())], [1, 2, 3]);
});

test("an abort is not the last word: the station's news is", () => {
  const still = asked();
  still.receive(head(3), 0);
  still.receive('{"type":"abort","id":"a"}', 0);
  assert.equal(still.phase, StillPhase.Coming);
  still.news(news("failed", "too-slow"), 0);
  assert.deepEqual([still.phase, still.reason], [StillPhase.Failed, "too-slow"]);
  assert.equal(still.receive(head(3), 0), false);
});

test("what is not about this picture changes nothing", () => {
  const still = asked();
  still.receive(head(3, "b"), 0);
  still.receive(new Uint8Array([1, 2, 3]).buffer, 0);
  still.news(news("failed", "busy", "b"), 0);
  still.receive("rubbish", 0);
  assert.equal(still.phase, StillPhase.Asked);
  assert.equal(new Still().receive(head(3), 0), false);
});

test("a picture that cannot be one fails", () => {
  const heads = [head(0), head(-1), head(MOST_BYTES + 1), head(5, "a", { width: 0 }), head(5, "a", { height: 1e9 })];
  for (const bad of [...heads, '{"type":"film","id":"a"}']) {
    const still = asked();
    still.receive(bad, 0);
    assert.equal(still.phase, StillPhase.Failed, bad);
  }
  const more = asked();
  more.receive(head(2), 0);
  assert.equal(more.receive(new Uint8Array(3).buffer, 0), false);
  assert.equal(more.phase, StillPhase.Failed);
});

test("silence ends the waiting, and only silence", () => {
  const still = asked();
  assert.equal(still.giveUp(SILENT_MS - 1), false);
  still.receive(head(3), SILENT_MS - 1);
  assert.equal(still.giveUp(SILENT_MS + 10), false);
  assert.equal(still.giveUp(2 * SILENT_MS), true);
  assert.equal(still.reason, "too-slow");
  assert.equal(still.giveUp(3 * SILENT_MS), false);
});

test("a cancelled one is forgotten", () => {
  const still = asked();
  still.news(news("cancelled"), 0);
  assert.deepEqual([still.phase, still.id, still.busy], [StillPhase.None, "", false]);
});
