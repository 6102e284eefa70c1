// SPDX-License-Identifier: EUPL-1.2
/** Answering the station's invites: only what its certificate signed for this visit, and only the newest. */

import type { Calls } from "./calls.ts";
import type { Config } from "./config.ts";
import { type CallEvent, EventType } from "./events.ts";
import { inner, text } from "./field.ts";
import { type Identity, nowS } from "./identity.ts";
import type { Link } from "./link.ts";
import { mark } from "./marks.ts";
import type { LocalMedia } from "./media.ts";
import { Disbelief, disbelieve } from "./passport.ts";
import type { Post } from "./post.ts";

export interface AnsweringHooks {
  /** An invite is being answered. */
  invited(): void;
  /** An invite was not believed, and the station has been told so. */
  disbelieved(doubt: Disbelief): void;
}

export class Answering {
  readonly #link: Link;
  readonly #local: LocalMedia;
  readonly #calls: Calls;
  readonly #post: Post;
  readonly #hooks: AnsweringHooks;

  constructor(link: Link, local: LocalMedia, calls: Calls, post: Post, hooks: AnsweringHooks) {
    this.#link = link;
    this.#local = local;
    this.#calls = calls;
    this.#post = post;
    this.#hooks = hooks;
  }

  async invited(event: CallEvent, config: Config, identity: Identity): Promise<void> {
    const callId = text(event.content, "call_id");
    const sdp = text(inner(event.content, "offer"), "sdp");
    const mine = this.#post.isFor(text(event.content, "invitee"));
    if (!mine || callId === "" || callId === this.#calls.newest) return;
    const { visit, station } = this.#link;
    const expected = { visit, station, kiosk: config.kiosk, callId, sdp, nowS: nowS() };
    const doubt = await disbelieve(event.passport, expected);
    if (!this.#post.isOpen) return; // left meanwhile
    if (doubt !== null) return this.#reject(callId, doubt);
    mark("invite-received");
    await this.#answer(callId, sdp, config, identity);
  }

  async #answer(callId: string, sdp: string, config: Config, identity: Identity): Promise<void> {
    const peer = this.#calls.begin(callId, config.iceServers);
    this.#hooks.invited();
    try {
      const answer = await peer.answer(sdp, this.#local);
      const passport = await identity.answer(callId, answer);
      if (!this.#calls.isSettingUp(peer)) return; // a newer invite came meanwhile
      const content = { ...this.#post.about(callId), answer: { type: "answer", sdp: answer } };
      if (this.#post.send(EventType.Answer, content, passport)) peer.answerSent();
      else this.#calls.drop();
    } catch {
      if (this.#calls.isSettingUp(peer)) this.#calls.drop(); // an offer this browser cannot answer
    }
  }

  #reject(callId: string, doubt: Disbelief): void {
    this.#post.send(EventType.Reject, { ...this.#post.about(callId), reason: doubt });
    this.#hooks.disbelieved(doubt);
  }
}
