# SPDX-License-Identifier: EUPL-1.2
"""What a simulated Nonin sends, in each of its data formats. Pure; a tick is a seventy-fifth of a second."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from drivers.nonin_2.decode import (
    ARTIFACT,
    DISCONNECTED,
    E_HR,
    E_HR_D,
    E_SPO2,
    E_SPO2_D,
    GREEN,
    HIGH_QUALITY,
    HR,
    HR_D,
    HR_MISSING,
    OUT_OF_TRACK,
    RED,
    REVISION,
    SENSOR_ALARM,
    SPO2,
    SPO2_BEAT,
    SPO2_D,
    SPO2_FAST,
    SPO2_MISSING,
    STATUS_2,
    TIMER,
    rate_bytes,
)
from drivers.nonin_2.frame import FORMAT_2, FORMAT_7, PACKET_FRAMES, SYNC, Shape
from drivers.nonin_8 import decode as brief
from drivers.nonin_8.frame import encode as encode_brief
from drivers.nonin_13.decode import SpotCheck
from drivers.nonin_13.decode import encode as encode_spot_check
from drivers.nonin_13.frame import encode as encode_message
from drivers.simulation.oximeter import Stage

HOLDS_S = 10.0
"""Values for display stand so long after the finger left."""
PERFUSION_FRAMES = 12
FRAMES_PER_S = 75
IDLE_PLETH = 0
GIVES_UP_S = 40.0
"""A spot check that has not come to a good reading by then ends without one."""
SETTLES_S = 4.0
"""From the lock to a good reading."""
KEPT = 20
"""Spot checks in the memory."""
GOOD_STRENGTH = 4
"""Above it SmartPoint finds a good reading."""

STAGE_BITS = {
    Stage.FAULT: DISCONNECTED | SENSOR_ALARM,
    Stage.NO_FINGER: SENSOR_ALARM,
    Stage.SEARCHING: OUT_OF_TRACK,
    Stage.LOCKED: 0,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """What there is to tell."""

    now_s: float
    pulse_bpm: int
    spo2_percent: int
    strength: int
    low_battery: bool
    artifact: bool

    @property
    def is_good(self) -> bool:
        return self.strength > GOOD_STRENGTH


class Host(Protocol):
    """What a format needs to know of its device."""

    @property
    def clock(self) -> datetime: ...

    @property
    def serial(self) -> str: ...

    @property
    def connection(self) -> int: ...

    @property
    def memory(self) -> list[SpotCheck]: ...


class Output(ABC):
    """One data format."""

    @abstractmethod
    def tick(self, say: Say, stage: Stage, height: float, since_beat: int) -> bytes:
        """Return what is sent in this tick."""

    def restart(self) -> None:  # noqa: B027 - a format without a memory begins as it is
        """Begin as after switching on."""


class Frames(Output):
    """Formats 2 and 7: a frame a tick; values are latched at frame 1 of a packet."""

    def __init__(self, shape: Shape, steps: int) -> None:
        self._shape = shape
        self._steps = steps
        self._floats: dict[int, int] = {}
        self.restart()
        self._shown = (HR_MISSING, SPO2_MISSING)
        self._shown_until_s = 0.0

    def restart(self) -> None:
        self._number = 1

    def tick(self, say: Say, stage: Stage, height: float, since_beat: int) -> bytes:
        if self._number == 1:
            self._latch(say, stage)
        status = STAGE_BITS[stage] | (SYNC if self._number == 1 else 0) | (ARTIFACT if say.artifact else 0)
        if stage is Stage.LOCKED and since_beat < PERFUSION_FRAMES:
            status |= _perfusion(say.strength)
        frame = self._shape.encode(status, self._pleth(say, stage, height), self._floats.get(self._number, 0))
        self._number = self._number % PACKET_FRAMES + 1
        return frame

    def _pleth(self, say: Say, stage: Stage, height: float) -> int:
        if stage in (Stage.NO_FINGER, Stage.FAULT):
            return IDLE_PLETH
        return 20 * self._steps + round(height * 28 * say.strength * self._steps)

    def _latch(self, say: Say, stage: Stage) -> None:
        locked = stage is Stage.LOCKED
        now = (say.pulse_bpm, say.spo2_percent) if locked else (HR_MISSING, SPO2_MISSING)
        if locked:
            self._shown, self._shown_until_s = now, say.now_s + HOLDS_S
        elif say.now_s >= self._shown_until_s:
            self._shown = now
        quality = HIGH_QUALITY if locked and say.is_good else 0
        self._floats = {
            **_rate_floats({HR: now[0], E_HR: now[0], HR_D: self._shown[0], E_HR_D: self._shown[0]}),
            **_rate_floats({TIMER: int(say.now_s * 3) & 0x1FF}),
            **dict.fromkeys((SPO2, SPO2_FAST, SPO2_BEAT, E_SPO2), now[1]),
            **dict.fromkeys((SPO2_D, E_SPO2_D), self._shown[1]),
            REVISION: 0x21,
            STATUS_2: quality | (1 if say.low_battery else 0),
        }


class Brief(Output):
    """Formats 8 and 1: a packet a second."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._ticks = 0

    def tick(self, say: Say, stage: Stage, height: float, since_beat: int) -> bytes:
        self._ticks += 1
        if self._ticks % FRAMES_PER_S:
            return b""
        locked = stage is Stage.LOCKED
        hr, spo2 = (say.pulse_bpm, say.spo2_percent) if locked else (HR_MISSING, SPO2_MISSING)
        status_2 = None if self._length == 3 else self._status_2(say, stage)
        return encode_brief(self._status(say, stage), hr, spo2, status_2)

    def _status(self, say: Say, stage: Stage) -> int:
        status = brief.ARTIFACT if say.artifact else 0
        if self._length == 3 and stage is Stage.FAULT:
            status |= brief.DISCONNECTED
        if stage is not Stage.LOCKED:
            return status | brief.OUT_OF_TRACK
        perfusion = _perfusion(say.strength)
        if perfusion == GREEN:
            return status
        return status | (brief.LOW_PERFUSION if perfusion == RED else brief.MARGINAL_PERFUSION)

    def _status_2(self, say: Say, stage: Stage) -> int:
        status = brief.LOW_BATTERY if say.low_battery else 0
        if stage in (Stage.NO_FINGER, Stage.FAULT):
            return status | brief.SENSOR_ALARM
        return status | (brief.HIGH_QUALITY if stage is Stage.LOCKED and say.is_good else 0)


