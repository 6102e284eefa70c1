// SPDX-License-Identifier: EUPL-1.2
/** The page: joins one session to the views. */

import type { Act } from "./acts.ts";
import { canCarryVisits } from "./browser.ts";
import { Ticker } from "./clock.ts";
import type { FromStation, Hello, SoFar, ToStation } from "./control.ts";
import { Progress } from "./events.ts";
import { Filing } from "./filing.ts";
import { Hand } from "./hand.ts";
import { changeLanguage, type Language, LANGUAGES, language, startLanguage, t, translate } from "./i18n.ts";
import type { Link } from "./link.ts";
import { LocalMedia } from "./media.ts";
import { Pen } from "./pen.ts";
import { Session } from "./session.ts";
import { Transfer } from "./transfer.ts";
import { onNetworkChange } from "./network.ts";
import { Connection, PageState, Reason } from "./state.ts";
import { AcceptedView } from "./view/accepted.ts";
import { ChatView } from "./view/chat.ts";
import { ConnectionView } from "./view/connection.ts";
import { ControlsView } from "./view/controls.ts";
import { byId, guardButtons } from "./view/dom.ts";
import { EndedView } from "./view/ended.ts";
import { LobbyView } from "./view/lobby.ts";
import { NoticeView } from "./view/notice.ts";
import { InstrumentsView } from "./view/instruments.ts";
import { LineView } from "./view/line.ts";
import { LIVE, StageView } from "./view/stage.ts";
import { SurroundingsView } from "./view/surroundings.ts";
import { TabsView } from "./view/tabs.ts";
import { type Vital, Vitals } from "./vitals.ts";

const REDRAW_MS = 250;
const SECTIONS = ["opening", "problem", "lobby", "call", "ended"] as const;
type Section = (typeof SECTIONS)[number];
const SECTION_OF: Readonly<Record<PageState, Section>> = {
  [PageState.Opening]: "opening",
  [PageState.Problem]: "problem",
  [PageState.Lobby]: "lobby",
  [PageState.Joining]: "call",
  [PageState.Connecting]: "call",
  [PageState.InCall]: "call",
  [PageState.Reconnecting]: "call",
  [PageState.Refused]: "problem",
  [PageState.Tampered]: "problem",
  [PageState.Ended]: "ended",
};
const LINE_LOST: readonly Connection[] = [Connection.LineLost, Connection.Reconnecting];

export class Page {
  readonly #local = new LocalMedia();
  readonly #ticker = new Ticker("/gp/ticker.js");
  readonly #vitals = new Vitals();
  readonly #filing = new Filing();
  readonly #session: Session | null;
  readonly #lobby: LobbyView;
  readonly #stage: StageView;
  readonly #line = new LineView();
  readonly #notice: NoticeView;
  readonly #controls: ControlsView;
  readonly #instruments: InstrumentsView;
  readonly #accepted: AcceptedView;
  readonly #chat: ChatView;
  readonly #hand: Hand;
  readonly #pen: Pen;
  readonly #transfer: Transfer;
  readonly #said = new ConnectionView();
  readonly #ended = new EndedView();
  readonly #surroundings = new SurroundingsView();
  readonly #tabs = new TabsView("tabs");
  #state = PageState.Opening;
  #reason = Reason.None;
  #connection = Connection.Off;
  #attempts = 0;
  #progress = Progress.Unknown;
  #hello: Hello | null = null;
  #name = "";

