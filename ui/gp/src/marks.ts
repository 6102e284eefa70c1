// SPDX-License-Identifier: EUPL-1.2
/** Performance marks, for measuring the page from outside. They hold times and nothing else. */

export type Mark = "join-clicked" | "invite-received" | "connected" | "first-frame";

export function mark(name: Mark): void {
  performance.mark(name);
}
