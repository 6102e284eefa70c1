# SPDX-License-Identifier: EUPL-1.2
"""The media of one connection: joins its two halves to the transport, the clock, the encoder and the decoder."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from random import SystemRandom
from typing import Any

from aiortc import RTCPeerConnection

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.formats import VOICE_RATE_HZ
from kiosk.call.media import Media
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.screen import Screen
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.packet import PacketError
from kiosk.call.rtp.rtcp import (
    Goodbye,
    KeyframeRequest,
    Nack,
    RawTransportFeedback,
    ReceiverReport,
    RtcpRecord,
    SenderReport,
    read_rtcp,
    write_description,
    write_rtcp,
)
from kiosk.call.send.picture_sender import PictureSender
from kiosk.call.send.sending import Sending
from kiosk.call.send.voice import VoiceSender
from kiosk.call.sound.card import FRAME_S, FRAME_SAMPLES, Samples
from kiosk.call.transport import OutgoingTerms, RtpTransport, Taker
from kiosk.clock import Clock
from kiosk.log import EventLog

REPORT_S = 0.5
LEAST_RTT_REPORTS = 20
"""Of so many reports, ten seconds, the least round trip is one without a queue."""
LONGEST_PAUSE_S = 0.2
"""A microphone that paused longer than this begins at a new time; shorter pauses are its own unevenness."""
PICTURES = ("H264", "VP8")
"""What is sent, in order of preference."""

_LOG = EventLog("call")


class Session:
    """Media on ``connection``, from when it is connected until `close`."""

    def __init__(self, connection: RTCPeerConnection, media: Media, clock: Clock) -> None:
        self._media, self._clock = media, clock
        self.voice = VoiceReceiver()
        self.voice_sender = VoiceSender()
        self.sending = Sending(SystemRandom())
        if media.most_bps is not None:
            self.sending.limit(media.most_bps, picture=False)
        self.screen = Screen(self._shown, self._decoder_lost, clock)
        senders: Any = connection.getSenders()
        self.receiving = Receiving(senders[0]._ssrc, self.voice, self.screen.take)
        self._transport = RtpTransport(
            connection,
            Taker(rtp=self._rtp, rtcp=self._rtcp, may_send=self._may_send, will_receive=self.receiving.begin),
        )
        self._work = asyncio.Event()
        self.picture_sender = PictureSender(media, self.sending, clock, self._work.set)
        self._tasks: list[asyncio.Task[None]] = []
        self._voice_clock: tuple[int, float] | None = None
        self._start_s = clock.monotonic_s()
        self._report_s = self._start_s
        self._rtts_s = deque([self.sending.rtt_s], maxlen=LEAST_RTT_REPORTS)
        self._closed = False
        media.listen(self)

    # ---------------------------------------------------------------------------------------------------- voice

    def hear(self, samples: Samples) -> None:
        """Send 20 ms of the microphone that ended just now."""
        stream = self.sending.voice
        if stream is None or self._closed:
            return
        now_s = self._clock.monotonic_s()
        timestamp = self._voice_time(now_s)
        allocation = self.sending.allocation
        if not allocation.voice_bps:
            return
        can_repeat = stream.terms.format("RED") is not None
        self.voice_sender.set(
            bitrate_bps=allocation.voice_bps,
            expected_loss=self.sending.controller.loss,
            red_level=allocation.red_level if can_repeat else 0,
            stethoscope=self.sending.stethoscope,
        )
        encoded = self.voice_sender.encode(samples, timestamp)
        form = stream.terms.format("RED" if encoded.red else "OPUS")
        if form is not None and encoded.payload:
            self.sending.send_voice(encoded.payload, timestamp, form, now_s - FRAME_S, now_s)
            self._work.set()

    def play(self) -> Samples:
        """Return the next 20 ms of the GP for the loudspeaker; called by the sound card's clock, in any thread."""
        return self.voice.take(self._clock.monotonic_s())

    @property
    def least_rtt_s(self) -> float:
        """The least round trip of the last seconds: what the way takes when no queue stands before it."""
        return min(self._rtts_s)

    def set_stethoscope(self, on: bool) -> None:
        """Send every sound as it is, at a rate to match, or speech."""
        self.sending.stethoscope = on

    def _voice_time(self, now_s: float) -> int:
        """Count samples; after a pause, go on where the clock is."""
        if self._voice_clock is not None and now_s - self._voice_clock[1] < LONGEST_PAUSE_S:
            timestamp = self._voice_clock[0] + FRAME_SAMPLES
        else:
            timestamp = int((now_s - self._start_s) * VOICE_RATE_HZ) // FRAME_SAMPLES * FRAME_SAMPLES
        self._voice_clock = (timestamp, now_s)
        return timestamp

    # ------------------------------------------------------------------------------------------------- pictures

    def _shown(self, picture: CapturedFrame) -> None:
        shown = self.screen.shown
        if shown is not None:
            self.receiving.lips.picture_shown(*shown)
        self._media.show(picture)

    def _decoder_lost(self) -> None:
        self.receiving.decoder_lost(self._clock.monotonic_s())
        self._work.set()

    # -------------------------------------------------------------------------------------------------- packets

    def _may_send(self, terms: OutgoingTerms) -> None:
        self.sending.begin(terms)
        opus = terms.format("OPUS")
        if opus is not None:
            self.voice_sender.opus_type = opus.payload_type
        if not self._tasks:
            self._tasks.append(self._media.spawn(self._pump()))
        if terms.kind == "video":
            sender = self.picture_sender
            form = next((found for name in PICTURES if (found := terms.format(name)) is not None), None)
            if form is not None:
                self._tasks += [self._media.spawn(work(form)) for work in (sender.run, sender.relay)]

    def _rtp(self, data: bytes) -> None:
        self.receiving.rtp(data, self._clock.monotonic_s())
        if self.receiving.asks:
            self._work.set()

    def _rtcp(self, data: bytes) -> None:
        now_s = self._clock.monotonic_s()
        self.receiving.statistics.packets += 1  # it is a sign of life, too
        try:
            for record in read_rtcp(data):
                self._take(record, now_s)
        except PacketError:
            self.receiving.statistics.refused += 1

    def _take(self, record: RtcpRecord, now_s: float) -> None:
        match record:
            case SenderReport() | ReceiverReport():
                if isinstance(record, SenderReport):
                    self.receiving.reported(record, now_s)
                for block in record.blocks:
                    self.sending.take_block(block, now_s)
                self.receiving.rtt_s = self.sending.rtt_s
            case Nack() | KeyframeRequest() | RawTransportFeedback():
                self.sending.take(record, now_s)
                self._work.set()
            case Goodbye():
                pass  # the connection's end says it better

    async def _pump(self) -> None:
        """Send what is due, and sleep until something is."""
        loop = asyncio.get_running_loop()
        while not self._closed:
            now_s = self._clock.monotonic_s()
            self._work.clear()
            for data in (*self.receiving.due(now_s), *self.sending.due(now_s), *self._reports(now_s)):
                await self._transport.send(data)
            now_s = self._clock.monotonic_s()
            next_s = min(self.receiving.next_s(now_s), self.sending.next_s(now_s))
            timer = loop.call_later(max(0.001, next_s - now_s), self._work.set)
            await self._work.wait()
            timer.cancel()

    def _reports(self, now_s: float) -> list[bytes]:
        if now_s - self._report_s < REPORT_S:
            return []
        self._report_s = now_s
        self._sync(now_s)
        blocks = self.receiving.blocks(now_s)
        reports = self.sending.reports(now_s, self._clock.now().timestamp())
        if not reports:
            return [write_rtcp(ReceiverReport(ssrc=self.receiving.ssrc, blocks=blocks))] if blocks else []
        names = {each.terms.ssrc: each.terms.cname for each in (self.sending.voice, self.sending.video) if each}
        first, *others = reports
        data = b"".join(
            write_rtcp(each) + write_description(each.ssrc, names[each.ssrc])
            for each in (replace(first, blocks=blocks), *others)
        )
        return [data]

    def _sync(self, now_s: float) -> None:
        """Let lips and voice agree: whichever is early waits a little."""
        lips, playing = self.receiving.lips, self.voice.playing_timestamp
        if playing is not None and not self.voice.statistics.silent:
            lips.voice_playing(playing, now_s)
        lips.step(now_s)
        self._rtts_s.append(self.sending.rtt_s)
        self.screen.set_rtt(self.least_rtt_s)
        self.voice.extra_delay_s, self.screen.extra_delay_s = lips.voice_extra_s, lips.picture_extra_s

    async def close(self) -> None:
        """End; may be called again."""
        if self._closed:
            return
        self._closed = True
        ssrcs = tuple(each.terms.ssrc for each in (self.sending.voice, self.sending.video) if each is not None)
        if ssrcs:
            await self._transport.send(write_rtcp(Goodbye(ssrcs=ssrcs)))
        for task in self._tasks:
            task.cancel()
        self.picture_sender.close()
        self.screen.close()
        if self._tasks:
            await asyncio.wait(self._tasks)
