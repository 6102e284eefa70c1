// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../src/config.ts";
import { readControl } from "../src/control.ts";
import { decodeEvent, encodeEvent, EventType, MAX_BYTES, Seen } from "../src/events.ts";
import { Farewell, farewell } from "../src/farewell.ts";
import { withOpusFec } from "../src/peer.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("an event goes out and comes in", () => {
  const event = decodeEvent(bytes(encodeEvent(EventType.Answer, { call_id: "c", party_id: "p" }, 3, "token")));
  assert.deepEqual(event, { type: "m.call.answer", content: { call_id: "c", party_id: "p" }, passport: "token", seq: 3 });
});

test("what is too large or not an event is dropped", () => {
  for (const text of ["", "null", "[1]", "{", '{"type":"x"}', '{"seq":1}', `{"type":"${"x".repeat(MAX_BYTES)}","seq":1}`]) {
    assert.equal(decodeEvent(bytes(text)), null);
  }
});

test("the same event twice is one event", () => {
  const seen = new Seen();
  const event = { type: "m.call.invite", content: { call_id: "c" }, passport: "", seq: 1 };
  assert.equal(seen.isNew(event), true);
  assert.equal(seen.isNew({ ...event }), false);
  assert.equal(seen.isNew({ ...event, seq: 2 }), true);
});

test("a password goes to a secure broker or to one on this machine", () => {
  const kind = (broker: string): string => readConfig(JSON.stringify({ state: "open", kiosk: "k", broker_url: broker })).kind;
  assert.equal(kind("wss://clinic.example/mqtt"), "open");
  assert.equal(kind("ws://127.0.0.1:9001"), "open");
  assert.equal(kind("ws://clinic.example/mqtt"), "away");
  assert.equal(kind(""), "away");
  assert.equal(readConfig('{"state":"ended"}').kind, "ended");
  assert.equal(readConfig("<html>").kind, "away");
});

test("TURN servers are taken over when there are any", () => {
  const ice_servers = [{ urls: ["turn:a"], username: "u", credential: "c" }, { urls: [] }, 7];
  const answer = readConfig(JSON.stringify({ state: "open", kiosk: "k", broker_url: "wss://b", ice_servers }));
  assert.ok(answer.kind === "open");
  assert.deepEqual(answer.config.iceServers, [{ urls: ["turn:a"], username: "u", credential: "c" }]);
});

test("unknown control messages are nothing", () => {
  assert.equal(readControl('{"type":"dance"}'), null);
  assert.equal(readControl('{"type":"filed","reading":"1","state":"maybe"}'), null);
  assert.deepEqual(readControl('{"type":"heartbeat","t":5}'), { type: "heartbeat", sentMs: 5 });
});

test("how the patient talks is read, also from a station that says less", () => {
  const told = readControl('{"type":"media","microphone":false,"camera":true,"text_call":true,"cannot_hear":true}');
  assert.deepEqual(told, { type: "media", microphone: false, camera: true, textCall: true, cannotHear: true });
  const less = readControl('{"type":"media","text_call":"yes"}');
  assert.deepEqual(less, { type: "media", microphone: true, camera: true, textCall: false, cannotHear: false });
});

test("forward error correction is asked for once", () => {
  const sdp = (format: string): string => `a=rtpmap:111 opus/48000/2\r\na=fmtp:111 ${format}\r\n`;
  assert.equal(withOpusFec(sdp("minptime=10")), sdp("minptime=10;useinbandfec=1"));
  assert.equal(withOpusFec(sdp("minptime=10;useinbandfec=1")), sdp("minptime=10;useinbandfec=1"));
  assert.equal(withOpusFec("m=audio"), "m=audio");
});

test("what a hangup means", () => {
  assert.equal(farewell("user_hangup"), Farewell.Visit);
  assert.equal(farewell("patient_left"), Farewell.Visit);
  assert.equal(farewell("invite_timeout"), Farewell.Call);
  assert.equal(farewell("org.halsorum.wrong-fingerprint"), Farewell.Doubt);
  assert.equal(farewell("org.halsorum.stale"), Farewell.ClockDoubt);
});
