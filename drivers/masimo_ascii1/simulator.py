# SPDX-License-Identifier: EUPL-1.2
"""A Masimo monitor from the device's side (Rad-8 and Radical-7 manuals; lines as users recorded them).

Variants: ``rad8``; ``radical7`` (more fields, no percent sign behind the perfusion index, no serial number);
``rad7blue`` (its older firmware, with PVI and a blank at the end); ``ascii2`` is a Rad-8 left in its default output,
shown here as the lines of its trend, numbers as zeros where there are none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.masimo_ascii1.decode import Exc
from drivers.names import DriverName
from drivers.simulation.device import Word, choose, number
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage

HELD_S = 2.0
"""So long a Rad-8 goes on showing the last numbers with the sensor off (as recorded)."""
PI_PER_STRENGTH = 0.8
SERIAL = "0000056661"

LINES: dict[str, str] = {
    "rad8": "{at:%m/%d/%y %H:%M:%S} SN={serial} SPO2={spo2}% BPM={bpm} PI={pi}% SPCO=--.-% SPMET=--.-% DESAT=-- "
    "PIDELTA=+-- ALARM={alarm:04X} EXC={exc:06X}",
    "radical7": "{at:%m/%d/%y %H:%M:%S} SN=---------- SPO2={spo2}% BPM={bpm} PI={pi} SPCO=--% SPMET=--.-% SPHB=--.- "
    "SPOC=-- RESVD=--- DESAT=-- PIDELTA=+-- PVI=--- ALARM={alarm:06X} EXC={exc:07X} EXC1=00000000",
    "rad7blue": "{at:%m/%d/%y %H:%M:%S} SN={serial} SPO2={spo2}% BPM={bpm} PI={pi}% SPCO=--.-% SPMET=--.-% DESAT=-- "
    "PIDELTA=+-- PVI=--- ALARM={alarm:04X} EXC={exc:06X} ",
    "ascii2": "{at:%m/%d/%y %H:%M:%S} SpO2={spo2} PR={bpm} PI={pi} EXC={exc:03X}",
}


def _bit(bit: Exc) -> Any:
    def put(device: SimulatedMasimo, text: str) -> None:
        device.extra = device.extra | bit if choose(text, ("on", "off"), "on") else device.extra & ~bit

    return put


def _clock(device: SimulatedMasimo, text: str) -> None:
    device.ahead_s = number(text, -3.2e7, 3.2e7)


class SimulatedMasimo(SimulatedOximeter, driver=DriverName.MASIMO_ASCII1):
    """A line a second; a tick is a tenth of it. It hears nothing."""

    rate_hz: ClassVar[float] = 10.0
    variants: ClassVar[tuple[str, ...]] = tuple(LINES)
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedOximeter.words,
        "interference": Word(
            usage="interference [on|off]", help="a lamp or a pump disturbs", act=_bit(Exc.INTERFERENCE)
        ),
        "light": Word(usage="light [on|off]", help="too much light on the sensor", act=_bit(Exc.AMBIENT_LIGHT)),
        "unknown-sensor": Word(
            usage="unknown-sensor [on|off]", help="a sensor of another make", act=_bit(Exc.UNRECOGNISED_SENSOR)
        ),
        "no-sensor": Word(usage="no-sensor [on|off]", help="the sensor is unplugged", act=_bit(Exc.NO_SENSOR)),
        "clock": Word(usage="clock S", help="the device's clock is so many seconds ahead", act=_clock),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(situation, variant)
        self.extra = Exc(0)
        self.ahead_s = 0.0
        self._started = started or datetime.now().replace(microsecond=0)
        self._locked_s: float | None = None

    def power_on(self) -> None:
        super().power_on()
        self._locked_s = None

    def receive(self, data: bytes) -> None:
        """Take no notice."""

    def _sample(self, stage: Stage) -> bytes:
        if stage is Stage.LOCKED:
            self._locked_s = self.now_s
        if self._ticks % int(self.rate_hz):
            return b""
        exc = self._exceptions(stage)
        line = LINES[self.variant].format(
            at=self._started + timedelta(seconds=int(self.now_s) + self.ahead_s),
            serial=SERIAL,
            alarm=0x10 if stage is Stage.NO_FINGER else 0,
            exc=int(exc),
            **self._numbers(stage),
        )
        return line.encode("ascii") + b"\r\n\r\n"

    def _exceptions(self, stage: Stage) -> Exc:
        exc = Exc.SET | self.extra
        if stage is Stage.FAULT:
            return Exc.DEFECTIVE_SENSOR
        if stage is Stage.NO_FINGER:
            return exc | Exc.SENSOR_OFF
        if stage is Stage.SEARCHING:
            return exc | Exc.PULSE_SEARCH
        weak = self.situation.strength <= 2
        return exc | Exc.LOW_SIGNAL_QUALITY | Exc.LOW_PERFUSION if weak else exc

    def _numbers(self, stage: Stage) -> dict[str, str]:
        held = self._locked_s is not None and self.now_s - self._locked_s < HELD_S
        trouble = self.extra & (Exc.NO_SENSOR | Exc.UNRECOGNISED_SENSOR)
        if trouble or not (stage is Stage.LOCKED or (stage is Stage.NO_FINGER and held)):
            if self.variant == "ascii2":
                return {"spo2": "000", "bpm": "000", "pi": "00.00"}
            return {"spo2": "---", "bpm": "---", "pi": "--.--"}
        swing = 1 + 0.1 * math.sin(self.now_s)
        perfusion = f"{max(0.02, self.situation.strength * PI_PER_STRENGTH * swing):05.2f}"
        return {
            "spo2": f"{self.situation.spo2_percent:03d}",
            "bpm": f"{self.situation.pulse_bpm:03d}",
            "pi": perfusion if stage is Stage.LOCKED or self.variant == "ascii2" else "--.--",
        }
