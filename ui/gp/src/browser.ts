// SPDX-License-Identifier: EUPL-1.2
/** Whether this browser can carry a visit: what was built into it, not what it calls itself. */

const NEEDED = ["RTCPeerConnection", "RTCDataChannel", "WebSocket", "Worker", "AbortSignal"] as const;

/** False in a browser without calls or keys, as a mail program's own window may be. */
export function canCarryVisits(scope: Readonly<Record<string, unknown>>): boolean {
  const { crypto } = scope as { readonly crypto?: Partial<Crypto> };
  return NEEDED.every((name) => typeof scope[name] === "function") && crypto?.subtle !== undefined;
}
