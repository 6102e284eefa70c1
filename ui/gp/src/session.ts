// SPDX-License-Identifier: EUPL-1.2
/** One visit from join to end: keeps the post and the peer connections together, and steps the page's state. */

import { Answering } from "./answering.ts";
import { Asking } from "./asking.ts";
import { Calls } from "./calls.ts";
import type { Ticker } from "./clock.ts";
import { type Config, fetchConfig } from "./config.ts";
import type { FromStation, ToStation } from "./control.ts";
import { type CallEvent, EventType, NO_CALL, Progress, readProgress } from "./events.ts";
import { Farewell, farewell } from "./farewell.ts";
import { type Fields, text } from "./field.ts";
import { type Greeting, Identity } from "./identity.ts";
import type { SessionHooks } from "./hooks.ts";
import { forgetKey } from "./keys.ts";
import { type Link, linkTokens, nameOf, newLink } from "./link.ts";
import { mark } from "./marks.ts";
import type { LocalMedia } from "./media.ts";
import { Disbelief } from "./passport.ts";
import { Post } from "./post.ts";
import { BrokerState, connection, next, PageEvent, PageState, Reason, refusalReason } from "./state.ts";
import { claimTab } from "./tab.ts";

const TICK_MS = 500;
const REPORT_EVERY_MS = 5000;
/** How long the last message may take to leave before the connection is closed. */
const FAREWELL_MS = 300;

export class Session {
  readonly #link: Link;
  readonly #local: LocalMedia;
  readonly #ticker: Ticker;
  readonly #hooks: SessionHooks;
  #state = PageState.Opening;
  #config: Config | null = null;
  #identity: Identity | null = null;
  #greeting: Greeting = { name: "", language: "sv" };
  #progress = Progress.Unknown;
  readonly #post: Post;
  readonly #calls: Calls;
  readonly #answering: Answering;
  readonly #asking = new Asking();
  #reportedMs = Number.NEGATIVE_INFINITY;
  #timer: number | null = null;
  #releaseTab: () => void = () => undefined;

