# SPDX-License-Identifier: EUPL-1.2
"""Which packets of a voice are lost, and which of them are still worth asking for (NACK). Pure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Set
from dataclasses import dataclass

from kiosk.call.receive.voice_statistics import VoiceInStatistics

RATE_HZ = 48_000
MOST_ASKED = 3
MOST_MISSING = 64
"""More than a second: nothing older can still be of use."""
MOST_KNOWN = 256
LONGEST_OUTAGE = 3_000
"""A minute. A leap beyond that is no loss but another sender."""
REORDERED_S = 0.010
"""On a line where packets overtake one another, a missing one is given so long to come by itself."""
REORDERED_PACKETS = 500
"""So long a line is known for that: 10 s."""
AGAIN_S = 0.010
"""Beyond the round trip, before a packet is asked for again."""
READY_S = 0.005
"""So much before its turn a packet must be there."""
ASKED_EVERY_S = 0.010
"""`VoiceRepairs.wanted` is to be called so often."""


@dataclass(slots=True)
class _Missing:
    timestamp: int
    next_s: float
    asked: int = 0


class VoiceRepairs:
    """Follows the sequence numbers of one voice. ``rtt_s`` is the round trip."""

    def __init__(self, statistics: VoiceInStatistics) -> None:
        self.rtt_s = 0.1
        self._statistics = statistics
        self._known: OrderedDict[int, None] = OrderedDict()
        self._missing: OrderedDict[int, _Missing] = OrderedDict()
        self._newest: int | None = None
        self._overtaken: int | None = None
        self._stray = 0

    @property
    def repair_s(self) -> float:
        """How long a packet takes from being missed to being there."""
        return self.rtt_s + ASKED_EVERY_S + READY_S

    def arrived(self, sequence: int, timestamp: int, samples: int, arrival_s: float) -> list[int] | None:
        """Note a packet; return the time stamps that it shows to be missing, or None if it came before."""
        if sequence in self._known:
            self._statistics.packets_duplicate += 1
            return None
        self._know(sequence)
        self._statistics.packets_received += 1
        newest = self._newest
        if newest is None or abs(sequence - newest) > MOST_MISSING:
            self._leap(sequence)
            return []
        if sequence < newest:
            self._came_late(sequence)
            return []
        self._newest = sequence
        gap = sequence - newest - 1
        self._statistics.packets_lost += gap
        overtaking = self._overtaken is not None and sequence - self._overtaken < REORDERED_PACKETS
        next_s = arrival_s + (REORDERED_S if overtaking else 0.0)
        lost = []
        for back in range(gap, 0, -1):
            lost.append(timestamp - back * samples)
            self._missing[sequence - back] = _Missing(lost[-1], next_s)
        while len(self._missing) > MOST_MISSING:
            self._missing.popitem(last=False)
        return lost

    def restored(self, timestamps: Set[int]) -> None:
        """Stop asking for what a copy or a correction has brought."""
        if self._missing:
            for sequence in [number for number, lost in self._missing.items() if lost.timestamp in timestamps]:
                del self._missing[sequence]

    def wanted(self, now_s: float, offset_s: float) -> tuple[int, ...]:
        """Choose what to ask for now. Time stamp t is played at t / 48 kHz + ``offset_s``."""
        wanted = []
        for sequence, lost in list(self._missing.items()):
            arrival_s = now_s + self.rtt_s + READY_S
            if arrival_s > lost.timestamp / RATE_HZ + offset_s:
                if not lost.asked:
                    del self._missing[sequence]
            elif lost.asked < MOST_ASKED and now_s >= lost.next_s:
                lost.asked += 1
                lost.next_s = now_s + self.rtt_s + AGAIN_S
                wanted.append(sequence)
        self._statistics.packets_asked += len(wanted)
        return tuple(wanted)

    def _leap(self, sequence: int) -> None:
        """After an outage or a new beginning two packets must agree; one alone may be a stray."""
        if self._newest is not None and not 0 < sequence - self._stray <= MOST_MISSING:
            self._stray = sequence
            return
        if self._newest is not None and 0 < sequence - self._newest <= LONGEST_OUTAGE:
            self._statistics.packets_lost += sequence - self._newest - 2
        self._missing.clear()
        self._newest = self._stray = sequence

    def _know(self, sequence: int) -> None:
        self._known[sequence] = None
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def _came_late(self, sequence: int) -> None:
        if self._statistics.packets_lost:
            self._statistics.packets_lost -= 1
        lost = self._missing.pop(sequence, None)
        if lost is not None and lost.asked:
            self._statistics.packets_returned += 1
        else:
            self._overtaken = sequence
