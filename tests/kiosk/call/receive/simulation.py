# SPDX-License-Identifier: EUPL-1.2
"""A GP's browser, a bad line and the receiving station in simulated time: same seed, same run.

The sender does what libwebrtc's does: retransmits on request, though not twice within a round trip, keeps one second of
packets, makes a keyframe on request, though not within 300 ms of the last. Its pictures say who they are, so that the
receiver's can be checked: each whole, each with the one it refers to before it.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, pairwise
from statistics import median

from kiosk.call.receive.pictures import EncodedPicture, PictureBuffer, Step
from kiosk.call.receive.playout import Playout

FPS = 30
KEEP_S = 1.0
KEYFRAME_PAUSE_S = 0.3
DECODE_S = 0.004
PACKET_BYTES = 20


@dataclass(kw_only=True)
class Line:
    """One direction. ``burst``: mean length of a loss; 1 is independent loss (else Gilbert-Elliott)."""

    loss: float = 0.0
    burst: float = 1.0
    delay_s: float = 0.025
    jitter_s: float = 0.0
    reorder: float = 0.0
    outages: tuple[tuple[float, float], ...] = ()
    seed: int = 0
    _bad: bool = field(default=False, init=False)
    _last_s: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def arrival_s(self, now_s: float) -> float | None:
        """Tell when something sent now arrives; None: it does not."""
        if any(start <= now_s < end for start, end in self.outages) or self._lost():
            return None
        at_s = now_s + self.delay_s + self._random.random() * self.jitter_s
        if self._random.random() < self.reorder:
            return at_s + 0.004
        self._last_s = max(self._last_s + 1e-6, at_s)  # jitter keeps the order
        return self._last_s

    def _lost(self) -> bool:
        if self.burst <= 1:
            return self._random.random() < self.loss
        leave = 1 / self.burst
        enter = leave * self.loss / max(1e-9, 1 - self.loss)
        self._bad = self._random.random() >= leave if self._bad else self._random.random() < enter
        return self._bad


@dataclass(kw_only=True)
class Packet:
    sequence: int
    timestamp: int
    payload: bytes
    marker: bool


def vp8_payload(number: int, index: int, total: int, *, key: bool, extra: bytes | None = None) -> bytes:
    """Make a packet of a picture that says which it is; only the first byte after the descriptor is VP8's own."""
    descriptor = bytes((0x80 | (0x10 if index == 0 else 0), 0x80, 0x80 | number >> 8 & 0x7F, number & 0xFF))
    body = bytes((0 if key else 1,)) + b"%07d %04d %04d " % (number, index, total)
    return (extra or descriptor) + body.ljust(PACKET_BYTES, b".")


class Sender:
    """Makes the packets of pictures."""

    def __init__(self, *, seed: int, sizes: tuple[int, int] = (1, 6), key_packets: int = 16, sequence: int = 0) -> None:
        self._random = random.Random(seed)
        self._sizes, self._key_packets, self._sequence = sizes, key_packets, sequence
        self._kept: dict[int, tuple[float, Packet]] = {}
        self._resent_s: dict[int, float] = {}
        self._number = 0
        self._key_wanted, self._asked_s = True, -9.0
        self.keyframes = 0
        self.resent = 0

    def picture(self, now_s: float) -> list[Packet]:
        key, self._key_wanted = self._key_wanted, False
        total = self._key_packets if key else self._random.randint(*self._sizes)
        self.keyframes += key
        packets = []
        for index in range(total):
            packets.append(
                Packet(
                    sequence=self._sequence,
                    timestamp=int(now_s * 90_000),
                    payload=vp8_payload(self._number, index, total, key=key),
                    marker=index == total - 1,
                )
            )
            self._kept[self._sequence] = (now_s, packets[-1])
            self._sequence += 1
        self._number += 1
        return packets

    def again(self, sequences: tuple[int, ...], now_s: float, rtt_s: float) -> list[Packet]:
        """Answer a NACK."""
        packets = []
        for sequence in sequences:
            sent_s, packet = self._kept.get(sequence, (-9.0, None))
            recent = now_s < self._resent_s.get(sequence, -9.0) + rtt_s
            if packet is not None and now_s - sent_s < KEEP_S and not recent:
                self._resent_s[sequence] = now_s
                self.resent += 1
                packets.append(packet)
        return packets

    def keyframe_request(self, now_s: float) -> None:
        if now_s - self._asked_s >= KEYFRAME_PAUSE_S:
            self._asked_s = now_s
            self._key_wanted = True


@dataclass
class Result:
    """What the patient saw."""

    shown: list[tuple[float, float]]
    """When each picture was shown, and how old it was then."""
    decoded: int
    keyframes: int
    nacks: int
    plis: int
    most_held: int
    resent: int
    sent: int

    def after(self, from_s: float, to_s: float = 1e9) -> Result:
        shown = [each for each in self.shown if from_s <= each[0] < to_s]
        return Result(
            shown, self.decoded, self.keyframes, self.nacks, self.plis, self.most_held, self.resent, self.sent
        )

    @property
    def gaps_s(self) -> list[float]:
        return [late - early for (early, _), (late, _) in pairwise(self.shown)]

    @property
    def frozen(self) -> float:
        """Share of the time in which the picture stood."""
        usual_s = median(self.gaps_s)
        limit_s = max(3 * usual_s, usual_s + 0.15)
        return sum(gap for gap in self.gaps_s if gap > limit_s) / (self.shown[-1][0] - self.shown[0][0])

    @property
    def fps(self) -> float:
        return len(self.gaps_s) / (self.shown[-1][0] - self.shown[0][0])

    def age_s(self, share: float) -> float:
        ages = sorted(age for _, age in self.shown)
        return ages[min(len(ages) - 1, int(share * len(ages)))]


