// SPDX-License-Identifier: EUPL-1.2
/** The page of a third participant: she sees and hears patient and GP, is seen and heard, and can do nothing else. */

import { Ticker } from "./clock.ts";
import { type FromStation } from "./control.ts";
import { Across } from "./guest-across.ts";
import { changeLanguage, type Language, LANGUAGES, language, startLanguage, t, translate } from "./i18n.ts";
import type { Link } from "./link.ts";
import { LocalMedia } from "./media.ts";
import { onNetworkChange } from "./network.ts";
import { Session } from "./session.ts";
import { Connection, PageState, Reason } from "./state.ts";
import { byId, guardButtons, setText } from "./view/dom.ts";
import { GuestStageView } from "./view/guest-stage.ts";
import { LobbyView } from "./view/lobby.ts";
import { NoticeView } from "./view/notice.ts";

const REDRAW_MS = 500;
const SECTIONS = ["opening", "problem", "lobby", "call", "third", "ended"] as const;
type Section = (typeof SECTIONS)[number];
const SECTION_OF: Readonly<Record<PageState, Section>> = {
  [PageState.Opening]: "opening",
  [PageState.Problem]: "problem",
  [PageState.Lobby]: "lobby",
  [PageState.Joining]: "third",
  [PageState.Connecting]: "third",
  [PageState.InCall]: "third",
  [PageState.Reconnecting]: "third",
  [PageState.Refused]: "problem",
  [PageState.Tampered]: "problem",
  [PageState.Ended]: "ended",
};

export class GuestPage {
  readonly #local = new LocalMedia();
  readonly #session: Session;
  readonly #lobby: LobbyView;
  readonly #notice: NoticeView;
  readonly #stage: GuestStageView;
  readonly #across: Across;
  #state = PageState.Opening;
  #reason = Reason.None;
  #connection = Connection.Off;

  constructor(link: Link) {
    this.#session = new Session(link, this.#local, new Ticker("/gp/ticker.js"), {
      state: (state, reason) => this.#enter(state, reason),
      connection: (connection) => {
        this.#connection = connection;
        this.#render();
      },
      progress: () => undefined,
      stream: (stream) => this.#stage.patient(stream),
      control: (message) => this.#controlled(message),
      vital: () => undefined,
      text: () => undefined,
      still: () => undefined,
      channelOpen: () => undefined,
    });
    this.#lobby = new LobbyView(this.#local, () => void this.#session.join({ name: "", language: language() }));
    this.#notice = new NoticeView(() => void this.#session.retry());
    this.#stage = new GuestStageView(this.#local, {
      mediaChanged: () => void this.#mediaChanged(),
      leave: () => this.#session.end(),
    });
    this.#across = new Across(this.#local, () => this.#session.config?.iceServers ?? [], {
      say: (data) => this.#session.send({ type: "guest-signal", data }),
      stream: (stream) => this.#stage.gp(stream),
    });
  }

  start(): void {
    guardButtons();
    startLanguage();
    document.body.dataset["role"] = "guest";
    const select = byId("language", HTMLSelectElement);
    select.addEventListener("change", () => this.#changeLanguage(select.value));
    this.#translate();
    onNetworkChange(() => this.#session.networkChanged());
    setInterval(() => this.#stage.look(), REDRAW_MS);
    if (window.isSecureContext) void this.#session.open();
    else this.#enter(PageState.Problem, Reason.Insecure);
  }

  #enter(state: PageState, reason: Reason): void {
    const before = SECTION_OF[this.#state];
    this.#state = state;
    this.#reason = reason;
    document.body.dataset["state"] = state;
    const section = SECTION_OF[state];
    for (const id of SECTIONS) byId(id, HTMLElement).hidden = id !== section;
    if (section === "lobby") this.#enterLobby();
    else this.#lobby.leave();
    if (section !== "third") {
      this.#across.close();
      this.#stage.clear();
    }
    this.#render();
    if (section !== before) this.#moveFocus(section);
  }

  #enterLobby(): void {
    if (this.#session.config) this.#lobby.facts(this.#session.config);
    void this.#lobby.openDevices();
  }

  #moveFocus(section: Section): void {
    if (section === "problem") this.#notice.focus();
    else if (section === "ended") byId("ended-title", HTMLElement).focus();
    else if (section === "third") byId("third-mute", HTMLButtonElement).focus();
  }

  #controlled(message: FromStation): void {
    if (message.type === "guest-signal") this.#across.take(message.data);
    else if (message.type === "guest-media") this.#stage.patientSends(message.microphone, message.camera);
  }

  async #mediaChanged(): Promise<void> {
    await this.#session.tracksChanged();
    await this.#across.replaceTracks();
  }

  #changeLanguage(chosen: string): void {
    const known = LANGUAGES.find((one: Language) => one === chosen);
    if (known === undefined) return;
    changeLanguage(known);
    this.#translate();
  }

  #translate(): void {
    document.documentElement.lang = language();
    byId("language", HTMLSelectElement).value = language();
    translate(document);
    setText(byId("lobby-title", HTMLElement), t("thirdTitle"));
    if (this.#session.config) this.#lobby.facts(this.#session.config);
    this.#render();
  }

  #render(): void {
    this.#lobby.render();
    this.#notice.render(this.#state, this.#reason, this.#session.config?.station ?? null);
    this.#stage.render(this.#connection);
    setText(byId("ended-title", HTMLElement), t("thirdEnded"));
    setText(byId("ended-text", HTMLElement), t("endedText"));
    document.title = t("title");
  }
}
