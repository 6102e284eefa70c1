// SPDX-License-Identifier: EUPL-1.2
/** Others in the call: handing the visit over to a colleague, and a third participant. Asks for links, shows them, takes them back. */

import type { FromStation, ToStation } from "./control.ts";
import { GuestHost } from "./guest-host.ts";
import { HandOver, OPEN } from "./handover.ts";
import { linkText } from "./link.ts";
import type { LocalMedia } from "./media.ts";
import type { Session } from "./session.ts";
import { GuestView } from "./view/guest.ts";
import { HandOverView } from "./view/handover.ts";

/** What the station says of others. */
export type OfOthers = Extract<FromStation, { type: "hand-over" | "guest-wanted" | "guest" | "guest-signal" }>;

export class Transfer {
  readonly #over = new HandOver();
  readonly #view: HandOverView;
  readonly #wanted = new GuestView();
  readonly #host: GuestHost;
  readonly #session: () => Session | null;
  readonly #live: () => boolean;

  /** `live` tells whether the station hears. */
  constructor(session: () => Session | null, local: LocalMedia, live: () => boolean) {
    this.#session = session;
    this.#live = live;
    const send = (message: ToStation): boolean => session()?.send(message) ?? false;
    this.#view = new HandOverView((name) => void this.#make(name), () => void send({ type: "keep-visit" }));
    this.#host = new GuestHost({
      local,
      ask: async (role) => (await session()?.invite(role)) ?? null,
      send,
      live,
      iceServers: () => session()?.config?.iceServers ?? [],
    });
  }

  /** Who was to come. */
  get name(): string {
    return this.#over.name;
  }

  hear(message: OfOthers): void {
    if (message.type === "guest") this.#host.told(message);
    else if (message.type === "guest-signal") this.#host.signal(message.data);
    else if (message.type === "guest-wanted") this.#wanted.wanted(message.who);
    else this.#told(message.seat, message.state, message.name);
  }

  /** Send others another microphone or camera, too. */
  async replaceTracks(): Promise<void> {
    await this.#host.replaceTracks();
  }

  /** A few times a second. */
  giveUp(): void {
    if (this.#over.giveUp(performance.now())) this.render();
    this.#host.tick();
  }

  clear(): void {
    this.#over.clear();
    this.#view.clear();
    this.#wanted.wanted("");
    this.#host.clear();
    this.render();
  }

  render(): void {
    this.#view.render(this.#over, this.#live());
    this.#wanted.render();
    this.#host.render();
  }

  #told(seat: string, state: string, name: string): void {
    const wasOpen = OPEN.includes(this.#over.phase);
    this.#over.told(seat, state, name, performance.now());
    this.render();
    if (!wasOpen && this.#over.link !== "") this.#view.offer();
  }

  async #make(name: string): Promise<void> {
    const made = await this.#session()?.handOver(name);
    if (made === undefined) return;
    this.#over.asked(made.link.seat, name, linkText(location.origin, made.link), made.sent, performance.now());
    this.render();
  }
}
