// SPDX-License-Identifier: EUPL-1.2
/** The GP's hand at the patient's cameras: looks closer, takes a picture, freezes, changes camera and light, listens. */

import { randomId } from "./bytes.ts";
import type { ToStation } from "./control.ts";
import { Still } from "./still.ts";
import { NO_TOOLS, type StillNews, type Tools } from "./tools.ts";
import { BoardView } from "./view/board.ts";
import { CloserView } from "./view/closer.ts";
import { ToolsView } from "./view/tools.ts";

export class Hand {
  readonly #send: (message: ToStation) => boolean;
  readonly #live: () => boolean;
  readonly #still = new Still();
  readonly #closer: CloserView;
  readonly #board: BoardView;
  readonly #view: ToolsView;
  #told: Tools = NO_TOOLS;

  /** `live` tells whether there is a picture to work with. */
  constructor(send: (message: ToStation) => boolean, live: () => boolean) {
    this.#send = send;
    this.#live = live;
    this.#closer = new CloserView((look) => void send({ type: "zoom", ...look }));
    this.#board = new BoardView(() => this.#renderTools());
    this.#view = new ToolsView({
      still: () => this.#ask(),
      dropStill: () => this.#drop(),
      camera: (camera) => void send({ type: "camera", camera }),
      torch: (on) => void send({ type: "torch", on }),
      stethoscope: (on) => void send({ type: "stethoscope", on }),
      freeze: () => void this.#freeze(),
    });
  }

  /** A key for a tool was pressed. */
  press(tool: Parameters<ToolsView["press"]>[0]): void {
    this.#view.press(tool);
  }

  /** Look so many times closer; 0 for the whole picture. */
  closer(times: number): void {
    if (times === 0) this.#closer.whole();
    else this.#closer.times(times);
  }

  /** Hear from the station what can be done, and how it stands. */
  told(tools: Tools): void {
    this.#told = tools;
    this.#closer.told(tools.zoom ? tools.look : null);
    this.#renderTools();
  }

  /** Hear how a picture that was asked for is doing. */
  news(message: StillNews): void {
    this.#still.news(message, performance.now());
    this.#renderTools();
  }

  /** Take a piece of a picture; the last one shows it. */
  async receive(data: string | ArrayBuffer): Promise<void> {
    if (this.#still.receive(data, performance.now())) {
      const shown = await this.#board.still(this.#still.take());
      if (!shown) this.#still.fail("");
      else this.#still.drop();
    }
    this.#renderTools();
  }

  render(): void {
    this.#closer.render();
    this.#board.render();
    this.#renderTools();
  }

  /** Give up a picture of which nothing came for too long: the station need not go on. */
  giveUp(): void {
    if (!this.#still.giveUp(performance.now())) return;
    this.#send({ type: "drop-still", id: this.#still.id });
    this.#renderTools();
  }

  /** Forget the patient. */
  clear(): void {
    this.#still.drop();
    this.#board.clear();
    this.told(NO_TOOLS);
  }

  #ask(): void {
    const id = randomId(9);
    this.#still.ask(id, performance.now());
    if (!this.#send({ type: "still", id })) this.#still.fail("");
    this.#renderTools();
  }

  #drop(): void {
    this.#send({ type: "drop-still", id: this.#still.id });
    this.#still.drop();
    this.#renderTools();
  }

  async #freeze(): Promise<void> {
    if (this.#board.frozen) this.#board.close();
    else await this.#board.freeze();
    this.#renderTools();
  }

  #renderTools(): void {
    this.#view.render(this.#told, this.#still, this.#live(), this.#board.frozen);
  }
}
