// SPDX-License-Identifier: EUPL-1.2
/**
 * PASSporTs (RFC 8225): who offers, for which visit, with which DTLS fingerprints. They are what keeps a hostile broker
 * out of the call, so every check here is one an attacker would otherwise walk through.
 */

import { CompactSign, calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importX509, type JWK } from "jose";
import { type Bytes, fromBase64, sameBytes, sha256, utf8 } from "./bytes.ts";
import { type Fields, inner, isFields, list, number, parseFields, text } from "./field.ts";

/** How old or how far ahead a signature may be. */
export const FRESH_S = 60;

/** Why an invite is not believed. */
export enum Disbelief {
  Malformed = "malformed",
  /** the certificate is not the one the link names */
  WrongCertificate = "wrong-certificate",
  BadSignature = "bad-signature",
  /** signed for another visit, another call or by another station */
  WrongVisit = "wrong-visit",
  /** the fingerprints in the offer are not the signed ones: somebody stands in between */
  Fingerprints = "fingerprints",
  /** older than FRESH_S, or from the future: a clock is wrong, or a recording is played */
  Stale = "stale",
}

export interface Fingerprint {
  readonly alg: string;
  readonly dig: string;
}

export interface Expected {
  readonly visit: string;
  readonly kiosk: string;
  /** SHA-256 of the station's certificate, out of the link */
  readonly station: Bytes;
  readonly callId: string;
  readonly sdp: string;
  readonly nowS: number;
}

export interface Signer {
  readonly privateKey: CryptoKey;
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
}

export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

/**
 * Every distinct `a=fingerprint` of an SDP in the form PASSporTs carry: sorted by algorithm, then digest. Empty if a
 * line speaks of fingerprints in a form that is not read here: the browser might read it.
 */
export function fingerprints(sdp: string): Fingerprint[] {
  const found = new Map<string, Fingerprint>();
  for (const line of sdp.split(/[\r\n]+/)) {
    if (!/fingerprint/i.test(line)) continue;
    const match = /^a=fingerprint:([A-Za-z0-9-]+) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+)$/.exec(line);
    if (match === null) return [];
    const print = { alg: (match[1] ?? "").toLowerCase(), dig: (match[2] ?? "").replaceAll(":", "").toUpperCase() };
    found.set(`${print.alg} ${print.dig}`, print);
  }
  return [...found.values()].sort((a, b) => compare(a.alg, b.alg) || compare(a.dig, b.dig));
}

/** Check an invite's PASSporT; null if it is believed, else the first reason why not. */
export async function disbelieve(token: string, expected: Expected): Promise<Disbelief | null> {
  const leaf = leafOf(token);
  if (leaf === null) return Disbelief.Malformed;
  if (!sameBytes(await sha256(leaf), expected.station)) return Disbelief.WrongCertificate;
  const claims = await verified(token, leaf);
  if (claims === null) return Disbelief.BadSignature;
  return judge(claims, expected);
}

/** Sign as this browser. `sdp` is given for an answer, absent for a ready. */
export async function signPassport(
  signer: Signer,
  visit: string,
  claims: { readonly jti: string; readonly iat: number; readonly sdp?: string },
): Promise<string> {
  const payload = {
    iat: claims.iat,
    jti: claims.jti,
    orig: { uri: `urn:halsorum:gp:${signer.thumbprint}` },
    dest: { uri: [`urn:halsorum:visit:${visit}`] },
    ...(claims.sdp === undefined ? {} : { mky: fingerprints(claims.sdp) }),
  };
  const header = { alg: "ES256", typ: "passport", jwk: signer.jwk as unknown as JWK };
  return new CompactSign(utf8(JSON.stringify(payload))).setProtectedHeader(header).sign(signer.privateKey);
}

/** Make the signer of a key pair: its public half stripped to what RFC 7638 hashes. */
export async function signerOf(pair: CryptoKeyPair): Promise<Signer> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { kty: kty ?? "", crv: crv ?? "", x: x ?? "", y: y ?? "" };
  return { privateKey: pair.privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk, "sha256") };
}

function judge(claims: Fields, expected: Expected): Disbelief | null {
  const iat = number(claims, "iat");
  if (iat === null) return Disbelief.Malformed;
  if (text(claims, "jti") !== expected.callId) return Disbelief.WrongVisit;
  if (text(inner(claims, "orig"), "uri") !== `urn:halsorum:kiosk:${expected.kiosk}`) return Disbelief.WrongVisit;
  const dest = list(inner(claims, "dest"), "uri");
  if (dest.length !== 1 || dest[0] !== `urn:halsorum:visit:${expected.visit}`) return Disbelief.WrongVisit;
  if (!sameFingerprints(list(claims, "mky"), fingerprints(expected.sdp))) return Disbelief.Fingerprints;
  return Math.abs(expected.nowS - iat) > FRESH_S ? Disbelief.Stale : null;
}

function sameFingerprints(signed: unknown[], offered: Fingerprint[]): boolean {
  if (offered.length === 0 || signed.length !== offered.length) return false;
  return offered.every((print, index) => {
    const other = signed[index];
    return isFields(other) && other["alg"] === print.alg && other["dig"] === print.dig;
  });
}

function leafOf(token: string): Bytes | null {
  try {
    const header = decodeProtectedHeader(token);
    if (header.alg !== "ES256" || header.typ !== "passport") return null;
    return fromBase64(header.x5c?.[0] ?? "");
  } catch {
    return null; // jose throws on anything that is not a JWS
  }
}

async function verified(token: string, leaf: Bytes): Promise<Fields | null> {
  try {
    const key = await importX509(pem(leaf), "ES256");
    const { payload } = await compactVerify(token, key, { algorithms: ["ES256"] });
    return parseFields(new TextDecoder().decode(payload));
  } catch {
    return null; // a certificate of another kind, or a signature that does not match
  }
}

function pem(der: Bytes): string {
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
