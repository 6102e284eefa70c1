// SPDX-License-Identifier: EUPL-1.2
/** Before the visit: whom and where one will meet, the camera preview, the microphone's level, the devices. */

import type { Config } from "../config.ts";
import { clockTime, day, t, type Word } from "../i18n.ts";
import { LevelMeter } from "../level.ts";
import { type Kind, type LocalMedia, Missing } from "../media.ts";
import { selfTestText } from "./surroundings.ts";
import { byId, element, phoneLink, setFacts, setText } from "./dom.ts";

const KINDS: readonly Kind[] = ["audio", "video"];

export class LobbyView {
  readonly #local: LocalMedia;
  readonly #preview = byId("preview", HTMLVideoElement);
  readonly #problem = byId("device-problem", HTMLElement);
  readonly #again = byId("devices-retry", HTMLButtonElement);
  readonly #level = new LevelMeter((level) => {
    byId("mic-level", HTMLMeterElement).value = level;
  });
  #asking = false;

  constructor(local: LocalMedia, join: (name: string) => void) {
    this.#local = local;
    byId("lobby-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      join(byId("name", HTMLInputElement).value.trim());
    });
    this.#again.addEventListener("click", () => void this.openDevices());
    for (const kind of KINDS) {
      const select = byId(`choose-${kind}`, HTMLSelectElement);
      select.addEventListener("change", () => void this.#choose(kind, select.value));
    }
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#listDevices());
  }

  async openDevices(): Promise<void> {
    this.#asking = true;
    this.render();
    await this.#local.open();
    this.#asking = false;
    await this.#changed();
  }

  /** The preview is no longer shown. */
  leave(): void {
    this.#level.stop();
    this.#preview.srcObject = null;
  }

  facts(config: Config): void {
    const { station, startsAt, endsAt } = config;
    const time = clockTime(startsAt) === "" ? "" : `${day(startsAt)} ${clockTime(startsAt)}–${clockTime(endsAt)}`;
    setFacts(byId("lobby-facts", HTMLElement), [
      [t("station"), station.name],
      [t("address"), station.address],
      [t("phone"), phoneLink(station.phone)],
      [t("visitTime"), time],
      [t("selfTest"), selfTestText(config.selfTest, new Date())],
    ]);
  }

  render(): void {
    const missing = KINDS.filter((kind) => this.#local.missing[kind] !== Missing.None);
    const words = missing.map((kind) => t(`missing.${kind}.${this.#local.missing[kind]}` as Word));
    setText(this.#problem, this.#asking ? t("devicesAsking") : words.join(" "));
    this.#problem.hidden = !this.#asking && missing.length === 0;
    this.#again.hidden = this.#asking || missing.length === 0;
    setText(byId("join", HTMLButtonElement), t(joinWord(missing)));
  }

  async #choose(kind: Kind, id: string): Promise<void> {
    await this.#local.choose(kind, id);
    await this.#changed();
  }

  async #changed(): Promise<void> {
    this.#preview.srcObject = this.#local.picture;
    this.#level.watch(this.#local.track("audio"));
    this.render();
    await this.#listDevices();
  }

  async #listDevices(): Promise<void> {
    for (const kind of KINDS) {
      const devices = await this.#local.devices(kind);
      const chosen = this.#local.track(kind)?.getSettings().deviceId ?? "";
      const options = devices.map((device, index) => {
        const option = element("option", device.label || t("unnamedDevice", { number: String(index + 1) }));
        option.value = device.deviceId;
        option.selected = device.deviceId === chosen;
        return option;
      });
      const select = byId(`choose-${kind}`, HTMLSelectElement);
      select.replaceChildren(...(options.length > 0 ? options : [element("option", t("noDevice"))]));
      select.disabled = options.length === 0;
    }
  }
}

function joinWord(missing: readonly Kind[]): Word {
  if (missing.length === 2) return "joinWithoutBoth";
  if (missing.length === 0) return "join";
  return missing[0] === "audio" ? "joinWithoutMicrophone" : "joinWithoutCamera";
}
