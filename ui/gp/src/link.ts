// SPDX-License-Identifier: EUPL-1.2
/** The link a GP is sent: the visit in the path, the secret and the station's certificate hash in the fragment. */

import { type Bytes, fromBase64, toBase64Url, utf8 } from "./bytes.ts";

export interface Link {
  /** visit id: 128 random bits in base32 */
  readonly visit: string;
  /** 16 bytes; never leaves this page */
  readonly secret: Bytes;
  /** SHA-256 of the station's certificate (DER) */
  readonly station: Bytes;
}

export interface LinkSecrets {
  readonly password: string;
  readonly proofKey: CryptoKey;
}

/** Take the link apart; null if a part is missing or has the wrong length (a link cut off by a mail program). */
export function parseLink(path: string, fragment: string): Link | null {
  const visit = /^\/v\/([a-z2-7]{26})\/?$/.exec(path)?.[1];
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const secret = fromBase64(parts.get("s") ?? "");
  const station = fromBase64(parts.get("t") ?? "");
  if (visit === undefined || secret?.length !== 16 || station?.length !== 32) return null;
  return { visit, secret, station };
}

export async function deriveSecrets(link: Link): Promise<LinkSecrets> {
  const password = toBase64Url(await derive(link, "halsorum mqtt password"));
  const raw = await derive(link, "halsorum link proof");
  const proofKey = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { password, proofKey };
}

/** Prove that this browser's key was opened with the link: HMAC over the key's thumbprint and a nonce. */
export async function proveLink(proofKey: CryptoKey, thumbprint: string, nonce: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", proofKey, utf8(`${thumbprint}.${nonce}`));
  return toBase64Url(new Uint8Array(mac));
}

async function derive(link: Link, info: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", link.secret, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: utf8(link.visit), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}
