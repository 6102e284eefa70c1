// SPDX-License-Identifier: EUPL-1.2
/** This page's post: what goes to the station and comes from it through the broker, each letter once. */

import { randomId } from "./bytes.ts";
import { Broker } from "./broker.ts";
import type { Ticker } from "./clock.ts";
import type { Config } from "./config.ts";
import { type CallEvent, encodeEvent, EventType, Seen, VERSION } from "./events.ts";
import type { Fields } from "./field.ts";
import type { Link } from "./link.ts";
import { BrokerState } from "./state.ts";

export interface PostHooks {
  /** The way to the broker changed. */
  state(state: BrokerState): void;
  event(event: CallEvent): void;
  /** The station is at the broker, or not. */
  presence(present: boolean): void;
}

export class Post {
  /** What this page load is called; the station answers to it. */
  readonly party = randomId(9);
  readonly #hooks: PostHooks;
  readonly #seen = new Seen();
  #broker: Broker | null = null;
  #state = BrokerState.Off;
  #attempts = 0;
  #seq = 0;

  constructor(hooks: PostHooks) {
    this.#hooks = hooks;
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** Failed tries to reach the broker, in a row. */
  get attempts(): number {
    return this.#attempts;
  }

  get online(): boolean {
    return this.#state === BrokerState.Online;
  }

  get isOpen(): boolean {
    return this.#broker !== null;
  }

  open(config: Config, link: Link, password: string, ticker: Ticker): void {
    this.#broker = new Broker(config, link, password, ticker, {
      state: (state, attempts) => {
        this.#state = state;
        this.#attempts = attempts;
        this.#hooks.state(state);
      },
      event: (event) => {
        if (this.#seen.isNew(event)) this.#hooks.event(event);
      },
      presence: (presence) => this.#hooks.presence(presence !== "offline"),
    });
  }

  /** Send one event; false if the broker is away. */
  send(type: EventType, content: Fields, passport?: string): boolean {
    return this.#broker?.send(encodeEvent(type, content, this.#seq++, passport)) ?? false;
  }

  /** What every event about a call begins with. */
  about(callId: string): Fields {
    return { call_id: callId, party_id: this.party, version: VERSION };
  }

  /** Whether an invite is for this page: another may be listening, as when a visit is handed over. */
  isFor(invitee: string): boolean {
    return invitee === "" || invitee === this.party;
  }

  hurry(): void {
    this.#broker?.hurry();
  }

  close(): void {
    this.#broker?.close();
    this.#broker = null;
  }
}
