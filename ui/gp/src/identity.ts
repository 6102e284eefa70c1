// SPDX-License-Identifier: EUPL-1.2
/** Who this page is to the station: the link's secret and the browser's key, and what is signed with them. */

import { randomId } from "./bytes.ts";
import { VERSION } from "./events.ts";
import type { Fields } from "./field.ts";
import { visitKey } from "./keys.ts";
import { deriveSecrets, type Link, type LinkSecrets, nameOf, proveLink } from "./link.ts";
import { type Signer, signerOf, signPassport } from "./passport.ts";

/** How the GP wishes to be shown. */
export interface Greeting {
  readonly name: string;
  readonly language: string;
}

export interface Signed {
  readonly content: Fields;
  readonly passport: string;
}

export class Identity {
  readonly #link: Link;
  readonly #secrets: LinkSecrets;
  readonly #signer: Signer;

  private constructor(link: Link, secrets: LinkSecrets, signer: Signer) {
    this.#link = link;
    this.#secrets = secrets;
    this.#signer = signer;
  }

  /** Derive the link's secrets, and fetch or make the browser's key for this visit. */
  static async of(link: Link): Promise<Identity> {
    return new Identity(link, await deriveSecrets(link), await signerOf(await visitKey(nameOf(link))));
  }

  /** The password at the broker. */
  get password(): string {
    return this.#secrets.password;
  }

  /** A greeting with the proof that this browser has the link. */
  async ready(party: string, greeting: Greeting): Promise<Signed> {
    const nonce = randomId(16);
    const proof = await proveLink(this.#secrets.proofKey, this.#signer.thumbprint, nonce);
    const passport = await this.#sign(nonce);
    return { content: { party_id: party, version: VERSION, proof, nonce, ...greeting }, passport };
  }

  /** The signature of an answer, over all its fingerprints. */
  answer(callId: string, sdp: string): Promise<string> {
    return this.#sign(callId, sdp);
  }

  #sign(jti: string, sdp?: string): Promise<string> {
    const claims = { jti, iat: nowS(), ...(sdp === undefined ? {} : { sdp }) };
    return signPassport(this.#signer, this.#link.visit, claims);
  }
}

/** This computer's clock in whole seconds, as signatures carry it. */
export function nowS(): number {
  return Math.floor(Date.now() / 1000);
}
