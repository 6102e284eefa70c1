# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin stream in format 8 or 1 is published.

A tick is a packet, one a second. There is no checksum, so nothing is believed that was said once only: a number counts
when two packets in a row say it and three in a row had one, and a stray byte starts both counts anew. A single damaged
packet can so neither show a wrong number nor blank a right one. A pulse that is another each second is shown as long
as it moves little (`RestlessChannel`); one that leaps about is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.framing import Framer
from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item
from drivers.nonin_2.interpret import absence_of, sample_of, state_of
from drivers.nonin_8.decode import Second, describe
from drivers.nonin_8.frame import BriefPacket, Format8Framer
from drivers.stability import RestlessChannel, Rules
from kiosk.reading import Flag, Measure

PACKETS_PER_S = 1
NEAR_BPM = 2
"""A pulse that never repeats, but moves by no more from packet to packet, is taken (`RestlessChannel`)."""


class BriefInterpreter(Interpreter[BriefPacket]):
    """Decide, packet by packet."""

    rate_hz = PACKETS_PER_S
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=2, settle=3, repeat=1, lapse=6)

    def __init__(self, framer: Framer[BriefPacket]) -> None:
        super().__init__(framer)
        self._channels[Measure.PULSE] = RestlessChannel(self.rules, NEAR_BPM)

    def _take(self, frame: BriefPacket) -> Iterable[Item]:
        if frame.is_answer:
            return []
        self._count(frame.raw)
        if frame.after_gap:
            self._interrupt()
        second = Second.decode(frame.raw)
        absence = absence_of(second)
        samples = {
            Measure.SPO2: sample_of(second.spo2_percent, absence),
            Measure.PULSE: sample_of(second.hr_bpm, absence),
        }
        state = state_of(second, missing=second.hr_bpm is None and second.spo2_percent is None)
        return self._judge(samples, state, _flags(second, valid=absence is None), frame.raw)

    def _describe(self, frame: BriefPacket) -> Iterable[FrameView]:
        if frame.is_answer:
            return []
        self._count(frame.raw)
        return [FrameView(tick=self._last_tick, name="packet", raw=frame.raw, fields=describe(frame.raw))]


def _flags(second: Second, *, valid: bool) -> tuple[Flag, ...]:
    said = {
        Flag.LOW_BATTERY: second.low_battery,
        Flag.LOW_PERFUSION: valid and second.low_perfusion,
        Flag.MARGINAL_PERFUSION: valid and second.marginal_perfusion,
        Flag.ARTIFACT: valid and second.artifact,
        Flag.HIGH_QUALITY: valid and second.high_quality,
    }
    return tuple(flag for flag, is_said in said.items() if is_said)


class Nonin8Interpreter(BriefInterpreter):
    """Format 8."""

    def __init__(self) -> None:
        super().__init__(Format8Framer())
