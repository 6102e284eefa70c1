# SPDX-License-Identifier: EUPL-1.2
"""A SunTech module from the device's side: a pump, a valve, an arm, and everything that can go wrong with them.

Variants: ``advantage`` says K after every command it has carried out, ``quiet`` only after a measurement or an abort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer
from drivers.names import DriverName
from drivers.simulation.cuff import Cuff, CuffStage, Person, person
from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number, unknown
from drivers.suntech_nibp.decode import ABORTED, NO_ERROR, Answer, Result
from drivers.suntech_nibp.frame import FROM_HOST, encode

SAFETY_S = 180.0
"""Then the module lets go by itself: error 88."""
TOP_MMHG = 300
LEAK_S = 20.0
LOOSE_MMHG = 9.0
HOST_LENGTHS = {0x17: 5, 0x20: 3, 0x87: 3, 0x28: 3, 0x79: 5, 0x00: 3}
"""How long a command is, by its first content byte; an unknown one is as long as the shortest."""
NAME = b"LX0103  ADVANTAGE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """An error that a measurement ends with: its code and how long after the start it is found."""

    code: int
    after_s: float | None
    """None: when the cuff has come down."""


TROUBLES: Mapping[str, Trouble] = {
    "weak": Trouble(code=1, after_s=None),
    "erratic": Trouble(code=2, after_s=None),
    "range": Trouble(code=3, after_s=None),
    "long": Trouble(code=4, after_s=30.0),
    "blocked": Trouble(code=85, after_s=3.0),
    "leak": Trouble(code=87, after_s=LEAK_S),
    "safety": Trouble(code=88, after_s=40.0),
    "overpressure": Trouble(code=89, after_s=12.0),
    "supply": Trouble(code=90, after_s=2.0),
    "autozero": Trouble(code=91, after_s=0.5),
    "transducer": Trouble(code=97, after_s=1.0),
    "memory": Trouble(code=99, after_s=0.5),
}


class HostFramer(WindowFramer[bytes]):
    """Find the host's commands."""

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] != FROM_HOST:
            return NO_PACKET
        if at + 1 >= len(buffer):
            return NEED_MORE
        length = HOST_LENGTHS.get(buffer[at + 1], 3)
        if at + length > len(buffer):
            return NEED_MORE
        return length if sum(buffer[at : at + length]) & 0xFF == 0 else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> bytes:
        return raw


def _trouble(device: SimulatedSuntech, text: str) -> None:
    if text not in TROUBLES and text != "none":
        raise unknown("trouble", text, (*TROUBLES, "none"))
    device.trouble = TROUBLES.get(text)


def _person(device: SimulatedSuntech, text: str) -> None:
    device.person = person(text)


def _deaf(device: SimulatedSuntech, text: str) -> None:
    device.deaf = int(number(text or "1", 0, 1_000_000))


def _busy(device: SimulatedSuntech, text: str) -> None:
    device.busy = int(number(text or "1", 0, 1_000_000))


