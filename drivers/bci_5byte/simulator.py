# SPDX-License-Identifier: EUPL-1.2
"""A five-byte oximeter from the device's side: streams from the moment it has power, and hears nothing."""

from __future__ import annotations

from typing import ClassVar

from drivers.bci_5byte.decode import BCI, Dialect, encode
from drivers.names import DriverName
from drivers.simulation.oximeter import SimulatedOximeter, Stage

WIRE_NO_PULSE, WIRE_NO_SPO2 = 0xFF, 0x7F
BEEP_SAMPLES = 3


class SimulatedFiveByte(SimulatedOximeter):
    """A dialect gives the pace and what its flags are called; ``stage_marks`` says which are set when."""

    dialect: ClassVar[Dialect]
    stage_marks: ClassVar[dict[Stage, frozenset[str]]]
    variants: ClassVar[tuple[str, ...]] = ("ff", "zero")
    """How "no value" is said: FF and 7F as the papers have it, or 0 and 0."""

    def receive(self, data: bytes) -> None:
        """Its input is not connected."""

    def _sample(self, stage: Stage) -> bytes:
        height = self.wave.step(self.situation.pulse_bpm)
        locked, seen = stage is Stage.LOCKED, stage in (Stage.SEARCHING, Stage.LOCKED)
        pleth = round(height * self.dialect.pleth_top * min(self.situation.strength, 8) / 8) if seen else 0
        nothing = (WIRE_NO_PULSE, WIRE_NO_SPO2) if self.variant == "ff" else (0, 0)
        pulse, spo2 = (self.situation.pulse_bpm, self.situation.spo2_percent) if locked else nothing
        return encode(
            self.dialect,
            pleth=pleth,
            pulse=pulse,
            spo2=spo2,
            strength=self.situation.strength if seen else 0,
            bar=min(15, pleth * 15 // self.dialect.pleth_top),
            beep=seen and self.wave.since_beat < BEEP_SAMPLES,
            marks=self.stage_marks[stage],
        )


class SimulatedBci(SimulatedFiveByte, driver=DriverName.BCI_5BYTE):
    """Berry's row."""

    dialect = BCI
    rate_hz = float(BCI.rate_hz)
    stage_marks: ClassVar[dict[Stage, frozenset[str]]] = {
        Stage.FAULT: frozenset({"probe_unplugged"}),
        Stage.NO_FINGER: frozenset({"no_finger"}),
        Stage.SEARCHING: frozenset({"searching"}),
        Stage.LOCKED: frozenset(),
    }
