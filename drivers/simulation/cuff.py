# SPDX-License-Identifier: EUPL-1.2
"""An arm in a cuff: what every simulated blood-pressure device has in common. Pure; time is the device's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.simulation.device import SimulatorError, SimulatorReason, number

INFLATES_MMHG_PER_S = 22.0
DEFLATES_MMHG_PER_S = 5.0
EXHAUSTS_MMHG_PER_S = 80.0
"""The valve is open: after an abort, an error or the end."""


@dataclass(kw_only=True, slots=True)
class Person:
    """Whose arm it is; may be changed while it runs. ``mean_mmhg`` follows from the others."""

    systolic_mmhg: int = 127
    diastolic_mmhg: int = 76
    pulse_bpm: int = 78
    moves: bool = False

    @property
    def mean_mmhg(self) -> int:
        return round(self.diastolic_mmhg + (self.systolic_mmhg - self.diastolic_mmhg) / 3)


def person(text: str) -> Person:
    """Read ``SYS/DIA PULSE``, such as ``127/76 78``. Raises `SimulatorError`."""
    pressures, _, pulse = text.partition(" ")
    systolic, slash, diastolic = pressures.partition("/")
    if not slash:
        raise SimulatorError(
            f"'{text}' is not a blood pressure.", reason=SimulatorReason.BAD_NUMBER, hint="Write it as 127/76 78."
        )
    return Person(
        systolic_mmhg=int(number(systolic, 1, 300)),
        diastolic_mmhg=int(number(diastolic, 1, 300)),
        pulse_bpm=int(number(pulse or "78", 1, 250)),
    )


class CuffStage(StrEnum):
    """What the cuff does."""

    IDLE = "idle"
    INFLATING = "inflating"
    DEFLATING = "deflating"
    """Measuring, while the pressure falls slowly."""


class Cuff:
    """A pump, a valve and an arm. ``advance`` is called as time passes and tells when a measurement is finished."""

    def __init__(self) -> None:
        self.pressure_mmhg = 0.0
        self.stage = CuffStage.IDLE
        self.started_s = 0.0
        self._top_mmhg = 0.0
        self._bottom_mmhg = 0.0
        self._now_s = 0.0

    def start(self, person: Person, *, top_mmhg: float | None = None) -> None:
        """Begin to inflate, by default 40 mmHg above the systolic pressure."""
        self.stage = CuffStage.INFLATING
        self.started_s = self._now_s
        self._top_mmhg = top_mmhg or person.systolic_mmhg + 40.0
        self._bottom_mmhg = max(20.0, person.diastolic_mmhg - 15.0)

    def release(self) -> None:
        """Open the valve: the measurement is over, or was stopped."""
        self.stage = CuffStage.IDLE

    def advance(self, now_s: float) -> bool:
        """Let time pass until ``now_s``; return whether the pressure has just come down to the end of a measurement."""
        step_s, self._now_s = max(0.0, now_s - self._now_s), now_s
        if self.stage is CuffStage.INFLATING:
            self.pressure_mmhg += INFLATES_MMHG_PER_S * step_s
            if self.pressure_mmhg >= self._top_mmhg:
                self.stage = CuffStage.DEFLATING
        elif self.stage is CuffStage.DEFLATING:
            self.pressure_mmhg -= DEFLATES_MMHG_PER_S * step_s
            if self.pressure_mmhg <= self._bottom_mmhg:
                self.release()
                return True
        else:
            self.pressure_mmhg = max(0.0, self.pressure_mmhg - EXHAUSTS_MMHG_PER_S * step_s)
        return False
