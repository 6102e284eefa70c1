# SPDX-License-Identifier: EUPL-1.2
"""A Nonin oximeter in serial data format 2, from the device's side (9560 OEM specification; OEM III).

Variants: ``9560`` streams format 2 and answers commands in the first 5 s of a connection; ``oem3`` streams and takes no
commands; ``format13`` is a 9560 as it leaves the factory: silent until it is told to use format 2.
"""

from __future__ import annotations

from typing import ClassVar

from drivers.names import DriverName
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
from drivers.nonin_2.frame import ACCEPTED, PACKET_FRAMES, REFUSED, SYNC, encode
from drivers.simulated_oximeter import SimulatedOximeter, Situation, Stage

LISTENS_S = 5.0
HOLDS_S = 10.0
"""Values for display stand so long after the finger left."""
PERFUSION_FRAMES = 12
IDLE_PLETH = 0
FORMAT_2, FORMAT_13 = 0x02, 0x0D
CHOOSE_FORMAT = 0x70
STX, ETX = 0x02, 0x03
COMMAND_LIMIT = 16

STAGE_BITS = {
    Stage.FAULT: DISCONNECTED | SENSOR_ALARM,
    Stage.NO_FINGER: SENSOR_ALARM,
    Stage.SEARCHING: OUT_OF_TRACK,
    Stage.LOCKED: 0,
}


class SimulatedNonin(SimulatedOximeter, driver=DriverName.NONIN_2):
    """75 frames a second; values are latched at frame 1 of a packet."""

    rate_hz: ClassVar[float] = 75.0
    variants: ClassVar[tuple[str, ...]] = ("9560", "oem3", "format13")

    def __init__(self, situation: Situation | None = None, variant: str = "") -> None:
        super().__init__(situation, variant)
        self.low_battery = False
        self.artifact = False
        self._streams = self.variant != "format13"
        self._heard = bytearray()
        self._connected_s = 0.0
        self._number = 1
        self._floats: dict[int, int] = {}
        self._shown = (HR_MISSING, SPO2_MISSING)
        self._shown_until_s = 0.0

    def connected(self) -> None:
        self._connected_s = self.now_s
        self._heard.clear()

    def power_on(self) -> None:
        super().power_on()
        self._number = 1
        self._heard.clear()

    def receive(self, data: bytes) -> None:
        if self.variant == "oem3":
            return
        self._heard += data
        while (command := self._next_command()) is not None:
            if self.now_s - self._connected_s < LISTENS_S:
                self._answers.append(self._obey(command))
        del self._heard[:-COMMAND_LIMIT]

    def _next_command(self) -> bytes | None:
        """Cut ``02 op len data.. 03`` off what was heard."""
        while self._heard:
            if self._heard[0] == STX:
                if len(self._heard) < 3 or len(self._heard) < self._heard[2] + 4:
                    return None
                length = self._heard[2] + 4
                command = bytes(self._heard[:length])
                del self._heard[:length]
                if command[-1] == ETX:
                    return command
            else:
                del self._heard[0]
        return None

    def _obey(self, command: bytes) -> int:
        op, data = command[1], command[3:-1]
        if op != CHOOSE_FORMAT or len(data) != 2 or data[0] != 0x02 or data[1] not in (FORMAT_2, FORMAT_13):
            return REFUSED
        self._streams = data[1] == FORMAT_2
        self._number = 1
        return ACCEPTED

    def _sample(self, stage: Stage) -> bytes:
        height = self.wave.step(self.situation.pulse_bpm)
        if not self._streams:
            return b""
        if self._number == 1:
            self._latch(stage)
        frame = encode(self._status(stage), self._pleth(stage, height), self._floats.get(self._number, 0))
        self._number = self._number % PACKET_FRAMES + 1
        return frame

    def _pleth(self, stage: Stage, height: float) -> int:
        if stage in (Stage.NO_FINGER, Stage.FAULT):
            return IDLE_PLETH
        return 20 + round(height * 28 * min(self.situation.strength, 8))

    def _status(self, stage: Stage) -> int:
        status = STAGE_BITS[stage] | (SYNC if self._number == 1 else 0) | (ARTIFACT if self.artifact else 0)
        if stage is Stage.LOCKED and self.wave.since_beat < PERFUSION_FRAMES:
            status |= self._perfusion()
        return status

    def _perfusion(self) -> int:
        if self.situation.strength <= 2:
            return RED
        return RED | GREEN if self.situation.strength <= 4 else GREEN

    def _latch(self, stage: Stage) -> None:
        locked = stage is Stage.LOCKED
        now = (self.situation.pulse_bpm, self.situation.spo2_percent) if locked else (HR_MISSING, SPO2_MISSING)
        if locked:
            self._shown, self._shown_until_s = now, self.now_s + HOLDS_S
        elif self.now_s >= self._shown_until_s:
            self._shown = now
        quality = HIGH_QUALITY if locked and self.situation.strength > 4 else 0
        self._floats = {
            **_rate_floats({HR: now[0], E_HR: now[0], HR_D: self._shown[0], E_HR_D: self._shown[0]}),
            **_rate_floats({TIMER: int(self.now_s * 3) & 0x1FF}),
            **dict.fromkeys((SPO2, SPO2_FAST, SPO2_BEAT, E_SPO2), now[1]),
            **dict.fromkeys((SPO2_D, E_SPO2_D), self._shown[1]),
            REVISION: 0x21,
            STATUS_2: quality | (1 if self.low_battery else 0),
        }


def _rate_floats(rates: dict[int, int]) -> dict[int, int]:
    floats: dict[int, int] = {}
    for number, bpm in rates.items():
        floats[number], floats[number + 1] = rate_bytes(bpm)
    return floats
