# SPDX-License-Identifier: EUPL-1.2
"""An Ivy 450C from the device's side ("Ansar-B" output, after a recording).

When it is switched on, the last blood pressure of somebody before still stands. Variants: ``450c``; ``invasive`` has a
transducer for arterial pressure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from drivers.ivy_450c.frame import encode
from drivers.names import DriverName
from drivers.simulation.cuff import Person, person
from drivers.simulation.device import Word, choose, number
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage
from drivers.simulation.pulse_wave import shape

MEASURING_S = 25.0
"""So long the cuff takes; the last result is gone meanwhile."""
ECG_HZ, SLOW_HZ = 200, 50
ECG_ZERO, PLETH_ZERO, P1_ZERO, FILLING = 100, 86, 80, 0xFB
BEFORE = Person(systolic_mmhg=121, diastolic_mmhg=75, pulse_bpm=80)


def _leads(device: SimulatedIvy, text: str) -> None:
    device.leads = choose(text, ("on", "off"))


def _breaths(device: SimulatedIvy, text: str) -> None:
    device.breaths = int(number(text, 0, 150))


def _co2(device: SimulatedIvy, text: str) -> None:
    device.co2 = 0 if text == "off" else int(number(text, 1, 99))


def _nibp(device: SimulatedIvy, text: str) -> None:
    device.measure(person(text))


class SimulatedIvy(SimulatedOximeter, driver=DriverName.IVY_450C):
    """A block a second; a tick is a tenth of it. It hears nothing."""

    rate_hz: ClassVar[float] = 10.0
    variants: ClassVar[tuple[str, ...]] = ("450c", "invasive")
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedOximeter.words,
        "leads": Word(usage="leads on|off", help="the electrodes are on, or one is off", act=_leads),
        "breaths": Word(usage="breaths N", help="breaths a minute", act=_breaths),
        "co2": Word(usage="co2 N|off", help="end-tidal carbon dioxide in mmHg, or no sampling line", act=_co2),
        "nibp": Word(usage="nibp SYS/DIA PULSE", help="the cuff measures this", act=_nibp),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "") -> None:
        super().__init__(situation, variant)
        self.leads = True
        self.breaths = 15
        self.co2 = 0
        self._pressure = BEFORE
        self._measured_s = 0.0
        self._phase = 0.0

    def receive(self, data: bytes) -> None:
        """Take no notice."""

    def measure(self, arm: Person) -> None:
        """Inflate the cuff."""
        self._pressure, self._measured_s = arm, self.now_s + MEASURING_S

    def power_on(self) -> None:
        super().power_on()
        self._measured_s = 0.0

    def _sample(self, stage: Stage) -> bytes:
        if self._ticks % int(self.rate_hz):
            return b""
        return encode(self._waves(stage), self._texts(stage))

    def _texts(self, stage: Stage) -> tuple[str, ...]:
        heart = f"HR=1;{self.situation.pulse_bpm};ECG-II-DIAG;" if self.leads else "HR=1;;LEAD OFF;"
        breaths = f"RR=1;{self.breaths};APNEA: 20 SEC;" if self.leads and self.breaths else "RR=1;;APNEA: 20 SEC;"
        invasive = "P1=3;111;73;88;;" if self.variant == "invasive" else "P1=3;;;;NO TRANSDUCER;"
        return (
            heart,
            breaths,
            f"ETCO2=1;{self.co2 or ''};;",
            self._oximeter(stage),
            self._cuff(),
            invasive,
            "P2=3;;;;NO TRANSDUCER;",
            "T1=1;;;",
        )

    def _oximeter(self, stage: Stage) -> str:
        if stage is Stage.LOCKED:
            return f"SPO2=1;{self.situation.spo2_percent};PR={self.situation.pulse_bpm} ;"
        return {
            Stage.FAULT: "SPO2=1;;;SENSOR FAULT",
            Stage.NO_FINGER: "SPO2=1;;;SENSOR OFF",
            Stage.SEARCHING: "SPO2=1;;;SEARCHING",
        }[stage]

    def _cuff(self) -> str:
        if self.now_s < self._measured_s:
            return "NIBP=4;;;;;;"
        arm = self._pressure
        return f"NIBP=4;{arm.systolic_mmhg};{arm.diastolic_mmhg};{arm.mean_mmhg};{arm.pulse_bpm};;"

    def _waves(self, stage: Stage) -> bytes:
        """Return a second of every waveform."""
        beats_s = self.situation.pulse_bpm / 60
        start, self._phase = self._phase, self._phase + beats_s
        seen = stage in (Stage.SEARCHING, Stage.LOCKED)
        ecg = bytes(ECG_ZERO + (_spike((start + beats_s * n / ECG_HZ) % 1) if self.leads else 0) for n in range(ECG_HZ))
        pleth = bytes(
            PLETH_ZERO + (round(100 * shape((start + beats_s * n / SLOW_HZ) % 1)) if seen else 0)
            for n in range(SLOW_HZ)
        )
        breath_hz = self.breaths / 60
        breathing = bytes(
            128 + round(60 * math.sin(2 * math.pi * breath_hz * (self.now_s + n / SLOW_HZ))) for n in range(SLOW_HZ)
        )
        p1 = P1_ZERO if self.variant == "invasive" else FILLING
        return ecg + breathing + pleth + bytes([p1] * SLOW_HZ + [FILLING] * SLOW_HZ)


def _spike(phase: float) -> int:
    """Return a heart beat of an electrocardiogram: small wave, spike, broad wave."""
    p = 8 * math.exp(-(((phase - 0.18) / 0.03) ** 2))
    r = 90 * math.exp(-(((phase - 0.3) / 0.012) ** 2))
    t = 18 * math.exp(-(((phase - 0.55) / 0.06) ** 2))
    return round(p + r + t)