class SimulatedSuntech(SimulatedDevice, driver=DriverName.SUNTECH_NIBP):
    """Silent until asked, but for the K at the end."""

    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("advantage", "quiet")
    words: ClassVar[Mapping[str, Word]] = {
        "person": Word(usage="person 127/76 78", help="whose arm is in the cuff: pressures and pulse", act=_person),
        "trouble": Word(usage="trouble NAME|none", help=f"how measurements end: {', '.join(TROUBLES)}", act=_trouble),
        "lose-k": Word(
            usage="lose-k [on|off]",
            help="measurements end without a word",
            act=lambda device, text: setattr(device, "loses_k", choose(text, ("on", "off"), "on")),
        ),
        "sleep": Word(
            usage="sleep",
            help="fall asleep: the next command only wakes it",
            act=lambda device, _: device.fall_asleep(),
        ),
        "deaf": Word(usage="deaf N", help="do not hear the next N commands", act=_deaf),
        "busy": Word(usage="busy N", help="answer the next N starts with 'busy'", act=_busy),
        "button": Word(usage="button", help="its own stop button is pressed", act=lambda device, _: device.abort()),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "leak": ((0.0, "trouble leak"),),
        "moving": ((0.0, "trouble erratic"),),
        "button": ((15.0, "button"),),
        "lost-end": ((0.0, "lose-k"),),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.person = Person()
        self.cuff = Cuff()
        self.trouble: Trouble | None = None
        self.loses_k = False
        self.deaf = 0
        self.busy = 0
        self._asleep = False
        self._commands = HostFramer()
        self._stored = Result()
        self._initial_mmhg = 160

    def power_on(self) -> None:
        super().power_on()
        self.cuff = Cuff()
        self._stored, self._initial_mmhg, self._asleep = Result(), 160, False

    def fall_asleep(self) -> None:
        """Hear only that there was something, until then."""
        self._asleep = self.cuff.stage is CuffStage.IDLE

    @property
    def measures(self) -> bool:
        return self.cuff.stage is not CuffStage.IDLE

    def receive(self, data: bytes) -> None:
        for raw in self._commands.feed(data):
            if self.deaf > 0:
                self.deaf -= 1
            elif self._asleep:
                self._asleep = False
                self._answer(Answer.SLEEP)
            else:
                self._obey(raw[1:-1])

    def abort(self) -> None:
        """Let the air out, and say so."""
        measured = self.measures
        self._answer(Answer.ABORTED)
        if measured:
            self._end(ABORTED)

    def _obey(self, content: bytes) -> None:
        deed = _DEEDS.get(content[:2] if content[0] == 0x79 else content[:1])
        if deed is None:
            self._answer(Answer.ERROR)
        else:
            deed(self, content)

    def _set_initial(self, content: bytes) -> None:
        self._initial_mmhg = min(int.from_bytes(content[1:3], "little"), TOP_MMHG - 20)
        self._done()

    def _start(self, content: bytes) -> None:
        if self.measures or self.busy > 0:
            self.busy -= self.busy > 0
            self._answer(Answer.BUSY)
            return
        self._answer(Answer.ACCEPTED)
        top_mmhg = max(self._initial_mmhg, self.person.systolic_mmhg + 30)
        self.cuff.start(self.person, top_mmhg=min(float(top_mmhg), 290.0))

    def _give_result(self, content: bytes) -> None:
        if self.measures:
            self._answer(Answer.BUSY)
        else:
            self._answers += self._stored.encode()

    def _give_pressure(self, content: bytes) -> None:
        self._answers += encode(round(self.cuff.pressure_mmhg).to_bytes(2, "little"))

    def _give_information(self, content: bytes) -> None:
        self._answers += encode(NAME.ljust(64, b"\0"))

    def _give_return_code(self, content: bytes) -> None:
        self._answers += encode(bytes([0, 0, self._stored.error]))

    def _done(self) -> None:
        self._answer(Answer.ACCEPTED)
        if self.variant == "advantage":
            self._answer(Answer.FINISHED)

    def _answer(self, said: Answer) -> None:
        self._answers += encode(bytes([said]))

    def _speak(self) -> bytes:
        finished = self.cuff.advance(self.now_s)
        if self.measures and self.trouble is not None and self.trouble.code == TROUBLES["leak"].code:
            self.cuff.pressure_mmhg = min(self.cuff.pressure_mmhg, LOOSE_MMHG)
        if finished:
            self._end(self.trouble.code if self.trouble is not None else NO_ERROR)
        elif self.measures:
            self._look(self.now_s - self.cuff.started_s)
        said = bytes(self._answers)
        self._answers.clear()
        return said

    def _look(self, age_s: float) -> None:
        """End what lasts too long or goes wrong before the cuff is down."""
        trouble = self.trouble
        if trouble is not None and trouble.after_s is not None and age_s >= trouble.after_s:
            self._end(trouble.code)
        elif age_s >= SAFETY_S:
            self._end(TROUBLES["safety"].code)

    def _end(self, error: int) -> None:
        self.cuff.release()
        someone = self.person
        good = Result(
            systolic=someone.systolic_mmhg,
            diastolic=someone.diastolic_mmhg,
            mean=someone.mean_mmhg,
            rate=someone.pulse_bpm,
        )
        self._stored = good if error == NO_ERROR else Result(error=error)
        if not self.loses_k:
            self._answer(Answer.FINISHED)


_DEEDS: dict[bytes, Callable[[SimulatedSuntech, bytes], None]] = {
    b"\x17": SimulatedSuntech._set_initial,
    b"\x20": SimulatedSuntech._start,
    b"\x87": SimulatedSuntech._start,
    b"\x28": SimulatedSuntech._start,
    b"\x00": SimulatedSuntech._give_information,
    b"\x79\x01": lambda device, _: device.abort(),
    b"\x79\x02": SimulatedSuntech._give_return_code,
    b"\x79\x03": SimulatedSuntech._give_result,
    b"\x79\x05": SimulatedSuntech._give_pressure,
}
