// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { alignment, correction, formatBits, qrCode, versionBits } from "../src/qr.ts";

const LINK = `https://desk.example:8443/v/${"a".repeat(26)}#s=${"B".repeat(22)}&t=${"c".repeat(43)}&p=abcdef`;

test("the pieces are those of the standard's own examples", () => {
  const hello = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  assert.deepEqual(correction(hello, 10), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  assert.equal(formatBits(0), 0b101010000010010);
  assert.equal(formatBits(5), 0b100000011001110);
  assert.equal(versionBits(7), 0b000111110010010100);
  assert.deepEqual(alignment(1), []);
  assert.deepEqual(alignment(2), [6, 18]);
  assert.deepEqual(alignment(7), [6, 22, 38]);
  assert.deepEqual(alignment(14), [6, 26, 46, 66]);
});

test("what is read from a code is what was written, in every version", () => {
  for (const length of [0, 1, 14, 15, 60, 100, 106, 152, 180, 213, 214, 300, 400, 412]) {
    const text = Array.from({ length }, (_, place) => String.fromCharCode(33 + ((place * 7) % 90))).join("");
    const code = qrCode(text);
    assert.ok(code, `${length}`);
    assert.equal(read(code), text);
  }
  assert.equal(read(qrCode(LINK) ?? []), LINK);
  assert.equal(qrCode("x".repeat(413)), null);
});

test("the finder patterns stand in three corners, and the dark module beside one", () => {
  const code = qrCode("Hälsorum") ?? [];
  const size = code.length;
  for (const [x, y] of [[0, 0], [size - 7, 0], [0, size - 7]] as const) {
    const ring = (step: number): boolean[] => [code[y + step]?.[x + step], code[y + step]?.[x + 6 - step]].map(Boolean);
    assert.deepEqual([ring(0), ring(1), ring(2), ring(3)], [[true, true], [false, false], [true, true], [true, true]]);
  }
  assert.equal(code[size - 8]?.[8], true);
});

/** A reader that knows the standard's tables only; it trusts every module. */
function read(code: boolean[][]): string {
  const size = code.length;
  const version = (size - 17) / 4;
  const fixed = fixedModules(size, version);
  const format = [0, 1, 2, 3, 4, 5, 7, 8].reduce((bits, y, place) => bits | (code[y]?.[8] ? 1 << place : 0), 0);
  const low = format & 0xff;
  const mask = [0, 1, 2, 3, 4, 5, 6, 7].find((each) => (formatBits(each) & 0xff) === low);
  assert.notEqual(mask, undefined);
  const bits: number[] = [];
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!fixed.has(`${x},${y}`)) bits.push(Number(code[y]?.[x] !== masked(mask as number, x, y)));
      }
    }
  }
  const words = bits.join("").match(/.{8}/g)?.map((word) => parseInt(word, 2)) ?? [];
  const stream = unwoven(words, version).map((word) => word.toString(2).padStart(8, "0")).join("");
  assert.equal(stream.slice(0, 4), "0100");
  const width = version < 10 ? 8 : 16;
  const length = parseInt(stream.slice(4, 4 + width), 2);
  const text = stream.slice(4 + width, 4 + width + length * 8).match(/.{8}/g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(text, (byte) => parseInt(byte, 2)));
}

function masked(mask: number, i: number, j: number): boolean {
  const [column, row] = [i, j];
  const values = [
    (row + column) % 2, row % 2, column % 3, (row + column) % 3, (Math.floor(row / 2) + Math.floor(column / 3)) % 2,
    ((row * column) % 2) + ((row * column) % 3), (((row * column) % 2) + ((row * column) % 3)) % 2,
    (((row + column) % 2) + ((row * column) % 3)) % 2,
  ];
  return values[mask] === 0;
}

function fixedModules(size: number, version: number): Set<string> {
  const found = new Set<string>();
  const box = (x: number, y: number, width: number, height: number): void => {
    for (let dy = 0; dy < height; dy += 1) for (let dx = 0; dx < width; dx += 1) found.add(`${x + dx},${y + dy}`);
  };
  box(0, 0, 9, 9);
  box(size - 8, 0, 8, 9);
  box(0, size - 8, 9, 8);
  box(6, 0, 1, size);
  box(0, 6, size, 1);
  const places = alignment(version);
  const last = size - 7;
  for (const x of places) {
    for (const y of places) {
      const inFinder = (x === 6 && (y === 6 || y === last)) || (y === 6 && x === last);
      if (!inFinder) box(x - 2, y - 2, 5, 5);
    }
  }
  if (version >= 7) {
    box(size - 11, 0, 3, 6);
    box(0, size - 11, 6, 3);
  }
  return found;
}

/** Total codewords, data codewords and blocks of level M, as the standard's table 9 lists them. */
const TABLE = [
  [26, 16, 1], [44, 28, 1], [70, 44, 1], [100, 64, 2], [134, 86, 2], [172, 108, 4], [196, 124, 4], [242, 154, 4],
  [292, 182, 5], [346, 216, 5], [404, 254, 5], [466, 290, 8], [532, 334, 9], [581, 365, 9], [655, 415, 10],
] as const;

function unwoven(words: number[], version: number): number[] {
  const [total, data, count] = TABLE[version - 1] ?? [0, 0, 1];
  assert.equal(words.length, total);
  const lengths = Array.from({ length: count }, (_, block) => Math.floor((data + block) / count));
  const blocks: number[][] = lengths.map(() => []);
  let at = 0;
  for (let place = 0; place < Math.max(...lengths); place += 1) {
    lengths.forEach((length, block) => {
      if (place < length) blocks[block]?.push(words[at++] as number);
    });
  }
  const checks: number[][] = lengths.map(() => []);
  for (let place = 0; at < total; place += 1) checks[place % count]?.push(words[at++] as number);
  blocks.forEach((block, place) => assert.deepEqual(correction(block, (total - data) / count), checks[place]));
  return blocks.flat();
}
