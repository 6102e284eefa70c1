# SPDX-License-Identifier: EUPL-1.2
"""Packets of one video stream to whole pictures, in order, each decodable; and what to ask the sender for.

A picture leaves with its last packet. What is missing is asked for again, with a timer; when it has not come within
`hole_limit_s` a keyframe is asked for too, and whichever comes first is taken. Sequence numbers and RTP times are
unwrapped; no clock is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from kiosk.call.receive import h264, vp8
from kiosk.call.receive.held import HeldPacket, HeldPackets
from kiosk.call.receive.nack import KeyframeRequests, Requests
from kiosk.call.receive.part import PICTURE_SET, SEQUENCE_SET, PayloadError
from kiosk.call.receive.references import Loss, References

MOST_HELD = 600
"""Packets between the oldest that is waited for and the newest: 1.5 s of a picture of 4 Mb/s."""
MOST_HELD_BYTES = 4_000_000
"""More than the largest keyframe that is decoded, and a limit on packets of 64 kB."""
HOLD_S = 1.5
"""After so long a hole is not filled any more."""
OUTAGE_S, OUTAGE_PACKETS = 0.5, 10
"""Silence and loss after which nobody fills the hole: what lies in it is of no interest any more."""
STRAY_BEHIND, MOST_STRAYS = 3000, 8
"""A packet so far behind is a stray; so many of them in a row are a stream that began anew."""
DROP_AFTER_S = 0.03
"""How long a picture waits for one that is merely useful."""
PACKET_BYTES, REPAIR_S = 1200, 0.3
"""On a line that is full, what takes longer than this to send again is given up for a keyframe at once."""
_LIMIT_LEAST_S, _LIMIT_MOST_S, _LIMIT_TRIPS = 0.25, 0.7, 2.5
"""Room for five requests in vain at 50 ms; over far lines a keyframe takes as long as what is still missing."""

Codec = Literal["VP8", "H264"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPicture:
    """A whole picture for the decoder; ``timestamp`` is unwrapped RTP time, 90 kHz."""

    data: bytes
    timestamp: int
    keyframe: bool
    first_arrival_s: float
    complete_s: float
    """When its last packet came."""
    restart: bool = False
    """Pictures before it are missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now."""

    frames: tuple[EncodedPicture, ...] = ()
    nacks: tuple[int, ...] = ()
    want_keyframe: bool = False


@dataclass(slots=True)
class PicturesInStatistics:
    """Counts since the beginning."""

    packets: int = 0
    duplicates: int = 0
    """Came twice, or after nobody waited for them."""
    malformed: int = 0
    recovered: int = 0
    """Came because they were asked for."""
    frames: int = 0
    keyframes: int = 0
    dropped: int = 0
    """Pictures that came, whole or in part, and could not be decoded."""
    nacks: int = 0
    plis: int = 0
    resets: int = 0
    outages: int = 0
    hole_wait_s: float = 0.0
    """Time that packets were missing, all together; of those that came."""
    longest_hole_s: float = 0.0


def hole_limit_s(rtt_s: float) -> float:
    """Tell after what wait for a packet a keyframe is asked for."""
    return min(_LIMIT_MOST_S, max(_LIMIT_LEAST_S, _LIMIT_LEAST_S + _LIMIT_TRIPS * rtt_s))


class PictureBuffer:
    """Collects the packets of one stream. Call `step` after packets were put, and at `next_s`."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.statistics = PicturesInStatistics()
        self.next_s: float | None = None
        self._read = vp8.read if codec == "VP8" else h264.read
        self._sets_needed = 0 if codec == "VP8" else SEQUENCE_SET | PICTURE_SET
        self._sets = 0
        self._requests, self._keyframes, self._references = Requests(), KeyframeRequests(), References()
        self._held = HeldPackets()
        self._begun = False
        self._next = 0
        """The first packet that has not left."""
        self._highest = -1
        self._newest_s = -math.inf
        self._aligned = False
        """A picture begins at the next packet."""
        self._restart = True
        self._strays = 0

    def put(
        self, sequence: int, timestamp: int, payload: bytes, marker: bool, arrival_s: float, *, recovered: bool = False
    ) -> None:
        """Take a packet; an empty payload is padding. ``recovered``: it came by retransmission."""
        self.statistics.packets += 1
        if not self._begun or self._begins_anew(sequence, arrival_s):
            self._begin(sequence)
        if sequence < self._next or sequence in self._held:
            self.statistics.duplicates += 1
            return
        if sequence - self._next >= MOST_HELD or self._held.size_bytes > MOST_HELD_BYTES:
            self.statistics.resets += 1
            self._begin(sequence)
        if sequence > self._highest:
            self._requests.note(range(self._highest + 1, sequence), arrival_s)
            self._highest, self._newest_s = sequence, max(self._newest_s, arrival_s)
        self._hold(sequence, timestamp, payload, marker, arrival_s)
        waited_s = self._requests.arrived(sequence, arrival_s)
        if waited_s is not None:
            self.statistics.recovered += recovered
            self.statistics.hole_wait_s += waited_s
            self.statistics.longest_hole_s = max(self.statistics.longest_hole_s, waited_s)

    def step(self, now_s: float, rtt_s: float, takes_bps: float | None = None) -> Step:
        """Release what is whole, and tell what to ask for.

        ``rtt_s`` is the round trip to the sender; ``takes_bps`` what the line takes, if there is a queue before it.
        """
        if not self._begun:
            return Step()
        if takes_bps is not None and 8 * PACKET_BYTES * len(self._requests) > REPAIR_S * takes_bps:
            self._give_up()
        limit_s = hole_limit_s(rtt_s)
        frames = self._advance(now_s, limit_s)
        want_keyframe = self._wants_keyframe(now_s, rtt_s, limit_s)
        nacks = self._requests.due(now_s, rtt_s)
        self.statistics.nacks += len(nacks)
        self.statistics.plis += want_keyframe
        self.next_s = self._next_step_s(now_s, rtt_s, limit_s)
        return Step(tuple(frames), nacks, want_keyframe)

    def _give_up(self) -> None:
        """Let be what is missing: only a keyframe helps."""
        self._requests.clear()
        self.broken()

    def broken(self) -> None:
        """Note that the decoder cannot go on: only a keyframe helps."""
        self._references.lose()
        self._restart = True

    @property
    def held_packets(self) -> int:
        """Count the packets that wait."""
        return len(self._held)

    # ------------------------------------------------------------------------------------------------ packets

    def _begins_anew(self, sequence: int, arrival_s: float) -> bool:
        """Tell whether ``sequence`` has nothing to do with what came before."""
        ahead = sequence - self._highest
        if ahead > OUTAGE_PACKETS and arrival_s - self._newest_s > OUTAGE_S:
            self.statistics.outages += 1
            return True
        self._strays = self._strays + 1 if ahead < -STRAY_BEHIND else 0
        if ahead > MOST_HELD or self._strays >= MOST_STRAYS:
            self.statistics.resets += 1
            return True
        return False

    def _begin(self, sequence: int) -> None:
        """Forget everything and go on at ``sequence``, with a keyframe."""
        self._held.clear()
        self._requests.clear()
        self._keyframes.reset()
        self.broken()
        self._next, self._highest, self._newest_s = sequence, sequence - 1, -math.inf
        self._begun, self._aligned, self._strays = True, False, 0

    def _hold(self, sequence: int, timestamp: int, payload: bytes, marker: bool, arrival_s: float) -> None:
        part, malformed = None, False
        try:
            part = self._read(payload) if payload else None
        except PayloadError:
            malformed = True
            self.statistics.malformed += 1
        packet = HeldPacket(
            part=part,
            timestamp=timestamp,
            marker=marker,
            arrival_s=arrival_s,
            size_bytes=len(payload),
            malformed=malformed,
        )
        self._held.put(sequence, packet)

    # ------------------------------------------------------------------------------------------------ pictures

    def _advance(self, now_s: float, limit_s: float) -> list[EncodedPicture]:
        """Release and skip until something must be waited for."""
        frames: list[EncodedPicture] = []
        while self._next <= self._highest:
            held = self._held.get(self._next)
            end = self._held.end_of(self._next)
            if held is not None and held.padding:
                self._held.pop(self._next)
                self._next += 1
            elif end is not None:
                picture = self._release(self._next, end)
                frames += [] if picture is None else [picture]
            else:
                way = self._way_on(now_s, limit_s)
                if way is None:
                    break
                self._skip(*way)
        return frames

    def _release(self, first: int, end: int) -> EncodedPicture | None:
        pieces = [held for at in range(first, end + 1) if (held := self._held.pop(at)) is not None]
        parts = [held.part for held in pieces if held.part is not None]
        self._next = end + 1
        headed = bool(parts) and (parts[0].start or (self._aligned and self.codec == "H264"))
        self._aligned = True
        if not headed or any(held.malformed for held in pieces):
            self.broken()
        else:
            for part in parts:
                self._sets |= part.sets
            key = self._sets & self._sets_needed == self._sets_needed and any(
                part.key or (part.recovery and not self._references.intact) for part in parts
            )
            if self._references.take(parts[0], key=key):
                return self._encoded(pieces, b"".join(part.data for part in parts), key)
        self.statistics.dropped += 1
        return None

    def _encoded(self, pieces: list[HeldPacket], data: bytes, key: bool) -> EncodedPicture:
        self.statistics.frames += 1
        self.statistics.keyframes += key
        restart, self._restart = self._restart, False
        arrivals_s = [held.arrival_s for held in pieces]
        return EncodedPicture(
            data=data,
            timestamp=pieces[0].timestamp,
            keyframe=key,
            first_arrival_s=min(arrivals_s),
            complete_s=max(arrivals_s),
            restart=restart,
        )

    # ------------------------------------------------------------------------------------------------ holes

    def _way_on(self, now_s: float, limit_s: float) -> tuple[int, Loss] | None:
        """Find where to go on past what is missing, and what that loses; None: wait."""
        keyframe = self._held.newest_keyframe(self._next)
        if keyframe is not None:
            return keyframe, Loss.REFERENCE
        hole_s = self._hole_s()
        age_s = 0.0 if hole_s is None else now_s - hole_s
        if self._references.intact:
            if age_s > HOLD_S:
                return self._next + 1, Loss.REFERENCE
            return self._way_past(age_s) if hole_s is not None else None
        held = self._held.get(self._next)
        if age_s > limit_s or (held is not None and not self._may_be_key(held)):
            return self._next + 1, Loss.REFERENCE
        return None

    def _way_past(self, age_s: float) -> tuple[int, Loss] | None:
        """Find a picture that does not need what is missing."""
        start = self._held.next_start(self._next)
        packet = None if start is None else self._held.get(start)
        if start is None or packet is None or packet.part is None:
            return None
        first = self._held.get(self._next)
        partly = first.part if first is not None and first.part is not None and first.part.start else None
        loss = self._references.before(packet.part, partly)
        if loss is Loss.NOTHING and first is None:
            return start, loss
        if loss is Loss.DROPPABLE and age_s >= DROP_AFTER_S and self._held.end_of(start) is not None:
            return start, loss
        return None

    def _skip(self, to: int, loss: Loss) -> None:
        for at in range(self._next, to):
            held = self._held.pop(at)
            self.statistics.dropped += held is not None and held.marker
        self._requests.forget(range(self._next, to))
        self._references.skip(loss)
        self._restart = self._restart or loss is Loss.REFERENCE
        self._next, self._aligned = to, False

    def _may_be_key(self, held: HeldPacket) -> bool:
        """Tell whether a keyframe may begin with this packet, the rest of which is still missing."""
        part = held.part
        if part is None or not (part.start or (self._aligned and self.codec == "H264")):
            return False
        return part.key or bool(part.sets) or (part.start and self.codec == "H264")

    def _hole_s(self) -> float | None:
        """Tell since when the first packet that is waited for is missing."""
        return self._requests.noted_s(self._held.first_gap(self._next))

    # ------------------------------------------------------------------------------------------------ requests

    def _wants_keyframe(self, now_s: float, rtt_s: float, limit_s: float) -> bool:
        if not self._needs_keyframe(now_s, limit_s):
            self._keyframes.unneeded()
            return False
        if self._coming_until_s(limit_s) > now_s:
            return False
        return self._keyframes.due(now_s, rtt_s, silent=self._silent(now_s))

    def _needs_keyframe(self, now_s: float, limit_s: float) -> bool:
        hole_s = self._hole_s()
        return not self._references.intact or (hole_s is not None and now_s - hole_s >= limit_s)

    def _coming_until_s(self, limit_s: float) -> float:
        """Tell until when a keyframe that has begun to come is waited for."""
        begun_s = self._held.keyframe_begun_s()
        return -math.inf if begun_s is None else begun_s + limit_s

    def _silent(self, now_s: float) -> bool:
        return now_s - self._newest_s > OUTAGE_S

    def _next_step_s(self, now_s: float, rtt_s: float, limit_s: float) -> float | None:
        times_s = [self._requests.next_s]
        hole_s = self._hole_s()
        if hole_s is not None:
            times_s += [at_s for at_s in (hole_s + DROP_AFTER_S, hole_s + limit_s, hole_s + HOLD_S) if at_s > now_s]
        if self._needs_keyframe(now_s, limit_s):
            ask_s = self._keyframes.next_s(rtt_s, silent=self._silent(now_s))
            times_s.append(max(ask_s, self._coming_until_s(limit_s)))
        next_s = min(times_s)
        return None if math.isinf(next_s) else next_s
