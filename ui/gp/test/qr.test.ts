// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import decodeQR from "qr/decode.js";
import { drawCode, qrCode } from "../src/qr.ts";

const LINK = `https://desk.example:8443/v/${"a".repeat(26)}#s=${"B".repeat(22)}&t=${"c".repeat(43)}&p=abcdef`;

/** A canvas that keeps what is drawn, as much of one as `drawCode` needs. */
class Paper {
  width = 0;
  height = 0;
  fillStyle = "";
  pixels = new Uint8Array(0);

  getContext(): this {
    return this;
  }

  fillRect(left: number, top: number, width: number, height: number): void {
    if (this.pixels.length === 0) this.pixels = new Uint8Array(this.width * this.height * 3);
    const value = this.fillStyle === "#fff" ? 255 : 0;
    for (let y = top; y < top + height; y += 1) {
      this.pixels.fill(value, (y * this.width + left) * 3, (y * this.width + left + width) * 3);
    }
  }
}

test("what is scanned from the drawn code is what was written", () => {
  for (const text of [LINK, "x", "Hälsorum", LINK.repeat(4)]) {
    const paper = new Paper();
    assert.ok(drawCode(paper as unknown as HTMLCanvasElement, text));
    assert.equal(decodeQR({ width: paper.width, height: paper.height, data: paper.pixels }), text);
  }
});

test("a code has its quiet zone, and is drawn on white also in a dark page", () => {
  const rows = qrCode(LINK) ?? [];
  const edge = [...rows.slice(0, 4), ...rows.slice(-4), ...rows.map((row) => [...row.slice(0, 4), ...row.slice(-4)])];
  assert.ok(rows.length > 40 && edge.flat().every((dark) => !dark));
  assert.ok(rows[4]?.[4], "a finder pattern begins right behind it");
});

test("a text too long for any code is no code", () => {
  assert.equal(qrCode("x".repeat(4000)), null);
  assert.equal(drawCode(new Paper() as unknown as HTMLCanvasElement, "x".repeat(4000)), false);
});
