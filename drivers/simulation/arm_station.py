# SPDX-License-Identifier: EUPL-1.2
"""A blood-pressure station that is started at its own button alone and then sends one result. Pure but for the start
time of its clock. A family gives what a result looks like on the wire."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.simulation.cuff import Cuff, CuffStage, Person, person
from drivers.simulation.device import SimulatedDevice, SimulatorError, SimulatorReason, Timeline, Word, number

OFFSET_LIMIT_MIN = 60 * 24 * 366
ID_WIDTH = 20


def _person(device: Any, text: str) -> None:
    device.person = person(text)


def _trouble(device: Any, text: str) -> None:
    device.error = int(number(text or "1", 0, 9))


def _movements(device: Any, text: str) -> None:
    device.movements = int(number(text or "1", 0, 9))


def _card(device: Any, text: str) -> None:
    if len(text) > ID_WIDTH or "," in text or not (text.isascii() and (text.isprintable() or not text)):
        raise SimulatorError(
            "That is no number of a card.",
            reason=SimulatorReason.BAD_NUMBER,
            hint=f"Give at most {ID_WIDTH} characters without a comma, or nothing.",
        )
    device.card = text


def _set_clock(device: Any, text: str) -> None:
    device.offset = timedelta(minutes=number(text, -OFFSET_LIMIT_MIN, OFFSET_LIMIT_MIN))


ARM_STATION_WORDS: dict[str, Word] = {
    "person": Word(usage="person 127/76 78", help="whose arm is in it: pressures and pulse", act=_person),
    "button": Word(usage="button", help="its START is pressed", act=lambda device, _: device.begin()),
    "stop-button": Word(usage="stop-button", help="its STOP is pressed", act=lambda device, _: device.end()),
    "trouble": Word(usage="trouble N", help="measurements end with error N (1 to 9); 0 is none", act=_trouble),
    "moving": Word(usage="moving N", help="so many movements are noted", act=_movements),
    "card": Word(usage="card [TEXT]", help="the card in its reader; none without a text", act=_card),
    "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_set_clock),
}


class SimulatedArmStation(SimulatedDevice):
    """Hears nothing; sends a result when the cuff has come down."""

    rate_hz: ClassVar[float] = 20.0
    words: ClassVar[Mapping[str, Word]] = ARM_STATION_WORDS
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "visit": ((2.0, "button"),),
        "quiet": (),
        "twice": ((2.0, "button"), (60.0, "person 131/80 74"), (60.0, "button")),
        "error": ((0.0, "trouble 3"), (2.0, "button")),
        "moving": ((0.0, "moving 2"), (2.0, "button")),
        "card": ((0.0, "card 12345678"), (2.0, "button")),
        "stopped": ((2.0, "button"), (15.0, "stop-button")),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant)
        self._started = started or datetime.now().replace(microsecond=0)
        self.offset = timedelta(0)
        self.person = Person()
        self.cuff = Cuff()
        self.error = 0
        self.movements = 0
        self.card = ""

    @property
    def clock(self) -> datetime:
        """What its clock shows."""
        return self._started + self.offset + timedelta(seconds=int(self.now_s))

    def power_on(self) -> None:
        super().power_on()
        self.cuff = Cuff()

    def receive(self, data: bytes) -> None:
        """Hear nothing."""

    def begin(self) -> None:
        """Start to measure, if it does not."""
        if self.cuff.stage is CuffStage.IDLE:
            self.cuff.start(self.person)

    def end(self) -> None:
        """Let the air out; there is no result."""
        self.cuff.release()

    def _speak(self) -> bytes:
        return self._result() if self.cuff.advance(self.now_s) else b""

    @abstractmethod
    def _result(self) -> bytes:
        """Return the result on the wire; ``error`` says whether there is one."""
