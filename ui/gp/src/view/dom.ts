// SPDX-License-Identifier: EUPL-1.2
/** The page's elements by id, with their types checked at start and not at first use. */

/** The element with this id; throws if the page and the code do not fit together. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${kind.name} with the id ${id}`);
  return found;
}

/** Set text only when it changes, so that a live region does not speak the same words again. */
export function setText(node: HTMLElement, words: string): void {
  if (node.textContent !== words) node.textContent = words;
}

/**
 * Let a button be pressed, or not. One that may not be pressed keeps the focus and can be found: were it taken away,
 * the keyboard and a screen reader would be thrown back to the beginning of the page.
 */
export function allow(button: HTMLButtonElement, allowed: boolean): void {
  if (allowed) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
}

export function isAllowed(button: HTMLButtonElement): boolean {
  return button.getAttribute("aria-disabled") !== "true";
}

/** Hold back every press of a button that may not be pressed, by hand, key or form. */
export function guardButtons(): void {
  const guard = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null || isAllowed(button)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", guard, { capture: true });
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  words = "",
  className = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = words;
  if (className !== "") made.className = className;
  return made;
}

/** Fill a list of facts; a fact without a value is left out. */
export function setFacts(node: HTMLElement, facts: readonly (readonly [string, string | HTMLElement])[]): void {
  const rows = facts.filter(([, value]) => value !== "");
  node.replaceChildren(
    ...rows.flatMap(([name, value]) => {
      const what = element("dd");
      what.append(value);
      return [element("dt", name), what];
    }),
  );
}

/** Put a sentence with a telephone number in its {phone} on a node, the number as a link; no number, no sentence. */
export function setPhone(node: HTMLElement, words: string, phone: string): void {
  const whole = phone === "" ? "" : words.replace("{phone}", phone);
  if (node.textContent === whole) return; // what stands keeps its focus
  const [before = "", after = ""] = words.split("{phone}");
  node.replaceChildren(...(phone === "" ? [] : [before, phoneLink(phone), after]));
}

/** A telephone number that can be called from a computer that has a telephone. */
export function phoneLink(phone: string): HTMLElement | string {
  if (phone === "") return "";
  const link = element("a", phone);
  link.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
  return link;
}
