// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { readControl } from "../src/control.ts";
import { HandOver, HandOverPhase, letter } from "../src/handover.ts";
import { Farewell, farewell } from "../src/farewell.ts";
import { Filing } from "../src/filing.ts";
import { FilingState } from "../src/control.ts";
import { Summary, SummaryPhase } from "../src/summary.ts";

const LINK = "https://desk.example/v/x#s=y";

function made(): HandOver {
  const over = new HandOver();
  over.asked("abcdef", "Dr Ada", LINK, true, 0);
  return over;
}

test("a link counts from the station's word until it is taken back", () => {
  const over = made();
  assert.deepEqual([over.phase, over.link], [HandOverPhase.Making, ""], "nobody can use it yet");
  over.told("abcdef", "ready", "Dr Ada", 1);
  assert.deepEqual([over.phase, over.link, over.name], [HandOverPhase.Ready, LINK, "Dr Ada"]);
  over.told("abcdef", "joining", "Dr Ada", 2);
  assert.equal(over.phase, HandOverPhase.Joining);
  over.told("abcdef", "withdrawn", "Dr Ada", 3);
  assert.deepEqual([over.phase, over.link], [HandOverPhase.Withdrawn, ""]);
});

test("what nobody answers has failed, and who does not come through may open the link again", () => {
  const over = made();
  assert.equal(over.giveUp(19_999), false);
  assert.equal(over.giveUp(20_000), true);
  assert.deepEqual([over.phase, over.link], [HandOverPhase.Failed, ""]);
  over.told("abcdef", "joining", "Dr Ada", 20_000);
  assert.equal(over.giveUp(49_999), false);
  assert.equal(over.giveUp(50_000), true);
  assert.deepEqual([over.phase, over.link], [HandOverPhase.Ready, LINK]);
});

test("a page that was opened again knows of the link, but not the link", () => {
  const over = new HandOver();
  over.told("abcdef", "withdrawn", "Dr Ada", 0);
  over.told("abcdef", "dancing", "Dr Ada", 0);
  assert.equal(over.phase, HandOverPhase.None);
  over.told("abcdef", "ready", "Dr Ada", 0);
  assert.deepEqual([over.phase, over.link, over.name], [HandOverPhase.ReadyBefore, "", "Dr Ada"]);
  over.told("abcdef", "joining", "Dr Ada", 0);
  over.giveUp(60_000);
  assert.equal(over.phase, HandOverPhase.ReadyBefore);
});

test("a link that could not be asked for has failed at once", () => {
  const over = new HandOver();
  over.asked("abcdef", "Dr Ada", LINK, false, 0);
  assert.equal(over.phase, HandOverPhase.Failed);
  over.clear();
  assert.deepEqual([over.phase, over.name], [HandOverPhase.None, ""]);
});

test("a letter keeps every sign of the link", () => {
  const text = letter("A visit & more", `Open:\n${LINK}&t=z&p=abcdef`);
  const body = new URL(text).searchParams.get("body");
  assert.equal(body, `Open:\n${LINK}&t=z&p=abcdef`);
});

test("the station's words on handing over are read, and rubbish in them is not believed", () => {
  assert.deepEqual(readControl('{"type":"hand-over","seat":"abcdef","state":"ready","name":"Dr Ada"}'), {
    type: "hand-over",
    seat: "abcdef",
    state: "ready",
    name: "Dr Ada",
  });
  const said = '[{"by":"patient","text":"Hej"},{"by":"gp","text":"Hello"},{"text":7},"x",{"by":"gp","text":""}]';
  assert.deepEqual(readControl(`{"type":"so-far","said":${said},"summary":"Rest.","visit_needed":true,"filed":["a",7]}`), {
    type: "so-far",
    said: [
      { byPatient: true, text: "Hej" },
      { byPatient: false, text: "Hello" },
    ],
    summary: "Rest.",
    visitNeeded: true,
    filed: ["a"],
  });
  assert.deepEqual(readControl('{"type":"guest-wanted","who":"interpreter"}'), { type: "guest-wanted", who: "interpreter" });
  assert.equal(farewell("handed_over"), Farewell.HandedOver);
});

test("a summary that came along is one the station has; one written here is not lost to it", () => {
  const summary = new Summary();
  summary.told("one");
  assert.equal(summary.phase, SummaryPhase.KeptBefore);
  summary.inherit({ text: "Rest.", visitNeeded: true });
  assert.deepEqual([summary.phase, summary.draft.text, summary.wouldBeLost], [SummaryPhase.Kept, "Rest.", false]);
  const begun = new Summary();
  begun.edit({ text: "Mine", visitNeeded: false });
  begun.inherit({ text: "Hers", visitNeeded: false });
  assert.deepEqual([begun.draft.text, begun.phase], ["Mine", SummaryPhase.Unsent]);
});

test("an act that was filed before is not offered again", () => {
  const filing = new Filing();
  const reading = { id: "r1", instrument: "o", group: "", measure: "spo2", value: "97" };
  const act = { key: "id/r1", id: "r1", readings: [reading] } as never;
  filing.inherit(["r1"]);
  assert.equal(filing.stateOf(act), FilingState.Filed);
  assert.equal(filing.accept(act, 0), false);
  filing.clear();
  assert.equal(filing.stateOf(act), null);
});
