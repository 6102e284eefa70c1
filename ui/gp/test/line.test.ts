// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { readControl } from "../src/control.ts";
import { CATALOGUES } from "../src/i18n.ts";
import { Cause, Grade, Mode } from "../src/quality.ts";
import { type Figures, LineCounter } from "../src/stats.ts";

function report(packets: number, voice: Record<string, number> = {}, video: Record<string, unknown> = {}): Map<string, unknown> {
  return new Map<string, unknown>([
    ["A", { type: "inbound-rtp", kind: "audio", packetsReceived: packets, bytesReceived: packets * 100, ...voice }],
    ["V", { type: "inbound-rtp", kind: "video", packetsReceived: 0, frameWidth: 640, frameHeight: 360, ...video }],
    ["P", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.05 }],
  ]);
}

test("whatever comes in changes what has arrived", () => {
  const counter = new LineCounter();
  assert.equal(counter.arrived(report(3)), counter.arrived(report(3)));
  assert.notEqual(counter.arrived(report(3)), counter.arrived(report(4)));
  const transport = (packetsReceived: number): Map<string, unknown> => new Map([["T", { type: "transport", packetsReceived }]]);
  assert.notEqual(counter.arrived(transport(1)), counter.arrived(transport(2)), "RTCP and messages, too");
  assert.equal(counter.arrived([]), 0);
});

test("figures are of the time since the last ones, and only those the browser knows", () => {
  const counter = new LineCounter();
  assert.equal(counter.figures(report(100), 1000), null);
  const voice = { packetsLost: 5, concealedSamples: 480, totalSamplesReceived: 4800 };
  const figures = counter.figures(report(195, voice, { freezeCount: 1, totalFreezesDuration: 0.4 }), 6000) as Figures;
  assert.equal(figures["seconds"], 5);
  assert.equal(figures["received_bps"], 15200);
  assert.equal(figures["loss_in"], 0.05);
  assert.equal(figures["concealed"], 0.1);
  assert.equal(figures["frozen_ms"], 400);
  assert.equal(figures["rtt_ms"], 50);
  assert.equal(figures["video_in_width"], 640);
  assert.ok(!("video_out_width" in figures) && !("limited_by" in figures));
  assert.ok(Object.values(figures).every((each) => typeof each === "string" || each >= 0));
});

test("counters that begin anew with a new connection count nothing below zero", () => {
  const counter = new LineCounter();
  counter.figures(report(1000), 0);
  const figures = counter.figures(report(10), 5000) as Figures;
  assert.equal(figures["received_bps"], 0);
});

test("what the station says of the line is read, and unknown words mean nothing wrong", () => {
  const told = { type: "quality", grade: "poor", cause: "loss-up", mode: "audio-only", video: false };
  assert.deepEqual(readControl(JSON.stringify(told)), told);
  const odd = readControl('{"type":"quality","grade":"purple","cause":7,"mode":[],"video":"x"}');
  assert.deepEqual(odd, { type: "quality", grade: "good", cause: "", mode: "full", video: true });
});

test("every grade, cause and mode has its words", () => {
  const words = CATALOGUES.en as Record<string, string>;
  for (const grade of Object.values(Grade)) assert.ok(words[`line.${grade}`], grade);
  for (const cause of Object.values(Cause)) if (cause !== Cause.None) assert.ok(words[`lineCause.${cause}`], cause);
  for (const mode of Object.values(Mode)) if (mode !== Mode.Full) assert.ok(words[`lineMode.${mode}`], mode);
});
