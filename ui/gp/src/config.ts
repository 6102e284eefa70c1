// SPDX-License-Identifier: EUPL-1.2
/** What the desk tells anybody who has the link: where the station and the broker are. No patient data is in it. */

import { readSelfTest, type SelfTest } from "./selftest.ts";
import { inner, isFields, list, parseFields, text } from "./field.ts";

export interface Station {
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  /** who can come, from where and how fast; known once the station is there */
  readonly nearestHelp: string;
  readonly emergencyNumber: string;
}

export interface Config {
  readonly brokerUrl: string;
  readonly namespace: string;
  readonly kiosk: string;
  readonly station: Station;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly iceServers: RTCIceServer[];
  readonly selfTest: SelfTest | null;
}

export type Answer = { readonly kind: "open"; readonly config: Config } | { readonly kind: "ended" | "unknown" | "away" };

const DEADLINE_MS = 8000;

/** Ask the desk about a visit. Never throws: a desk that cannot be reached is `away`. */
export async function fetchConfig(visit: string): Promise<Answer> {
  try {
    const response = await fetch(`/v/${visit}/config`, {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 404) return { kind: "unknown" };
    if (response.status === 410) return { kind: "ended" };
    return response.ok ? readConfig(await response.text()) : { kind: "away" };
  } catch {
    return { kind: "away" }; // no network, or no answer in time
  }
}

export function readConfig(body: string): Answer {
  const fields = parseFields(body);
  if (fields === null) return { kind: "away" };
  const state = text(fields, "state");
  if (state === "ended" || state === "unknown") return { kind: state };
  const brokerUrl = text(fields, "broker_url");
  const kiosk = text(fields, "kiosk");
  if (!isBrokerUrl(brokerUrl) || kiosk === "") return { kind: "away" };
  const config: Config = {
    brokerUrl,
    kiosk,
    namespace: text(fields, "namespace") || "halsorum",
    station: readStation(inner(fields, "station")),
    startsAt: new Date(text(fields, "starts_at")),
    endsAt: new Date(text(fields, "ends_at")),
    iceServers: list(fields, "ice_servers").flatMap(readIceServer),
    selfTest: readSelfTest(fields),
  };
  return { kind: "open", config };
}

export function readStation(fields: Record<string, unknown>): Station {
  return {
    name: text(fields, "name"),
    address: text(fields, "address"),
    phone: text(fields, "phone"),
    nearestHelp: text(fields, "nearest_help"),
    emergencyNumber: text(fields, "emergency_number"),
  };
}

function readIceServer(value: unknown): RTCIceServer[] {
  if (!isFields(value)) return [];
  const one = text(value, "urls");
  const urls = one !== "" ? [one] : list(value, "urls").filter((url) => typeof url === "string");
  if (urls.length === 0) return [];
  return [{ urls, username: text(value, "username"), credential: text(value, "credential") }];
}

/** Passwords go over TLS only; a plain socket is for a broker on this very machine. */
function isBrokerUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "wss:" || (url.protocol === "ws:" && local);
}
