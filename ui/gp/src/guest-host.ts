// SPDX-License-Identifier: EUPL-1.2
/** The GP's side of a third participant: asks for her link, shows it, meets her, and lets her out. */

import type { GuestTold, ToStation } from "./control.ts";
import { Guest, GuestPhase, OPEN, type Role } from "./guest.ts";
import { Across } from "./guest-across.ts";
import { type Link, linkText } from "./link.ts";
import type { LocalMedia } from "./media.ts";
import { InviteView } from "./view/invite.ts";

export interface HostParts {
  readonly local: LocalMedia;
  /** Asks the station to let somebody in; gives the link back. */
  ask(role: Role): Promise<{ readonly link: Link; readonly sent: boolean } | null>;
  send(message: ToStation): boolean;
  /** whether the station hears */
  live(): boolean;
  iceServers(): RTCIceServer[];
}

export class GuestHost {
  readonly #guest = new Guest();
  readonly #parts: HostParts;
  readonly #across: Across;
  readonly #view: InviteView;
  /** the page load of hers that is called, or was */
  #party = "";

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.#view = new InviteView({
      make: (role) => void this.#make(role),
      remove: () => void parts.send({ type: "remove-guest" }),
    });
    this.#across = new Across(parts.local, parts.iceServers, {
      say: (data) => parts.send({ type: "guest-signal", data }),
      stream: (stream) => this.#view.show(stream),
    });
  }

  told(message: GuestTold): void {
    const wasOpen = OPEN.includes(this.#guest.phase);
    if (!this.#guest.told(message, performance.now())) return;
    const { phase, party, link } = this.#guest;
    if (party !== "" && party !== this.#party) {
      this.#party = party;
      this.#across.call();
    } else if (phase !== GuestPhase.Joined && phase !== GuestPhase.Joining) this.#leave();
    this.render();
    if (!wasOpen && link !== "") this.#view.offer();
  }

  signal(data: string): void {
    if (this.#party !== "") this.#across.take(data);
  }

  async replaceTracks(): Promise<void> {
    await this.#across.replaceTracks();
  }

  /** A few times a second. */
  tick(): void {
    const now = performance.now();
    this.#across.tick(now);
    if (this.#guest.giveUp(now)) this.render();
  }

  /** The visit is over for this page, or the patient has gone. */
  clear(): void {
    this.#guest.clear();
    this.#leave();
    this.#view.clear();
    this.render();
  }

  render(): void {
    this.#view.render(this.#guest, this.#parts.live());
  }

  #leave(): void {
    if (this.#party === "") return;
    this.#party = "";
    this.#across.close();
  }

  async #make(role: Role): Promise<void> {
    const made = await this.#parts.ask(role);
    if (made === null) return;
    this.#guest.asked(made.link.seat, role, linkText(location.origin, made.link), made.sent, performance.now());
    this.render();
  }
}
