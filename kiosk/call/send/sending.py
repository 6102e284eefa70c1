# SPDX-License-Identifier: EUPL-1.2
"""All that a connection sends: voice and picture through one rate, one pacer and one count of packets.

No I/O and no clock: frames go in, feedback goes in, packets that are due come out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random

from kiosk.call.formats import PICTURE_RATE_HZ, VOICE_RATE_HZ
from kiosk.call.rtp.packet import RtpPacket
from kiosk.call.rtp.rtcp import KeyframeRequest, Nack, RawTransportFeedback, ReportBlock, SenderReport, middle_of
from kiosk.call.rtp.transport_feedback import FeedbackReader
from kiosk.call.send.allocation import Allocation, Allocator
from kiosk.call.send.hold import Hold
from kiosk.call.send.ladder import Ladder, Rung
from kiosk.call.send.numbering import WIRE_BYTES, Numbering
from kiosk.call.send.pacer import Pacer, PacketKind, Padding
from kiosk.call.send.rate.controller import RateController, RateState
from kiosk.call.send.stream import SEQUENCES, TIMESTAMPS, OutgoingStream
from kiosk.call.transport import Format, OutgoingTerms

LONGEST_QUEUE_S = 0.1
"""A picture is left out while more than this waits in the pacer."""
GENEROUS = 3.0
"""More than so many times the rate from which a picture is good improves nothing that anybody sees."""
HEADROOM, VOICE_ROOM_BPS = 1.6, 160_000
"""What headers, repetitions and second copies, and a voice with two older frames, need besides."""
STANDING_QUEUE_S, DRAINED_QUEUE_S = 0.12, 0.05
"""To a queue of the line longer than the one, nothing of the picture is added until it is as short as the other: the
voice stands in it, too."""
CAUTION, CAUTION_S = 0.7, 2.5
"""Of the rate, and for so long: what a picture that begins anew is chosen for. Two keyframes in a row cost more."""
KEYFRAME_PAUSE_S = 0.3
"""Requests for a keyframe that come sooner after one are for the same loss."""
STEP_S = 0.05
DECIDE_S = 0.1
REPORTS_KEPT = 8
DELAY_UNIT = 65536


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureOrder:
    """How the next picture is to be encoded."""

    rung: Rung
    bitrate_bps: int
    keyframe: bool


@dataclass(kw_only=True, slots=True)
class SendingStatistics:
    """Counts since the connection began."""

    sent_bytes: int = 0
    voice_bytes: int = 0
    video_bytes: int = 0
    padding_bytes: int = 0
    second_copies: int = 0
    nacks: int = 0
    keyframe_requests: int = 0
    keyframes: int = 0
    skipped: int = 0
    loss: float | None = None
    """Share lost at the other end, by its last report on the picture or the voice."""


@dataclass(frozen=True, slots=True)
class _Queued:
    kind: PacketKind
    packet: RtpPacket


class Sending:
    """The sending half of one connection. ``random`` chooses numbers and second copies."""

    def __init__(self, random: Random, controller: RateController | None = None) -> None:
        self.controller = controller or RateController()
        self.pacer = Pacer()
        self.statistics = SendingStatistics()
        self.voice: OutgoingStream | None = None
        self.video: OutgoingStream | None = None
        self._random = random
        self._allocator = Allocator()
        self.stethoscope = False
        """The voice is to be sent at the rate of a stethoscope."""
        self._divided_bps = self.controller.target_bps
        self.allocation: Allocation = self._allocator.divide(self._divided_bps, 0.0, 0.0, 0.0)
        self._ladder: Ladder | None = None
        self.source = (0, 0, 0.0)
        """Width, height and pace of what the camera gives."""
        self.rung: Rung | None = None
        self._feedback = FeedbackReader()
        self._numbering = Numbering(self.controller, random.randrange(SEQUENCES // 2))
        self._reports: deque[tuple[int, float]] = deque(maxlen=REPORTS_KEPT)
        self._hold = Hold()
        self._renewed_s = -1e9
        self._withheld = False
        """No picture is sent, whatever the line takes."""
        self._draining = self._renewing = False
        """The line's queue is being emptied; and nothing of the picture is sent meanwhile."""
        self._keyframe_wanted = True
        self._keyframe_s = self._step_s = self._decide_s = -1e9
        self._reported_rtt_s: float | None = None

    def limit(self, most_bps: int, *, picture: bool) -> None:
        """Send no more than ``most_bps`` from now on; without ``picture`` the voice alone."""
        self.controller.limit(most_bps)
        if picture and self._withheld:
            self._keyframe_wanted = True
        self._withheld = not picture

    def begin(self, terms: OutgoingTerms) -> OutgoingStream:
        """Begin a stream as it was agreed."""
        self._numbering.begin(terms)
        rate_hz = VOICE_RATE_HZ if terms.kind == "audio" else PICTURE_RATE_HZ
        stream = OutgoingStream(
            terms,
            rate_hz,
            first_sequence=self._random.randrange(SEQUENCES),
            first_timestamp=self._random.randrange(TIMESTAMPS),
        )
        if terms.kind == "audio":
            self.voice = stream
        else:
            self.video = stream
        return stream

    # ----------------------------------------------------------------------------------------------- frames in

    def send_voice(self, payload: bytes, timestamp: int, form: Format, captured_s: float, now_s: float) -> None:
        """Take an encoded frame of the voice."""
        if self.voice is not None:
            for packet in self.voice.make([payload], timestamp, form, captured_s):
                self._put(PacketKind.VOICE, packet, now_s)

    def send_picture(
        self, payloads: list[bytes], timestamp: int, form: Format, captured_s: float, now_s: float, *, keyframe: bool
    ) -> None:
        """Take an encoded picture."""
        if self.video is None:
            return
        if keyframe:
            self.statistics.keyframes += 1
            self.pacer.clear_video()
        packets = self.video.make(payloads, timestamp, form, captured_s)
        packets[0].playout_delay_ms = self._hold.ask(self.controller.loss, now_s)
        twice = self.allocation.video_redundancy
        for packet in packets:
            self._put(PacketKind.VIDEO, packet, now_s)
            if twice and self._random.random() < twice:
                self._put(PacketKind.COPY, packet, now_s)

    def order(self, width: int, height: int, fps: float, now_s: float) -> PictureOrder | None:
        """Say how a picture of this size is to be encoded now; None: it is better left out."""
        allocation = self.allocation
        waits = self._withheld or self._renewing or self.pacer.queue_s > LONGEST_QUEUE_S
        if self.video is None or not allocation.video_bps or waits:
            self.statistics.skipped += 1
            return None
        if self._ladder is None or self.source != (width, height, fps):
            self._ladder, self.source = Ladder(width, height, fps), (width, height, fps)
            self.controller.wanted_bps = int(GENEROUS * self._ladder.rungs[0].good_bps * HEADROOM) + VOICE_ROOM_BPS
        share = CAUTION if now_s - self._renewed_s < CAUTION_S else 1.0
        self.rung = self._ladder.rung(share * allocation.video_bps, now_s)
        keyframe, self._keyframe_wanted = self._keyframe_wanted, False
        if keyframe:
            self._keyframe_s = now_s
        most_bps = int(GENEROUS * self.rung.good_bps)
        return PictureOrder(rung=self.rung, bitrate_bps=min(allocation.video_bps, most_bps), keyframe=keyframe)

    def want_keyframe(self) -> None:
        """Let the next picture stand by itself."""
        self._keyframe_wanted = True

    @property
    def step(self) -> int:
        """The step of the ladder; 0 is the highest."""
        return self._ladder.rungs.index(self.rung) if self._ladder is not None and self.rung is not None else 0

    # ------------------------------------------------------------------------------------------------ feedback

    @property
    def rtt_s(self) -> float:
        """The round trip, by the newest feedback of packets, else by reports."""
        if self.controller.state is RateState.STARTING and self._reported_rtt_s is not None:
            return self._reported_rtt_s
        return self.controller.rtt_s

    def take(self, record: Nack | KeyframeRequest | RawTransportFeedback, now_s: float) -> None:
        """Take a feedback message on one of our streams; raises `PacketError`."""
        match record:
            case RawTransportFeedback():
                self._take_feedback(record, now_s)
            case Nack():
                self._take_nack(record, now_s)
            case KeyframeRequest():
                self.statistics.keyframe_requests += 1
                if now_s - self._keyframe_s > KEYFRAME_PAUSE_S + self.rtt_s:
                    self._keyframe_wanted = True

    def take_block(self, block: ReportBlock, now_s: float) -> None:
        """Take a report on one of our streams: its loss, and by it the round trip."""
        stream = next((each for each in (self.video, self.voice) if each and each.terms.ssrc == block.ssrc), None)
        if stream is None:
            return
        sent = next((at_s for middle, at_s in self._reports if middle == block.last_report), None)
        if sent is not None:
            rtt_s = max(0.0, now_s - sent - block.since_last_report / DELAY_UNIT)
            self._reported_rtt_s = rtt_s
        self.statistics.loss = block.fraction_lost

    def reports(self, now_s: float, wall_s: float) -> list[SenderReport]:
        """Make the sender reports that are due now."""
        found = [each.report(now_s, wall_s) for each in (self.voice, self.video) if each is not None]
        reports = [each for each in found if each is not None]
        for each in reports:
            self._reports.append((middle_of(each.ntp), now_s))
        return reports

    def _take_feedback(self, record: RawTransportFeedback, now_s: float) -> None:
        report = self._feedback.read(record.information, newest_sent=self._numbering.newest)
        self.controller.feedback(report, now_s)
        self._follow(now_s)

    def _take_nack(self, record: Nack, now_s: float) -> None:
        stream = next(
            (each for each in (self.video, self.voice) if each and each.terms.ssrc == record.media_ssrc), None
        )
        if stream is None:
            return
        self.statistics.nacks += 1
        if stream is self.video and self._renewing:
            return  # a keyframe is coming
        for sequence in record.sequences:
            packet = stream.repeat(sequence, now_s, 0.8 * self.rtt_s)
            if packet is not None:
                self._put(PacketKind.RETRANSMISSION, packet, now_s)

    # ---------------------------------------------------------------------------------------------- packets out

    def due(self, now_s: float) -> list[bytes]:
        """Return the packets that leave now."""
        self._step(now_s)
        probe = self.controller.probe_due(now_s) if self.video is not None else None
        if probe is not None:
            self.pacer.begin_probe(probe, now_s)
        sent: list[bytes] = []
        for item in self.pacer.due(now_s):
            if isinstance(item, _Queued):
                sent += self._leave(item.kind, item.packet, now_s)
            elif isinstance(item, Padding) and self.video is not None:
                sent += self._pad(self.video.padding(item.size_bytes - WIRE_BYTES), now_s)
        if sent and self.video is not None and self._numbering.lacks(self.video.terms.ssrc, now_s):
            sent += self._pad(self.video.padding(1), now_s)
        return sent

    def next_s(self, now_s: float) -> float:
        """Tell when `due` should be called again."""
        next_s = self.pacer.next_s
        return max(now_s, min(self._step_s + STEP_S, self._step_s + STEP_S if next_s is None else next_s))

    def _step(self, now_s: float) -> None:
        if now_s - self._step_s >= STEP_S:
            self._step_s = now_s
            self.controller.step(now_s)
            self._follow(now_s)

    def _follow(self, now_s: float) -> None:
        """Let pacer, voice and picture have what the controller allows."""
        target_bps = self.controller.target_bps
        self.pacer.pacing_bps = self.controller.pacing_bps
        if now_s - self._decide_s >= DECIDE_S or target_bps < self._divided_bps:
            self._decide_s, self._divided_bps = now_s, target_bps
            self.allocation = self._allocator.divide(
                target_bps,
                self.controller.loss,
                self.rtt_s,
                now_s,
                congested=self.controller.congested(now_s),
                alive=self.controller.state is not RateState.SILENT,
                stethoscope=self.stethoscope,
            )
        self._make_room(now_s)
        if self.controller.resumed:
            self.controller.resumed = False
            self._keyframe_wanted = True

    def _make_room(self, now_s: float) -> None:
        """Where the line has become narrow at once, give up all of the picture that is on its way, and begin anew.

        What the full queue lost of it would be asked for again and stand in the queue once more, before the voice.
        """
        if self.controller.state is not RateState.DRAINING:
            self._draining = self._renewing = False
        elif not self._draining and self.controller.queue_s > STANDING_QUEUE_S:
            self._draining = self._renewing = self._keyframe_wanted = True
            self.pacer.clear_video()
            self._renewed_s = now_s
            if self.video is not None:
                self.video.forget()
        elif self.controller.queue_s < DRAINED_QUEUE_S:
            self._renewing = False

    def _put(self, kind: PacketKind, packet: RtpPacket, now_s: float) -> None:
        self.pacer.put(kind, _Queued(kind, packet), len(packet.payload) + WIRE_BYTES, now_s)

    def _pad(self, packets: list[RtpPacket], now_s: float) -> list[bytes]:
        return [data for packet in packets for data in self._leave(None, packet, now_s)]

    def _leave(self, kind: PacketKind | None, packet: RtpPacket, now_s: float) -> list[bytes]:
        """Write a packet; without a kind it is padding."""
        if kind is PacketKind.COPY:
            repeated = self.video.copy(packet.sequence) if self.video is not None else None
            if repeated is None:
                return []
            packet, self.statistics.second_copies = repeated, self.statistics.second_copies + 1
        data = self._numbering.write(packet, now_s, self.pacer.probe_id)
        if kind is PacketKind.VOICE and self.voice is not None:
            self.voice.sent(packet, now_s)
        elif kind is PacketKind.VIDEO and self.video is not None:
            self.video.sent(packet, now_s)
        self._count(kind, len(data) + WIRE_BYTES)
        return [data]

    def _count(self, kind: PacketKind | None, size: int) -> None:
        statistics = self.statistics
        statistics.sent_bytes += size
        if kind is None:
            statistics.padding_bytes += size
        elif kind is PacketKind.VOICE:
            statistics.voice_bytes += size
        else:
            statistics.video_bytes += size
