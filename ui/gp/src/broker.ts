// SPDX-License-Identifier: EUPL-1.2
/** The GP's connection to the broker: MQTT 5 over a secure WebSocket, reconnecting by itself until it is closed. */

import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { randomId } from "./bytes.ts";
import { decodeEvent, type CallEvent } from "./events.ts";
import type { Config } from "./config.ts";
import { isGuest, type Link, nameOf } from "./link.ts";
import type { Ticker } from "./clock.ts";
import { BrokerState } from "./state.ts";

export interface BrokerHooks {
  /** The connection changed; `attempts` counts the failed tries in a row. */
  state(state: BrokerState, attempts: number): void;
  event(event: CallEvent): void;
  presence(state: string): void;
}

const RECONNECT_MS = 2000;
const CONNECT_DEADLINE_MS = 8000;
const KEEPALIVE_S = 20;
/** A broker that does not acknowledge within this time is not there any more, whatever its socket says. */
const ACKNOWLEDGE_MS = 2500;
/** Call events older than this are of no use to a station that comes back. */
const EXPIRY_S = 60;
/** Bad user name or password, not authorized, banned: trying again will not help. */
const FINAL_REFUSALS = new Set([0x86, 0x87, 0x8a]);

export class Broker {
  readonly #hooks: BrokerHooks;
  readonly #client: MqttClient;
  readonly #toKiosk: string;
  readonly #toGp: string;
  readonly #presence: string;
  #attempts = 0;
  #closed = false;

  constructor(config: Config, link: Link, password: string, ticker: Ticker, hooks: BrokerHooks) {
    const kiosk = `${config.namespace}/v1/kiosk/${config.kiosk}`;
    this.#hooks = hooks;
    const visit = `${kiosk}/visit/${link.visit}`;
    const guest = isGuest(link);
    this.#toKiosk = guest ? `${visit}/guest/${link.seat}/to-kiosk` : `${visit}/to-kiosk`;
    this.#toGp = guest ? `${visit}/guest/${link.seat}/to-guest` : `${visit}/to-gp`;
    // whether the station is there is told to a third participant by its answers alone
    this.#presence = guest ? "" : `${kiosk}/presence`;
    hooks.state(BrokerState.Connecting, 0);
    this.#client = mqtt.connect(config.brokerUrl, options(nameOf(link), password, ticker));
    this.#listen();
  }

  /** Publish one event; false if the broker is away, in which case it is dropped: it would come too late. */
  send(envelope: string): boolean {
    if (!this.#client.connected || this.#closed) return false;
    const properties = { messageExpiryInterval: EXPIRY_S };
    const doubt = setTimeout(() => this.#renew(), ACKNOWLEDGE_MS);
    this.#client.publish(this.#toKiosk, envelope, { qos: 1, properties }, () => clearTimeout(doubt));
    return true;
  }

  /** Leave, after what was just sent has been delivered. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.end(false);
    this.#hooks.state(BrokerState.Off, 0);
  }

  /** Try at once instead of at the next interval, as when the network is back. */
  hurry(): void {
    if (!this.#closed && !this.#client.connected && !this.#client.reconnecting) this.#client.reconnect();
  }

  /** Leave a socket that is dead without knowing it, and connect anew at once. */
  #renew(): void {
    if (this.#closed || !this.#client.connected) return;
    this.#client.stream.destroy();
    setTimeout(() => this.hurry(), 0);
  }

  #listen(): void {
    this.#client.on("connect", () => this.#subscribe());
    this.#client.on("close", () => {
      if (this.#closed) return;
      this.#attempts += 1;
      this.#hooks.state(BrokerState.Retrying, this.#attempts);
    });
    this.#client.on("error", (error) => {
      if (FINAL_REFUSALS.has((error as { code?: unknown }).code as number)) this.#refused();
    });
    this.#client.on("message", (topic, payload) => this.#receive(topic, payload));
  }

  #subscribe(): void {
    const topics = [this.#toGp, this.#presence].filter((topic) => topic !== "");
    this.#client.subscribe(topics, { qos: 1 }, (error, grants) => {
      if (this.#closed) return;
      // presence is a courtesy; without the visit's own topic there is no call
      const denied = grants?.some((grant) => grant.topic === this.#toGp && grant.qos > 2) ?? false;
      if (denied) return this.#refused();
      if (error !== null && error !== undefined && grants === undefined) return;
      this.#attempts = 0;
      this.#hooks.state(BrokerState.Online, 0);
    });
  }

  #receive(topic: string, payload: Uint8Array): void {
    if (this.#closed) return;
    if (topic === this.#presence) return this.#hooks.presence(presenceState(payload));
    const event = decodeEvent(payload);
    if (topic === this.#toGp && event !== null) this.#hooks.event(event);
  }

  #refused(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.end(true);
    this.#hooks.state(BrokerState.Refused, this.#attempts);
  }
}

function options(name: string, password: string, ticker: Ticker): IClientOptions {
  return {
    protocolVersion: 5,
    clientId: `gp-${name}-${randomId(6)}`,
    username: `gp-${name}`,
    password,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_DEADLINE_MS,
    reconnectPeriod: RECONNECT_MS,
    reconnectOnConnackError: true,
    queueQoSZero: false,
    // the library's own worker comes from a blob: URL, which the page's content policy forbids
    timerVariant: ticker as unknown as NonNullable<IClientOptions["timerVariant"]>,
  };
}

function presenceState(payload: Uint8Array): string {
  return /"state"\s*:\s*"([a-z-]+)"/.exec(new TextDecoder().decode(payload))?.[1] ?? "";
}
