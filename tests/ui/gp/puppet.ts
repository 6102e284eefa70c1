// SPDX-License-Identifier: EUPL-1.2
/**
 * A session without desk, broker, station and media: a test says what they would, through the page's own readers.
 * The bundler puts it in the place of `session.ts` (see puppet.mjs), so that all the rest is the page as it is.
 */

import { readConfig } from "../../../ui/gp/src/config.ts";
import { readControl, type ToStation } from "../../../ui/gp/src/control.ts";
import type { SessionHooks } from "../../../ui/gp/src/hooks.ts";
import { type Link, newLink } from "../../../ui/gp/src/link.ts";
import type { LocalMedia } from "../../../ui/gp/src/media.ts";
import { Connection, PageState, Reason } from "../../../ui/gp/src/state.ts";
import { readVital } from "../../../ui/gp/src/vitals.ts";

const answered = readConfig(JSON.stringify({ broker_url: "wss://broker.invalid/mqtt", kiosk: "k", state: "open" }));

export class Session {
  readonly link: Link;
  readonly hooks: SessionHooks;
  /** what the page said to the station */
  readonly said: ToStation[] = [];
  config = answered.kind === "open" ? answered.config : null;

  constructor(link: Link, _local: LocalMedia, _ticker: unknown, hooks: SessionHooks) {
    this.link = link;
    this.hooks = hooks;
    (window as unknown as { puppet: Session }).puppet = this;
  }

  /** The test begins, not the desk. */
  async open(): Promise<void> {}

  async retry(): Promise<void> {}

  /** Read what the desk told: the page is in the lobby then. */
  told(body: string): void {
    const answer = readConfig(body);
    if (answer.kind === "open") this.config = answer.config;
    this.be(PageState.Lobby);
  }

  be(state: PageState, reason = Reason.None, connection = Connection.Off, attempts = 0): void {
    this.hooks.state(state, reason);
    this.hooks.connection(connection, attempts);
    if (state === PageState.InCall) this.hooks.channelOpen("text");
  }

  control(message: string): void {
    const read = readControl(message);
    if (read !== null) this.hooks.control(read);
  }

  vital(message: string): void {
    const read = readVital(message);
    if (read !== null) this.hooks.vital(read);
  }

  /** Say again every second what a station says; what has no time of its own is measured just now. */
  repeat(lines: readonly string[]): void {
    const say = (): void => {
      const at = new Date().toISOString();
      for (const line of lines) this.vital(JSON.stringify({ at, ...(JSON.parse(line) as object) }));
    };
    say();
    setInterval(say, 1000);
  }

  async join(): Promise<void> {
    this.be(PageState.Joining, Reason.None, Connection.Waiting);
  }

  end(): void {
    this.be(PageState.Ended);
  }

  send(message: ToStation): boolean {
    this.said.push(message);
    return true;
  }

  sendText(): boolean {
    return true;
  }

  async handOver(name: string): Promise<{ link: Link; sent: boolean }> {
    const link = newLink(this.link);
    return { link, sent: this.send({ type: "hand-over", seat: link.seat, name, password: "", proof_key: "" }) };
  }

  async invite(who: string): Promise<{ link: Link; sent: boolean }> {
    const link = newLink(this.link, true);
    const message = { type: "invite-guest", seat: link.seat, who, agreed: true, password: "", proof_key: "" } as const;
    return { link, sent: this.send(message) };
  }

  greet(): void {}

  networkChanged(): void {}

  async tracksChanged(): Promise<void> {}

  async sendVideo(): Promise<void> {}
}
