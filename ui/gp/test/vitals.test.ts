// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { acts, type Valued } from "../src/acts.ts";
import { FilingState } from "../src/control.ts";
import { Filing } from "../src/filing.ts";
import { readVital, type Vital, Vitals } from "../src/vitals.ts";

const AT = Date.parse("2026-11-23T10:00:00Z");

function reading(atMs: number, value: string | null, absent: string | null = null): Vital {
  const at = new Date(atMs).toISOString();
  const fields = { type: "reading", id: `r${atMs}`, measure: "spo2", value, absent, unit: "%", at, flags: [] };
  const vital = readVital(JSON.stringify(fields));
  assert.ok(vital);
  return vital;
}

/** A number of one act with the cuff. */
function valued(measure: string, value: string, group = "act-1", at = AT): Valued {
  const id = `${measure}-${group}`;
  const fields = { type: "reading", id, instrument: "cuff", group, measure, value, unit: "mm[Hg]", at: new Date(at) };
  const vital = readVital(JSON.stringify({ ...fields, flags: [] }));
  assert.ok(vital?.type === "reading" && vital.reading.value !== null);
  return { ...vital.reading, value: vital.reading.value };
}

function take(vitals: Vitals, vital: Vital | null, nowMs: number): void {
  assert.ok(vital && vital.type !== "wave");
  vitals.take(vital, nowMs);
}

function sensor(state: string): Vital | null {
  return readVital(JSON.stringify({ type: "sensor", instrument: "oximeter", state, at: "" }));
}

function shown(vitals: Vitals, nowMs: number, localMs = AT): string {
  const what = vitals.shown({ instrument: "", capability: "pulse-oximetry" }, "spo2", nowMs, localMs);
  return what.kind === "value" ? what.reading.value : what.why;
}

test("a number is the device's own digits", () => {
  const vitals = new Vitals();
  take(vitals, reading(AT, "097"), 0);
  assert.equal(shown(vitals, 1000), "097");
});

test("after three seconds without a message there is no number", () => {
  const vitals = new Vitals();
  assert.equal(shown(vitals, 0), "none-yet");
  take(vitals, reading(AT, "97"), 0);
  assert.equal(shown(vitals, 3000), "97");
  assert.equal(shown(vitals, 3001), "stale");
});

test("a repeated old measurement is not current, on whichever clock", () => {
  const vitals = new Vitals();
  const ahead = 7_200_000; // the station's clock is two hours ahead of this computer's
  vitals.learnClock(AT + ahead, AT);
  take(vitals, reading(AT + ahead, "97"), 0);
  assert.equal(shown(vitals, 1000, AT + 1000), "97");
  take(vitals, reading(AT + ahead, "97"), 6500);
  assert.equal(shown(vitals, 6501, AT + 6501), "stale");
});

test("an absent value says why", () => {
  const vitals = new Vitals();
  take(vitals, reading(AT, null, "finger-out"), 0);
  assert.equal(shown(vitals, 1), "finger-out");
});

test("an instrument that is gone takes its numbers with it", () => {
  const vitals = new Vitals();
  take(vitals, reading(AT, "97"), 0);
  take(vitals, sensor("unplugged"), 10);
  assert.equal(shown(vitals, 20), "unplugged");
});

test("a late repetition does not replace a newer number", () => {
  const vitals = new Vitals();
  take(vitals, reading(AT + 1000, "98"), 0);
  take(vitals, reading(AT, "97"), 10);
  assert.equal(shown(vitals, 20), "98");
});

test("what is not a vital is nothing", () => {
  for (const data of ["", "[]", "{}", '{"type":"reading","measure":"weight","id":"1"}', '{"type":"progress","measure":"cuff-pressure"}', '{"type":"wave","rate_hz":0}']) {
    assert.equal(readVital(data), null, data);
  }
});

test("an act is filed once, whichever of its readings is accepted, and again only after it failed", () => {
  const [act] = acts([valued("systolic", "127"), valued("diastolic", "76")]);
  const [other] = acts([valued("diastolic", "76")]);
  assert.ok(act && other);
  const filing = new Filing();
  assert.equal(filing.accept(act, 0), true);
  assert.equal(filing.accept(other, 1), false);
  filing.mark(act.id, FilingState.Filed, 2);
  assert.equal(filing.giveUp(99_999), false);
  assert.equal(filing.accept(act, 3), false);
  filing.mark(act.id, FilingState.Failed, 4);
  assert.equal(filing.accept(act, 5), true);
  assert.equal(filing.giveUp(99_999), true);
  assert.equal(filing.get(act.id)?.state, FilingState.Failed);
  assert.equal(filing.list().length, 1);
});
