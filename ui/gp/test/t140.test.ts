// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { TextReader, TextWriter } from "../src/t140.ts";

test("text is read as it is typed", () => {
  const reader = new TextReader();
  assert.deepEqual(reader.read("He"), []);
  assert.equal(reader.typing, "He");
  assert.deepEqual(reader.read("j\b\bej\u2028Hur"), ["Hej"]);
  assert.equal(reader.typing, "Hur");
});

test("erasing takes a whole character and never more than there is", () => {
  const reader = new TextReader();
  reader.read("a😀\b\b\b\bå");
  assert.equal(reader.typing, "å");
});

test("marks that are not text are left out; other line ends count", () => {
  const reader = new TextReader();
  assert.deepEqual(reader.read("\ufeffett\r\ntvå\n\u2028\u0007tre\r"), ["ett", "två", "tre"]);
});

test("only what changed is sent", () => {
  const writer = new TextWriter();
  assert.equal(writer.update("Hej"), "Hej");
  assert.equal(writer.update("Hej"), "");
  assert.equal(writer.update("Hejsan"), "san");
  assert.equal(writer.update("Hej då"), "\b\b\b då");
  assert.equal(writer.finish("Hej då!"), "!\u2028");
  assert.equal(writer.update("N"), "N");
});

test("whatever is written arrives, also over a channel that was replaced", () => {
  for (const forgets of [true, false]) {
    const writer = new TextWriter();
    let reader = new TextReader();
    for (const draft of ["Ta", "Ta ett", "Ta 😀", "Andas"]) reader.read(writer.update(draft));
    if (forgets) reader = new TextReader();
    reader.read(writer.resend("Andas in"));
    assert.deepEqual(reader.read(writer.finish("Andas ut")), ["Andas ut"]);
  }
});
