// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from "jose";
import { fromBase64 } from "../src/bytes.ts";
import { Disbelief, disbelieve, type Expected, fingerprints, signerOf, signPassport } from "../src/passport.ts";
import vectors from "./vectors.json";

function expected(changes: Partial<Expected> = {}): Expected {
  const station = fromBase64(vectors.station);
  assert.ok(station);
  const { visit, kiosk, callId, sdp } = vectors;
  return { visit, kiosk, callId, sdp, station, nowS: vectors.iat + 5, ...changes };
}

test("an invite signed by another implementation is believed", async () => {
  assert.equal(await disbelieve(vectors.invite, expected()), null);
});

const altered = vectors.sdp.replace(/(sha-256 ..:..):../, "$1:00");
const another = vectors.sdp.replaceAll(/a=fingerprint:sha-512.*\r\n/g, "");
const added = `${vectors.sdp}a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}\r\n`;
const disguised = `${vectors.sdp}A=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}\r\n`;
const doubts: [string, string, Partial<Expected>, Disbelief][] = [
  ["a fingerprint was altered", vectors.invite, { sdp: altered }, Disbelief.Fingerprints],
  ["a fingerprint was taken away", vectors.invite, { sdp: another }, Disbelief.Fingerprints],
  ["a fingerprint was added", vectors.invite, { sdp: added }, Disbelief.Fingerprints],
  ["a fingerprint was added in another spelling", vectors.invite, { sdp: disguised }, Disbelief.Fingerprints],
  ["no fingerprint is left", vectors.invite, { sdp: "v=0\r\n" }, Disbelief.Fingerprints],
  ["no fingerprint was signed", vectors.withoutMky, {}, Disbelief.Fingerprints],
  ["signed by another key under the same certificate", vectors.signedByOther, {}, Disbelief.BadSignature],
  ["another certificate than the link names", vectors.invite, { station: new Uint8Array(32) }, Disbelief.WrongCertificate],
  ["too old", vectors.invite, { nowS: vectors.iat + 61 }, Disbelief.Stale],
  ["from the future", vectors.invite, { nowS: vectors.iat - 61 }, Disbelief.Stale],
  ["for another visit", vectors.invite, { visit: "b".repeat(26) }, Disbelief.WrongVisit],
  ["for another call", vectors.invite, { callId: "call-2" }, Disbelief.WrongVisit],
  ["by another station", vectors.invite, { kiosk: "station-two" }, Disbelief.WrongVisit],
  ["another kind of token", vectors.withoutType, {}, Disbelief.Malformed],
  ["no token", "", {}, Disbelief.Malformed],
  ["not a token", "a.b.c", {}, Disbelief.Malformed],
];
for (const [why, token, changes, doubt] of doubts) {
  test(`an invite is not believed: ${why}`, async () => {
    assert.equal(await disbelieve(token, expected(changes)), doubt);
  });
}

test("a token whose claims were altered is not believed", async () => {
  const [header, claims, signature] = vectors.invite.split(".");
  const text = Buffer.from(claims ?? "", "base64url").toString().replace("call-1", "call-2");
  const token = `${header}.${Buffer.from(text).toString("base64url")}.${signature}`;
  assert.equal(await disbelieve(token, expected({ callId: "call-2" })), Disbelief.BadSignature);
});

test("the page signs with its own key, over every fingerprint", async () => {
  const how = { name: "ECDSA", namedCurve: "P-256" };
  const signer = await signerOf(await crypto.subtle.generateKey(how, false, ["sign", "verify"]));
  const token = await signPassport(signer, vectors.visit, { jti: "call-1", iat: vectors.iat, sdp: vectors.sdp });
  const { jwk, alg, typ } = decodeProtectedHeader(token);
  assert.deepEqual([alg, typ, Object.keys(jwk ?? {})], ["ES256", "passport", ["kty", "crv", "x", "y"]]);
  const { payload } = await compactVerify(token, await importJWK(jwk as JWK, "ES256"));
  assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), {
    iat: vectors.iat,
    jti: "call-1",
    orig: { uri: `urn:halsorum:gp:${signer.thumbprint}` },
    dest: { uri: [`urn:halsorum:visit:${vectors.visit}`] },
    mky: fingerprints(vectors.sdp),
  });
});

test("a greeting signs no fingerprints", async () => {
  const how = { name: "ECDSA", namedCurve: "P-256" };
  const signer = await signerOf(await crypto.subtle.generateKey(how, false, ["sign", "verify"]));
  const token = await signPassport(signer, vectors.visit, { jti: "n", iat: 1 });
  assert.equal("mky" in JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()), false);
});

test("fingerprints are distinct and in order", () => {
  assert.deepEqual(fingerprints(vectors.sdp).map(({ alg }) => alg), ["sha-256", "sha-384", "sha-512"]);
});
