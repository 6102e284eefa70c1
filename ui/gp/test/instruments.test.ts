// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { acts, actText, type Valued } from "../src/acts.ts";
import { digits, unitText } from "../src/measures.ts";
import { type Place, readVital, type Reading, Vitals } from "../src/vitals.ts";

const AT = Date.parse("2026-11-23T10:00:00Z");
const CUFF: Place = { instrument: "cuff", capability: "blood-pressure" };

function say(vitals: Vitals, message: Record<string, unknown>, nowMs = 0): void {
  const vital = readVital(JSON.stringify({ at: new Date(AT).toISOString(), ...message }));
  assert.ok(vital !== null && vital.type !== "wave", JSON.stringify(message));
  vitals.take(vital, nowMs);
}

function read(vitals: Vitals, instrument: string, measure: string, value: string | null, more = {}, nowMs = 0): void {
  say(vitals, { type: "reading", id: `${measure}${nowMs}`, instrument, group: "", measure, value, unit: "", ...more }, nowMs);
}

function sense(vitals: Vitals, instrument: string, capability: string | null, state: string, nowMs = 0): void {
  say(vitals, { type: "sensor", instrument, capability, state, failure: null }, nowMs);
}

function shown(vitals: Vitals, place: Place, measure: string, nowMs = 0, localMs = AT): string {
  const what = vitals.shown(place, measure, nowMs, localMs);
  return what.kind === "value" ? what.reading.value : what.why;
}

function names(vitals: Vitals): string[] {
  return vitals.places().map(({ instrument, capability }) => `${instrument}:${capability}`);
}

test("before the first word there is an oximeter's place, and then what there really is", () => {
  const vitals = new Vitals();
  assert.deepEqual(names(vitals), [":pulse-oximetry"]);
  sense(vitals, "scale", "body-weight", "ready");
  sense(vitals, "cuff", "blood-pressure", "ready");
  assert.deepEqual(names(vitals), ["scale:body-weight", "cuff:blood-pressure"]);
  vitals.clear();
  assert.deepEqual(names(vitals), [":pulse-oximetry"]);
});

test("a board has a place for each thing it measures, a reader of codes has none", () => {
  const vitals = new Vitals();
  sense(vitals, "board", "pulse-oximetry", "measuring");
  sense(vitals, "reader", null, "ready");
  sense(vitals, "reader", "code-reading", "ready");
  read(vitals, "board", "temperature", "36.70");
  read(vitals, "board", "systolic", "127");
  assert.deepEqual(names(vitals), ["board:pulse-oximetry", "board:body-temperature", "board:blood-pressure"]);
});

test("each capability has its own state; what is said of the whole instrument holds for all", () => {
  const vitals = new Vitals();
  const [oximetry, pressure] = ["pulse-oximetry", "blood-pressure"].map((capability) => ({ instrument: "board", capability }));
  assert.ok(oximetry && pressure);
  sense(vitals, "board", "pulse-oximetry", "unplugged");
  read(vitals, "board", "systolic", "127");
  assert.equal(vitals.sensor(pressure, 0).state, "unplugged");
  sense(vitals, "board", "blood-pressure", "measuring");
  assert.equal(vitals.sensor(pressure, 0).state, "measuring");
  assert.equal(vitals.sensor(oximetry, 0).state, "unplugged");
  assert.equal(vitals.sensor(pressure, 3001).state, "unheard");
});

test("a failure comes with its reason", () => {
  const vitals = new Vitals();
  say(vitals, { type: "sensor", instrument: "cuff", capability: "blood-pressure", state: "failed", failure: "cuff-loose" });
  assert.equal(vitals.sensor(CUFF, 0).failure, "cuff-loose");
});

test("a result stands while the station repeats it, however old, and when the machine sleeps", () => {
  const vitals = new Vitals();
  vitals.learnClock(AT, AT);
  sense(vitals, "cuff", "blood-pressure", "silent", 600_000);
  read(vitals, "cuff", "systolic", "127", { group: "a" }, 600_000);
  read(vitals, "ox", "spo2", "97", {}, 600_000);
  assert.equal(shown(vitals, CUFF, "systolic", 600_001, AT + 600_000), "127");
  assert.equal(shown(vitals, { instrument: "ox", capability: "pulse-oximetry" }, "spo2", 600_001, AT + 600_000), "stale");
  assert.equal(shown(vitals, CUFF, "systolic", 603_001, AT + 603_000), "stale");
});