  constructor(link: Link, local: LocalMedia, ticker: Ticker, hooks: SessionHooks) {
    this.#link = link;
    this.#local = local;
    this.#ticker = ticker;
    this.#hooks = hooks;
    this.#post = new Post({
      state: (state) => this.#brokerChanged(state),
      event: (event) => void this.#receive(event),
      presence: (present) => this.#stationPresent(present),
    });
    this.#calls = this.#makeCalls();
    this.#answering = new Answering(link, local, this.#calls, this.#post, {
      invited: () => void this.#step(PageEvent.Invited),
      disbelieved: (doubt) => this.#disbelieved(doubt),
    });
  }

  get config(): Config | null {
    return this.#config;
  }

  /** Ask the desk about the visit. Nothing but that is done before the GP joins. */
  async open(): Promise<void> {
    const answer = await fetchConfig(this.#link.visit);
    if (answer.kind === "open") {
      this.#config = answer.config;
      this.#step(PageEvent.Opened);
    } else if (answer.kind === "ended") this.#finish();
    else this.#hinder(answer.kind === "unknown" ? Reason.UnknownVisit : Reason.DeskAway);
  }

  /** After a problem or a refusal: begin again. */
  async retry(): Promise<void> {
    this.#shut();
    if (this.#step(PageEvent.Retry)) await this.open();
  }

  async join(greeting: Greeting): Promise<void> {
    const config = this.#config;
    if (config === null || !this.#step(PageEvent.Join)) return;
    mark("join-clicked");
    this.#greeting = greeting;
    this.#releaseTab = claimTab(nameOf(this.#link), () => this.#hinder(Reason.OtherTab));
    const identity = (this.#identity = await Identity.of(this.#link));
    if (this.#state !== PageState.Joining) return; // ended or hindered meanwhile
    this.#timer = this.#ticker.set(() => this.#tick(), TICK_MS);
    this.#post.open(config, this.#link, identity.password, this.#ticker);
  }

  /** End the visit for both sides. */
  end(): void {
    this.send({ type: "end" });
    this.#post.send(EventType.Hangup, { ...this.#post.about(this.#calls.newest || NO_CALL), reason: "user_hangup" });
    this.#finish();
  }

  /** Ask the station to let a colleague take over (or a third participant in, below); the link opens nothing before it says so. */
  async handOver(name: string): Promise<{ readonly link: Link; readonly sent: boolean }> {
    const link = newLink(this.#link);
    const message = { type: "hand-over", seat: link.seat, name, ...(await linkTokens(link)) } as const;
    return { link, sent: this.send(message) };
  }

  async invite(who: string): Promise<{ readonly link: Link; readonly sent: boolean }> {
    const link = newLink(this.#link, true);
    const message = { type: "invite-guest", seat: link.seat, who, agreed: true, ...(await linkTokens(link)) } as const;
    return { link, sent: this.send(message) };
  }

  send(message: ToStation): boolean {
    return this.#calls.send(message);
  }

  sendText(block: string): boolean {
    return this.#calls.sendText(block);
  }

  greet(greeting: Greeting): void {
    this.#greeting = greeting;
    this.send({ type: "hello", ...greeting });
  }

  async tracksChanged(): Promise<void> {
    await this.#calls.replaceTracks(this.#local);
    this.#sendMedia();
  }

  hurry(): void {
    this.#post.hurry();
  }

  /** This computer's network changed: what stands may be dead without knowing it. */
  networkChanged(): void {
    this.#post.hurry();
    if (this.#state === PageState.InCall) this.#askAnew();
  }

  async sendVideo(wanted: boolean): Promise<void> {
    await this.#calls.sendVideo(wanted);
  }

  #sendMedia(): void {
    this.send({ type: "media", microphone: this.#local.sends("audio"), camera: this.#local.sends("video") });
  }

  #tick(): void {
    this.#calls.tick();
    if (this.#wantsCall() && this.#asking.due(performance.now())) void this.#sendReady();
    if (this.#state === PageState.InCall && !this.#calls.heard) this.#askAnew();
    this.#report();
  }

  #report(): void {
    const now = performance.now();
    if (this.#state !== PageState.InCall || now - this.#reportedMs < REPORT_EVERY_MS) return;
    this.#reportedMs = now;
    void this.#calls.report();
  }

  /** Ask the station for another call while one stands: this side hears nothing, or its network changed. */
  #askAnew(): void {
    if (this.#calls.settingUp || !this.#post.online) return;
    if (this.#asking.again(performance.now())) void this.#sendReady();
  }

  #wantsCall(): boolean {
    const without = this.#state === PageState.Joining || this.#state === PageState.Reconnecting;
    return without && !this.#calls.settingUp && this.#post.online;
  }

  async #sendReady(): Promise<void> {
    if (this.#identity === null) return;
    this.#asking.asked(performance.now());
    const { content, passport } = await this.#identity.ready(this.#post.party, this.#greeting);
    this.#post.send(EventType.Ready, content, passport);
  }

  #brokerChanged(state: BrokerState): void {
    this.#tellConnection();
    if (state === BrokerState.Online && this.#wantsCall()) void this.#sendReady();
    if (state === BrokerState.Refused) void this.#askDesk(Reason.LoginRefused);
  }

  /** This visit is let in no longer: the desk knows whether it has ended. A call that stands is left alone. */
  async #askDesk(otherwise: Reason.LoginRefused | Reason.Expired): Promise<void> {
    if (this.#state === PageState.InCall || this.#state === PageState.Connecting) return;
    const answer = await fetchConfig(this.#link.visit);
    if (answer.kind === "ended") this.#finish();
    else if (answer.kind === "unknown") this.#hinder(Reason.UnknownVisit);
    else if (otherwise === Reason.Expired) this.#refuse(otherwise);
    else this.#hinder(otherwise);
  }

  async #receive(event: CallEvent): Promise<void> {
    switch (event.type) {
      case EventType.Invite:
        if (this.#config === null || this.#identity === null) return;
        return this.#answering.invited(event, this.#config, this.#identity);
      case EventType.Hangup:
        return this.#hungUp(text(event.content, "call_id"), text(event.content, "reason"));
      case EventType.SelectAnswer:
        return this.#selected(event.content);
      case EventType.Refused:
        return this.#refused(event.content);
      case EventType.Visit:
        return this.#progressed(readProgress(text(event.content, "state")));
    }
  }

  #disbelieved(doubt: Disbelief): void {
    if (doubt === Disbelief.Stale) this.#refuse(Reason.ClockWrong);
    else if (this.#step(PageEvent.Disbelieved)) this.#shut();
  }

  #hungUp(callId: string, reason: string): void {
    const meaning = farewell(reason);
    if (meaning === Farewell.Visit || meaning === Farewell.HandedOver) {
      // with a call standing, only its own hangup counts; an old call's may still be under way
      const waiting = this.#state === PageState.Joining || this.#state === PageState.Reconnecting;
      const reason = meaning === Farewell.HandedOver ? Reason.HandedOver : Reason.None;
      if (this.#calls.knows(callId) || (waiting && reason === Reason.None)) this.#finish(reason);
    } else if (this.#calls.isSettingUpCall(callId)) this.#notAnswered(meaning);
    // a standing call that is really gone falls silent by itself
  }

  /** The call being set up comes to nothing: it timed out, or the station did not believe the answer. */
  #notAnswered(meaning: Farewell): void {
    if (meaning === Farewell.ClockDoubt) this.#refuse(Reason.ClockWrong);
    else if (meaning === Farewell.Doubt && this.#step(PageEvent.Disbelieved)) this.#shut();
    else this.#calls.drop();
  }

  #selected(content: Fields): void {
    const other = text(content, "selected_party_id") !== this.#post.party;
    if (other && this.#calls.isSettingUpCall(text(content, "call_id"))) this.#refuse(Reason.InUse);
  }

  #refused(content: Fields): void {
    if (text(content, "party_id") !== this.#post.party) return;
    const reason = refusalReason(text(content, "reason"));
    // the station forgets an ended visit; the desk still knows that it was one
    if (reason === Reason.Expired) void this.#askDesk(reason);
    else if (reason === Reason.HandedOver) this.#finish(reason);
    else this.#refuse(reason);
  }

  #refuse(reason: Reason): void {
    if (this.#step(PageEvent.Refused, reason)) this.#shut();
  }

  #progressed(progress: Progress): void {
    if (progress === Progress.Ended && this.#state !== PageState.InCall) return this.#finish();
    this.#progress = progress;
    this.#hooks.progress(progress);
    this.#noticePatientLeft();
  }

  #stationPresent(present: boolean): void {
    if (!present) this.#progressed(Progress.Offline);
    else if (this.#progress === Progress.Offline) this.#progressed(Progress.Unknown);
  }

  /** A lost line with nobody at the other end is no lost line. */
  #noticePatientLeft(): void {
    const absent = this.#progress === Progress.NotArrived || this.#progress === Progress.Preparing;
    if (absent && this.#step(PageEvent.PatientLeft)) this.#calls.close(0);
  }

  #makeCalls(): Calls {
    return new Calls({
      connected: (stream, old) => {
        this.#progress = Progress.InCall;
        this.#asking.connected();
        this.#step(PageEvent.Connected);
        this.#hooks.stream(stream, old);
      },
      silent: () => this.#askAnew(),
      lost: () => this.#lost(),
      dropped: () => void this.#step(PageEvent.CallDropped),
      pathChanged: () => this.#tellConnection(),
      candidates: (callId, candidates) =>
        void this.#post.send(EventType.Candidates, { ...this.#post.about(callId), candidates }),
      control: (message) => this.#controlled(message),
      vital: (vital) => this.#hooks.vital(vital),
      text: (block) => this.#hooks.text(block),
      still: (data) => this.#hooks.still(data),
      channelOpen: (label) => this.#opened(label),
    });
  }

  #opened(label: string): void {
    if (label === "control") {
      this.send({ type: "hello", ...this.#greeting });
      this.#sendMedia();
    }
    this.#hooks.channelOpen(label);
  }

  #controlled(message: FromStation): void {
    if (message.type === "ended") this.#finish();
    else this.#hooks.control(message);
  }

  #lost(): void {
    if (!this.#step(PageEvent.Lost)) return;
    this.#noticePatientLeft();
    if (this.#wantsCall()) void this.#sendReady();
    if (this.#post.state === BrokerState.Refused) void this.#askDesk(Reason.LoginRefused);
  }

  #hinder(reason: Reason): void {
    if (this.#step(PageEvent.Hindered, reason)) this.#shut();
  }

  #finish(reason = Reason.None): void {
    if (!this.#step(PageEvent.End, reason)) return;
    this.#local.close();
    this.#shut(FAREWELL_MS);
    void forgetKey(nameOf(this.#link));
  }

  /** Leave the broker and the call without ending the visit. */
  #shut(afterMs = 0): void {
    this.#calls.close(afterMs);
    this.#post.close();
    if (this.#timer !== null) this.#ticker.clear(this.#timer);
    this.#timer = null;
    this.#releaseTab();
  }

  #step(event: PageEvent, reason = Reason.None): boolean {
    const state = next(this.#state, event);
    if (state === null) return false;
    const changed = state !== this.#state;
    this.#state = state;
    if (changed) this.#hooks.state(state, reason);
    this.#tellConnection();
    return true;
  }

  #tellConnection(): void {
    this.#hooks.connection(connection(this.#state, this.#post.state, this.#calls.heard), this.#post.attempts);
  }
}
