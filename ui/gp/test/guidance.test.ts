// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { Guidance, GuidePhase } from "../src/guidance.ts";

test("a request stands as long as the station says", () => {
  const guidance = new Guidance();
  guidance.ask("wait", true, 0);
  assert.equal(guidance.phase, GuidePhase.Asked);
  guidance.shown("wait", 8, 100);
  assert.equal(guidance.pass(8000), false);
  assert.equal(guidance.phase, GuidePhase.Shown);
  assert.equal(guidance.pass(8100), true);
  assert.equal(guidance.phase, GuidePhase.None);
});

test("a request nobody answers is told as not shown, and so is one that could not be sent", () => {
  const guidance = new Guidance();
  guidance.ask("wait", true, 0);
  assert.equal(guidance.pass(2999), false);
  assert.equal(guidance.pass(3000), true);
  assert.equal(guidance.phase, GuidePhase.Failed);
  guidance.ask("hold-still", false, 4000);
  assert.deepEqual([guidance.phase, guidance.phrase], [GuidePhase.Failed, "hold-still"]);
  guidance.clear();
  assert.deepEqual([guidance.phase, guidance.phrase], [GuidePhase.None, null]);
});

test("what the page does not know and times without end change little", () => {
  const guidance = new Guidance();
  guidance.shown("undress", 8, 0);
  assert.equal(guidance.phase, GuidePhase.None);
  guidance.shown("wait", 1e12, 0);
  assert.equal(guidance.pass(60_000), true);
});
