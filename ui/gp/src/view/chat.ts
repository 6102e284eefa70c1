// SPDX-License-Identifier: EUPL-1.2
/** Real-time text with the patient: a log of finished lines, the line being typed, and a field to write in. */

import type { Said } from "../control.ts";
import { clockTime, t } from "../i18n.ts";
import { TextReader, TextWriter } from "../t140.ts";
import { allow, byId, element, setText } from "./dom.ts";

/** What is typed leaves within half a second (EN 301 549, 6.2.4). */
const SEND_MS = 300;

interface Line {
  readonly by: "own" | "patient" | "before";
  readonly text: string;
  /** null: before this page came */
  readonly at: Date | null;
  /** of the text; "" where nobody knows */
  readonly language: string;
}

export class ChatView {
  readonly #log = byId("chat-log", HTMLElement);
  readonly #typing = byId("chat-typing", HTMLElement);
  readonly #input = byId("chat-input", HTMLInputElement);
  readonly #send: (block: string) => boolean;
  readonly #reader = new TextReader();
  readonly #writer = new TextWriter();
  #lines: Line[] = [];
  #opened = false;
  #connected = false;
  #language = "";
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (block: string) => boolean) {
    this.#send = send;
    this.#input.addEventListener("input", () => this.#later());
    byId("chat-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#finishLine();
    });
  }

  /** The patient writes in this language. */
  speaks(language: string): void {
    this.#language = language;
  }

  /** A new channel: the other side gets the line being written again. */
  opened(): void {
    this.#opened = this.#connected = true;
    const left = this.#reader.finish();
    if (left.trim() !== "") this.#hear(left);
    const block = this.#writer.resend(this.#input.value);
    if (block !== "") this.#send(block);
    this.render();
  }

  lost(): void {
    this.#connected = false;
    this.render();
  }

  /** The same channel works again; what was typed meanwhile follows. */
  regained(): void {
    if (this.#connected) return;
    this.#connected = true;
    if (this.#opened) this.#later();
  }

  receive(block: string): void {
    for (const text of this.#reader.read(block)) this.#hear(text);
    this.render();
  }

  /** What was written before this GP took over. */
  inherit(said: readonly Said[]): void {
    const before: Line[] = said.map(({ byPatient, text }) => ({
      by: byPatient ? "patient" : "before",
      text,
      at: null,
      language: byPatient ? this.#language : "",
    }));
    this.#lines = [...before, ...this.#lines.filter(({ at }) => at !== null)];
    this.translate();
  }

  focus(): void {
    this.#input.focus();
  }

  clear(): void {
    this.#lines = [];
    this.#reader.finish();
    this.#input.value = "";
    this.#log.replaceChildren();
    this.render();
  }

  /** Redraw in the current language. */
  translate(): void {
    this.#log.replaceChildren(...this.#lines.map(row));
    this.render();
  }

  render(): void {
    const typing = this.#reader.typing;
    const waiting = !this.#open && this.#input.value !== "";
    setText(this.#typing, waiting ? t("chatWaiting") : typing === "" ? "" : t("chatTyping", { text: typing }));
    allow(byId("chat-send", HTMLButtonElement), this.#open);
  }

  get #open(): boolean {
    return this.#opened && this.#connected;
  }

  #later(): void {
    this.render();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (!this.#open) return;
      const block = this.#writer.update(this.#input.value);
      if (block !== "") this.#send(block);
    }, SEND_MS);
  }

  #finishLine(): void {
    const text = this.#input.value;
    if (text.trim() === "" || !this.#open) return this.render();
    if (!this.#send(this.#writer.finish(text))) return this.lost();
    this.#input.value = "";
    this.#add({ by: "own", text, at: new Date(), language: "" });
  }

  #hear(text: string): void {
    this.#add({ by: "patient", text, at: new Date(), language: this.#language });
  }

  #add(line: Line): void {
    this.#lines.push(line);
    this.#log.append(row(line));
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function row(line: Line): HTMLElement {
  const made = element("p", "", line.by === "patient" ? "theirs" : line.by);
  const who = { own: t("chatYou"), patient: t("chatPatient"), before: t("chatGpBefore") }[line.by];
  made.append(element("span", line.at === null ? `${who} – ${t("chatEarlier")}` : `${who} ${clockTime(line.at)}`, "who"));
  const said = element("span", line.text, "said");
  said.dir = "auto";
  if (line.language !== "") said.lang = line.language;
  made.append(" ", said);
  return made;
}
