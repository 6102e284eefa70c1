# SPDX-License-Identifier: EUPL-1.2
"""A UN300C board from the device's side.

Variants: ``un300c`` gives its pressure with a caution and a state, ``short`` as three digits alone, ``cycle`` stands in
cycle mode until it is told otherwise and begins a measurement by itself every minute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.simulation.cuff import Cuff, CuffStage, Person, person
from drivers.simulation.device import SimulatedDevice, Timeline, Word, number, unknown
from drivers.un300c.decode import END_TEXT, State, Status
from drivers.un300c.frame import Message, Un300cFramer, check_fits, encode

EVERY_TICKS = 4
"""A live pressure comes five times a second."""
LONGEST_S = 120.0
CYCLE_S = 60.0
INVALID_COMMAND = 2
TROUBLES: Mapping[str, tuple[int, float | None]] = {
    "loose": (6, 15.0),
    "leak": (7, 20.0),
    "pneumatic": (8, 2.0),
    "long": (9, 60.0),
    "range": (10, None),
    "moving": (11, None),
    "overpressure": (12, 12.0),
    "saturated": (13, None),
    "system": (15, 1.0),
}
"""Message code, and how long after the start the trouble is found; None: when the cuff has come down."""


def _trouble(device: SimulatedUn300c, text: str) -> None:
    if text not in TROUBLES and text != "none":
        raise unknown("trouble", text, (*TROUBLES, "none"))
    device.trouble = TROUBLES.get(text)


def _person(device: SimulatedUn300c, text: str) -> None:
    device.person = person(text)


def _deaf(device: SimulatedUn300c, text: str) -> None:
    device.deaf = int(number(text or "1", 0, 1_000_000))


class SimulatedUn300c(SimulatedDevice, driver=DriverName.UN300C):
    """Silent until asked or started."""

    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("un300c", "short", "cycle")
    words: ClassVar[Mapping[str, Word]] = {
        "person": Word(usage="person 127/76 78", help="whose arm is in the cuff: pressures and pulse", act=_person),
        "trouble": Word(usage="trouble NAME|none", help=f"how measurements end: {', '.join(TROUBLES)}", act=_trouble),
        "deaf": Word(usage="deaf N", help="do not hear the next N commands", act=_deaf),
        "button": Word(
            usage="button", help="a measurement begins by the board's own button", act=lambda device, _: device.start()
        ),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "leak": ((0.0, "trouble leak"),),
        "moving": ((0.0, "trouble moving"),),
        "button": ((3.0, "button"),),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.person = Person()
        self.cuff = Cuff()
        self.trouble: tuple[int, float | None] | None = None
        self.deaf = 0
        self._commands = Un300cFramer()
        self._last = Status()
        self._cycle_min = 0
        self._next_cycle_s = 0.0
        self.power_on()

    def power_on(self) -> None:
        super().power_on()
        self.cuff = Cuff()
        self._last = Status()
        self._cycle_min = 1 if self.variant == "cycle" else 0
        self._next_cycle_s = self.now_s + CYCLE_S

    @property
    def measures(self) -> bool:
        return self.cuff.stage is not CuffStage.IDLE

    def start(self) -> None:
        """Begin a measurement; what was measured before is forgotten."""
        if not self.measures:
            self._last = Status()
            self.cuff.start(self.person, top_mmhg=max(140.0, self.person.systolic_mmhg + 30.0))

    def receive(self, data: bytes) -> None:
        for byte in data:
            if byte == ord("X") and self._commands.held_bytes == 0:
                self._hear("X")
            else:
                for message in self._commands.feed(bytes([byte])):
                    self._hear_message(message)

    def _hear_message(self, message: Message) -> None:
        text = message.text
        valid = len(text) == 6 and check_fits(text) and text[2:4] == ";;"
        self._hear(text[:2] if valid else "")

    def _hear(self, code: str) -> None:
        if self.deaf > 0:
            self.deaf -= 1
            return
        deed = _DEEDS.get(code)
        if deed is not None:
            deed(self)
        elif code:
            self._last = Status(state=State.ERROR, error=INVALID_COMMAND)

    def _stop(self) -> None:
        if self.measures:
            self._end(Status())

    def _set_manual(self) -> None:
        self._cycle_min = 0

    def _give_status(self) -> None:
        state = State.MEASURING if self.measures else State.CYCLE if self._cycle_min else self._last.state
        said = Status(
            state=state,
            cycle_min=self._cycle_min,
            error=self._last.error,
            systolic=self._last.systolic,
            diastolic=self._last.diastolic,
            mean=self._last.mean,
            pulse=self._last.pulse,
        )
        self._answers += encode(said.encode())

    def _speak(self) -> bytes:
        if self._cycle_min and self.now_s >= self._next_cycle_s:
            self._next_cycle_s = self.now_s + CYCLE_S
            self.start()
        finished = self.cuff.advance(self.now_s)
        if finished:
            self._finish()
        elif self.measures:
            self._look(self.now_s - self.cuff.started_s)
        if self.measures and self._ticks % EVERY_TICKS == 0:
            pressure = f"{round(self.cuff.pressure_mmhg):03d}"
            self._answers += encode(pressure if self.variant == "short" else f"{pressure}C0S{State.MEASURING}")
        said = bytes(self._answers)
        self._answers.clear()
        return said

    def _look(self, age_s: float) -> None:
        code, after_s = self.trouble or (0, None)
        if code in (TROUBLES["loose"][0], TROUBLES["leak"][0]):
            self.cuff.pressure_mmhg = min(self.cuff.pressure_mmhg, 9.0)
        if after_s is not None and age_s >= after_s:
            self._end(Status(state=State.ERROR, error=code))
        elif age_s >= LONGEST_S:
            self._end(Status(state=State.ERROR, error=TROUBLES["long"][0]))

    def _finish(self) -> None:
        someone = self.person
        if self.trouble is not None:
            self._end(Status(state=State.ERROR, error=self.trouble[0]))
            return
        self._end(
            Status(
                systolic=someone.systolic_mmhg,
                diastolic=someone.diastolic_mmhg,
                mean=someone.mean_mmhg,
                pulse=someone.pulse_bpm,
            )
        )

    def _end(self, last: Status) -> None:
        self.cuff.release()
        self._last = last
        self._answers += encode(END_TEXT)


_DEEDS: dict[str, Callable[[SimulatedUn300c], None]] = {
    "X": SimulatedUn300c._stop,
    "01": SimulatedUn300c.start,
    "03": SimulatedUn300c._set_manual,
    "18": SimulatedUn300c._give_status,
}