class SpotChecks(Output):
    """Format 13: one packet per finger; what was kept comes first, at a connection."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._connection = host.connection
        self.restart()

    def restart(self) -> None:
        self._locked_s: float | None = None
        self._finger_s: float | None = None
        self._done = False

    def tick(self, say: Say, stage: Stage, height: float, since_beat: int) -> bytes:
        return self._sent_from_memory() + self._measured(say, stage)

    def _sent_from_memory(self) -> bytes:
        if self._connection == self._host.connection:
            return b""
        self._connection = self._host.connection
        kept = b"".join(encode_message(encode_spot_check(check)) for check in self._host.memory)
        self._host.memory.clear()
        return kept

    def _measured(self, say: Say, stage: Stage) -> bytes:
        if stage in (Stage.NO_FINGER, Stage.FAULT):
            # A finger that leaves too early gives nothing at all.
            self.restart()
            return b""
        self._finger_s = say.now_s if self._finger_s is None else self._finger_s
        if stage is Stage.LOCKED and self._locked_s is None:
            self._locked_s = say.now_s
        good = self._locked_s is not None and say.is_good and say.now_s - self._locked_s >= SETTLES_S
        if self._done or not (good or say.now_s - self._finger_s >= GIVES_UP_S):
            return b""
        self._done = True
        none = self._locked_s is None
        check = spot_check(say, self._host.clock, serial=self._host.serial, good=good, none=none)
        if self._host.connection == 0:
            keep(self._host.memory, check)
            return b""
        return encode_message(encode_spot_check(check))


def spot_check(say: Say, at: datetime, *, serial: str, good: bool = True, none: bool = False) -> SpotCheck:
    """Return a spot check of the person as they are now."""
    return SpotCheck(
        taken_at=at,
        hr_bpm=None if none else say.pulse_bpm,
        spo2_percent=None if none else say.spo2_percent,
        high_quality=good,
        no_measurement=none,
        from_memory=False,
        low_battery=say.low_battery,
        serial=serial,
    )


def keep(memory: list[SpotCheck], check: SpotCheck) -> None:
    """Put a spot check into the memory; the oldest gives way."""
    memory.append(replace(check, from_memory=True))
    del memory[:-KEPT]


def output_of(number: int, host: Host) -> Output:
    """Make the output of a data format."""
    if number == 2:
        return Frames(FORMAT_2, 1)
    if number == 7:
        return Frames(FORMAT_7, 256)
    return SpotChecks(host) if number == 13 else Brief(4 if number == 8 else 3)


def _perfusion(strength: int) -> int:
    if strength <= 2:
        return RED
    return RED | GREEN if strength <= GOOD_STRENGTH else GREEN


def _rate_floats(rates: dict[int, int]) -> dict[int, int]:
    floats: dict[int, int] = {}
    for number, bpm in rates.items():
        floats[number], floats[number + 1] = rate_bytes(bpm)
    return floats
