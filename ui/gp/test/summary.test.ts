// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { Summary, SummaryPhase } from "../src/summary.ts";

const REST = { text: "Rest.", visitNeeded: false };

test("what is written is sent, acknowledged, and unsent again when it is changed", () => {
  const summary = new Summary();
  assert.equal(summary.phase, SummaryPhase.Empty);
  summary.edit(REST);
  assert.equal(summary.phase, SummaryPhase.Unsent);
  summary.send("one", true, 0);
  assert.equal(summary.phase, SummaryPhase.Sending);
  assert.equal(summary.wouldBeLost, true);
  summary.told("one");
  assert.deepEqual([summary.phase, summary.wouldBeLost], [SummaryPhase.Kept, false]);
  summary.edit({ ...REST, visitNeeded: true });
  assert.equal(summary.phase, SummaryPhase.Unsent);
  summary.edit(REST);
  assert.equal(summary.phase, SummaryPhase.Kept);
  summary.edit({ text: "", visitNeeded: false });
  assert.equal(summary.phase, SummaryPhase.Unsent, "taking it back must be sent, too");
});

test("what was written on while it was sent is not taken for sent", () => {
  const summary = new Summary();
  summary.edit(REST);
  summary.send("one", true, 0);
  summary.edit({ text: "Rest. Drink.", visitNeeded: false });
  summary.told("one");
  assert.equal(summary.phase, SummaryPhase.Unsent);
});

test("a summary nobody acknowledges has failed, and a late word of the station does not deceive", () => {
  const summary = new Summary();
  summary.edit(REST);
  summary.send("one", true, 0);
  assert.equal(summary.giveUp(4999), false);
  assert.equal(summary.giveUp(5000), true);
  assert.equal(summary.phase, SummaryPhase.Failed);
  assert.equal(summary.giveUp(9999), false);
  summary.send("two", false, 10_000);
  assert.equal(summary.phase, SummaryPhase.Failed);
  summary.send("three", true, 10_000);
  summary.told("one");
  assert.equal(summary.phase, SummaryPhase.Sending);
});

test("a page that was opened again knows that the station has one", () => {
  const summary = new Summary();
  summary.told("from before");
  assert.deepEqual([summary.phase, summary.wouldBeLost], [SummaryPhase.KeptBefore, false]);
  summary.edit(REST);
  assert.equal(summary.phase, SummaryPhase.Unsent);
  summary.send("one", true, 0);
  summary.told("one");
  summary.told("one"); // as after every new connection
  assert.equal(summary.phase, SummaryPhase.Kept);
});

test("when the patient leaves, the station forgets and the page does not; at the end both do", () => {
  const summary = new Summary();
  summary.edit(REST);
  summary.send("one", true, 0);
  summary.told("one");
  summary.forgotten();
  assert.deepEqual([summary.phase, summary.draft], [SummaryPhase.Unsent, REST]);
  summary.clear();
  assert.deepEqual([summary.phase, summary.draft.text], [SummaryPhase.Empty, ""]);
});
