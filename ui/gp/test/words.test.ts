// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "../src/events.ts";
import { CATALOGUES, firstLanguage, LANGUAGES } from "../src/i18n.ts";
import page from "../src/index.html";
import { CAPABILITIES } from "../src/measures.ts";
import { Connection, Reason } from "../src/state.ts";

const words = CATALOGUES.en as Record<string, string>;

function holes(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

test("every language has every word, with the same holes", () => {
  for (const language of LANGUAGES) {
    const catalogue = CATALOGUES[language] as Record<string, string>;
    assert.deepEqual(Object.keys(catalogue), Object.keys(words));
    for (const [word, text] of Object.entries(words)) {
      assert.deepEqual(holes(catalogue[word] ?? ""), holes(text), `${language} ${word}`);
      assert.equal(catalogue[word] === "", text === "", `${language} ${word}`);
    }
  }
});

test("every word the page asks for exists", () => {
  const asked = [...page.matchAll(/data-i18n(?:-label|-placeholder)?="([^"]+)"/g)].map((match) => match[1] ?? "");
  assert.ok(asked.length > 40);
  for (const word of asked) assert.ok(word in words, word);
});

test("every state has its words", () => {
  for (const reason of Object.values(Reason)) {
    if (reason === Reason.None) continue;
    assert.ok(words[`problem.${reason}`] && words[`problem.${reason}Text`], reason);
  }
  for (const state of Object.values(Connection)) assert.ok(`connection.${state}` in words, state);
  for (const progress of Object.values(Progress)) assert.ok(`progress.${progress}Text` in words, progress);
});

test("every reason for coming without an appointment has its words", () => {
  for (const reason of ["fever", "breathing", "chest", "stomach", "skin", "pain", "mood", "other-reason"]) {
    assert.ok(words[`reason.${reason}`], reason);
  }
});

test("everything in the table of measures has its words", () => {
  for (const [capability, { tiles, also }] of CAPABILITIES) {
    assert.ok(words[`capability.${capability}`], capability);
    for (const measure of [...tiles.map(({ key }) => key), ...tiles.flatMap(({ measures }) => measures), ...also]) {
      assert.ok(words[`measure.${measure}`], measure);
    }
  }
});

test("the first language is the chosen one, else the browser's, else Swedish", () => {
  assert.equal(firstLanguage("en", ["sv-SE"]), "en");
  assert.equal(firstLanguage(null, ["nn-NO", "en"]), "nb");
  assert.equal(firstLanguage("xx", ["de", "en-GB"]), "en");
  assert.equal(firstLanguage(null, ["fi-FI", "sv"]), "fi");
  assert.equal(firstLanguage(null, ["de"]), "sv");
});

test("the page has nothing inline that its content policy forbids", () => {
  assert.equal(/ style=| on\w+=|<script(?![^>]*src=)/.test(page), false);
});
