# SPDX-License-Identifier: EUPL-1.2
"""What of a stream of five-byte packets is published.

Ticks are packets. As with the Contec 9-byte protocol there is no checksum, so six equal packets in a row are asked for,
with no stray byte between them; the device changes a number at most once a beat, and 254 beats a minute are 14 packets
apart at 60 a second. While any mark of the dialect says that there is nothing, nothing is valid, whatever the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from drivers.bci_5byte.decode import BCI, Dialect, Values, decode, fields
from drivers.bci_5byte.frame import FiveByteFramer, Packet
from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, Sample, WaveSpec
from drivers.stability import Rules
from kiosk.reading import AbsentReason, Flag, Measure

WEAK_STRENGTH = 2
"""At or below this (of 8) the signal is flagged as weak."""
CONFIRM = 6


class FiveByteInterpreter(Interpreter[Packet]):
    """Decide, packet by packet."""

    dialect: ClassVar[Dialect] = BCI
    rate_hz = BCI.rate_hz
    waves = (WaveSpec(rate_hz=BCI.rate_hz, lower=0, upper=BCI.pleth_top),)
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=CONFIRM, settle=CONFIRM, repeat=BCI.rate_hz, lapse=BCI.rate_hz)

    def __init__(self) -> None:
        super().__init__(FiveByteFramer())

    def _take(self, frame: Packet) -> Iterable[Item]:
        now = decode(self.dialect, frame.raw)
        self._count(frame.raw)
        if frame.after_gap:
            self._interrupt()
        items = self._judge(_samples(now), now.state, _flags(now), frame.raw)
        return items + self._sample_wave(
            Measure.PLETH, self._last_tick, None if now.absent in _NO_WAVE else frame.raw[1]
        )

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        self._count(frame.raw)
        shown = fields(self.dialect, frame.raw)
        return [FrameView(tick=self._last_tick, name="realtime", raw=frame.raw, fields=shown)]


_NO_WAVE = frozenset({AbsentReason.FINGER_OUT, AbsentReason.SENSOR_FAULT})


def _samples(now: Values) -> dict[Measure, Sample]:
    return {
        Measure.SPO2: _sample(now.spo2_percent, now.absent),
        Measure.PULSE: _sample(now.pulse_bpm, now.absent),
    }


def _sample(value: int | None, absent: AbsentReason | None) -> Sample:
    if absent is not None:
        return Sample.missing(absent)
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)


def _flags(now: Values) -> tuple[Flag, ...]:
    weak = now.absent is None and now.strength is not None and now.strength <= WEAK_STRENGTH
    return (Flag.WEAK_SIGNAL,) if weak else ()
