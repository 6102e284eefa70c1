// SPDX-License-Identifier: EUPL-1.2
/** What a session tells the page that shows it. */

import type { FromStation } from "./control.ts";
import type { Progress } from "./events.ts";
import type { Connection, PageState, Reason } from "./state.ts";
import type { Vital } from "./vitals.ts";

export interface SessionHooks {
  state(state: PageState, reason: Reason): void;
  connection(connection: Connection, attempts: number): void;
  progress(progress: Progress): void;
  /** A peer connection took over: show its picture; `old`: the one before still lives for a moment. */
  stream(stream: MediaStream, old: boolean): void;
  control(message: FromStation): void;
  vital(vital: Vital): void;
  text(block: string): void;
  /** A piece of a still picture. */
  still(data: string | ArrayBuffer): void;
  channelOpen(label: string): void;
}
