# SPDX-License-Identifier: EUPL-1.2
"""What every simulated oximeter has in common: the situation it is in, and its own sense of time.

A simulated device is pure: bytes from the host go in, one sample's worth of bytes comes out at each tick. It lives
beside the driver and refuses what the device refuses; ports, pace and faults are the runner's (`simulator_run`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from drivers.names import DriverName
from drivers.pulse_wave import PulseWave
from kiosk.errors import KioskError


class SimulatorReason(StrEnum):
    """Why a simulator does not do what it was told."""

    UNKNOWN_WORD = "unknown-word"
    """A scenario, fault, variant or command that does not exist."""
    BAD_NUMBER = "bad-number"
    """A number that the device could not send."""


class SimulatorError(KioskError, ValueError):
    """A simulator was told something it does not know."""


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


class SimulatedDevice(ABC):
    """The device's side of the wire, one sample at a time."""

    classes: ClassVar[dict[DriverName, type[SimulatedDevice]]] = {}
    """Every simulator that was imported; `drivers.registry` imports them by name."""
    rate_hz: ClassVar[float]
    variants: ClassVar[tuple[str, ...]]
    """Names of the variants; the first is the default."""

    def __init_subclass__(cls, *, driver: DriverName) -> None:
        super().__init_subclass__()
        SimulatedDevice.classes[driver] = cls

    def __init__(self, situation: Situation, variant: str = "") -> None:
        if variant and variant not in self.variants:
            raise SimulatorError(
                f"There is no variant '{variant}'.",
                reason=SimulatorReason.UNKNOWN_WORD,
                hint=f"Known: {', '.join(self.variants)}.",
            )
        self.situation = situation
        self.variant = variant or self.variants[0]
        self.wave = PulseWave(self.rate_hz)
        self._ticks = 0
        self._finger_since_s: float | None = None
        self._answers = bytearray()

    @property
    def now_s(self) -> float:
        """The device's own time."""
        return self._ticks / self.rate_hz

    def tick(self) -> bytes:
        """Let one sample's time pass; return what the device sends in it, answers first."""
        answers = bytes(self._answers)
        self._answers.clear()
        sample = self._sample(self._stage())
        self._ticks += 1
        return answers + sample

    @abstractmethod
    def receive(self, data: bytes) -> None:
        """Take bytes from the host; answers go out with the next tick."""

    @abstractmethod
    def connected(self) -> None:
        """Take the news that a host opened the port."""

    def power_on(self) -> None:
        """Begin as after switching on: what the host had said is forgotten, and the search starts again."""
        self._finger_since_s = None
        self._answers.clear()

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

    @property
    def stage_age_s(self) -> float:
        """How long the finger has been in."""
        return 0.0 if self._finger_since_s is None else self.now_s - self._finger_since_s
