// SPDX-License-Identifier: EUPL-1.2
/** Real-time text (ITU-T T.140 over a data channel, RFC 8865): what one types appears as it is typed. */

const NEW_LINE = "\u2028";
const ERASE = "\b";
const IGNORED = new Set(["\ufeff", "\u0007"]);

/** Turn received blocks into finished lines and the line being typed. */
export class TextReader {
  #typed: string[] = [];

  /** Take a block; return the lines it finished. */
  read(block: string): string[] {
    const finished: string[] = [];
    for (const character of block.replaceAll("\r\n", NEW_LINE)) {
      if (character === NEW_LINE || character === "\n" || character === "\r") finished.push(this.finish());
      else if (character === ERASE) this.#typed.pop();
      else if (!IGNORED.has(character)) this.#typed.push(character);
    }
    return finished.filter((line) => line.trim() !== "");
  }

  /** The line being typed. */
  get typing(): string {
    return this.#typed.join("");
  }

  /** End the line being typed, as when the channel is gone, and return it. */
  finish(): string {
    const line = this.typing;
    this.#typed = [];
    return line;
  }
}

/** Turn a text field's contents into blocks: only what changed since the last block is sent. */
export class TextWriter {
  #sent: string[] = [];

  /** The block that brings the other side from what it has to `draft`; empty if nothing changed. */
  update(draft: string): string {
    const next = [...draft];
    let same = 0;
    while (same < next.length && same < this.#sent.length && next[same] === this.#sent[same]) same += 1;
    const block = ERASE.repeat(this.#sent.length - same) + next.slice(same).join("");
    this.#sent = next;
    return block;
  }

  /** The block that finishes the line with `draft`. */
  finish(draft: string): string {
    const block = this.update(draft) + NEW_LINE;
    this.#sent = [];
    return block;
  }

  /**
   * The block for a new channel: take back what the old one may have delivered and write the draft again. Erasing an
   * empty line does nothing, so this is right whether or not the other side kept it.
   */
  resend(draft: string): string {
    const block = ERASE.repeat(this.#sent.length) + draft;
    this.#sent = [...draft];
    return block;
  }
}
