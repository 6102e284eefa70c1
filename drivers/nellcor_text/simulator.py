# SPDX-License-Identifier: EUPL-1.2
"""A Nellcor monitor from the device's side (operator's manuals; layout and habits of an N-560 as recorded).

Variants: ``n560``, ``npb295`` (months in capitals) and ``npb290``, which sends nothing while it runs on its battery.
``03 03`` opens a menu that stops the lines until it is left; XOFF stops and XON starts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.names import DriverName
from drivers.nellcor_text.frame import encode
from drivers.simulation.device import Timeline, Word, choose, number
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage

LINE_S = 2
PAGE_LINES = 22
"""Lines of numbers on a page of 25, three of which are the heading."""
TREND_LINES = 30
MODELS: dict[str, tuple[str, str]] = {
    "n560": ("N-560", "1.56.00"),
    "npb295": ("NPB-295", "2.0.0.0"),
    "npb290": ("NPB-290", "1.0.0.1"),
}
SPO2_LIMITS = range(90, 101)
PULSE_LIMITS = range(60, 171)
LIMITS = "SpO2 Limit: 90-100%    PR Limit: 60-170BPM\r\n"
COLUMNS = "TIME                 %SpO2   BPM     PA     Status\r\n"
MENU_HELP = (
    "    1) Dump Instrument Info\r\n    2) Set Date and Time\r\n    3) Dump Trend\r\n    4) Dump Error Log\r\n"
    "    0) Exit Interactive Mode\r\n    Command?"
)
ETX, XON, XOFF = 0x03, 0x11, 0x13


def _code(code: str) -> Any:
    def put(device: SimulatedNellcor, text: str) -> None:
        (device.codes.add if choose(text, ("on", "off"), "on") else device.codes.discard)(code)

    return put


def _mains(device: SimulatedNellcor, text: str) -> None:
    device.on_mains = choose(text, ("on", "off"), "on")


def _trend(device: SimulatedNellcor, text: str) -> None:
    device.print_trend(int(number(text or str(TREND_LINES), 1, 1000)))


class SimulatedNellcor(SimulatedOximeter, driver=DriverName.NELLCOR_TEXT):
    """A line each 2 s; a tick is a tenth of a second."""

    rate_hz: ClassVar[float] = 10.0
    variants: ClassVar[tuple[str, ...]] = tuple(MODELS)
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedOximeter.words,
        "motion": Word(usage="motion [on|off]", help="the finger moves", act=_code("MO")),
        "pulse-lost": Word(usage="pulse-lost [on|off]", help="the pulse is lost", act=_code("LP")),
        "alarm-silence": Word(usage="alarm-silence [on|off]", help="somebody silences the alarm", act=_code("AS")),
        "battery": Word(usage="battery [on|off]", help="the battery is low", act=_code("LB")),
        "mains": Word(usage="mains [on|off]", help="mains power, or its battery", act=_mains),
        "trend": Word(usage="trend [LINES]", help="somebody prints the trend", act=_trend),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        **SimulatedOximeter.scenarios,
        "trend": ((5.0, "trend"),),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(situation, variant)
        self.codes: set[str] = set()
        self.on_mains = True
        self._started = started or datetime.now().replace(microsecond=0)
        self._printed = 0
        self._heard = b""
        self._menu = False
        self._held = False

    def power_on(self) -> None:
        super().power_on()
        self._printed, self._menu, self._held = 0, False, False

    def receive(self, data: bytes) -> None:
        for byte in data:
            self._hear(byte)

    def print_trend(self, lines: int) -> None:
        """Print the trend: the numbers of somebody before, at the speed of the line."""
        name, version = MODELS[self.variant]
        at = self._now - timedelta(seconds=LINE_S * lines + 3600)
        said = [f"{name}    VERSION {version}    TREND  {LIMITS}TIME                 %SPO2   BPM     PA\r\n".encode()]
        for _ in range(lines):
            said.append(self._line(at, "85", "140", "33", ()))
            at += timedelta(seconds=LINE_S)
        self._answers += b"".join(said) + b"\r\nOutput Complete\r\n" + self._heading()

    @property
    def _now(self) -> datetime:
        return self._started + timedelta(seconds=int(self.now_s))

    def _hear(self, byte: int) -> None:
        if byte in (XON, XOFF):
            self._held = byte == XOFF
            return
        self._heard = (self._heard + bytes([byte]))[-3:]
        name, version = MODELS[self.variant]
        if self._heard.endswith(bytes([ETX, ETX])):
            self._menu = True
            self._answers += f"\r\n{name}   Interactive Mode\r\n{MENU_HELP}".encode()
        elif self._menu and self._heard.endswith(b"1\r\n"):
            self._answers += f"\r\n{name}    VERSION {version}    INFO    CRC:XXXX    SEC:1234\r\n{MENU_HELP}".encode()
        elif self._menu and self._heard.endswith(b"0\r\n"):
            self._menu = False
            self._answers += b"\r\n"

    def _heading(self) -> bytes:
        name, version = MODELS[self.variant]
        settings = f"{'ADULT':>34}            0SAT-S \r\n"
        return f"{name}    VERSION {version}    CRC:XXXX  {LIMITS}{settings}{COLUMNS}".encode("ascii")

    def _line(self, at: datetime, spo2: str, bpm: str, amplitude: str, codes: tuple[str, ...]) -> bytes:
        line = encode(at, spo2, bpm, amplitude, codes)
        return line if self.variant == "n560" else line.upper()

    def _sample(self, stage: Stage) -> bytes:
        silent = self._menu or self._held or (self.variant == "npb290" and not self.on_mains)
        if silent or self._ticks % int(self.rate_hz * LINE_S):
            return b""
        heading = b"" if self._printed % PAGE_LINES else self._heading()
        self._printed += 1
        return heading + self._line(self._now, *self._numbers(stage))

    def _numbers(self, stage: Stage) -> tuple[str, str, str, tuple[str, ...]]:
        always = tuple(self.codes - {"MO", "LP"})
        if stage is Stage.FAULT:
            return "---", "---", "---", ("SD", *always)
        if stage is Stage.NO_FINGER:
            return "---", "---", "---", ("SO", *always)
        if stage is Stage.SEARCHING:
            return "0", "0", "---", ("PS", *always)
        spo2, bpm = self.situation.spo2_percent, self.situation.pulse_bpm
        codes = (*self.codes, *_limit_codes(spo2, bpm))
        amplitude = str(self.situation.strength * 8 + 4)
        stars = ("" if spo2 in SPO2_LIMITS else "*", "" if bpm in PULSE_LIMITS else "*")
        return f"{spo2}{stars[0]}", f"{bpm}{stars[1]}", amplitude, codes


def _limit_codes(spo2: int, bpm: int) -> tuple[str, ...]:
    low = ("SL",) if spo2 < SPO2_LIMITS[0] else ()
    if bpm not in PULSE_LIMITS:
        return (*low, "PL" if bpm < PULSE_LIMITS[0] else "PH")
    return low
