// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { readControl } from "../src/control.ts";
import { Guest, GuestPhase } from "../src/guest.ts";
import { readSignal } from "../src/guest-across.ts";
import { CATALOGUES, LANGUAGES } from "../src/i18n.ts";
import { isGuest, linkText, newLink, parseLink } from "../src/link.ts";

const LINK = "https://desk.example/v/x#s=y&p=gabcdef";

function told(state: string, party = "", seat = "gabcdef"): { seat: string; who: string; state: string; party: string } {
  return { seat, who: "relative", state, party };
}

function made(): Guest {
  const guest = new Guest();
  guest.asked("gabcdef", "relative", LINK, true, 0);
  return guest;
}

test("a guest's link counts from the station's word until she is let out", () => {
  const guest = made();
  assert.deepEqual([guest.phase, guest.link], [GuestPhase.Making, ""], "nobody can use it yet");
  for (const [state, party] of [["ready", ""], ["joining", "one"], ["joined", "one"]] as const) {
    assert.ok(guest.told(told(state, party), 1));
  }
  assert.deepEqual([guest.phase, guest.link, guest.party], [GuestPhase.Joined, LINK, "one"]);
  guest.told(told("left", "one"), 2);
  assert.deepEqual([guest.phase, guest.link, guest.party], [GuestPhase.Left, LINK, ""], "she may come back");
  guest.told(told("removed"), 3);
  assert.deepEqual([guest.phase, guest.link], [GuestPhase.Removed, ""]);
});

test("a page that was opened again learns of her, and of nobody who has gone", () => {
  const guest = new Guest();
  assert.equal(guest.told(told("removed"), 0), false);
  assert.equal(guest.told(told("asked"), 0), false);
  assert.ok(guest.told(told("joined", "one"), 0));
  assert.deepEqual([guest.phase, guest.role, guest.link, guest.party], [GuestPhase.Joined, "relative", "", "one"]);
  assert.ok(guest.told(told("ready", "", "gzzzzzz"), 0));
  assert.equal(guest.phase, GuestPhase.ReadyBefore);
});

test("what nobody answers has failed", () => {
  const guest = made();
  assert.equal(guest.giveUp(19_999), false);
  assert.equal(guest.giveUp(20_000), true);
  assert.equal(guest.phase, GuestPhase.Failed);
  assert.equal(guest.giveUp(90_000), false);
});

test("every phase and role has its words", () => {
  for (const language of LANGUAGES) {
    const words = CATALOGUES[language] as Record<string, string>;
    for (const phase of Object.values(GuestPhase)) assert.ok(`invited.${phase}` in words, phase);
    for (const role of ["interpreter", "relative", "colleague"]) assert.ok(words[`invite.${role}`], role);
  }
});

test("a link's seat tells what it is for", () => {
  const link = parseLink(`/v/${"a".repeat(26)}`, `#s=${"A".repeat(22)}&t=${"A".repeat(43)}`);
  assert.ok(link !== null && !isGuest(link));
  const [guest, colleague] = [newLink(link, true), newLink(link)];
  assert.ok(isGuest(guest) && !isGuest(colleague));
  const text = linkText("https://desk.example", guest);
  const again = parseLink(`/v/${link.visit}`, text.slice(text.indexOf("#")));
  assert.ok(again !== null && isGuest(again) && again.seat === guest.seat);
  assert.equal(parseLink(`/v/${link.visit}`, text.slice(text.indexOf("#")) + "a"), null);
});

test("only signals are read, and only so much of them", () => {
  assert.deepEqual(readSignal('{"id":"a","kind":"offer","sdp":"v=0"}'), { id: "a", kind: "offer", sdp: "v=0" });
  for (const bad of ["", "[]", "{}", '{"id":"","kind":"offer","sdp":"x"}', '{"id":"a","kind":"offer"}',
    '{"id":"a","kind":"bye"}', '{"id":"a b","kind":"offer","sdp":"x"}']) assert.equal(readSignal(bad), null, bad);
  const many = JSON.stringify({ id: "a", kind: "candidates", candidates: Array(100).fill({ candidate: "candidate:1" }) });
  const signal = readSignal(many);
  assert.ok(signal?.kind === "candidates" && signal.candidates.length === 64);
  assert.deepEqual(readSignal('{"id":"a","kind":"candidates","candidates":[1,{},{"candidate":""}]}'),
    { id: "a", kind: "candidates", candidates: [] });
});

test("the station's news of her are read", () => {
  assert.deepEqual(readControl('{"type":"guest","seat":"g","who":"relative","state":"ready","party":""}'),
    { type: "guest", seat: "g", who: "relative", state: "ready", party: "" });
  assert.deepEqual(readControl('{"type":"guest-signal","data":"x"}'), { type: "guest-signal", data: "x" });
  assert.deepEqual(readControl('{"type":"guest-media","camera":false}'), { type: "guest-media", microphone: true, camera: false });
});
