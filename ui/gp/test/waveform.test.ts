// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { PLAY_OUT_MS, type WaveChunk, Waveform } from "../src/waveform.ts";

const STATION = 1_800_000_000_000;
const CHUNK = 500;

function chunk(atMs: number, sample: number | null = 50): WaveChunk {
  return { atMs, rateHz: 60, lower: 0, upper: 100, samples: Array<number | null>(30).fill(sample) };
}

function gaps(wave: Waveform): number {
  return wave.window(0, Number.MAX_SAFE_INTEGER).filter(({ level }) => level === null).length;
}

test("uneven stamps become an even time line", () => {
  const wave = new Waveform();
  for (let n = 0; n < 10; n += 1) wave.add(chunk(STATION + n * CHUNK + (n % 2) * 40), 1000 + n * CHUNK);
  const times = wave.window(0, Number.MAX_SAFE_INTEGER).map(({ timeMs }) => timeMs);
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  assert.equal(times.length, 300);
  assert.ok(Math.max(...steps) < 20 && Math.min(...steps) > 13, `${Math.min(...steps)} … ${Math.max(...steps)} ms`);
});

test("the play head runs evenly and never ahead of the samples, however unevenly they arrive", () => {
  const wave = new Waveform();
  const late = [0, 120, 10, 90, 0, 150, 30];
  let before: number | null = null;
  for (let n = 0; n < 40; n += 1) {
    const arrived = 5000 + n * CHUNK + (late[n % late.length] ?? 0);
    const due = wave.playHead(arrived);
    if (due !== null && n > 2) assert.ok(due <= STATION + n * CHUNK, `ran out of samples at chunk ${n}`);
    wave.add(chunk(STATION + n * CHUNK), arrived);
    const head = wave.playHead(arrived) ?? 0;
    if (before !== null && n > 2) assert.ok(head > before, "the play head went back");
    before = head;
  }
});

test("the play head is the play-out time behind the least delayed sample", () => {
  const wave = new Waveform();
  wave.add(chunk(STATION), 9000);
  assert.equal(wave.playHead(9000), STATION + CHUNK - PLAY_OUT_MS);
});

test("what was not measured and what was lost is a gap", () => {
  const wave = new Waveform();
  wave.add(chunk(STATION), 1000);
  assert.equal(gaps(wave), 0);
  wave.add(chunk(STATION + CHUNK, null), 1500);
  assert.equal(gaps(wave), 30);
  const lost = new Waveform();
  lost.add(chunk(STATION), 1000);
  lost.add(chunk(STATION + 3 * CHUNK), 2500);
  assert.ok(gaps(lost) > 0);
});

test("a chunk that comes late is put where it belongs", () => {
  const wave = new Waveform();
  wave.add(chunk(STATION, 10), 1000);
  wave.add(chunk(STATION + 2 * CHUNK, 30), 2000);
  wave.add(chunk(STATION + CHUNK, 20), 2010);
  const levels = wave.window(0, Number.MAX_SAFE_INTEGER).flatMap(({ level }) => (level === null ? [] : [level]));
  assert.deepEqual([...new Set(levels)], [0.1, 0.2, 0.3]);
});

test("the end of a window lies between two samples", () => {
  const wave = new Waveform();
  wave.add({ atMs: 0, rateHz: 10, lower: 0, upper: 100, samples: [0, 100] }, 0);
  assert.deepEqual(wave.window(0, 50).at(-1), { timeMs: 50, level: 0.5 });
});

test("memory is bounded, and a clock that was set back starts anew", () => {
  const wave = new Waveform();
  for (let n = 0; n < 200; n += 1) wave.add(chunk(STATION + n * CHUNK), n * CHUNK);
  assert.ok(wave.window(0, Number.MAX_SAFE_INTEGER).length < 13 * 60);
  wave.add(chunk(STATION - 3_600_000), 200 * CHUNK);
  assert.equal(wave.window(0, Number.MAX_SAFE_INTEGER).length, 30);
  assert.equal(wave.playHead(200 * CHUNK), STATION - 3_600_000 + CHUNK - PLAY_OUT_MS);
});
