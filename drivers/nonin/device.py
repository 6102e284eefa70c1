# SPDX-License-Identifier: EUPL-1.2
"""A Nonin from the device's side: a finger, a clock, a memory, a data format, and the commands it takes or refuses.

9560 and WristOx2 3150 take commands, the format command only in the first 5 s of a connection; they switch themselves
off some 20 s after the finger left, and on again with a finger. OEM III and Xpod take none and stream for ever. The
format outlives the power (9560 OEM specification).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.checksum import sum8
from drivers.nonin.output import Output, Say, keep, output_of, spot_check
from drivers.nonin_2.frame import ACCEPTED, REFUSED
from drivers.nonin_13.decode import SpotCheck
from drivers.nonin_13.frame import (
    ANSWER,
    BASIC_OPTIONS,
    CHOOSE_FORMAT,
    CLOCK,
    CLOCK_DATA_LENGTH,
    ETX,
    SERIAL,
    STX,
    clock_data,
    clock_time,
    command,
)
from drivers.simulation.device import Timeline, Word, choose, number
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage

LISTENS_S = 5.0
OFF_AFTER_S = 20.0
COMMAND_LIMIT = 16
SERIAL_NUMBER = "501234567"
SHORT_COMMAND, LONG_COMMAND = 2, 4
"""Data bytes of the two forms of the format command."""
CLOCK_LIMIT_MIN = 60 * 24 * 366


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """What tells one Nonin from another. ``takes``: the formats it can be told to use; None: it hears nothing."""

    format: int
    takes: tuple[int, ...] | None = None
    forms: tuple[int, ...] = (SHORT_COMMAND,)
    switches_off: bool = False
    serial: str = ""
    """Sent with every spot check, if there is one."""


ALL = (2, 7, 8, 13)


def onyx(number: int, takes: tuple[int, ...] = ALL, *, serial: str = "", switches_off: bool = True) -> Model:
    """Return a 9560 that was last told to use a format."""
    return Model(format=number, takes=takes, serial=serial, switches_off=switches_off)


def oem3(number: int) -> Model:
    """Return an OEM III or Xpod with a strap."""
    return Model(format=number)


WRIST_OX = Model(format=13, takes=ALL, forms=(LONG_COMMAND,), switches_off=True, serial=SERIAL_NUMBER)
"""A 3150 that takes the longer form of the format command alone."""


def _flag(name: str) -> Word:
    def act(device: Any, text: str) -> None:
        setattr(device, name, choose(text, ("on", "off"), "on"))

    spoken = name.replace("_", "-")
    return Word(usage=f"{spoken} [on|off]", help=f"the device says {spoken.replace('-', ' ')}", act=act)


def _set_clock(device: Any, text: str) -> None:
    device.offset = timedelta(minutes=number(text, -CLOCK_LIMIT_MIN, CLOCK_LIMIT_MIN))


def _store(device: Any, text: str) -> None:
    device.keep(ago=timedelta(minutes=number(text or "60", 0, CLOCK_LIMIT_MIN)))


WORDS: dict[str, Word] = {
    "low-battery": _flag("low_battery"),
    "artifact": _flag("artifact"),
    "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_set_clock),
    "store": Word(usage="store [MINUTES]", help="a spot check was kept so long ago", act=_store),
}


class NoninDevice(SimulatedOximeter):
    """Any Nonin: a family's simulator names its models."""

    rate_hz: ClassVar[float] = 75.0
    models: ClassVar[Mapping[str, Model]]
    words: ClassVar[Mapping[str, Word]] = {**SimulatedOximeter.words, **WORDS}
    scenarios: ClassVar[Mapping[str, Timeline]] = SimulatedOximeter.scenarios

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.variants = tuple(cls.models)

    def __init__(self, situation: Situation | None = None, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(situation, variant)
        self.model = self.models[self.variant]
        self.format = self.model.format
        self.low_battery = False
        self.artifact = False
        self.offset = timedelta(0)
        self.connection = 0
        """How many there were."""
        self.memory: list[SpotCheck] = []
        self._started = started or datetime.now().replace(microsecond=0)
        self._heard = bytearray()
        self._connected_s = 0.0
        self._finger_s = 0.0
        self._on = True
        self.output: Output = output_of(self.format, self)

    @property
    def clock(self) -> datetime:
        """What the device's clock shows."""
        return self._started + self.offset + timedelta(seconds=round(self.now_s, 2))

    @property
    def serial(self) -> str:
        return self.model.serial

    def say(self) -> Say:
        """Return what there is to tell now."""
        return Say(
            now_s=self.now_s,
            pulse_bpm=self.situation.pulse_bpm,
            spo2_percent=self.situation.spo2_percent,
            strength=min(self.situation.strength, 8),
            low_battery=self.low_battery,
            artifact=self.artifact,
        )

    def connected(self) -> None:
        self._connected_s = self.now_s
        self.connection += 1
        self._heard.clear()

    def power_on(self) -> None:
        super().power_on()
        self._heard.clear()
        self.output.restart()

    def keep(self, ago: timedelta) -> None:
        """Remember the person's numbers as a spot check of some time ago; it is sent at the next connection."""
        keep(self.memory, spot_check(self.say(), self.clock - ago, serial=self.serial))

    def receive(self, data: bytes) -> None:
        if self.model.takes is None or not self._on:
            return
        self._heard += data
        while (told := self._next_command()) is not None:
            self._answers += self._obey(told[1], told[3:-1])
        del self._heard[:-COMMAND_LIMIT]

    def _next_command(self) -> bytes | None:
        """Cut ``02 op len data.. 03`` off what was heard."""
        while self._heard:
            if self._heard[0] == STX:
                if len(self._heard) < 3 or len(self._heard) < self._heard[2] + 4:
                    return None
                length = self._heard[2] + 4
                told = bytes(self._heard[:length])
                del self._heard[:length]
                if told[-1] == ETX:
                    return told
            else:
                del self._heard[0]
        return None

    def _obey(self, operation: int, data: bytes) -> bytes:
        if operation == CHOOSE_FORMAT:
            if self.now_s - self._connected_s >= LISTENS_S:
                return b""
            return bytes([ACCEPTED if self._choose(data) else REFUSED])
        if operation == CLOCK and not data:
            return command(ANSWER | CLOCK, clock_data(self.clock))
        if operation == CLOCK and len(data) == CLOCK_DATA_LENGTH:
            shown = clock_time(data)
            self.offset += timedelta(0) if shown is None else shown - self.clock
            return b""
        if operation == SERIAL and data == b"\x02\x02":
            return command(ANSWER | SERIAL, b"\x02" + SERIAL_NUMBER.encode("ascii"))
        return bytes([REFUSED])

    def _choose(self, data: bytes) -> bool:
        """Change the format if the command is one this model takes."""
        if len(data) not in self.model.forms or data[0] != 0x02 or data[1] not in (self.model.takes or ()):
            return False
        if len(data) == LONG_COMMAND:
            check = sum8(bytes([CHOOSE_FORMAT, len(data)]) + data[:-1])
            if data[3] != check or not data[2] & BASIC_OPTIONS:
                return False
        if data[1] != self.format:
            self.format = data[1]
            self.output = output_of(self.format, self)
        return True

    def _sample(self, stage: Stage) -> bytes:
        height = self.wave.step(self.situation.pulse_bpm)
        self._switch(stage)
        return self.output.tick(self.say(), stage, height, self.wave.since_beat) if self._on else b""

    def _switch(self, stage: Stage) -> None:
        """Switch itself off some time after the finger left, and on with a finger."""
        if stage in (Stage.SEARCHING, Stage.LOCKED):
            self._finger_s = self.now_s
            if not self._on:
                self._on = True
                self.power_on()
                self.connected()
        elif self.model.switches_off and self.now_s - self._finger_s > OFF_AFTER_S:
            self._on = False
