# SPDX-License-Identifier: EUPL-1.2
"""A PM6750 board from the device's side: electrodes, finger, probe and cuff of one person.

Variants: ``pm6750`` sends heart rate, breaths, ST and rhythm; ``short`` leaves the last two away, as some firmware
does. Both are silent until their streams are switched on, and send nothing of the cuff before its first start.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.berry_pm6750.decode import NO_PULSE, NO_SPO2, CuffTest, Finger, Kind, cuff_packet
from drivers.berry_pm6750.frame import KIND_AT, PmFramer, encode, payload
from drivers.names import DriverName
from drivers.simulation.cuff import Cuff, CuffStage, Person, person
from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number, unknown
from drivers.simulation.pulse_wave import PulseWave

TICKS_PER_S = 250
WAVE_TICKS = 5
CUFF_TICKS = 125
SEARCH_S = 3.0
TOO_LONG_S = 15.0
WARM_UP_S = 20.0
"""A probe nears the body's temperature so fast (time constant)."""
ROOM_CELSIUS = 24.0
CENTRE = 128
FINAL_PACKETS = 4
TROUBLES: Mapping[str, tuple[CuffTest, float]] = {
    "loose": (CuffTest.LOOSE, 8.0),
    "overpressure": (CuffTest.OVERPRESSURE, 10.0),
    "long": (CuffTest.TOO_LONG, 60.0),
    "error": (CuffTest.ERROR, 2.0),
    "disturbed": (CuffTest.DISTURBED, 20.0),
    "no-result": (CuffTest.NO_RESULT, 25.0),
}
"""How a measurement ends, and how many seconds after its start."""
_HEART = ((-0.20, 0.03, 14.0), (-0.03, 0.010, -12.0), (0.0, 0.012, 95.0), (0.03, 0.010, -20.0), (0.28, 0.05, 24.0))
"""Waves P, Q, R, S and T of a beat: seconds from R, width, height."""


@dataclass(kw_only=True, slots=True)
class Situation:
    """What happens around the board; may be changed while it runs."""

    finger: bool = True
    sensor: bool = True
    leads: bool = True
    weak: bool = False
    probe: bool = True
    spo2_percent: int = 97
    heart_bpm: int = 72
    breaths: int = 16
    celsius: float = 36.8
    never_locks: bool = False
    person: Person = field(default_factory=Person)
    trouble: tuple[CuffTest, float] | None = None
    loses_end: bool = False


def _set(name: str, first: str, second: str) -> Word:
    def act(device: SimulatedPm, text: str) -> None:
        setattr(device.situation, name, choose(text, (first, second)))

    return Word(usage=f"{name} {first}|{second}", help=f"{name} {first}, or {second}", act=act)


def _number(name: str, attribute: str, low: float, high: float, words: str, *, whole: bool = True) -> Word:
    def act(device: SimulatedPm, text: str) -> None:
        value = number(text, low, high)
        setattr(device.situation, attribute, int(value) if whole else value)

    return Word(usage=f"{name} N", help=words, act=act)


def _trouble(device: SimulatedPm, text: str) -> None:
    if text not in TROUBLES and text != "none":
        raise unknown("trouble", text, (*TROUBLES, "none"))
    device.situation.trouble = TROUBLES.get(text)


def _person(device: SimulatedPm, text: str) -> None:
    device.situation.person = person(text)


def _warm(device: SimulatedPm, text: str) -> None:
    device.probe_celsius = device.situation.celsius


