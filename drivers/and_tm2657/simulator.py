# SPDX-License-Identifier: EUPL-1.2
"""An A&D station from its own side: a sleeve with an arm in it, a button, a clock, and a memory of one result.

Variants: ``tm2657`` sends every field, ``tm2655`` ends after L. Run it at the speed of its line (2400), where a result
of 138 bytes takes more than half a second. That SP is answered with yes while nothing is measured is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from drivers.and_tm2657.decode import FAILURES, GOOD, Result, encode
from drivers.and_tm2657.frame import answer, message
from drivers.checksum import xor8
from drivers.names import DriverName
from drivers.simulation.cuff import Cuff, CuffStage, Person, person
from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number, unknown

FOUND_AFTER_S: Mapping[str, float] = {"E11": 3.0, "E15": 3.0, "E12": 20.0, "E13": 2.0, "E23": 8.0, "E24": 90.0}
"""When an error is found that is not found at the end, once the cuff has come down."""
EMPTY_MMHG = 3.0
"""Below this a second measurement begins, if the station is set to measure again."""
OFFSET_LIMIT_MIN = 60 * 24 * 366
COMMAND_LIMIT = 64
_COMMAND = re.compile(rb"\x01[0-9 ]{2}\x02([A-Z]{2})\x03([\x00-\xff])")


def _trouble(device: SimulatedAnd2657, text: str) -> None:
    if text not in FAILURES and text != "none":
        raise unknown("error", text, (*FAILURES, "none"))
    device.trouble = text if text in FAILURES else GOOD


def _person(device: SimulatedAnd2657, text: str) -> None:
    device.person = person(text)


def _count(name: str, highest: int) -> Callable[[SimulatedAnd2657, str], None]:
    return lambda device, text: setattr(device, name, int(number(text or "1", 0, highest)))


def _switch(name: str) -> Callable[[SimulatedAnd2657, str], None]:
    return lambda device, text: setattr(device, name, choose(text, ("on", "off"), "on"))


def _set_clock(device: SimulatedAnd2657, text: str) -> None:
    device.offset = timedelta(minutes=number(text, -OFFSET_LIMIT_MIN, OFFSET_LIMIT_MIN))


class SimulatedAnd2657(SimulatedDevice, driver=DriverName.AND_TM2657):
    """Silent between the answer to a command and the result."""

    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("tm2657", "tm2655")
    words: ClassVar[Mapping[str, Word]] = {
        "person": Word(usage="person 127/76 78", help="whose arm is in the sleeve: pressures and pulse", act=_person),
        "trouble": Word(usage="trouble E44|none", help=f"how measurements end: {', '.join(FAILURES)}", act=_trouble),
        "retest": Word(usage="retest [on|off]", help="it measures twice by itself", act=_switch("retests")),
        "moving": Word(usage="moving [on|off]", help="movement is noted in the result", act=_switch("notes_movement")),
        "irregular": Word(usage="irregular N", help="so many irregular beats", act=_count("irregular_beats", 99)),
        "button": Word(usage="button", help="its own START is pressed", act=lambda device, _: device.begin()),
        "stop-button": Word(usage="stop-button", help="its own STOP is pressed", act=lambda device, _: device.end()),
        "damage": Word(usage="damage N", help="the next N results have a wrong check", act=_count("damages", 1000)),
        "deaf": Word(usage="deaf N", help="do not hear the next N commands", act=_count("deaf", 1_000_000)),
        "refuse": Word(usage="refuse N", help="say no to the next N starts", act=_count("refusals", 1_000_000)),
        "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_set_clock),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "button": ((2.0, "button"),),
        "high": ((0.0, "person 190/105 88"),),
        "moving": ((0.0, "trouble E44"),),
        "no-pressure": ((0.0, "trouble E11"),),
        "retest": ((0.0, "retest"),),
        "stopped": ((15.0, "stop-button"),),
        "refused": ((0.0, "refuse 1000"),),
        "damaged": ((0.0, "damage 1"),),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant)
        self._started = started or datetime.now().replace(microsecond=0)
        self.offset = timedelta(0)
        self.person = Person()
        self.cuff = Cuff()
        self.trouble = GOOD
        self.retests = self.notes_movement = False
        self.irregular_beats = self.damages = self.deaf = self.refusals = 0
        self._heard = b""
        self._last = b""
        self._began_s: float | None = None
        self._tests = 0

    @property
    def clock(self) -> datetime:
        """What the station's clock shows."""
        return self._started + self.offset + timedelta(seconds=int(self.now_s))

    @property
    def measures(self) -> bool:
        """Whether a measurement goes on, the pause before a second one included."""
        return self._began_s is not None

    def power_on(self) -> None:
        super().power_on()
        self._heard = b""
        self.cuff = Cuff()
        self._began_s = None

    def receive(self, data: bytes) -> None:
        self._heard += data
        end = 0
        for match in _COMMAND.finditer(self._heard):
            end = match.end()
            if self.deaf > 0:
                self.deaf -= 1
            else:
                self._obey(match)
        self._heard = self._heard[end:][-COMMAND_LIMIT:]

    def begin(self) -> bool:
        """Start, if nothing goes on; return whether it did."""
        if self.measures:
            return False
        self._began_s, self._tests = self.now_s, 1
        self.cuff.start(self.person)
        return True

    def end(self) -> None:
        """Stop: let the air out; there is no result."""
        self._began_s = None
        self.cuff.release()

    def _obey(self, match: re.Match[bytes]) -> None:
        command, checked = match[1], match[0][:-1]
        if xor8(checked) != match[2][0]:
            self._answers += answer(yes=False)
        elif command == b"ST":
            self._answers += answer(yes=self._start())
        elif command == b"SP":
            self.end()
            self._answers += answer(yes=True)
        elif command == b"RB" and self._last and not self.measures:
            self._answers += self._damaged(self._last)
        else:
            self._answers += answer(yes=False)

    def _start(self) -> bool:
        if self.refusals > 0:
            self.refusals -= 1
            return False
        return self.begin()

    def _speak(self) -> bytes:
        down = self.cuff.advance(self.now_s)
        if self._began_s is None:
            return b""
        found_after_s = FOUND_AFTER_S.get(self.trouble)
        if found_after_s is not None and self.now_s - self._began_s >= found_after_s:
            return self._finish()
        if down and self.retests and self._tests == 1:
            self._tests = 2
        elif down and found_after_s is None:
            return self._finish()
        elif self.cuff.stage is CuffStage.IDLE and self.cuff.pressure_mmhg < EMPTY_MMHG:
            self.cuff.start(self.person)
        return b""

    def _finish(self) -> bytes:
        self._last = message(encode(self._result(), self.clock))
        self.end()
        return self._damaged(self._last)

    def _damaged(self, result: bytes) -> bytes:
        if self.damages <= 0:
            return result
        self.damages -= 1
        return result[:-1] + bytes([result[-1] ^ 0x55])

    def _result(self) -> Result:
        good, someone = self.trouble == GOOD, self.person
        return Result(
            model=self.variant.upper(),
            form="RA" if self.variant == "tm2657" else "RB",
            error=self.trouble,
            at=None,
            systolic=someone.systolic_mmhg if good else None,
            mean=someone.mean_mmhg if good else None,
            diastolic=someone.diastolic_mmhg if good else None,
            pulse=someone.pulse_bpm if good else None,
            further=self._further(),
        )

    def _further(self) -> dict[str, str]:
        if self.variant == "tm2655":
            return {"I": "16", "L": "143"}
        seconds = 0 if self._began_s is None else round(self.now_s - self._began_s)
        scale = {"h": " " * 5, "s": " " * 5, "w": " " * 6, "f": " " * 6, "e": " " * 6, "b": " " * 5}
        return {
            "I": "00",
            "L": "232",
            "p": f"{min(self.person.systolic_mmhg + 40, 299):3}",
            "i": f"{self.irregular_beats:2}",
            "m": str(int(self.notes_movement or self.trouble == "E44")),
            "r": str(self._tests - 1),
            "t": f"{min(seconds, 999):3}",
            "c": "N",
            "l": "  ",
            "d": "",
            **scale,
        }
