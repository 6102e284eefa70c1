# SPDX-License-Identifier: EUPL-1.2
"""What arrivals say about the line: how long speech takes, and whether the sender's clock is still the same. Pure."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum, auto

from kiosk.call.libopus import RATE_HZ
from kiosk.call.receive.voice_buffer import VoiceArrival
from kiosk.call.receive.voice_delay import DelayTarget

STRANGE_S = 1.0
"""A packet so much earlier or later than the others belongs to another clock, or is of no use."""
SAME_S = 0.010
BELIEVED = 4
"""So many strange packets in a row that agree with one another are a sender that began anew."""
MOST_NOTED = 512


class Verdict(Enum):
    """What to do with an arrival."""

    USE = auto()
    DROP = auto()
    ANEW = auto()
    """Use it, and forget all before it."""


class VoiceIntake:
    """Judges arrivals, and keeps ``delay``."""

    def __init__(self) -> None:
        self.delay = DelayTarget()
        self._noted: OrderedDict[int, None] = OrderedDict()
        self._strange_s = 0.0
        self._strange = 0

    def judge(self, arrival: VoiceArrival) -> Verdict:
        """Compare with the packets so far and note how long what it brought was on its way."""
        verdict = self._compare(arrival.arrival_s - arrival.frames[-1].timestamp / RATE_HZ)
        if verdict is Verdict.ANEW:
            self.delay.reset()
            self._noted.clear()
        if verdict is not Verdict.DROP:
            self._note(arrival)
        return verdict

    def _compare(self, transit_s: float) -> Verdict:
        if not self.delay.known or abs(transit_s - self.delay.floor_s) < STRANGE_S:
            self._strange = 0
            return Verdict.USE
        agrees = abs(transit_s - self._strange_s) < SAME_S
        self._strange_s, self._strange = transit_s, self._strange + 1 if agrees else 1
        if self._strange < BELIEVED:
            return Verdict.DROP
        self._strange = 0
        return Verdict.ANEW

    def _note(self, arrival: VoiceArrival) -> None:
        *copies, own = arrival.frames
        if self._is_new(own.timestamp):
            self.delay.arrived(arrival.arrival_s - own.timestamp / RATE_HZ, arrival.arrival_s)
        brought = [frame.timestamp for frame in copies]
        brought += [frame.timestamp - frame.corrects for frame in arrival.frames if frame.corrects]
        for timestamp in brought:
            if self._is_new(timestamp):
                self.delay.recovered(arrival.arrival_s - timestamp / RATE_HZ)
        for timestamp in arrival.lost:
            if self._is_new(timestamp):
                self.delay.recovered(arrival.arrival_s + arrival.repair_s - timestamp / RATE_HZ)

    def _is_new(self, timestamp: int) -> bool:
        if timestamp in self._noted:
            return False
        self._noted[timestamp] = None
        if len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)
        return True