test("an oximeter that is gone takes nobody else's numbers with it", () => {
  const vitals = new Vitals();
  const ox = { instrument: "ox", capability: "pulse-oximetry" };
  read(vitals, "ox", "spo2", "97");
  read(vitals, "cuff", "systolic", "127");
  sense(vitals, "ox", "pulse-oximetry", "unplugged");
  assert.equal(shown(vitals, ox, "spo2"), "unplugged");
  assert.equal(shown(vitals, CUFF, "systolic"), "127");
});

test("numbers of two acts are never shown as one", () => {
  const vitals = new Vitals();
  const later = new Date(AT + 60_000).toISOString();
  read(vitals, "cuff", "systolic", "127", { group: "a" });
  read(vitals, "cuff", "diastolic", "76", { group: "a" });
  read(vitals, "cuff", "systolic", "141", { group: "b", at: later });
  assert.equal(shown(vitals, CUFF, "systolic"), "141");
  assert.equal(shown(vitals, CUFF, "diastolic"), "stale");
});

test("progress is shown while the instrument is at work, and is never a reading", () => {
  const vitals = new Vitals();
  sense(vitals, "cuff", "blood-pressure", "measuring");
  const progress = { type: "progress", instrument: "cuff", measure: "cuff-pressure", value: "112", unit: "mm[Hg]" };
  say(vitals, progress);
  assert.equal(vitals.progress(CUFF, 0)?.value, "112");
  assert.deepEqual(vitals.extras(CUFF), []);
  assert.equal(vitals.progress(CUFF, 3001), null);
  sense(vitals, "cuff", "blood-pressure", "stopped", 10);
  assert.equal(vitals.progress(CUFF, 11), null);
});

test("what a newer station measures is shown by its key where its instrument is", () => {
  const vitals = new Vitals();
  sense(vitals, "scale", "body-weight", "dancing");
  read(vitals, "scale", "bone-mass", "3.1");
  read(vitals, "spiro", "fev1", "2.41");
  sense(vitals, "nose", "smelling", "ready");
  assert.deepEqual(names(vitals), ["scale:body-weight", "spiro:", "nose:smelling"]);
  assert.deepEqual(vitals.extras({ instrument: "scale", capability: "body-weight" }), ["bone-mass"]);
  assert.deepEqual(vitals.extras({ instrument: "spiro", capability: "" }), ["fev1"]);
  assert.equal(shown(vitals, { instrument: "spiro", capability: "" }, "fev1"), "2.41");
  assert.equal(unitText("fev1", "L/blink"), "L/blink");
});

test("a flood of names does not grow without end, and long texts are nothing", () => {
  const vitals = new Vitals();
  for (let at = 0; at < 10_000; at += 1) {
    sense(vitals, `i${at}`, `c${at}`, "ready");
    read(vitals, "one", `m${at}`, "1");
  }
  assert.ok(vitals.places().length < 300);
  assert.equal(readVital(JSON.stringify({ type: "reading", id: "1", measure: "m".repeat(65), at: "2026-11-23T10:00:00Z" })), null);
});

test("readings of one group are one act; every other reading is its own", () => {
  const reading = (measure: string, value: string, group: string, unit: string): Valued => ({
    id: measure, instrument: "cuff", group, measure, value, absent: "", unit, at: new Date(AT), flags: [],
    deviceTime: "", clockOffsetS: null, device: { maker: "", model: "", serial: "" }, takenBy: "", helpedBy: "", attempt: 1,
  } satisfies Reading & { value: string });
  const found = acts([
    reading("cuff-pulse", "78", "a", "/min"), reading("systolic", "127", "a", "mm[Hg]"),
    reading("diastolic", "76", "a", "mm[Hg]"), reading("weight", "82.40", "", "kg"), reading("fev1", "2.4", "", "L"),
  ]);
  assert.deepEqual(found.map(({ id, readings }) => [id, readings.length]), [["cuff-pulse", 3], ["weight", 1], ["fev1", 1]]);
  assert.deepEqual(found.map(actText), [
    "Puls 78\u00a0slag/min, Blodtryck 127/76\u00a0mmHg", "Vikt 82,40\u00a0kg", "fev1 2,4\u00a0L",
  ]);
});

test("digits stay as they came but for the language's decimal sign", () => {
  for (const value of ["097", "36.70", "5.0", "1e3", "-0.5"]) {
    assert.equal(digits(value, "en"), value);
    assert.equal(digits(value, "sv").replace(",", "."), value);
  }
});
