# SPDX-License-Identifier: EUPL-1.2
"""What every simulated oximeter has in common: a finger, its pulse, and what the device makes of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number
from drivers.simulation.pulse_wave import PulseWave


@dataclass(kw_only=True, slots=True)
class Situation:
    """What happens around the device; may be changed while it runs."""

    finger: bool = True
    spo2_percent: int = 97
    pulse_bpm: int = 72
    strength: int = 6
    """Signal strength, 0 to 8."""
    probe_error: bool = False
    never_locks: bool = False
    search_s: float = 3.0


class Stage(StrEnum):
    """What the device makes of its situation."""

    FAULT = "fault"
    NO_FINGER = "no-finger"
    SEARCHING = "searching"
    LOCKED = "locked"


def _finger(device: SimulatedOximeter, text: str) -> None:
    device.situation.finger = choose(text, ("in", "out"))


def _spo2(device: SimulatedOximeter, text: str) -> None:
    device.situation.spo2_percent = int(number(text, 1, 100))


def _pulse(device: SimulatedOximeter, text: str) -> None:
    device.situation.pulse_bpm = int(number(text, 18, 254))


def _strength(device: SimulatedOximeter, text: str) -> None:
    device.situation.strength = int(number(text, 0, 8))


def _probe_error(device: SimulatedOximeter, text: str) -> None:
    device.situation.probe_error = choose(text, ("on", "off"), "on")


def _search(device: SimulatedOximeter, text: str) -> None:
    device.situation.never_locks = choose(text, ("on", "off"), "on")


def _search_s(device: SimulatedOximeter, text: str) -> None:
    device.situation.search_s = number(text, 0, 3600)


class SimulatedOximeter(SimulatedDevice):
    """An oximeter: a tick is one sample of its stream."""

    words: ClassVar[Mapping[str, Word]] = {
        "finger": Word(usage="finger in|out", help="put the finger in, or take it out", act=_finger),
        "spo2": Word(usage="spo2 N", help="oxygen saturation in percent", act=_spo2),
        "pulse": Word(usage="pulse N", help="beats a minute", act=_pulse),
        "strength": Word(usage="strength N", help="signal strength, 0 to 8", act=_strength),
        "probe-error": Word(usage="probe-error [on|off]", help="the sensor is broken", act=_probe_error),
        "search": Word(usage="search [on|off]", help="the pulse is never found", act=_search),
        "search-time": Word(usage="search-time S", help="seconds from finger to lock", act=_search_s),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "visit": ((0.0, "finger out"), (2.0, "finger in")),
        "finger-out": ((10.0, "finger out"),),
        "searching": ((0.0, "search on"),),
        "low-perfusion": ((0.0, "strength 1"),),
        "probe-error": ((0.0, "probe-error on"),),
        "no-finger": ((0.0, "finger out"),),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "") -> None:
        super().__init__(variant)
        self.situation = situation or Situation()
        self.wave = PulseWave(self.rate_hz)
        self._finger_since_s: float | None = None

    @classmethod
    def make(cls, variant: str = "") -> SimulatedOximeter:
        return cls(None, variant)

    def power_on(self) -> None:
        super().power_on()
        self._finger_since_s = None

    @property
    def stage_age_s(self) -> float:
        """How long the finger has been in."""
        return 0.0 if self._finger_since_s is None else self.now_s - self._finger_since_s

    def _speak(self) -> bytes:
        return self._sample(self._stage())

    @abstractmethod
    def _sample(self, stage: Stage) -> bytes:
        """Return one sample's bytes; nothing while the device is silent."""

    def _stage(self) -> Stage:
        if self.situation.probe_error or not self.situation.finger:
            self._finger_since_s = None
            return Stage.FAULT if self.situation.probe_error else Stage.NO_FINGER
        if self._finger_since_s is None:
            self._finger_since_s = self.now_s
        searching = self.situation.never_locks or self.stage_age_s < self.situation.search_s
        return Stage.SEARCHING if searching else Stage.LOCKED
