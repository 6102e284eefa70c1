# SPDX-License-Identifier: EUPL-1.2
"""A TM-2580 from its own side, as far as it is known: it hears ENQ S ETX, measures, and answers once.

Assumed: blanks where the answer's characters are not known, a start is not heard while it measures, and a measurement
that fails ends without an answer. The variants are how numbers may be padded and an answer may end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.and_tm2580.decode import Result, encode
from drivers.and_tm2580.frame import START
from drivers.names import DriverName
from drivers.simulated_cuff import Cuff, CuffStage, Person, person
from drivers.simulator import SimulatedDevice, Timeline, Word, number


def _person(device: SimulatedTm2580, text: str) -> None:
    device.person = person(text)


def _deaf(device: SimulatedTm2580, text: str) -> None:
    device.deaf = int(number(text or "1", 0, 1_000_000))


class SimulatedTm2580(SimulatedDevice, driver=DriverName.AND_TM2580):
    """Silent but for its answer. ``blanks`` and ``zeros`` end it with CR LF, ``bare`` with nothing."""

    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("blanks", "zeros", "bare")
    words: ClassVar[Mapping[str, Word]] = {
        "person": Word(usage="person 127/76 78", help="whose arm is in the cuff: pressures and pulse", act=_person),
        "break-off": Word(usage="break-off", help="it ends without a result", act=lambda device, _: device.end()),
        "deaf": Word(usage="deaf N", help="do not hear the next N starts", act=_deaf),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "high": ((0.0, "person 190/105 88"),),
        "broken-off": ((15.0, "break-off"),),
        "deaf": ((0.0, "deaf 1000"),),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.person = Person()
        self.cuff = Cuff()
        self.deaf = 0
        self._heard = b""

    def power_on(self) -> None:
        super().power_on()
        self.cuff = Cuff()
        self._heard = b""

    def receive(self, data: bytes) -> None:
        *starts, rest = (self._heard + data).split(START)
        self._heard = rest[1 - len(START) :]
        for _ in starts:
            self._start()

    def end(self) -> None:
        """Let the air out; there is no answer."""
        self.cuff.release()

    def _start(self) -> None:
        if self.deaf > 0:
            self.deaf -= 1
        elif self.cuff.stage is CuffStage.IDLE:
            self.cuff.start(self.person)

    def _speak(self) -> bytes:
        if not self.cuff.advance(self.now_s):
            return b""
        someone = self.person
        result = Result(systolic=someone.systolic_mmhg, diastolic=someone.diastolic_mmhg, pulse=someone.pulse_bpm)
        said = encode(result, zeros=self.variant == "zeros").encode("ascii")
        return said if self.variant == "bare" else said + b"\r\n"
