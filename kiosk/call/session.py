# SPDX-License-Identifier: EUPL-1.2
"""The media of one connection: joins its two halves to the transport, the clock, the encoder and the decoder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from random import SystemRandom
from typing import Any, Protocol

from aiortc import RTCPeerConnection

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.formats import PICTURE_RATE_HZ, VOICE_RATE_HZ
from kiosk.call.latest import Latest
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
from kiosk.call.send.pictures.encoder import PictureEncoder, choose_encoder, packetize
from kiosk.call.send.sending import PictureOrder, Sending
from kiosk.call.send.voice import VoiceSender
from kiosk.call.sound.card import FRAME_S, FRAME_SAMPLES, Samples
from kiosk.call.transport import Format, OutgoingTerms, RtpTransport, Taker
from kiosk.clock import Clock
from kiosk.log import EventLog

REPORT_S = 0.5
STILL_AFTER_S = 0.5
"""Without a new picture for so long, the still one is sent instead."""
STILL_EVERY_S = 0.2
LONGEST_PAUSE_S = 0.2
"""A microphone that paused longer than this begins at a new time; shorter pauses are its own unevenness."""
PICTURES = ("H264", "VP8")
"""What is sent, in order of preference."""

_LOG = EventLog("call")


class Ear(Protocol):
    """What hears the microphone."""

    def hear(self, samples: Samples) -> None:
        """Take 20 ms that ended just now; called in the event loop."""
        ...

    def set_stethoscope(self, on: bool) -> None:
        """Be told that every sound counts, or speech."""
        ...


@dataclass(frozen=True, kw_only=True)
class Media:
    """What a session's media come from and go to. ``show`` is called in the event loop."""

    pictures: Latest[CapturedFrame]
    still: CapturedFrame
    fps: float
    show: Callable[[CapturedFrame], None]
    sent: Callable[[int, int], None]
    """The size of each picture that was given to the encoder."""
    listen: Callable[[Ear], None]
    """Gives the ear every 20 ms of the microphone, as long as it exists."""
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Session:
    """Media on ``connection``, from when it is connected until `close`."""

    def __init__(self, connection: RTCPeerConnection, media: Media, clock: Clock) -> None:
        self._media, self._clock = media, clock
        self.voice = VoiceReceiver()
        self.voice_sender = VoiceSender()
        self.sending = Sending(SystemRandom())
        self.screen = Screen(self._shown, self._decoder_lost, clock)
        senders: Any = connection.getSenders()
        self.receiving = Receiving(senders[0]._ssrc, self.voice, self.screen.take)
        self._transport = RtpTransport(
            connection,
            Taker(rtp=self._rtp, rtcp=self._rtcp, may_send=self._may_send, will_receive=self.receiving.begin),
        )
        self._encoding = ThreadPoolExecutor(1, "encoder")
        self._encoder: PictureEncoder | None = None
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._voice_clock: tuple[int, float] | None = None
        self.frames_out = 0
        self.encode_s = 0.0
        """Time spent in the encoder, in all."""
        self._start_s = clock.monotonic_s()
        self._report_s = self._start_s
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

    async def _send_pictures(self, form: Format) -> None:
        """Encode the newest picture as often as the line allows, until the session is closed."""
        number, quiet, next_s = 0, False, 0.0
        while not self._closed:
            pause_s = STILL_EVERY_S if quiet else STILL_AFTER_S
            try:
                number, picture = await asyncio.wait_for(self._media.pictures.after(number), pause_s)
                quiet, captured_s = False, picture.time_s
            except TimeoutError:
                quiet, picture, captured_s = True, self._media.still, self._clock.monotonic_s()
            now_s = self._clock.monotonic_s()
            if now_s < next_s:
                continue
            order = self.sending.order(picture.width, picture.height, self._media.fps, now_s)
            if order is None:
                continue
            # A little early is on time: a picture that comes each 33 ms is never exactly 33 ms after another.
            next_s = max(next_s + 1 / order.rung.fps, now_s - 0.5 / order.rung.fps) - 0.002
            await self._send_picture(picture, captured_s, order, form)

    async def _send_picture(self, picture: CapturedFrame, captured_s: float, order: PictureOrder, form: Format) -> None:
        loop = asyncio.get_running_loop()
        begun_s = self._clock.monotonic_s()
        data = await loop.run_in_executor(self._encoding, self._encode, picture, order, form)
        self.encode_s += self._clock.monotonic_s() - begun_s
        if not data or self._closed:
            return
        self.frames_out += 1
        self._media.sent(order.rung.width, order.rung.height)
        timestamp = int((captured_s - self._start_s) * PICTURE_RATE_HZ)
        payloads = packetize(form.name, data)
        now_s = self._clock.monotonic_s()
        self.sending.send_picture(payloads, timestamp, form, captured_s, now_s, keyframe=order.keyframe)
        self._work.set()

    def _encode(self, picture: CapturedFrame, order: PictureOrder, form: Format) -> bytes:
        """Run in the encoder's thread."""
        if self._encoder is None:
            self._encoder = choose_encoder(form.name)
        self._encoder.set_size(order.rung.width, order.rung.height)
        self._encoder.set_rate(order.bitrate_bps, order.rung.fps)
        return self._encoder.encode(picture, keyframe=order.keyframe)

    def _shown(self, picture: CapturedFrame) -> None:
        shown = self.screen.shown
        if shown is not None:
            self.receiving.lips.picture_shown(*shown)
        self._media.show(picture)

    def _decoder_lost(self) -> None:
        self.receiving.want_keyframe()
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
            form = next((found for name in PICTURES if (found := terms.format(name)) is not None), None)
            if form is not None:
                self._tasks.append(self._media.spawn(self._send_pictures(form)))

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
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._encoding.shutdown(wait=False, cancel_futures=True)
        self.screen.close()
