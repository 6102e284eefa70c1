// SPDX-License-Identifier: EUPL-1.2
/** How the connection is, in a sentence at the head of the page. */

import { t, tOf } from "../i18n.ts";
import { Connection } from "../state.ts";
import { byId, setText } from "./dom.ts";

export class ConnectionView {
  readonly #state = byId("connection-state", HTMLElement);
  readonly #words = byId("connection-words", HTMLElement);
  /** Not for a screen reader, which would count every attempt aloud. */
  readonly #attempt = byId("connection-attempt", HTMLElement);

  render(connection: Connection, attempts: number): void {
    this.#state.dataset["state"] = connection;
    setText(this.#words, tOf("connection", connection, "connection.off"));
    const again = connection === Connection.BrokerAway;
    setText(this.#attempt, again ? t("connectionAttempt", { number: String(attempts) }) : "");
  }
}
