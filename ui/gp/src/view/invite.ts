// SPDX-License-Identifier: EUPL-1.2
/** Where the GP says whom she invites and that the patient agreed, gets a link, and sees how far her guest is. */

import { type Guest, GuestPhase, OPEN, type Role, ROLES } from "../guest.ts";
import { letter } from "../handover.ts";
import { t, type Word } from "../i18n.ts";
import { drawCode } from "../qr.ts";
import { allow, byId, setText } from "./dom.ts";

export interface InviteActions {
  make(role: Role): void;
  remove(): void;
}

export class InviteView {
  readonly #form = byId("invite-form", HTMLFormElement);
  readonly #agreed = byId("invite-agreed", HTMLInputElement);
  readonly #make = byId("invite-make", HTMLButtonElement);
  readonly #state = byId("invite-state", HTMLElement);
  readonly #open = byId("invite-open", HTMLElement);
  readonly #give = byId("invite-give", HTMLElement);
  readonly #link = byId("invite-link", HTMLInputElement);
  readonly #copy = byId("invite-copy", HTMLButtonElement);
  readonly #copied = byId("invite-copied", HTMLElement);
  readonly #mail = byId("invite-mail", HTMLAnchorElement);
  readonly #code = byId("invite-code", HTMLCanvasElement);
  readonly #remove = byId("invite-remove", HTMLButtonElement);
  readonly #picture = byId("guest-picture", HTMLElement);
  readonly #video = byId("guest-video", HTMLVideoElement);
  #live = false;
  #idle = true;

  constructor(actions: InviteActions) {
    this.#agreed.addEventListener("change", () => this.#allowMaking());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#agreed.checked && this.#live && this.#idle) actions.make(this.#role());
    });
    this.#copy.addEventListener("click", () => void this.#copyLink());
    this.#remove.addEventListener("click", () => actions.remove());
  }

  /** The link is there: let the keyboard go on with it, if it was waiting here. */
  offer(): void {
    if (this.#form.contains(document.activeElement) || document.activeElement === document.body) this.#copy.focus();
  }

  /** Show the guest and let her be heard; null: she is not there. */
  show(stream: MediaStream | null): void {
    this.#picture.hidden = stream === null;
    if (this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    if (stream !== null) this.#video.play().catch(() => undefined); // the page has been touched: it may sound
  }

  clear(): void {
    this.#agreed.checked = false;
    setText(this.#copied, "");
  }

  render(guest: Guest, live: boolean): void {
    const { phase, link } = guest;
    const open = OPEN.includes(phase);
    if (!open && !this.#open.hidden) this.#agreed.checked = false; // the next one is agreed to anew
    this.#live = live;
    this.#idle = !open && phase !== GuestPhase.Making;
    const focused = this.#open.contains(document.activeElement);
    this.#form.hidden = open;
    this.#open.hidden = !open;
    this.#give.hidden = link === "" || phase === GuestPhase.Joined;
    if (focused && !open) this.#agreed.focus();
    this.#allowMaking();
    allow(this.#remove, live);
    setText(this.#remove, t(phase === GuestPhase.Joined ? "inviteRemove" : "linkKeep"));
    const role = t(`invite.${guest.role}` as Word);
    setText(this.#state, t(`invited.${phase}` as Word, { role }));
    this.#state.dataset["state"] = phase;
    setText(byId("guest-role", HTMLElement), role);
    this.#show(link);
  }

  #role(): Role {
    const chosen = new FormData(this.#form).get("invite-role");
    return ROLES.find((role) => role === chosen) ?? "interpreter";
  }

  #allowMaking(): void {
    allow(this.#make, this.#live && this.#idle && this.#agreed.checked);
  }

  #show(link: string): void {
    this.#mail.href = letter(t("mailSubject"), t("inviteMailBody", { link }));
    if (this.#link.value === link) return;
    this.#link.value = link;
    setText(this.#copied, "");
    this.#code.hidden = link === "" || !drawCode(this.#code, link);
  }

  async #copyLink(): Promise<void> {
    this.#link.select();
    try {
      await navigator.clipboard.writeText(this.#link.value);
      setText(this.#copied, t("linkCopied"));
    } catch {
      setText(this.#copied, t("linkSelected")); // a browser that withholds the clipboard: it is marked, to be copied by hand
    }
  }
}
