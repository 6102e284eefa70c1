// SPDX-License-Identifier: EUPL-1.2
/**
 * The link a GP is sent: the visit in the path, the secret and the station's certificate hash in the fragment.
 *
 * A colleague whom she hands over to gets a link of his own, made here: another secret, and the seat it is for. What is
 * derived from it goes to the station; the secret itself to nobody but him.
 */

import { type Bytes, fromBase64, toBase64Url, utf8 } from "./bytes.ts";

export interface Link {
  /** visit id: 128 random bits in base32 */
  readonly visit: string;
  /** 16 bytes; never leaves this page */
  readonly secret: Bytes;
  /** SHA-256 of the station's certificate (DER) */
  readonly station: Bytes;
  /** whose link in the visit it is */
  readonly seat: string;
}

/** The seat of the link that the clinic gave. */
const FIRST_SEAT = "gp";
const SECRET_BYTES = 16;
const PASSWORD = "halsorum mqtt password";
const PROOF = "halsorum link proof";
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** What a link is called at the broker and in this browser; nothing secret is in it. */
export function nameOf(link: Link): string {
  return link.seat === FIRST_SEAT ? link.visit : `${link.visit}-${link.seat}`;
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
  const seat = parts.get("p") ?? FIRST_SEAT;
  if (visit === undefined || secret?.length !== SECRET_BYTES || station?.length !== 32) return null;
  if (seat !== FIRST_SEAT && !/^g?[a-z2-7]{6}$/.test(seat)) return null;
  return { visit, secret, station, seat };
}

/** Whether a link is that of a third participant: its seat tells, at the broker and at the station. */
export function isGuest(link: Link): boolean {
  return /^g[a-z2-7]{6}$/.test(link.seat);
}

/** Make a link to the same visit for somebody else; `guest`: who sees and hears, and nothing more. */
export function newLink(link: Link, guest = false): Link {
  const letters = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => LETTERS[byte % 32]).join("");
  const seat = guest ? `g${letters}` : letters;
  return { ...link, secret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)), seat };
}

/** Write a link as it is given away; `origin` is this page's. */
export function linkText(origin: string, link: Link): string {
  const whole = `${origin}/v/${link.visit}#s=${toBase64Url(link.secret)}&t=${toBase64Url(link.station)}`;
  return link.seat === FIRST_SEAT ? whole : `${whole}&p=${link.seat}`;
}

/** What the station must know to let somebody in by a link. */
export async function linkTokens(link: Link): Promise<{ password: string; proof_key: string }> {
  return {
    password: toBase64Url(await derive(link, PASSWORD)),
    proof_key: toBase64Url(await derive(link, PROOF)),
  };
}

export async function deriveSecrets(link: Link): Promise<LinkSecrets> {
  const password = toBase64Url(await derive(link, PASSWORD));
  const raw = await derive(link, PROOF);
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
