// SPDX-License-Identifier: EUPL-1.2
/** Handing the visit over: asks for the colleague's link, shows it, and takes it back. */

import type { HandOverTold, ToStation } from "./control.ts";
import { HandOver, OPEN } from "./handover.ts";
import { type Link, linkText } from "./link.ts";
import { GuestView } from "./view/guest.ts";
import { HandOverView } from "./view/handover.ts";

/** Asks the station to let somebody in; gives the link back. */
export type Ask = (name: string) => Promise<{ readonly link: Link; readonly sent: boolean }>;

export class Transfer {
  readonly #over = new HandOver();
  readonly #view: HandOverView;
  readonly #guest = new GuestView();
  readonly #ask: Ask;
  readonly #send: (message: ToStation) => boolean;
  readonly #live: () => boolean;

  /** `live` tells whether the station hears. */
  constructor(ask: Ask, send: (message: ToStation) => boolean, live: () => boolean) {
    this.#ask = ask;
    this.#send = send;
    this.#live = live;
    this.#view = new HandOverView((name) => void this.#make(name), () => this.#keep());
  }

  /** Who was to come. */
  get name(): string {
    return this.#over.name;
  }

  told(message: HandOverTold): void {
    const wasOpen = OPEN.includes(this.#over.phase);
    this.#over.told(message.seat, message.state, message.name, performance.now());
    this.render();
    if (!wasOpen && this.#over.link !== "") this.#view.offer();
  }

  /** Somebody more is wanted in the call. */
  guest(who: string): void {
    this.#guest.wanted(who);
  }

  giveUp(): void {
    if (this.#over.giveUp(performance.now())) this.render();
  }

  clear(): void {
    this.#over.clear();
    this.#view.clear();
    this.#guest.wanted("");
    this.render();
  }

  render(): void {
    this.#view.render(this.#over, this.#live());
    this.#guest.render();
  }

  async #make(name: string): Promise<void> {
    const { link, sent } = await this.#ask(name);
    this.#over.asked(link.seat, name, linkText(location.origin, link), sent, performance.now());
    this.render();
  }

  #keep(): void {
    this.#send({ type: "keep-visit" });
  }
}
