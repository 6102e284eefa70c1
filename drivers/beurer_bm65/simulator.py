# SPDX-License-Identifier: EUPL-1.2
"""A BM65 from the device's side: a memory, a clock that may be wrong, and somebody who measures.

Variants: ``bm65`` keeps the newest record first, ``oldest-first`` last. It hears nothing while it is off or lies beside
its cable, and answers only one command after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.beurer_bm65.decode import Stored
from drivers.beurer_bm65.dialogue import GET_COUNT, GET_IDENTITY, GET_RECORD, WAKE
from drivers.beurer_bm65.frame import AWAKE, IDENTITY_CHARS, NOT_THERE
from drivers.names import DriverName
from drivers.simulation.cuff import Person, person
from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number

CAPACITY = 30
IDENTITY = b"Andon Blood Pressure Meter KD001"
ASLEEP_S = 60.0
"""It switches off so long after the last command."""
OFFSET_LIMIT_MIN = 60 * 24 * 366


def _measure(device: Any, text: str) -> None:
    device.measure(person(text) if text else Person())


def _old(device: Any, text: str) -> None:
    device.measure(Person(), ago=timedelta(minutes=number(text, 0, OFFSET_LIMIT_MIN)))


def _clock(device: Any, text: str) -> None:
    device.offset = timedelta(minutes=number(text, -OFFSET_LIMIT_MIN, OFFSET_LIMIT_MIN))


def _power(device: Any, text: str) -> None:
    device.is_on = choose(text, ("on", "off"))


class SimulatedBeurer(SimulatedDevice, driver=DriverName.BEURER_BM65):
    """Silent until waked."""

    rate_hz: ClassVar[float] = 50.0
    variants: ClassVar[tuple[str, ...]] = ("bm65", "oldest-first")
    words: ClassVar[Mapping[str, Word]] = {
        "measure": Word(usage="measure [127/76 78]", help="somebody measures now", act=_measure),
        "old": Word(usage="old MINUTES", help="a record that is so old", act=_old),
        "empty": Word(usage="empty", help="nothing in the memory", act=lambda device, _: device.records.clear()),
        "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_clock),
        "power": Word(usage="power on|off", help="it is switched on, or off", act=_power),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "visit": ((0.0, "power off"), (3.0, "measure"), (5.0, "power on")),
        "steady": (),
        "old": ((0.0, "old 45"),),
        "empty": ((0.0, "empty"),),
        "wrong-clock": ((0.0, "clock -90"), (0.0, "measure")),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant)
        self._started = started or datetime.now().replace(microsecond=0)
        self.offset = timedelta(0)
        self.is_on = True
        self.records: list[Stored] = []
        """The oldest first."""
        self._awake_until_s = 0.0
        self._half = b""
        for days in (2, 1):
            self.measure(Person(systolic_mmhg=140 + days, diastolic_mmhg=90), ago=timedelta(days=days))

    @property
    def clock(self) -> datetime:
        """What the meter's clock shows."""
        return self._started + self.offset + timedelta(seconds=int(self.now_s))

    def measure(self, someone: Person, *, ago: timedelta = timedelta(0)) -> None:
        """Store a measurement."""
        at = (self.clock - ago).replace(second=0, microsecond=0)
        self.records.append(
            Stored(systolic=someone.systolic_mmhg, diastolic=someone.diastolic_mmhg, pulse=someone.pulse_bpm, at=at)
        )
        del self.records[:-CAPACITY]

    def power_on(self) -> None:
        super().power_on()
        self._awake_until_s, self._half = 0.0, b""

    def receive(self, data: bytes) -> None:
        if not self.is_on:
            self._awake_until_s = 0.0
            return
        for byte in data:
            self._hear(byte)

    def _hear(self, byte: int) -> None:
        if self._half:
            self._half = b""
            self._answers += self._record(byte)
        elif byte == WAKE[0]:
            self._awake_until_s = self.now_s + ASLEEP_S
            self._answers.append(AWAKE)
        elif self.now_s < self._awake_until_s:
            self._awake_until_s = self.now_s + ASLEEP_S
            self._obey(byte)

    def _obey(self, byte: int) -> None:
        if byte == GET_IDENTITY[0]:
            self._answers += IDENTITY.ljust(IDENTITY_CHARS, b" ")
        elif byte == GET_COUNT[0]:
            self._answers.append(len(self.records))
        elif byte == GET_RECORD:
            self._half = bytes([byte])

    def _record(self, index: int) -> bytes:
        records = self.records if self.variant == "oldest-first" else self.records[::-1]
        return records[index - 1].encode() if 0 < index <= len(records) else bytes([NOT_THERE])

    def _speak(self) -> bytes:
        return b""
