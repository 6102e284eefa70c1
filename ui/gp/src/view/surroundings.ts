// SPDX-License-Identifier: EUPL-1.2
/** Where the patient is and who is there: what a GP far away must know before anything goes wrong. */

import type { Station } from "../config.ts";
import type { Hello } from "../control.ts";
import { clockTime, dayAndTime, t, tKey, tOf } from "../i18n.ts";
import type { SelfTest } from "../selftest.ts";
import { byId, element, phoneLink, setFacts } from "./dom.ts";

export class SurroundingsView {
  readonly #facts = byId("station-facts", HTMLElement);

  render(hello: Hello | null, booked: Station | null, selfTest: SelfTest | null): void {
    const station = hello?.station ?? booked;
    const present = (hello?.present ?? []).map((who) => tOf("present", who, "present.relative"));
    setFacts(this.#facts, [
      [t("patient"), patientName(hello)],
      [t("comesFor"), reason(hello)],
      [t("birthDate"), hello?.birthDate ?? ""],
      [t("present"), present.join(", ")],
      [t("station"), station?.name ?? ""],
      [t("address"), station?.address ?? ""],
      [t("phone"), phoneLink(station?.phone ?? "")],
      [t("emergency"), emergency(station)],
      [t("nearestHelp"), station?.nearestHelp ?? ""],
      [t("selfTest"), station === null ? "" : selfTestText(selfTest, new Date())],
    ]);
  }
}

/** Who came without an appointment is not known to the station. */
function patientName(hello: Hello | null): string {
  if (hello === null) return "";
  return hello.patientName === "" && hello.reason !== "" ? t("patientUnknown") : hello.patientName;
}

function reason(hello: Hello | null): string {
  return hello === null || hello.reason === "" ? "" : tOf("reason", hello.reason, "reason.other-reason");
}

/** The number, and what to say there: the call comes from where the GP is, and help is needed elsewhere. */
function emergency(station: Station | null): HTMLElement | string {
  const number = station?.emergencyNumber ?? "";
  if (number === "") return "";
  const whole = element("span");
  whole.append(phoneLink(number), ` ${t("emergencySay", { address: station?.address ?? "" })}`);
  return whole;
}

/** How fit the station found itself, in a sentence. */
export function selfTestText(selfTest: SelfTest | null, now: Date): string {
  if (selfTest === null) return t("selfTestUnknown");
  const { at, fitness, failed } = selfTest;
  const today = at.toDateString() === now.toDateString();
  const when = today ? t("selfTestToday", { time: clockTime(at) }) : t("selfTestLast", { time: dayAndTime(at) });
  const faults = failed.map(({ check, name }) => (name === "" ? tKey("check", check) : `${tKey("check", check)} ${name}`));
  const how = t(`fitness.${fitness}`);
  return faults.length === 0 ? `${when}: ${how}` : `${when}: ${how}. ${t("selfTestFaults", { faults: faults.join(", ") })}`;
}
