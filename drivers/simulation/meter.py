# SPDX-License-Identifier: EUPL-1.2
"""A blood glucose meter with its memory and its clock, which every simulated meter shares. Pure but for the start time.

A meter is somebody's own: it may lie beside the cable (``detach``), have yesterday's records, and a wrong clock.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.simulation.device import SimulatedDevice, SimulatorError, SimulatorReason, Timeline, Word, number

HIGH_MG_DL, LOW_MG_DL = 601, 19
"""What is stored for HI and LO."""
CAPACITY = 500
OFFSET_LIMIT_MIN = 60 * 24 * 366


@dataclass(frozen=True, kw_only=True, slots=True)
class MeterRecord:
    """One test. ``at`` is the meter's own time."""

    at: datetime
    mg_dl: int
    control: bool = False
    pressure: tuple[int, int, int, int] | None = None
    """Systolic, mean, diastolic, pulse, of a meter that measures blood pressure."""


def _glucose(text: str) -> int:
    special = {"HI": HIGH_MG_DL, "LO": LOW_MG_DL}.get(text.upper())
    return special if special is not None else int(number(text, 0, 999))


def _old(meter: Any, text: str) -> None:
    value, _, minutes = text.partition(" ")
    if not minutes:
        raise SimulatorError(
            "It is not said how old the record is.", reason=SimulatorReason.BAD_NUMBER, hint="Write: old 105 45."
        )
    meter.test(_glucose(value), ago=timedelta(minutes=number(minutes, 0, OFFSET_LIMIT_MIN)))


def _set_clock(meter: Any, text: str) -> None:
    meter.set_clock(timedelta(minutes=number(text, -OFFSET_LIMIT_MIN, OFFSET_LIMIT_MIN)))


METER_WORDS: dict[str, Word] = {
    "test": Word(
        usage="test MG_DL|HI|LO",
        help="somebody measures now",
        act=lambda meter, text: meter.test(_glucose(text)),
    ),
    "control": Word(
        usage="control MG_DL",
        help="a test with control solution, now",
        act=lambda meter, text: meter.test(_glucose(text), control=True),
    ),
    "old": Word(usage="old MG_DL MINUTES", help="the newest record is so old", act=_old),
    "empty": Word(usage="empty", help="nothing in the memory", act=lambda meter, _: meter.records.clear()),
    "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_set_clock),
    "detach": Word(usage="detach", help="the meter is taken out of the cable", act=lambda meter, _: meter.detach()),
    "attach": Word(usage="attach", help="the meter is put into the cable", act=lambda meter, _: meter.attach()),
}


class SimulatedMeter(SimulatedDevice):
    """A meter's memory, newest record first, and the words that change it. A family gives the protocol."""

    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("mg", "mmol")
    words: ClassVar[Mapping[str, Word]] = METER_WORDS
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "visit": ((0.0, "detach"), (3.0, "test 105"), (5.0, "attach")),
        "steady": (),
        "old": ((0.0, "old 105 45"),),
        "empty": ((0.0, "empty"),),
        "control": ((1.0, "control 110"),),
        "high": ((1.0, "test HI"),),
        "wrong-clock": ((0.0, "clock -90"), (0.0, "test 105")),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant)
        self._started = started or datetime.now().replace(microsecond=0)
        self._offset = timedelta(0)
        self.attached = True
        self.records: list[MeterRecord] = [
            MeterRecord(at=self.clock - timedelta(days=days), mg_dl=mg_dl) for days, mg_dl in ((1, 118), (2, 94))
        ]

    @property
    def clock(self) -> datetime:
        """What the meter's clock shows."""
        return self._started + self._offset + timedelta(seconds=int(self.now_s))

    def test(self, mg_dl: int, *, control: bool = False, ago: timedelta = timedelta(0)) -> None:
        """Measure: the record is the newest."""
        self.records.insert(0, MeterRecord(at=self.clock - ago, mg_dl=mg_dl, control=control))
        del self.records[CAPACITY:]

    def set_clock(self, offset: timedelta) -> None:
        """Let the clock be wrong by ``offset``; records keep the time they were given."""
        self._offset = offset

    def show(self, moment: datetime) -> None:
        """Let the clock show ``moment`` now, as a host that sets it would."""
        self._offset += moment - self.clock

    def receive(self, data: bytes) -> None:
        if self.attached:
            self._hear(data)

    def _speak(self) -> bytes:
        return self._tick() if self.attached else b""

    @abstractmethod
    def _hear(self, data: bytes) -> None:
        """Take bytes from the host, while in the cable."""

    def _tick(self) -> bytes:
        """Return what the meter says besides answers, while in the cable."""
        return b""

    def attach(self) -> None:
        """Come into the cable."""
        self.attached = True

    def detach(self) -> None:
        """Leave the cable: what was heard and was to be said is gone."""
        self.attached = False
        self._answers.clear()