  constructor(link: Link | null) {
    this.#session = link === null ? null : this.#makeSession(link);
    this.#lobby = new LobbyView(this.#local, (name) => this.#join(name));
    this.#stage = new StageView(this.#local);
    this.#notice = new NoticeView(() => void this.#session?.retry());
    this.#controls = new ControlsView(this.#local, {
      mediaChanged: () => this.#mediaChanged(),
      end: () => this.#session?.end(),
      focusChat: () => this.#chat.focus(),
      accept: () => this.#instruments.acceptByKey(),
      tool: (tool) => this.#hand.press(tool),
      closer: (times) => this.#hand.closer(times),
      panel: (tab) => this.#tabs.enter(tab),
      unsent: () => this.#pen.unsent,
    });
    this.#instruments = new InstrumentsView(
      this.#vitals,
      (acts) => this.#accept(acts),
      (act) => this.#filing.stateOf(act),
    );
    this.#accepted = new AcceptedView(this.#filing, (id) => this.#retryFiling(id));
    this.#chat = new ChatView((block) => this.#session?.sendText(block) ?? false);
    const send = (message: ToStation): boolean => this.#session?.send(message) ?? false;
    const live = (): boolean => LIVE.includes(this.#connection);
    this.#hand = new Hand(send, live);
    this.#pen = new Pen(send, live);
    this.#transfer = new Transfer(() => this.#session, this.#local, live);
  }

  start(): void {
    guardButtons();
    startLanguage();
    const select = byId("language", HTMLSelectElement);
    select.addEventListener("change", () => this.#changeLanguage(select.value));
    this.#translate();
    onNetworkChange(() => this.#session?.networkChanged());
    setInterval(() => this.#redraw(), REDRAW_MS);
    if (!window.isSecureContext) this.#enter(PageState.Problem, Reason.Insecure);
    else if (!canCarryVisits(window as unknown as Record<string, unknown>)) this.#enter(PageState.Problem, Reason.OldBrowser);
    else if (this.#session === null) this.#enter(PageState.Problem, Reason.BrokenLink);
    else void this.#session.open();
  }

  #makeSession(link: Link): Session {
    return new Session(link, this.#local, this.#ticker, {
      state: (state, reason) => this.#enter(state, reason),
      connection: (connection, attempts) => this.#connected(connection, attempts),
      progress: (progress) => {
        this.#progress = progress;
        this.#renderStage();
      },
      stream: (stream, old) => this.#stage.show(stream, old),
      control: (message) => this.#controlled(message),
      vital: (vital) => this.#measured(vital),
      text: (block) => this.#chat.receive(block),
      still: (data) => void this.#hand.receive(data),
      channelOpen: (label) => {
        if (label === "text") this.#chat.opened();
      },
    });
  }

  #enter(state: PageState, reason: Reason): void {
    const before = SECTION_OF[this.#state];
    this.#state = state;
    this.#reason = reason;
    document.body.dataset["state"] = state;
    const section = SECTION_OF[state];
    for (const id of SECTIONS) byId(id, HTMLElement).hidden = id !== section;
    this.#controls.activate(section === "call");
    if (section === "call") this.#instruments.start();
    else this.#instruments.stop();
    if (section === "lobby") this.#enterLobby();
    else this.#lobby.leave();
    if (section === "ended") this.#ended.tell(reason, this.#transfer.name, { ...this.#filing.count, ...this.#pen.done });
    if (state === PageState.Joining || section !== "call") this.#clear(section === "ended");
    this.#render();
    if (section !== before) this.#moveFocus(section);
  }

  #enterLobby(): void {
    if (this.#session?.config) this.#lobby.facts(this.#session.config);
    void this.#lobby.openDevices();
  }

  /** Where the keyboard and a screen reader go on when the screen changed under them. */
  #moveFocus(section: Section): void {
    if (section === "problem") this.#notice.focus();
    else if (section === "ended") this.#ended.focus();
    else if (section === "call") byId("mute", HTMLButtonElement).focus();
  }

  /** Drop everything about the patient; after the visit also what was said and filed. */
  #clear(ended: boolean): void {
    this.#stage.clear();
    this.#line.tell(null);
    this.#instruments.clear();
    this.#vitals.clear();
    this.#instruments.render(false); // also what nobody sees is gone
    this.#hand.clear();
    this.#pen.clear(ended);
    this.#transfer.clear();
    this.#hello = null;
    if (this.#state !== PageState.Joining) this.#progress = Progress.Unknown;
    if (!ended) return;
    this.#filing.clear();
    this.#chat.clear();
  }

  #join(name: string): void {
    this.#name = name;
    void this.#session?.join({ name, language: language() });
  }

  #connected(connection: Connection, attempts: number): void {
    this.#connection = connection;
    this.#attempts = attempts;
    if (LINE_LOST.includes(connection)) this.#chat.lost();
    else if (LIVE.includes(connection)) this.#chat.regained();
    this.#renderConnection();
    this.#renderStage();
    this.#redraw();
  }

  #controlled(message: FromStation): void {
    switch (message.type) {
      case "heartbeat":
        if (message.sentMs !== null) this.#vitals.learnClock(message.sentMs, Date.now());
        break;
      case "hello":
        this.#hello = message;
        this.#pen.speaks(message.language);
        this.#chat.speaks(message.language);
        this.#renderStation();
        break;
      case "filed":
        this.#filing.mark(message.reading, message.state, performance.now());
        this.#accepted.render();
        this.#redraw();
        break;
      case "quality":
        this.#line.tell(message);
        void this.#session?.sendVideo(message.video);
        break;
      case "tools":
        this.#hand.told(message);
        break;
      case "still":
        this.#hand.news(message);
        break;
      case "guided":
        this.#pen.guided(message);
        break;
      case "summary":
        this.#pen.kept(message);
        break;
      case "hand-over":
      case "guest-wanted":
      case "guest":
      case "guest-signal":
        this.#transfer.hear(message);
        break;
      case "so-far":
        this.#inherit(message);
        break;
      case "media":
        this.#stage.patientMedia(message);
    }
  }

  /** Go on where the GP before has stopped. */
  #inherit({ said, summary, visitNeeded, filed }: SoFar): void {
    this.#chat.inherit(said);
    this.#pen.inherit({ text: summary, visitNeeded });
    this.#filing.inherit(filed);
    this.#redraw();
  }

  #measured(vital: Vital): void {
    if (vital.type === "wave") this.#instruments.wave(vital.measure, vital.chunk, performance.now());
    else this.#vitals.take(vital, performance.now());
    if (vital.type !== "wave") this.#redraw();
  }

  #accept(acts: Act[]): void {
    const now = performance.now();
    for (const act of acts) {
      if (this.#filing.accept(act, now)) this.#sendAccept(act.id);
    }
    this.#accepted.render();
    this.#redraw();
  }

  #retryFiling(id: string): void {
    const item = this.#filing.get(id);
    if (item !== undefined && this.#filing.accept(item.act, performance.now())) this.#sendAccept(id);
    this.#accepted.render();
    this.#instruments.focus();
  }

  #sendAccept(id: string): void {
    if (this.#session?.send({ type: "accept", reading: id })) return;
    this.#filing.fail(id, performance.now());
  }

  #mediaChanged(): void {
    this.#stage.renderMedia();
    void this.#session?.tracksChanged();
    void this.#transfer.replaceTracks();
  }

  #changeLanguage(chosen: string): void {
    const known = LANGUAGES.find((one: Language) => one === chosen);
    if (known === undefined) return;
    changeLanguage(known);
    this.#translate();
    this.#session?.greet({ name: this.#name, language: known });
  }

  #translate(): void {
    document.documentElement.lang = language();
    byId("language", HTMLSelectElement).value = language();
    translate(document);
    if (this.#session?.config) this.#lobby.facts(this.#session.config);
    this.#chat.translate();
    this.#render();
  }

  #render(): void {
    this.#lobby.render();
    this.#notice.render(this.#state, this.#reason, this.#session?.config?.station ?? null);
    this.#controls.render();
    this.#stage.renderMedia();
    this.#accepted.render();
    this.#ended.render();
    this.#renderConnection();
    this.#renderStage();
    this.#renderStation();
    this.#redraw();
  }

  #renderConnection(): void {
    this.#said.render(this.#connection, this.#attempts);
    document.title = this.#state === PageState.InCall && document.hidden ? t("titleRinging") : t("title");
  }

  #renderStage(): void {
    this.#line.render(LIVE.includes(this.#connection));
    this.#stage.render(this.#connection, this.#progress, this.#session?.config?.station ?? null);
    this.#hand.render();
    this.#pen.render();
    this.#transfer.render();
  }

  #renderStation(): void {
    const config = this.#session?.config ?? null;
    this.#surroundings.render(this.#hello, config?.station ?? null, config?.selfTest ?? null);
  }

  #redraw(): void {
    if (SECTION_OF[this.#state] !== "call") return;
    this.#instruments.render(LINE_LOST.includes(this.#connection) || this.#state === PageState.Reconnecting);
    if (this.#filing.giveUp(performance.now())) this.#accepted.render();
    this.#hand.giveUp();
    this.#pen.giveUp();
    this.#transfer.giveUp();
  }
}
