// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import { deriveSecrets, type Link, linkText, linkTokens, nameOf, newLink, parseLink, proveLink } from "../src/link.ts";
import vectors from "./vectors.json";

const path = `/v/${vectors.visit}`;
const fragment = `#s=${vectors.secret}&t=${vectors.station}`;

function parsed(): Link {
  const link = parseLink(path, fragment);
  assert.ok(link);
  return link;
}

test("password and proof are those another implementation derives", async () => {
  const secrets = await deriveSecrets(parsed());
  assert.equal(secrets.password, vectors.password);
  assert.equal(await proveLink(secrets.proofKey, vectors.thumbprint, vectors.nonce), vectors.proof);
});

test("the proof key cannot be read out", async () => {
  const { proofKey } = await deriveSecrets(parsed());
  assert.equal(proofKey.extractable, false);
});

test("a link that lost a part is no link", () => {
  for (const [at, after] of [
    [path, ""],
    [path, `#s=${vectors.secret}`],
    [path, `#t=${vectors.station}`],
    [path, `#s=${vectors.secret}&t=${vectors.station.slice(0, -2)}`],
    [path, `#s=${vectors.secret.slice(4)}&t=${vectors.station}`],
    [path, `#s=%%%&t=${vectors.station}`],
    [path.slice(0, -1), fragment],
    [path.toUpperCase(), fragment],
    ["/v/", fragment],
  ] as const) {
    assert.equal(parseLink(at, after), null, `${at}${after}`);
  }
});

test("a colleague's link opens the same visit with a secret and a seat of its own", async () => {
  const first = parsed();
  assert.equal(nameOf(first), vectors.visit);
  const made = newLink(first);
  assert.match(made.seat, /^[a-z2-7]{6}$/);
  assert.notDeepEqual(made.secret, first.secret);
  const url = new URL(linkText("https://desk.example", made));
  assert.deepEqual(parseLink(url.pathname, url.hash), made);
  assert.equal(nameOf(made), `${vectors.visit}-${made.seat}`);
  assert.deepEqual(parseLink(path, new URL(linkText("https://desk.example", first)).hash), first);
  const { password } = await deriveSecrets(made);
  const tokens = await linkTokens(made);
  assert.equal(tokens.password, password);
  assert.match(tokens.proof_key, /^[A-Za-z0-9_-]{43}$/);
  assert.equal((await linkTokens(first)).password, vectors.password);
});

test("a seat that is none makes no link", () => {
  for (const seat of ["", "gpgpg", "ABCDEF", "abcde1", "abcdefg"]) {
    assert.equal(parseLink(path, `${fragment}&p=${seat}`), null, seat);
  }
});
