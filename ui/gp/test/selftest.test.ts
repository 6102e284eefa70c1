// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { changeLanguage } from "../src/i18n.ts";
import { Fitness, readSelfTest } from "../src/selftest.ts";
import { selfTestText } from "../src/view/surroundings.ts";

const AT = "2025-03-05T06:00:00";
const results = [
  { check: "sound", outcome: "failed", reason: "nothing-heard", name: "" },
  { check: "instrument", outcome: "failed", reason: "silent", name: "cuff" },
  { check: "camera", outcome: "passed", reason: "", name: "" },
  { check: "turn", outcome: "unknown", reason: "unreached", name: "" },
  "nonsense",
];

test("today's self-test is told in a sentence, and what failed in it by name", () => {
  changeLanguage("en");
  const found = readSelfTest({ self_test: { at: AT, fitness: "degraded", results } });
  assert.equal(found?.fitness, Fitness.Degraded);
  const today = selfTestText(found, new Date("2025-03-05T12:00:00"));
  assert.equal(today, "today at 06:00: usable, with faults. Does not work: sound, instrument cuff.");
  assert.match(selfTestText(found, new Date("2025-03-06T05:00:00")), /^not today; the last one 5 Mar 2025 06:00: usable/);
});

test("a check of a newer station is told by its key", () => {
  changeLanguage("en");
  const found = readSelfTest({ self_test: { at: AT, fitness: "degraded", results: [{ check: "smell", outcome: "failed" }] } });
  assert.match(selfTestText(found, new Date(AT)), /Does not work: smell\.$/);
});

test("without a report there is none, however it is missing", () => {
  changeLanguage("en");
  for (const told of [null, undefined, {}, "x", { at: "x", fitness: "ready" }, { at: AT, fitness: "splendid" }]) {
    assert.equal(readSelfTest({ self_test: told }), null);
  }
  assert.equal(selfTestText(null, new Date(AT)), "not known");
});