class Run:
    """One call."""

    def __init__(self, *, there: Line, back: Line, sender: Sender, duration_s: float) -> None:
        self._there, self._back, self._sender, self._duration_s = there, back, sender, duration_s
        self._rtt_s = there.delay_s + back.delay_s + there.jitter_s / 2 + back.jitter_s / 2
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._now_s = 0.0
        self.buffer = PictureBuffer("VP8")
        self.playout: Playout[int] = Playout()
        self._timer_s = self._screen_s = float("inf")
        self._decoded_until_s = 0.0
        self._last: int | None = None
        self._result = Result([], 0, 0, 0, 0, 0, 0, 0)

    def run(self) -> Result:
        self._at(0.0, self._draw)
        while self._events and self._now_s < self._duration_s:
            self._now_s, _, work = heapq.heappop(self._events)
            work()
        statistics = self.buffer.statistics
        result = self._result
        result.keyframes, result.nacks, result.plis = statistics.keyframes, statistics.nacks, statistics.plis
        result.resent = self._sender.resent
        return result

    def _at(self, at_s: float, work: Callable[[], None]) -> None:
        heapq.heappush(self._events, (at_s, next(self._order), work))

    def _draw(self) -> None:
        for index, packet in enumerate(self._sender.picture(self._now_s)):
            self._result.sent += 1
            self._send(packet, self._now_s + index * 0.0008, recovered=False)
        self._at(self._now_s + 1 / FPS, self._draw)

    def _send(self, packet: Packet, now_s: float, *, recovered: bool) -> None:
        arrival_s = self._there.arrival_s(now_s)
        if arrival_s is not None:
            self._at(arrival_s, lambda: self._arrive(packet, recovered=recovered))

    def _arrive(self, packet: Packet, *, recovered: bool) -> None:
        self.buffer.put(
            packet.sequence, packet.timestamp, packet.payload, packet.marker, self._now_s, recovered=recovered
        )
        self._result.most_held = max(self._result.most_held, self.buffer.held_packets)
        self._step()

    def _step(self) -> None:
        step: Step = self.buffer.step(self._now_s, self._rtt_s)
        for picture in step.frames:
            self._decode(picture)
        if step.nacks and (at_s := self._back.arrival_s(self._now_s)) is not None:
            self._at(at_s, lambda: self._resend(step.nacks))
        if step.want_keyframe and (at_s := self._back.arrival_s(self._now_s)) is not None:
            self._at(at_s, lambda: self._sender.keyframe_request(self._now_s))
        next_s = self.buffer.next_s
        if next_s is not None and not self._now_s < self._timer_s <= next_s:
            self._timer_s = max(next_s, self._now_s + 1e-4)
            self._at(self._timer_s, self._step)

    def _resend(self, sequences: tuple[int, ...]) -> None:
        for packet in self._sender.again(sequences, self._now_s, self._rtt_s):
            self._send(packet, self._now_s, recovered=True)

    def _decode(self, picture: EncodedPicture) -> None:
        number = check_whole(picture.data)
        assert picture.keyframe or self._last == number - 1, "a picture without the one it refers to"
        self._last = number
        self._result.decoded += 1
        self._decoded_until_s = max(self._now_s, self._decoded_until_s) + DECODE_S

        def ready() -> None:
            self.playout.put(picture.timestamp, number, self._now_s, restart=picture.restart)
            self._show()

        self._at(self._decoded_until_s, ready)

    def _show(self) -> None:
        due = self.playout.due(self._now_s)
        if due is not None:
            self._result.shown.append((self._now_s, self._now_s - due[0] / 90_000))
        next_s = self.playout.next_s
        if next_s is not None:
            self._at(max(next_s, self._now_s + 1e-4), self._show)


def check_whole(data: bytes) -> int:
    """Check that a picture consists of all its packets in order; return its number."""
    assert len(data) % PACKET_BYTES == 0
    pieces = [data[at + 1 : at + PACKET_BYTES].split() for at in range(0, len(data), PACKET_BYTES)]
    assert {piece[0] for piece in pieces} == {pieces[0][0]}
    assert [int(piece[1]) for piece in pieces] == list(range(int(pieces[0][2]))), "an incomplete picture"
    return int(pieces[0][0])


def call(
    *, loss: float = 0.0, burst: float = 1.0, rtt_s: float = 0.05, jitter_s: float = 0.0, reorder: float = 0.0,
    outages: tuple[tuple[float, float], ...] = (), seed: int = 1, duration_s: float = 24.0,
    sizes: tuple[int, int] = (1, 6), sequence: int = 0,
) -> Result:  # fmt: skip
    """Run a call over a line that is as bad both ways."""
    there = Line(loss=loss, burst=burst, delay_s=rtt_s / 2, jitter_s=jitter_s, reorder=reorder, outages=outages,
                 seed=seed)  # fmt: skip
    back = Line(loss=loss, burst=burst, delay_s=rtt_s / 2, jitter_s=jitter_s, outages=outages, seed=seed + 1000)
    sender = Sender(seed=seed, sizes=sizes, sequence=sequence)
    return Run(there=there, back=back, sender=sender, duration_s=duration_s).run()
