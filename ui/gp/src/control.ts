// SPDX-License-Identifier: EUPL-1.2
/** The `control` data channel: heartbeats, who is there, filing, media states, the end. */

import { readStation, type Station } from "./config.ts";
import type { Look } from "./look.ts";
import { type CameraName, readStillNews, readTools, type StillNews, type Tools } from "./tools.ts";
import { inner, isFields, list, number, parseFields, text } from "./field.ts";
import { type Quality, readQuality } from "./quality.ts";
import type { Phrase } from "./guidance.ts";
import type { Figures } from "./stats.ts";

export enum FilingState {
  Filing = "filing",
  Filed = "filed",
  Failed = "failed",
}

export interface Hello {
  readonly type: "hello";
  readonly station: Station;
  readonly patientName: string;
  readonly birthDate: string;
  /** why somebody came whom nobody had booked; empty otherwise */
  readonly reason: string;
  readonly present: string[];
  /** the language of the patient's screen */
  readonly language: string;
}

/** A request stands on the patient's screen. */
export interface Guided {
  readonly type: "guided";
  readonly phrase: string;
  readonly seconds: number;
}

/** How it stands with a colleague's link. */
export interface HandOverTold {
  readonly type: "hand-over";
  readonly seat: string;
  readonly state: string;
  readonly name: string;
}

/** The assistant beside the patient asks for somebody more. */
export interface GuestWanted {
  readonly type: "guest-wanted";
  /** `relative`, `interpreter`, `colleague`, or what a newer station knows */
  readonly who: string;
}

/** How it stands with a third participant. */
export interface GuestTold {
  readonly type: "guest";
  readonly seat: string;
  readonly who: string;
  readonly state: string;
  /** which page load of hers it is */
  readonly party: string;
}

export interface Said {
  readonly byPatient: boolean;
  readonly text: string;
}

/** What was written and filed before this GP took over. */
export interface SoFar {
  readonly type: "so-far";
  readonly said: Said[];
  readonly summary: string;
  readonly visitNeeded: boolean;
  /** ids of the readings that are filed */
  readonly filed: string[];
}

/** The station has the summary of this id. */
export interface SummaryTold {
  readonly type: "summary";
  readonly id: string;
}

export type FromStation =
  | Hello
  | Tools
  | Guided
  | SummaryTold
  | HandOverTold
  | SoFar
  | GuestWanted
  | GuestTold
  | { readonly type: "guest-signal"; readonly data: string }
  | { readonly type: "guest-media"; readonly microphone: boolean; readonly camera: boolean }
  | StillNews
  | { readonly type: "heartbeat"; readonly sentMs: number | null }
  | { readonly type: "filed"; readonly reading: string; readonly state: FilingState }
  | Quality
  | { readonly type: "ended"; readonly by: string }
  | PatientMedia;

/** What the patient sends of herself. */
export interface PatientMedia {
  readonly type: "media";
  readonly microphone: boolean;
  readonly camera: boolean;
  /** she writes instead of speaking */
  readonly textCall: boolean;
  readonly cannotHear: boolean;
}

export type ToStation =
  | { readonly type: "heartbeat"; readonly t: number }
  | { readonly type: "hello"; readonly name: string; readonly language: string }
  | { readonly type: "accept"; readonly reading: string }
  | { readonly type: "media"; readonly microphone: boolean; readonly camera: boolean }
  | ({ readonly type: "statistics" } & Figures)
  | ({ readonly type: "zoom" } & Look)
  | { readonly type: "camera"; readonly camera: CameraName }
  | { readonly type: "still" | "drop-still"; readonly id: string }
  | { readonly type: "torch" | "stethoscope"; readonly on: boolean }
  | { readonly type: "guide"; readonly phrase: Phrase }
  | { readonly type: "summary"; readonly id: string; readonly text: string; readonly visit_needed: boolean }
  | {
      readonly type: "hand-over";
      readonly seat: string;
      readonly name: string;
      readonly proof_key: string;
      readonly password: string;
    }
  | { readonly type: "keep-visit" }
  | {
      readonly type: "invite-guest";
      readonly seat: string;
      readonly who: string;
      readonly agreed: true;
      readonly proof_key: string;
      readonly password: string;
    }
  | { readonly type: "remove-guest" }
  | { readonly type: "guest-signal"; readonly data: string }
  | { readonly type: "end" };

/** Read one control message; null for what is unknown or not a message. */
export function readControl(data: string): FromStation | null {
  const fields = parseFields(data);
  if (fields === null) return null;
  switch (fields["type"]) {
    case "heartbeat":
      return { type: "heartbeat", sentMs: number(fields, "t") };
    case "hello":
      return readHello(fields);
    case "filed":
      return readFiled(fields);
    case "quality":
      return readQuality(fields);
    case "ended":
      return { type: "ended", by: text(fields, "by") };
    case "tools":
      return readTools(fields);
    case "still":
      return readStillNews(fields);
    case "guided":
      return { type: "guided", phrase: text(fields, "phrase"), seconds: number(fields, "seconds") ?? 0 };
    case "summary":
      return { type: "summary", id: text(fields, "id") };
    case "hand-over":
      return { type: "hand-over", seat: text(fields, "seat"), state: text(fields, "state"), name: text(fields, "name") };
    case "guest-wanted":
      return { type: "guest-wanted", who: text(fields, "who") };
    case "guest":
      return readGuest(fields);
    case "guest-signal":
      return { type: "guest-signal", data: text(fields, "data") };
    case "guest-media":
      return { type: "guest-media", microphone: fields["microphone"] !== false, camera: fields["camera"] !== false };
    case "so-far":
      return readSoFar(fields);
    case "media":
      return readMedia(fields);
    default:
      return null;
  }
}

function readGuest(fields: Record<string, unknown>): GuestTold {
  const [seat, who] = [text(fields, "seat"), text(fields, "who")];
  return { type: "guest", seat, who, state: text(fields, "state"), party: text(fields, "party") };
}

function readHello(fields: Record<string, unknown>): Hello {
  const patient = inner(fields, "patient");
  return {
    type: "hello",
    station: readStation(inner(fields, "station")),
    patientName: text(patient, "name"),
    birthDate: text(patient, "birth_date"),
    reason: text(fields, "reason"),
    present: list(fields, "present").filter((who) => typeof who === "string"),
    language: text(fields, "language"),
  };
}

function readSoFar(fields: Record<string, unknown>): SoFar {
  const said = list(fields, "said").flatMap((line) => {
    const words = isFields(line) ? text(line, "text") : "";
    return isFields(line) && words !== "" ? [{ byPatient: text(line, "by") === "patient", text: words }] : [];
  });
  return {
    type: "so-far",
    said,
    summary: text(fields, "summary"),
    visitNeeded: fields["visit_needed"] === true,
    filed: list(fields, "filed").filter((id) => typeof id === "string"),
  };
}

function readMedia(fields: Record<string, unknown>): PatientMedia {
  return {
    type: "media",
    microphone: fields["microphone"] !== false,
    camera: fields["camera"] !== false,
    textCall: fields["text_call"] === true,
    cannotHear: fields["cannot_hear"] === true,
  };
}

function readFiled(fields: Record<string, unknown>): FromStation | null {
  const state = Object.values(FilingState).find((known) => known === fields["state"]);
  return state === undefined ? null : { type: "filed", reading: text(fields, "reading"), state };
}
