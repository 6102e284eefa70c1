# SPDX-License-Identifier: EUPL-1.2
"""All that a connection receives: packets in; voice, whole pictures and what to ask the other end out.

No I/O and no clock. Packets are told apart by payload type, which the session description fixes for all streams of a
bundle; the source is whoever sends it, for SRTP has shown that it is the GP's browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.call.formats import PICTURE_RATE_HZ, VOICE_RATE_HZ
from kiosk.call.receive.lipsync import LipSync
from kiosk.call.receive.narrowing import Narrowing, Stream
from kiosk.call.receive.pictures import Codec, EncodedPicture, PictureBuffer
from kiosk.call.receive.reception import Reception
from kiosk.call.receive.ulpfec import Repair, Repaired
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp import rtx
from kiosk.call.rtp.packet import HeaderIds, PacketError, PacketReason, RtpPacket, read_packet
from kiosk.call.rtp.red import unpack, unpack_only
from kiosk.call.rtp.rtcp import (
    KeyframeRequest,
    Nack,
    RawTransportFeedback,
    ReceiverLimit,
    ReportBlock,
    SenderReport,
    write_rtcp,
)
from kiosk.call.rtp.sequence import Unwrapper
from kiosk.call.rtp.transport_feedback import FeedbackBuilder
from kiosk.call.transport import RTX, Format, IncomingTerms

SEQUENCE_BITS, TIMESTAMP_BITS = 16, 32
PICTURE_CODECS: dict[str, Codec] = {"VP8": "VP8", "H264": "H264"}
PARITY = "ULPFEC"
MOST_APART = 10 * PICTURE_RATE_HZ
"""RTP time between packets that follow from one another."""
VOICE_STEP_S = 0.01
"""How often the voice is looked through for gaps worth asking for."""
START_RTT_S = 0.1


@dataclass(slots=True)
class _Source:
    """One stream as it comes, with its counters unwrapped."""

    reception: Reception
    sequences: Unwrapper
    timestamps: Unwrapper
    newest: int = -1
    """The latest time that a packet was of."""

    @classmethod
    def of(cls, ssrc: int, rate_hz: int) -> _Source:
        return cls(Reception(ssrc, rate_hz), Unwrapper(SEQUENCE_BITS), Unwrapper(TIMESTAMP_BITS))


@dataclass(kw_only=True, slots=True)
class ReceivingStatistics:
    """Counts since the connection began."""

    received_bytes: int = 0
    packets: int = 0
    refused: int = 0
    nacks: int = 0
    nacked: int = 0
    plis: int = 0
    recovered: int = 0
    fec: int = 0
    """Packets of the picture that followed from others, by parity packets."""
    limits: int = 0
    """How often the sender was told what the line takes."""


class Receiving:
    """The receiving half of one connection. ``picture`` is given every whole picture, in order.

    ``ssrc`` is what feedback is sent as.
    """

    def __init__(self, ssrc: int, voice: VoiceReceiver, picture: Callable[[EncodedPicture, Codec], None]) -> None:
        self.statistics = ReceivingStatistics()
        self.voice = voice
        self.pictures: PictureBuffer | None = None
        self.lips = LipSync()
        self.rtt_s = START_RTT_S
        self.loss: float | None = None
        """The share that did not come by itself, by the newest report; the larger one of both streams."""
        self.ssrc, self._picture = ssrc, picture
        self._ids = HeaderIds()
        self._formats: dict[int, tuple[str, Format]] = {}
        self._voice_source: _Source | None = None
        self._video_source: _Source | None = None
        self._repair = Repair(0)
        self._feedback, self._numbers, self._feedback_ssrc = FeedbackBuilder(), Unwrapper(SEQUENCE_BITS), 0
        self._asked: list[bytes] = []
        self._voice_step_s = 0.0
        self.narrowing = Narrowing()
        self._can_limit = False
        self._voice_answers = False
        """The other end agreed to send voice again that is asked for."""

    def begin(self, terms: IncomingTerms) -> None:
        """Begin a stream as it was agreed."""
        self._ids = terms.ids
        if terms.kind == "audio":
            self._voice_answers = any(form.can_nack for form in terms.formats)
        else:
            self._can_limit = any(form.can_limit for form in terms.formats)
        for form in terms.formats:
            self._formats[form.payload_type] = (terms.kind, form)

    # ----------------------------------------------------------------------------------------------- packets in

    def rtp(self, data: bytes, now_s: float) -> None:
        """Take a packet; one that is malformed, or that nobody agreed on, is dropped."""
        try:
            packet = read_packet(data, self._ids)
            self._take(packet, data, now_s)
        except PacketError:
            self.statistics.refused += 1

    def reported(self, report: SenderReport, now_s: float) -> None:
        """Take a sender report of the other end."""
        for source, learn in (
            (self._voice_source, self.lips.voice_report),
            (self._video_source, self.lips.video_report),
        ):
            if source is not None and source.reception.ssrc == report.ssrc:
                source.reception.reported(report, now_s)
                learn(report.ntp, source.timestamps.near(report.timestamp))

    def blocks(self, now_s: float) -> tuple[ReportBlock, ...]:
        """Make the reports on both streams."""
        found = [each.reception.block(now_s) for each in (self._voice_source, self._video_source) if each is not None]
        blocks = tuple(each for each in found if each is not None)
        if blocks:
            self.loss = max(each.fraction_lost for each in blocks)
        return blocks

    @property
    def jitter_s(self) -> float | None:
        """How unevenly the voice comes; packets of a picture come in bursts by themselves."""
        return self._voice_source.reception.jitter_s if self._voice_source is not None else None

    def _take(self, packet: RtpPacket, data: bytes, now_s: float) -> None:
        size_bytes = len(data)
        if packet.transport_sequence is not None:
            self._feedback.arrived(self._numbers.unwrap(packet.transport_sequence), now_s)
            self._feedback_ssrc = packet.ssrc
        self.narrowing.arrived(size_bytes, now_s)
        known = self._formats.get(packet.payload_type)
        if known is None:
            self.statistics.refused += 1
            return
        self.statistics.packets += 1
        self.statistics.received_bytes += size_bytes
        kind, form = known
        if form.name == RTX:
            self._take_repeated(packet, form, data, now_s)
        elif kind == "audio":
            self._take_voice(packet, form, now_s)
        else:
            self._take_video(packet, form, data, now_s)

    def _take_voice(self, packet: RtpPacket, form: Format, now_s: float) -> None:
        source = self._voice_source
        if source is None or source.reception.ssrc != packet.ssrc:
            source = self._voice_source = _Source.of(packet.ssrc, VOICE_RATE_HZ)
            self.narrowing.begin(Stream.VOICE)
        sequence, timestamp = source.sequences.unwrap(packet.sequence), source.timestamps.unwrap(packet.timestamp)
        source.reception.arrived(sequence, timestamp, len(packet.payload), now_s)
        self.narrowing.frame(Stream.VOICE, timestamp / VOICE_RATE_HZ, now_s)
        self._limit(now_s)
        if form.name == "RED":
            self.voice.put_red(sequence, timestamp, unpack(packet.payload), now_s)
        elif form.name == "OPUS":
            self.voice.put(sequence, timestamp, packet.payload, now_s)

    def _take_video(self, packet: RtpPacket, form: Format, data: bytes, now_s: float) -> None:
        source = self._video_source
        if source is None or source.reception.ssrc != packet.ssrc:
            source = self._video_source = _Source.of(packet.ssrc, PICTURE_RATE_HZ)
            self.pictures, self._repair = None, Repair(packet.ssrc)
            self.narrowing.begin(Stream.PICTURE)
        sequence, timestamp = source.sequences.unwrap(packet.sequence), source.timestamps.unwrap(packet.timestamp)
        source.reception.arrived(sequence, timestamp, len(packet.payload), now_s)
        if timestamp > source.newest:
            source.newest = timestamp
            self.narrowing.frame(Stream.PICTURE, timestamp / PICTURE_RATE_HZ, now_s)
            self._limit(now_s)
        if form.name != "RED":
            self._put(packet, form, sequence, timestamp, now_s, recovered=False)
        elif packet.payload:
            self._take_protected(packet, sequence, timestamp, data, now_s)
        else:
            self._pad(sequence, timestamp, now_s)

    def _take_protected(self, packet: RtpPacket, sequence: int, timestamp: int, data: bytes, now_s: float) -> None:
        """Take a piece of a picture that parity packets may protect, or a parity packet."""
        inner, form = self._out_of_red(packet)
        if form.name == PARITY:
            self._pad(sequence, timestamp, now_s)
            repaired = self._repair.parity(sequence, inner.payload)
        else:
            self._put(inner, form, sequence, timestamp, now_s, recovered=False)
            repaired = self._repair.media(sequence, packet, data)
        for each in repaired:
            self._take_repaired(each, now_s)

    def _take_repaired(self, repaired: Repaired, now_s: float) -> None:
        """Take a packet that followed from others, if it is likely to be what was sent."""
        source = self._video_source
        packet = read_packet(repaired.data, self._ids)
        kind, form = self._formats.get(packet.payload_type, ("", None))
        if source is None or form is None or kind != "video" or form.name not in PICTURE_CODECS:
            raise PacketError(PacketReason.FORM)
        timestamp = source.timestamps.near(packet.timestamp)
        if abs(timestamp - source.timestamps.newest) > MOST_APART:
            raise PacketError(PacketReason.FORM)
        self.statistics.fec += 1
        self._put(packet, form, repaired.sequence, timestamp, now_s, recovered=False)

    def _take_repeated(self, packet: RtpPacket, form: Format, data: bytes, now_s: float) -> None:
        """Take a packet of the repair stream; one without content is padding."""
        source, known = self._video_source, self._formats.get(form.repairs)
        if source is None or known is None or len(packet.payload) <= rtx.OSN_BYTES:
            return
        original, original_form = rtx.unwrap(packet, payload_type=form.repairs, ssrc=source.reception.ssrc), known[1]
        sequence, timestamp = source.sequences.near(original.sequence), source.timestamps.near(original.timestamp)
        self.statistics.recovered += 1
        if original_form.name != "RED":
            self._put(original, original_form, sequence, timestamp, now_s, recovered=True)
            return
        inner, inner_form = self._out_of_red(original)
        self._put(inner, inner_form, sequence, timestamp, now_s, recovered=True)
        if inner_form.name != PARITY:
            for each in self._repair.again(sequence, packet, data):
                self._take_repaired(each, now_s)

    def _out_of_red(self, packet: RtpPacket) -> tuple[RtpPacket, Format]:
        """Return what is in a packet of the picture, which is never RED again."""
        block = unpack_only(packet.payload)
        kind, form = self._formats.get(block.payload_type, ("", None))
        if form is None or kind != "video" or (form.name != PARITY and form.name not in PICTURE_CODECS):
            raise PacketError(PacketReason.FORM)
        number = block.payload_type
        return RtpPacket(number, packet.sequence, packet.timestamp, packet.ssrc, block.payload, packet.marker), form

    def _pad(self, sequence: int, timestamp: int, now_s: float) -> None:
        """Take note of a packet that is no piece of a picture."""
        if self.pictures is not None:
            self.pictures.put(sequence, timestamp, b"", False, now_s)
            self._step_pictures(now_s)

    def _put(
        self, packet: RtpPacket, form: Format, sequence: int, timestamp: int, now_s: float, *, recovered: bool
    ) -> None:
        codec = PICTURE_CODECS.get(form.name)
        if codec is None:
            return
        if self.pictures is None or self.pictures.codec != codec:
            self.pictures = PictureBuffer(codec)
        self.pictures.put(sequence, timestamp, packet.payload, packet.marker, now_s, recovered=recovered)
        self._step_pictures(now_s)

    # -------------------------------------------------------------------------------------------- what is asked

    def due(self, now_s: float) -> list[bytes]:
        """Return the feedback that leaves now."""
        if self.pictures is not None and self.pictures.next_s is not None and self.pictures.next_s <= now_s:
            self._step_pictures(now_s)
        if now_s - self._voice_step_s >= VOICE_STEP_S:
            self._voice_step_s = now_s
            self._ask_for_voice(now_s)
        self._limit(now_s)
        while (information := self._feedback.due(now_s)) is not None:
            record = RawTransportFeedback(ssrc=self.ssrc, media_ssrc=self._feedback_ssrc, information=information)
            self._asked.append(write_rtcp(record))
        asked, self._asked = self._asked, []
        return asked

    def next_s(self, now_s: float) -> float:
        """Tell when `due` should be called again."""
        times = [self._voice_step_s + 2 * VOICE_STEP_S]
        if self.pictures is not None and self.pictures.next_s is not None:
            times.append(self.pictures.next_s)
        if self.narrowing.next_s is not None:
            times.append(self.narrowing.next_s)
        if self._feedback.next_s is not None:
            times.append(self._feedback.next_s)
        return max(now_s, min(times))

    @property
    def asks(self) -> bool:
        """Tell whether something waits that should not: it is asked for at once."""
        return bool(self._asked)

    def decoder_lost(self, now_s: float) -> None:
        """Take the news that the decoder lost its way: a keyframe is asked for until it comes."""
        if self.pictures is not None:
            self.pictures.broken()
            self._step_pictures(now_s)

    def _step_pictures(self, now_s: float) -> None:
        if self.pictures is None or self._video_source is None:
            return
        step = self.pictures.step(now_s, self.rtt_s, self.narrowing.takes_bps)
        for picture in step.frames:
            self._picture(picture, self.pictures.codec)
        if step.nacks:
            self._ask(step.nacks, self._video_source)
        if step.want_keyframe:
            self.statistics.plis += 1
            request = KeyframeRequest(ssrc=self.ssrc, media_ssrc=self._video_source.reception.ssrc)
            self._asked.append(write_rtcp(request))

    def _limit(self, now_s: float) -> None:
        """Draw speech out on a line that becomes narrow, and tell the sender what it takes."""
        self.voice.spins_out = self.narrowing.filling
        bps = self.narrowing.due(now_s)
        source = self._video_source
        if bps is None or source is None or not self._can_limit:
            return
        self.statistics.limits += 1
        record = ReceiverLimit(ssrc=self.ssrc, media_ssrcs=(source.reception.ssrc,), bps=bps)
        self._asked.append(write_rtcp(record))

    def _ask_for_voice(self, now_s: float) -> None:
        source = self._voice_source
        if source is None or not self._voice_answers:
            return  # waiting for what nobody sends again would only delay the voice
        self.voice.rtt_s = self.rtt_s
        missing = self.voice.missing(now_s)
        if missing:
            self._ask(missing, source)

    def _ask(self, sequences: tuple[int, ...], source: _Source) -> None:
        self.statistics.nacks += 1
        self.statistics.nacked += len(sequences)
        numbers = tuple(each % (1 << SEQUENCE_BITS) for each in sequences)
        self._asked.append(write_rtcp(Nack(ssrc=self.ssrc, media_ssrc=source.reception.ssrc, sequences=numbers)))
