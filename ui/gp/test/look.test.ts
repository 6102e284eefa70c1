// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { readControl } from "../src/control.ts";
import { bounded, contained, isClose, type Look, MAX_SCALE, moved, scaled, TAP_SCALE, tapped, under, WHOLE } from "../src/look.ts";
import { CameraName } from "../src/tools.ts";

function inside(look: Look): void {
  const half = 0.5 / look.scale;
  assert.ok(look.x >= half - 1e-9 && look.x <= 1 - half + 1e-9, JSON.stringify(look));
  assert.ok(look.y >= half - 1e-9 && look.y <= 1 - half + 1e-9, JSON.stringify(look));
  assert.ok(look.scale >= 1 && look.scale <= MAX_SCALE);
}

test("whatever the hand does, one looks at the picture", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  let look = WHOLE;
  for (let step = 0; step < 3000; step++) {
    const spot = { u: random(), v: random() };
    const kind = Math.floor(random() * 3);
    if (kind === 0) look = scaled(look, spot, Math.exp(2 * random() - 1));
    else if (kind === 1) look = moved(look, 4 * random() - 2, 4 * random() - 2);
    else look = tapped(look, spot);
    inside(look);
  }
});

test("what is under the fingers stays there", () => {
  const spot = { u: 0.7, v: 0.4 };
  const before = under({ x: 0.5, y: 0.5, scale: 2 }, spot);
  const after = under(scaled({ x: 0.5, y: 0.5, scale: 2 }, spot, 1.7), spot);
  assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
});

test("a tap comes closer, another one moves there", () => {
  const close = tapped(WHOLE, { u: 0.25, v: 0.75 });
  assert.deepEqual(close, { x: 0.25, y: 0.75, scale: TAP_SCALE });
  const there = tapped(close, { u: 0.75, v: 0.5 });
  assert.equal(there.scale, TAP_SCALE);
  assert.ok(Math.abs(there.x - 0.35) < 1e-9);
  assert.ok(isClose(there) && !isClose(WHOLE));
});

test("nonsense looks at the whole", () => {
  assert.equal(bounded({ x: Number.NaN, y: 0, scale: 2 }), WHOLE);
  assert.equal(bounded({ x: 0, y: 0, scale: 1.01 }), WHOLE);
});

test("a picture lies in the middle of its box", () => {
  assert.deepEqual(contained(200, 100, 100, 100), { left: 50, top: 0, width: 100, height: 100 });
  assert.deepEqual(contained(100, 200, 200, 100), { left: 0, top: 75, width: 100, height: 50 });
});

test("what the station has is believed only where it is said", () => {
  const none = readControl('{"type":"tools"}');
  assert.ok(none?.type === "tools" && !none.zoom && !none.still && none.camera === CameraName.Room && none.look === WHOLE);
  const all = readControl(
    '{"type":"tools","zoom":true,"still":true,"examination":true,"torch":true,"stethoscope":true,"camera":"examination",' +
      '"x":0.5,"y":2,"scale":4,"torch_on":true,"stethoscope_on":true,"fallen_back":false}',
  );
  assert.ok(all?.type === "tools" && all.zoom && all.torchOn && all.camera === CameraName.Examination);
  assert.deepEqual(all.look, { x: 0.5, y: 0.875, scale: 4 });
  const odd = readControl('{"type":"tools","zoom":"yes","camera":7,"x":"a"}');
  assert.ok(odd?.type === "tools" && !odd.zoom && odd.camera === CameraName.Room && odd.look === WHOLE);
});
