# SPDX-License-Identifier: EUPL-1.2
"""One GP's voice, from its packets to the loudspeaker's turns.

`VoiceReceiver.put` and `put_red` are called where packets arrive, `take` where the loudspeaker asks, in any threads.
They share a bounded queue and no lock: everything is decided and decoded in `take`, in a tenth of a millisecond or two.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

import numpy as np

from kiosk.call.libopus import Samples, frame_samples, has_correction, packet_samples
from kiosk.call.receive.takes import TURN
from kiosk.call.receive.voice_buffer import VoiceArrival, VoiceFrame
from kiosk.call.receive.voice_playout import VoicePlayout
from kiosk.call.receive.voice_repairs import VoiceRepairs
from kiosk.call.receive.voice_statistics import VoiceInStatistics
from kiosk.call.rtp.red import RedBlock

MOST_WAITING = 256
"""Packets between two turns of the loudspeaker: 5 s. Older ones give way."""
LONGEST_PAYLOAD_BYTES = 1_500
"""Nothing larger comes in one datagram."""
ASKING_S = 2.0
"""So long after the last question, what is lost is no longer expected to be sent again."""


class VoiceReceiver:
    """Receives one voice. Give it packets, take 20 ms for the loudspeaker at each of its turns.

    ``rtt_s`` (the round trip) and ``extra_delay_s`` (to wait for the picture) may be set at any time; ``statistics``
    may be read at any time.
    """

    def __init__(self) -> None:
        self.statistics = VoiceInStatistics()
        self._waiting: deque[VoiceArrival] = deque(maxlen=MOST_WAITING)
        self._repairs = VoiceRepairs(self.statistics)
        self._playout = VoicePlayout(self.statistics)
        self._turn = threading.Lock()
        self._asked_s = -1e9

    @property
    def rtt_s(self) -> float:
        return self._repairs.rtt_s

    @rtt_s.setter
    def rtt_s(self, value: float) -> None:
        self._repairs.rtt_s = max(0.0, value)

    @property
    def extra_delay_s(self) -> float:
        """Delay on top of what the line needs; at most 2 s."""
        return self._playout.extra_delay_s

    @extra_delay_s.setter
    def extra_delay_s(self, value: float) -> None:
        self._playout.extra_delay_s = min(max(0.0, value), 2.0)

    @property
    def spins_out(self) -> bool:
        """The line is becoming narrow: speech is drawn out while it comes more slowly than it was said."""
        return self._playout.spins_out

    @spins_out.setter
    def spins_out(self, value: bool) -> None:
        self._playout.spins_out = value

    @property
    def playout_delay_s(self) -> float:
        """Delay from the arrival of the quickest packets to the loudspeaker's turn."""
        return self.statistics.delay_s

    @property
    def playing_timestamp(self) -> int | None:
        """Time stamp (unwrapped) of the first sample that the last turn took; None before the first."""
        return self._playout.playing

    def put(self, sequence: int, timestamp: int, payload: bytes, arrival_s: float) -> None:
        """Take a packet with one Opus ``payload``; ``sequence`` and ``timestamp`` are unwrapped."""
        self._put(sequence, timestamp, (), payload, arrival_s)

    def put_red(self, sequence: int, timestamp: int, blocks: Sequence[RedBlock], arrival_s: float) -> None:
        """Take a packet with copies of older ones (RFC 2198), newest block last."""
        if not blocks:
            return
        newest = blocks[-1]
        copies = [
            (timestamp - block.timestamp_offset, block.payload)
            for block in blocks[:-1]
            if block.payload_type == newest.payload_type and block.timestamp_offset > 0
        ]
        self._put(sequence, timestamp, copies, newest.payload, arrival_s)

    def missing(self, now_s: float) -> tuple[int, ...]:
        """Return the sequence numbers worth asking for now. Call it only if the sender answers (NACK)."""
        self._asked_s = now_s
        offset_s = self._playout.offset_s
        return () if offset_s is None else self._repairs.wanted(now_s, offset_s)

    def take(self, now_s: float) -> Samples:
        """Return the next 20 ms (960 samples), always; never blocks and never raises."""
        if not self._turn.acquire(blocking=False):  # two cards at once, as one replaces the other
            return np.zeros(TURN, dtype=np.int16)
        try:
            for _ in range(len(self._waiting)):
                self._playout.receive(self._waiting.popleft())
            return self._playout.take(now_s)
        finally:
            self._turn.release()

    def _put(
        self, sequence: int, timestamp: int, copies: Sequence[tuple[int, bytes]], payload: bytes, arrival_s: float
    ) -> None:
        own = _frame(timestamp, payload, sequence)
        if own is None:
            self.statistics.packets_malformed += 1
            return
        lost = self._repairs.arrived(sequence, timestamp, own.samples, arrival_s)
        if lost is None:
            return
        frames = [frame for stamp, copy in copies if (frame := _frame(stamp, copy, None)) is not None]
        frames.append(own)
        brought = {frame.timestamp for frame in frames} | {frame.timestamp - frame.corrects for frame in frames}
        self._repairs.restored(brought)
        # Copies get newer with every packet: what this one does not bring, only a retransmission can.
        asked = arrival_s - self._asked_s < ASKING_S
        expected = [stamp for stamp in lost if stamp not in brought] if asked else []
        if len(self._waiting) == MOST_WAITING:
            self.statistics.packets_discarded += 1
        self._waiting.append(VoiceArrival(frames, arrival_s, expected, self._repairs.repair_s))


def _frame(timestamp: int, payload: bytes, sequence: int | None) -> VoiceFrame | None:
    """Look at a payload; None if it is not Opus."""
    if not 0 < len(payload) <= LONGEST_PAYLOAD_BYTES:
        return None
    samples = packet_samples(payload)
    if not samples:
        return None
    corrects = frame_samples(payload) if has_correction(payload) else 0
    return VoiceFrame(timestamp, samples, payload, sequence, corrects)