class SimulatedPm(SimulatedDevice, driver=DriverName.BERRY_PM6750):
    """Streams what was switched on."""

    rate_hz: ClassVar[float] = float(TICKS_PER_S)
    variants: ClassVar[tuple[str, ...]] = ("pm6750", "short")
    words: ClassVar[Mapping[str, Word]] = {
        "finger": _set("finger", "in", "out"),
        "sensor": _set("sensor", "in", "out"),
        "leads": _set("leads", "on", "off"),
        "weak": _set("weak", "on", "off"),
        "probe": _set("probe", "in", "out"),
        "spo2": _number("spo2", "spo2_percent", 1, 100, "oxygen saturation in percent"),
        "pulse": _number("pulse", "heart_bpm", 20, 250, "beats a minute, of heart and finger"),
        "breaths": _number("breaths", "breaths", 1, 120, "breaths a minute"),
        "celsius": _number("celsius", "celsius", 10, 45, "the body's temperature", whole=False),
        "warm": Word(usage="warm", help="the probe is warm at once", act=_warm),
        "search": Word(
            usage="search [on|off]",
            help="the pulse is never found",
            act=lambda device, text: setattr(device.situation, "never_locks", choose(text, ("on", "off"), "on")),
        ),
        "person": Word(usage="person 127/76 78", help="whose arm is in the cuff: pressures and pulse", act=_person),
        "trouble": Word(usage="trouble NAME|none", help=f"how measurements end: {', '.join(TROUBLES)}", act=_trouble),
        "stop-button": Word(
            usage="stop-button", help="the cuff is stopped by hand", act=lambda device, _: device.stop_cuff()
        ),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": (),
        "visit": ((0.0, "finger out"), (0.0, "leads off"), (2.0, "finger in"), (4.0, "leads on")),
        "finger-out": ((10.0, "finger out"),),
        "nobody": ((0.0, "finger out"), (0.0, "leads off")),
        "loose-cuff": ((0.0, "trouble loose"),),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.situation = Situation()
        self.cuff = Cuff()
        self.probe_celsius = ROOM_CELSIUS
        self._framer = PmFramer()
        self._wave = PulseWave(TICKS_PER_S / WAVE_TICKS)
        self._on: set[int] = set()
        self._beat = 0.0
        self._finger_since_s: float | None = None
        self._result = cuff_packet(CuffTest.DONE, 0)
        self._results_left = 0

    def power_on(self) -> None:
        super().power_on()
        self._on.clear()
        self.cuff = Cuff()
        self._results_left, self._finger_since_s = 0, None

    def receive(self, data: bytes) -> None:
        for packet in self._framer.feed(data):
            values = payload(packet)
            if len(values) == 1:
                self._obey(packet[KIND_AT], values[0])

    def stop_cuff(self) -> None:
        """Let the air out and say so."""
        if self.cuff.stage is not CuffStage.IDLE:
            self._end(cuff_packet(CuffTest.STOPPED, round(self.cuff.pressure_mmhg)))

    def _obey(self, code: int, value: int) -> None:
        if code == 0x02:
            if value:
                self._start()
            else:
                self.stop_cuff()
        elif code in (0x01, 0x03, 0x04, 0xFE, 0xFF):
            (self._on.add if value else self._on.discard)(code)

    def _start(self) -> None:
        if self.cuff.stage is CuffStage.IDLE:
            self._results_left = 0
            self.cuff.start(self.situation.person, top_mmhg=max(150.0, self.situation.person.systolic_mmhg + 30.0))

    def _speak(self) -> bytes:
        tick, said = self._ticks, b""
        self._move_cuff()
        if 0x01 in self._on:
            said += self._ecg()
        if tick % WAVE_TICKS == 0:
            said += self._waves()
        for offset, code, packet in _EACH_SECOND:
            if tick % TICKS_PER_S == offset and code in self._on:
                said += packet(self)
        if tick % CUFF_TICKS == 0:
            said += self._cuff_packet()
        return said

    def _ecg(self) -> bytes:
        self._beat += self.situation.heart_bpm / 60 / TICKS_PER_S
        mark = b""
        if self._beat >= 1.0:
            self._beat -= 1.0
            mark = encode(Kind.QRS_MARK) if self.situation.leads else b""
        since_s = self._beat * 60 / self.situation.heart_bpm
        period_s = 60 / self.situation.heart_bpm
        height = sum(
            tall * math.exp(-((((since_s - at_s + period_s / 2) % period_s - period_s / 2) / width_s) ** 2))
            for at_s, width_s, tall in _HEART
        )
        if not self.situation.leads:
            height = 120.0 if self._ticks % 2 else -120.0
        one, two = height * 0.6, height
        leads = (one, two, two - one, -(one + two) / 2, one - two / 2, two - one / 2, height * 0.8)
        return mark + encode(Kind.ECG_WAVE, *(min(249, max(1, CENTRE + round(each))) for each in leads))

    def _waves(self) -> bytes:
        said = b""
        height = self._wave.step(self.situation.heart_bpm)
        if 0xFE in self._on:
            said += encode(Kind.PLETH_WAVE, round(100 * height) if self._finger() is Finger.GOOD else 0)
        if 0xFF in self._on:
            breath = math.sin(2 * math.pi * self.now_s * self.situation.breaths / 60)
            said += encode(Kind.BREATH_WAVE, CENTRE + round(60 * breath))
        return said

    def _electrodes(self) -> bytes:
        around = self.situation
        status = (0 if around.leads else 2) | around.weak | 2 << 2 | 1 << 4
        rates = (around.heart_bpm, around.breaths) if around.leads else (0, 0)
        rest = () if self.variant == "short" else (5, 1)
        return encode(Kind.ECG, status, *rates, *rest)

    def _finger(self) -> Finger:
        around = self.situation
        if not around.sensor or not around.finger:
            self._finger_since_s = None
            return Finger.NO_FINGER if around.sensor else Finger.SENSOR_OFF
        if self._finger_since_s is None:
            self._finger_since_s = self.now_s
        age_s = self.now_s - self._finger_since_s
        if around.never_locks:
            return Finger.SEARCHING if age_s < TOO_LONG_S else Finger.SEARCHING_TOO_LONG
        return Finger.SEARCHING if age_s < SEARCH_S else Finger.GOOD

    def _oximeter(self) -> bytes:
        finger = self._finger()
        values = (self.situation.spo2_percent, self.situation.heart_bpm)
        return encode(Kind.OXIMETER, finger, *(values if finger is Finger.GOOD else (NO_SPO2, NO_PULSE)))

    def _temperature(self) -> bytes:
        goal = self.situation.celsius if self.situation.probe else ROOM_CELSIUS
        self.probe_celsius += (goal - self.probe_celsius) / WARM_UP_S
        tenths = round(self.probe_celsius * 10) if self.situation.probe else 0
        return encode(Kind.TEMPERATURE, 0 if self.situation.probe else 1, tenths // 10, tenths % 10, 0, 0)

    def _move_cuff(self) -> None:
        someone = self.situation.person
        if self.cuff.advance(self.now_s):
            good = cuff_packet(CuffTest.DONE, 0, someone.systolic_mmhg, someone.mean_mmhg, someone.diastolic_mmhg)
            self._end(good)
        elif self.cuff.stage is not CuffStage.IDLE and self.situation.trouble is not None:
            test, after_s = self.situation.trouble
            if self.now_s - self.cuff.started_s >= after_s:
                self._end(cuff_packet(test, 0))

    def _end(self, packet: bytes) -> None:
        self.cuff.release()
        self._result, self._results_left = packet, FINAL_PACKETS

    def _cuff_packet(self) -> bytes:
        if self.cuff.stage is not CuffStage.IDLE:
            return cuff_packet(CuffTest.MEASURING, round(self.cuff.pressure_mmhg))
        self._results_left -= self._results_left > 0
        return self._result if self._results_left else b""


_EACH_SECOND = (
    (40, 0x01, SimulatedPm._electrodes),
    (110, 0x03, SimulatedPm._oximeter),
    (190, 0x04, SimulatedPm._temperature),
)
"""When in each second which packet comes, and what switches it on."""
