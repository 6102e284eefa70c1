// SPDX-License-Identifier: EUPL-1.2
/** Words in the chosen language. The language is a setting of this browser and holds nothing of a patient. */

import { en, type Words } from "./locales/en.ts";
import { fi } from "./locales/fi.ts";
import { nb } from "./locales/nb.ts";
import { sv } from "./locales/sv.ts";

export const LANGUAGES = ["sv", "nb", "fi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Word = keyof Words;
export const CATALOGUES: Readonly<Record<Language, Words>> = { sv, nb, fi, en };

const STORED = "halsorum.language";
const LOCALES: Readonly<Record<Language, string>> = { sv: "sv-SE", nb: "nb-NO", fi: "fi-FI", en: "en-GB" };
let current: Language = "sv";

/** The language to start with: the one chosen before, else the browser's, else Swedish. */
export function firstLanguage(stored: string | null, preferred: readonly string[]): Language {
  const before = LANGUAGES.find((language) => language === stored);
  if (before !== undefined) return before;
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    const language = base === "no" || base === "nn" ? "nb" : LANGUAGES.find((known) => known === base);
    if (language !== undefined) return language;
  }
  return "sv";
}

export function startLanguage(): Language {
  current = firstLanguage(remembered(STORED), navigator.languages);
  return current;
}

export function language(): Language {
  return current;
}

export function changeLanguage(chosen: Language): void {
  current = chosen;
  remember(STORED, chosen);
}

/** A word in the current language, its {holes} filled. */
export function t(word: Word, holes: Readonly<Record<string, string>> = {}): string {
  return CATALOGUES[current][word].replace(/\{(\w+)\}/g, (hole, name: string) => holes[name] ?? hole);
}

/** A word whose last part comes from the wire; `otherwise` if there is no such word. */
export function tOf(group: string, name: string, otherwise: Word): string {
  const word = `${group}.${name}`;
  return word in CATALOGUES[current] ? t(word as Word) : t(otherwise);
}

/** A word whose last part comes from the wire; that part itself if there is no such word, for it may be a newer one. */
export function tKey(group: string, name: string): string {
  const word = `${group}.${name}`;
  return word in CATALOGUES[current] ? t(word as Word) : name;
}

/** Whether there are words for something from the wire. */
export function hasWord(group: string, name: string): boolean {
  return `${group}.${name}` in CATALOGUES[current];
}

/** Put the current language's words on everything below `root` that is marked with one. */
export function translate(root: ParentNode): void {
  for (const node of root.querySelectorAll<HTMLElement>("[data-i18n]")) node.textContent = t(node.dataset["i18n"] as Word);
  for (const node of root.querySelectorAll<HTMLElement>("[data-i18n-label]")) {
    node.setAttribute("aria-label", t(node.dataset["i18nLabel"] as Word));
  }
  for (const node of root.querySelectorAll<HTMLElement>("[data-i18n-placeholder]")) {
    node.setAttribute("placeholder", t(node.dataset["i18nPlaceholder"] as Word));
  }
}

/** A language's name in the current one; "" for what is none. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([LOCALES[current]], { type: "language", fallback: "none" }).of(tag) ?? "";
  } catch {
    return ""; // not a language tag
  }
}

export function clockTime(at: Date, seconds = false): string {
  if (Number.isNaN(at.getTime())) return "";
  const how: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(LOCALES[current], seconds ? { ...how, second: "2-digit" } : how).format(at);
}

export function day(at: Date): string {
  if (Number.isNaN(at.getTime())) return "";
  return new Intl.DateTimeFormat(LOCALES[current], { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** A day and time in short, "23 Nov, 10:02"; the time alone for today. */
export function dayAndTime(at: Date, seconds = false): string {
  if (Number.isNaN(at.getTime()) || at.toDateString() === new Date().toDateString()) return clockTime(at, seconds);
  const date = new Intl.DateTimeFormat(LOCALES[current], { day: "numeric", month: "short", year: "numeric" }).format(at);
  return `${date} ${clockTime(at, seconds)}`;
}

/** A setting of this browser; null where storage is switched off. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that keeps nothing starts with the defaults
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // kept for this page only
  }
}
