// SPDX-License-Identifier: EUPL-1.2
/** Call events on the broker: Matrix `m.call.*` version 1 and our own, each in an envelope with a sequence number. */

import { type Fields, inner, number, parseFields, text } from "./field.ts";

export const MAX_BYTES = 32 * 1024;
export const VERSION = "1";
/** Stands for a call where there is none yet: the wire allows no empty id. */
export const NO_CALL = "none";

export enum EventType {
  Ready = "org.halsorum.ready",
  Refused = "org.halsorum.refused",
  Visit = "org.halsorum.visit",
  Invite = "m.call.invite",
  Answer = "m.call.answer",
  Candidates = "m.call.candidates",
  SelectAnswer = "m.call.select_answer",
  Reject = "m.call.reject",
  Hangup = "m.call.hangup",
}

export interface CallEvent {
  readonly type: string;
  readonly content: Fields;
  readonly passport: string;
  readonly seq: number;
}

/** How far the patient is, as the station tells it. */
export enum Progress {
  Unknown = "unknown",
  /** the station itself is away, as its presence tells */
  Offline = "offline",
  NotArrived = "not-arrived",
  Preparing = "preparing",
  Waiting = "waiting",
  InCall = "in-call",
  Ended = "ended",
}

export function encodeEvent(type: EventType, content: Fields, seq: number, passport?: string): string {
  return JSON.stringify(passport === undefined ? { type, content, seq } : { type, content, passport, seq });
}

/** Read one envelope; null if it is too large or not one. */
export function decodeEvent(payload: Uint8Array): CallEvent | null {
  if (payload.length > MAX_BYTES) return null;
  const fields = parseFields(new TextDecoder().decode(payload));
  const seq = fields === null ? null : number(fields, "seq");
  if (fields === null || seq === null || text(fields, "type") === "") return null;
  return { type: text(fields, "type"), content: inner(fields, "content"), passport: text(fields, "passport"), seq };
}

export function readProgress(word: string): Progress {
  return Object.values(Progress).find((progress) => progress === word) ?? Progress.Unknown;
}

/** Remembers what came already: the broker delivers at least once. */
export class Seen {
  readonly #keys = new Set<string>();

  /** Tell whether this event is new, and remember it. */
  isNew(event: CallEvent): boolean {
    const party = text(event.content, "call_id") || text(event.content, "party_id");
    if (party === "") return true; // tells a state and may be repeated
    const key = `${event.type}|${party}|${event.seq}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }
}
