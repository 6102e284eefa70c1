# SPDX-License-Identifier: EUPL-1.2
"""A TaiDoc meter from its side. What it does not know, or what has a wrong sum, gets no answer.

Variants: ``glucose`` (TD-4277), ``pressure`` (TD-3128), ``both`` (TD-3261), ``sleepy`` (a TD-4277 that first says that
it is entering communication).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from drivers.names import DriverName
from drivers.simulation.cuff import person
from drivers.simulation.device import Word
from drivers.simulation.meter import METER_WORDS, MeterRecord, SimulatedMeter
from drivers.taidoc.decode import Command, encode_moment, moment
from drivers.taidoc.frame import FROM_METER, Frame, TaiDocFramer, encode

MODELS = {"glucose": 0x4277, "pressure": 0x3128, "both": 0x3261, "sleepy": 0x4277}
SERIAL_HIGH, SERIAL_LOW = bytes.fromhex("28161277"), bytes.fromhex("00403215")
SET_CLOCK, SWITCH_OFF, ERASE = 0x33, 0x50, 0x52
CONTROL_MARK = 0xC0


def _pressure(meter: SimulatedTaiDoc, text: str) -> None:
    who = person(text)
    meter.test(0)
    pressure = (who.systolic_mmhg, who.mean_mmhg, who.diastolic_mmhg, who.pulse_bpm)
    meter.records[0] = replace(meter.records[0], pressure=pressure)


class SimulatedTaiDoc(SimulatedMeter, driver=DriverName.TAIDOC):
    """Eight bytes in, eight bytes out."""

    variants: ClassVar[tuple[str, ...]] = ("glucose", "sleepy", "both", "pressure")
    words: ClassVar[Mapping[str, Word]] = {
        **METER_WORDS,
        "pressure": Word(usage="pressure SYS/DIA PULSE", help="somebody measures blood pressure now", act=_pressure),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self._framer = TaiDocFramer()
        self._on = True
        self._entered = False
        if self.variant == "pressure":
            self.records = [replace(record, pressure=(141, 110, 92, 66)) for record in self.records]

    def power_on(self) -> None:
        super().power_on()
        self._begin()

    def attach(self) -> None:
        super().attach()
        self._begin()

    def _begin(self) -> None:
        self._framer = TaiDocFramer()
        self._on, self._entered = True, False

    def _hear(self, data: bytes) -> None:
        for frame in self._framer.feed(data):
            if self._on and not frame.from_meter:
                self._answers += self._answer(frame)

    def _answer(self, frame: Frame) -> bytes:
        if self.variant == "sleepy" and not self._entered:
            self._entered = True
            return encode(Command.ENTERING, end=FROM_METER)
        data = self._data(frame)
        return b"" if data is None else encode(frame.command, data, end=FROM_METER)

    def _data(self, frame: Frame) -> bytes | None:
        known = {
            Command.CONNECT: bytes(4),
            Command.CLOCK: encode_moment(self.clock),
            Command.MODEL: MODELS[self.variant].to_bytes(2, "little") + b"\x01\x00",
            Command.SERIAL_LOW: SERIAL_LOW,
            Command.SERIAL_HIGH: SERIAL_HIGH,
            Command.COUNT: len(self.records).to_bytes(2, "little") + (b"\x06\x00" if self.records else b"\xff\xff"),
        }
        if frame.command in known:
            return known[Command(frame.command)]
        if frame.command in (Command.RECORD_TIME, Command.RECORD_VALUE):
            return self._record(frame)
        return self._change(frame)

    def _record(self, frame: Frame) -> bytes | None:
        number = int.from_bytes(frame.data[:2], "little")
        if number >= len(self.records):
            return None
        record = self.records[number]
        if frame.command == Command.RECORD_TIME:
            return _when(record, marked=self.variant == "both")
        if record.pressure is not None:
            return bytes(record.pressure)
        return record.mg_dl.to_bytes(2, "little") + bytes([0x06, CONTROL_MARK if record.control else 0])

    def _change(self, frame: Frame) -> bytes | None:
        """Do what a host should not ask of somebody's own meter."""
        wanted = moment(frame.data)
        if frame.command == SET_CLOCK and wanted is not None:
            self.show(wanted)
        elif frame.command == ERASE:
            self.records.clear()
        elif frame.command == SWITCH_OFF:
            self._on = False
        else:
            return None
        return frame.data


def _when(record: MeterRecord, *, marked: bool) -> bytes:
    at = bytearray(encode_moment(record.at))
    if marked and record.pressure is not None:
        at[2] |= 0x80
    return bytes(at)
