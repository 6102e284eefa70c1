// SPDX-License-Identifier: EUPL-1.2
/** The call that stands and the one being set up: the new connection is made before the old one is dropped. */

import type { FromStation, ToStation } from "./control.ts";
import { mark } from "./marks.ts";
import type { LocalMedia } from "./media.ts";
import { Path, Peer } from "./peer.ts";
import type { Vital } from "./vitals.ts";

export interface CallsHooks {
  /** A connection stands: a new one, whose picture is to be shown, or the old one again. `old`: the one before lives. */
  connected(stream: MediaStream, old: boolean): void;
  /** Nothing has been heard for more than a second: another call is wanted. */
  silent(): void;
  /** The standing call is gone. */
  lost(): void;
  /** The call being set up came to nothing. */
  dropped(): void;
  /** The line fell silent or was heard again. */
  pathChanged(): void;
  candidates(callId: string, candidates: RTCIceCandidateInit[]): void;
  control(message: FromStation): void;
  vital(vital: Vital): void;
  text(block: string): void;
  still(data: string | ArrayBuffer): void;
  channelOpen(label: string): void;
}

/** A call that lives stays so long after another took its place, until that one's picture is there. */
const HANDOVER_MS = 1000;

export class Calls {
  readonly #hooks: CallsHooks;
  #current: Peer | null = null;
  #pending: Peer | null = null;
  #newest = "";

  constructor(hooks: CallsHooks) {
    this.#hooks = hooks;
  }

  /** The id of the newest call, whatever became of it. */
  get newest(): string {
    return this.#newest;
  }

  get settingUp(): boolean {
    return this.#pending !== null;
  }

  /** The line was heard in the last two seconds. */
  get heard(): boolean {
    return this.#current?.path === Path.Open || this.silent;
  }

  /** The line has not been heard for more than a second. */
  get silent(): boolean {
    return this.#current?.path === Path.Silent;
  }

  /** Begin a call in place of one that is still being set up. */
  begin(callId: string, iceServers: RTCIceServer[]): Peer {
    this.#pending?.close();
    this.#newest = callId;
    this.#pending = new Peer(callId, iceServers, {
      path: (peer, path) => this.#pathChanged(peer, path),
      candidates: (peer, candidates) => this.#hooks.candidates(peer.callId, candidates),
      control: (peer, message) => {
        if (this.#isCurrent(peer)) this.#hooks.control(message);
      },
      vital: (peer, vital) => {
        if (this.#isCurrent(peer)) this.#hooks.vital(vital);
      },
      text: (peer, block) => {
        if (this.#isCurrent(peer)) this.#hooks.text(block);
      },
      still: (peer, data) => {
        if (this.#isCurrent(peer)) this.#hooks.still(data);
      },
      channelOpen: (peer, label) => {
        if (this.#isCurrent(peer)) this.#hooks.channelOpen(label);
      },
    });
    return this.#pending;
  }

  isSettingUp(peer: Peer): boolean {
    return this.#pending === peer;
  }

  knows(callId: string): boolean {
    return callId === this.#current?.callId || callId === this.#pending?.callId;
  }

  isSettingUpCall(callId: string): boolean {
    return this.#pending?.callId === callId;
  }

  /** Give up the call that is being set up. */
  drop(): void {
    if (this.#pending === null) return;
    this.#pending.close();
    this.#pending = null;
    this.#hooks.dropped();
  }

  send(message: ToStation): boolean {
    return this.#current?.send(message) ?? false;
  }

  sendText(block: string): boolean {
    return this.#current?.sendText(block) ?? false;
  }

  async replaceTracks(local: LocalMedia): Promise<void> {
    await this.#current?.replaceTracks(local);
    await this.#pending?.replaceTracks(local);
  }

  tick(): void {
    this.#current?.tick();
    this.#pending?.tick();
  }

  async sendVideo(wanted: boolean): Promise<void> {
    await this.#current?.sendVideo(wanted);
  }

  /** Tell the station what the browser counted since the last time. */
  async report(): Promise<void> {
    const peer = this.#current;
    const figures = await peer?.figures();
    if (figures) peer?.send({ type: "statistics", ...figures });
  }

  /** Close everything, after what was just sent has had time to leave. */
  close(afterMs: number): void {
    const peers = [this.#current, this.#pending];
    this.#current = this.#pending = null;
    this.#newest = "";
    setTimeout(() => peers.forEach((peer) => peer?.close()), afterMs);
  }

  /** Channels can speak a moment before the connection is reported: what speaks, stands. */
  #isCurrent(peer: Peer): boolean {
    if (peer === this.#pending) this.#promote(peer);
    return peer === this.#current;
  }

  #pathChanged(peer: Peer, path: Path): void {
    if (peer === this.#pending) {
      if (path === Path.Open) this.#promote(peer);
      else if (path === Path.Gone) this.drop();
    } else if (peer === this.#current) {
      if (path === Path.Open) this.#hooks.connected(peer.stream, false);
      else if (path === Path.Gone) this.#hooks.lost();
      else if (path === Path.Silent || path === Path.Lost) this.#hooks.silent();
      this.#hooks.pathChanged();
    }
  }

  #promote(peer: Peer): void {
    const old = this.#current;
    this.#current = peer;
    this.#pending = null;
    const lives = old?.path === Path.Open;
    if (lives) setTimeout(() => old?.close(), HANDOVER_MS);
    else old?.close();
    mark("connected");
    this.#hooks.connected(peer.stream, lives);
  }
}
