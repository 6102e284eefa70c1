# SPDX-License-Identifier: EUPL-1.2
"""Which drivers are tried on a port, at which line settings, in which order, and how long that takes. Pure.

A driver says on a new port only what it says at every visit, before anybody has asked for a measurement: it never
starts a cuff and never erases anything. What that is, is rehearsed here without a device.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drivers.base import Driver
from drivers.links.ports import LineSettings
from kiosk.capability import Assignment, Capability
from kiosk.clock import ManualClock

LISTEN_S = 2.2
"""A device that talks by itself does so at least once a second; twice, and the first line may have been cut."""
LONGER_S = 3.0
"""Where something arrives that nobody is sure of yet, it is listened to for so much longer."""
ASK_S = 2.6
"""A device that is there has answered by then, the second time if what was said at another speed confused it."""
OPEN_S = 0.5
"""Allowed for opening and closing, once for each line setting."""
RESULT_S = 30.0
"""For a device that speaks only when it has a result, if it is the one that is looked for."""

BENCH = "bench"
"""The instrument's name while it is tried."""

INVITATIONS = {
    Capability.PULSE_OXIMETRY: "switch it on and put a finger in",
    Capability.BLOOD_PRESSURE: "take a measurement, or press its print button",
    Capability.BODY_WEIGHT: "step on it, or press its print button",
    Capability.BODY_HEIGHT: "measure somebody's height",
    Capability.BODY_COMPOSITION: "step on it",
    Capability.BLOOD_GLUCOSE: "put the meter in its cable and switch it on",
    Capability.BODY_TEMPERATURE: "take a measurement",
    Capability.ELECTROCARDIOGRAPHY: "switch it on",
    Capability.RESPIRATION: "switch it on",
    Capability.CODE_READING: "scan a code",
}
"""What makes a device speak that says nothing by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LinePlan:
    """One line setting: everyone listens, then each of ``asking`` asks. ``listen_s``: how long is listened."""

    line: LineSettings
    listening: tuple[type[Driver], ...]
    asking: tuple[type[Driver], ...]
    listen_s: float
    longer_s: float = LONGER_S

    @property
    def seconds(self) -> float:
        """The longest it takes."""
        return OPEN_S + self.listen_s + self.longer_s + ASK_S * len(self.asking)


def plan(
    drivers: Sequence[type[Driver]], *, listen_s: float | None = None, chosen: bool = False
) -> tuple[LinePlan, ...]:
    """Return the line settings to try, those of the most drivers first.

    ``chosen``: somebody has named the drivers, so that each of them asks.
    ``listen_s``: how long to listen at each; by default as long as streams need, and longer for a single driver that
    waits for a result.
    """
    lines: dict[LineSettings, list[type[Driver]]] = {}
    for driver in drivers:
        lines.setdefault(driver.line, []).append(driver)
    seconds = listen_s or (RESULT_S if len(drivers) == 1 and waits_for_result(drivers[0]) else LISTEN_S)
    groups = sorted(lines.items(), key=lambda group: -len(group[1]))
    return tuple(
        LinePlan(
            line=line,
            listening=tuple(group),
            asking=_asking(group if chosen else [driver for driver in group if driver.probe_asks]),
            listen_s=seconds,
        )
        for line, group in groups
    )


def _asking(drivers: Iterable[type[Driver]]) -> tuple[type[Driver], ...]:
    """Return those who say something; of several who say the same only the first."""
    first: dict[bytes, type[Driver]] = {}
    for driver in drivers:
        if words := opening_words(driver):
            first.setdefault(words, driver)
    return tuple(first.values())


def waits_for_result(driver: type[Driver]) -> bool:
    """Tell whether the device says nothing until it has a result."""
    return driver.timing.negotiate_s is None


def opening_words(driver: type[Driver]) -> bytes:
    """Return what the driver says on a new port while nobody answers; empty if it only listens."""
    actor = driver(Assignment(name=BENCH, driver=str(driver.name), port=BENCH), ManualClock(), lambda event: None)
    dialogue = actor.new_dialogue()
    dialogue.opened(0.0)
    said = dialogue.outgoing()
    while not said and dialogue.due_s < ASK_S:
        due_s = dialogue.due_s
        dialogue.passed(due_s)
        said = dialogue.outgoing()
        if dialogue.due_s <= due_s:
            break
    return b"".join(said)


def invitation(drivers: Iterable[type[Driver]]) -> str:
    """Say what to do so that a silent device speaks."""
    seen = {capability: None for driver in drivers for capability in driver.capabilities}
    words = dict.fromkeys(INVITATIONS[capability] for capability in seen)
    return "; ".join(words)
