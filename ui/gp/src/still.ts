// SPDX-License-Identifier: EUPL-1.2
/** A still picture on its way: asked for, taken, arriving in pieces, whole or failed. In memory only. */

import { number, parseFields, text } from "./field.ts";
import { type StillNews } from "./tools.ts";

export const MOST_BYTES = 8 * 1024 * 1024;
const MOST_SIDE_PX = 10_000;
/** So long nothing may come before it is given up. */
export const SILENT_MS = 25_000;

export enum StillPhase {
  None = "none",
  /** the station's camera takes it */
  Asked = "asked",
  /** taken, on its way */
  Coming = "coming",
  Whole = "whole",
  Failed = "failed",
}

export class Still {
  phase = StillPhase.None;
  id = "";
  /** why there is no picture, in one word; empty: none said */
  reason = "";
  #pieces: ArrayBuffer[] = [];
  #got = 0;
  #bytes = 0;
  #heardMs = 0;

  /** How much of it is here, from 0 to 1. */
  get share(): number {
    return this.#bytes === 0 ? 0 : this.#got / this.#bytes;
  }

  get busy(): boolean {
    return this.phase === StillPhase.Asked || this.phase === StillPhase.Coming;
  }

  ask(id: string, nowMs: number): void {
    this.#begin(StillPhase.Asked, nowMs);
    this.id = id;
  }

  /** What the station says of it on `control`. */
  news(news: StillNews, nowMs: number): void {
    if (news.id !== this.id || !this.busy) return;
    this.#heardMs = nowMs;
    if (news.state === "failed") this.fail(news.reason);
    else if (news.state === "cancelled") this.drop();
    else if (news.state === "taken") this.phase = StillPhase.Coming;
  }

  /** One message of the channel; true once the picture is whole. */
  receive(data: string | ArrayBuffer, nowMs: number): boolean {
    if (!this.busy) return false;
    this.#heardMs = nowMs;
    if (typeof data === "string") this.#head(data, nowMs);
    else this.#piece(data);
    return (this.phase as StillPhase) === StillPhase.Whole;
  }

  /** Give it up if nothing has come for too long; true if that is news. */
  giveUp(nowMs: number): boolean {
    if (!this.busy || nowMs - this.#heardMs < SILENT_MS) return false;
    this.fail("too-slow");
    return true;
  }

  fail(reason: string): void {
    this.#begin(StillPhase.Failed, 0);
    this.reason = reason;
  }

  /** Forget it. */
  drop(): void {
    this.#begin(StillPhase.None, 0);
    this.id = "";
  }

  /** Take the picture; it is kept here no longer. */
  take(): Blob {
    const blob = new Blob(this.#pieces, { type: "image/jpeg" });
    this.#pieces = [];
    return blob;
  }

  #begin(phase: StillPhase, nowMs: number): void {
    this.phase = phase;
    this.reason = "";
    this.#pieces = [];
    this.#got = this.#bytes = 0;
    this.#heardMs = nowMs;
  }

  #head(data: string, nowMs: number): void {
    const fields = parseFields(data);
    if (fields === null || text(fields, "id") !== this.id) return;
    if (fields["type"] === "abort") return; // what the station says of it decides: it may begin anew
    const bytes = number(fields, "bytes") ?? 0;
    const sides = [number(fields, "width") ?? 0, number(fields, "height") ?? 0];
    const sane = bytes > 0 && bytes <= MOST_BYTES && sides.every((side) => side > 0 && side <= MOST_SIDE_PX);
    if (fields["type"] !== "still" || !sane) return this.fail("too-large");
    this.#begin(StillPhase.Coming, nowMs); // also of one that begins anew on another connection
    this.#bytes = bytes;
  }

  #piece(data: ArrayBuffer): void {
    if (this.#bytes === 0) return; // of a picture whose beginning went elsewhere
    this.#got += data.byteLength;
    if (this.#got > this.#bytes) return this.fail("too-large");
    this.#pieces.push(data);
    if (this.#got === this.#bytes) this.phase = StillPhase.Whole;
  }
}
