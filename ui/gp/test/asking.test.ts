// SPDX-License-Identifier: EUPL-1.2

import assert from "node:assert/strict";
import { test } from "node:test";

import { Asking } from "../src/asking.ts";

test("without a call the station is asked every five seconds", () => {
  const asking = new Asking();
  assert.ok(asking.due(0));
  asking.asked(0);
  assert.ok(!asking.due(4999));
  assert.ok(asking.due(5000));
});

test("for another call it is asked less and less often, until one is connected", () => {
  const asking = new Asking();
  assert.ok(asking.again(0));
  assert.ok(!asking.again(1999));
  assert.ok(asking.again(2000));
  assert.ok(!asking.again(5999));
  assert.ok(asking.again(6000));
  assert.ok(!asking.again(13_999));
  assert.ok(asking.again(14_000));
  assert.ok(asking.again(22_000));
  asking.connected();
  assert.ok(asking.again(30_000));
  assert.ok(asking.again(32_000));
});
