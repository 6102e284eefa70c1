# SPDX-License-Identifier: EUPL-1.2
"""Two ends of a connection and the line between them, in simulated time: real encoders, real packets, no clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from random import Random

import numpy as np

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.receive.pictures import EncodedPicture
from kiosk.call.receive.playout import Playout
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.packet import HeaderIds, is_rtcp
from kiosk.call.rtp.rtcp import KeyframeRequest, Nack, RawTransportFeedback, SenderReport, read_rtcp, write_rtcp
from kiosk.call.send.numbering import WIRE_BYTES
from kiosk.call.send.pictures.encoder import packetize
from kiosk.call.send.pictures.x264 import X264Encoder
from kiosk.call.send.sending import Sending
from kiosk.call.send.stream import TIMESTAMPS
from kiosk.call.send.voice import VoiceSender
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ
from kiosk.call.transport import Format, IncomingTerms, OutgoingTerms

STEP_S = 0.001
FPS = 30
H264 = Format(name="H264", payload_type=99, can_nack=True)
RTX = Format(name="RTX", payload_type=100, repairs=99)
OPUS = Format(name="OPUS", payload_type=96, can_nack=True)
RED = Format(name="RED", payload_type=110)
IDS = HeaderIds(mid=1, transport_sequence=5)
UNTOLD = HeaderIds(mid=1)
"""What Firefox agrees to for the voice: its feedback tells of the picture alone."""


@dataclass
class Line:
    """One direction: delay, random loss, a rate with a queue that drops at its end, and blackouts."""

    random: Random
    arrived: Callable[[bytes, float], None]
    delay_s: float = 0.025
    loss: float = 0.0
    rate_bps: float = 0.0
    queue_s: float = 0.3
    dark: bool = False
    jitter_s: float = 0.0
    """Each packet is later by up to this much: packets overtake one another."""
    copies: float = 0.0
    """Share that comes a second time, half a second later."""
    lose: Callable[[bytes], bool] = lambda data: False
    """Says of each packet whether it is lost."""
    sent_bytes: int = 0
    """What was given to the line, with all headers."""
    _free_s: float = 0.0
    _way: list[tuple[float, int, bytes]] = field(default_factory=list)
    _count: count[int] = field(default_factory=count)

    def send(self, data: bytes, now_s: float) -> None:
        self.sent_bytes += len(data) + WIRE_BYTES
        if self.dark or self.random.random() < self.loss or self.lose(data):
            return
        leaves_s = now_s
        if self.rate_bps:
            self._free_s = max(self._free_s, now_s)
            if self._free_s - now_s > self.queue_s:
                return
            self._free_s += (len(data) + WIRE_BYTES) * 8 / self.rate_bps
            leaves_s = self._free_s
        arrives_s = leaves_s + self.delay_s + self.jitter_s * self.random.random()
        heapq.heappush(self._way, (arrives_s, next(self._count), data))
        if self.random.random() < self.copies:
            heapq.heappush(self._way, (arrives_s + 0.5, next(self._count), data))

    def step(self, now_s: float) -> None:
        while self._way and self._way[0][0] <= now_s:
            _, _, data = heapq.heappop(self._way)
            self.arrived(data, now_s)


class End:
    """One end: sends a moving picture and a voice, and notes when pictures are shown."""

    def __init__(self, seed: int, size: tuple[int, int], voice_ids: HeaderIds) -> None:
        self.sending = Sending(Random(seed))
        self.voice, self.voice_sender = VoiceReceiver(), VoiceSender()
        self.receiving = Receiving(10 * seed, self.voice, self._whole)
        self.playout: Playout[EncodedPicture] = Playout()
        self.other: End
        self.whole_s: list[float] = []
        """When each picture was whole."""
        self.shown: list[tuple[float, float]] = []
        """When each picture was shown, and how old it was then."""
        self.taken_s: dict[int, float] = {}
        """When the picture with a time stamp was taken."""
        self.now_s = 0.0
        self.reports_bytes = 0
        self.frames = self.encoded_bytes = 0
        self._size, self._encoder, self._random = size, X264Encoder(), np.random.default_rng(seed)
        self._scenes = [self._scene(number) for number in range(FPS)]
        self._voice_stamp = 0
        self._picture_s = self._paced_s = self._voice_s = self._report_s = 0.0
        for kind, formats, ids in (("audio", (RED, OPUS), voice_ids), ("video", (H264, RTX), IDS)):
            ssrc = 10 * seed + (0 if kind == "audio" else 1)
            self.sending.begin(
                OutgoingTerms(kind=kind, mid=kind[0], ssrc=ssrc, rtx_ssrc=ssrc + 5, cname="x", formats=formats, ids=ids)
            )
            self.receiving.begin(IncomingTerms(kind=kind, mid=kind[0], formats=formats, ids=ids))

    def step(self, now_s: float) -> list[bytes]:
        self.now_s = now_s
        if now_s >= self._voice_s:
            self._voice_s += FRAME_SAMPLES / RATE_HZ
            self.voice.take(now_s)
            self._speak(now_s)
        if now_s >= self._picture_s:
            self._picture_s += 1 / FPS
            self._film(now_s)
        next_s = self.playout.next_s
        if next_s is not None and next_s <= now_s:
            self._show(now_s)
        return self._due(now_s)

    def arrived(self, data: bytes, now_s: float) -> None:
        self.now_s = now_s
        if not is_rtcp(data):
            self.receiving.rtp(data, now_s)
            return
        for record in read_rtcp(data):
            if isinstance(record, Nack | KeyframeRequest | RawTransportFeedback):
                self.sending.take(record, now_s)
            elif isinstance(record, SenderReport):
                self.receiving.reported(record, now_s)
                for block in record.blocks:
                    self.sending.take_block(block, now_s)
        self.receiving.rtt_s = self.playout.rtt_s = self.sending.rtt_s

    def _due(self, now_s: float) -> list[bytes]:
        reports = list(self.receiving.due(now_s))
        if now_s - self._report_s >= 0.5:
            self._report_s = now_s
            blocks = self.receiving.blocks(now_s)
            reports += [write_rtcp(replace(each, blocks=blocks)) for each in self.sending.reports(now_s, now_s)]
        self.reports_bytes += sum(len(each) + WIRE_BYTES for each in reports)
        return [*reports, *self.sending.due(now_s)]

    def _speak(self, now_s: float) -> None:
        allocation = self.sending.allocation
        if not allocation.voice_bps:
            return
        at = self._voice_stamp + np.arange(FRAME_SAMPLES)
        sound = (6000 * np.sin(at * 2 * np.pi * 200 / RATE_HZ) * (1 + np.sin(at / 9000))).astype(np.int16)
        self.voice_sender.set(
            bitrate_bps=allocation.voice_bps,
            expected_loss=self.sending.controller.loss,
            red_level=allocation.red_level,
            stethoscope=False,
        )
        encoded = self.voice_sender.encode(sound, self._voice_stamp)
        form = RED if encoded.red else OPUS
        self.sending.send_voice(encoded.payload, self._voice_stamp, form, now_s - 0.02, now_s)
        self._voice_stamp += FRAME_SAMPLES

    def _scene(self, number: int) -> np.ndarray:
        """Draw soft shapes that move, and a camera's noise; after a second it begins anew."""
        width, height = self._size
        y, x = np.mgrid[0 : height * 3 // 2, 0:width]
        turn = 2 * np.pi * number / FPS
        shapes = np.sin(x / 40 + turn) + np.cos(y / 25 - turn)
        scene: np.ndarray = (110 + 40 * shapes + self._random.integers(-3, 4, shapes.shape)).astype(np.uint8)
        return scene

    def _film(self, now_s: float) -> None:
        width, height = self._size
        if now_s < self._paced_s:
            return
        order = self.sending.order(width, height, FPS, now_s)
        if order is None:
            return
        self._paced_s = max(self._paced_s + 1 / order.rung.fps, now_s - 0.5 / order.rung.fps) - 0.002
        self.frames += 1
        planes = self._scenes[self.frames % len(self._scenes)]
        self._encoder.set_size(order.rung.width, order.rung.height)
        self._encoder.set_rate(order.bitrate_bps, order.rung.fps)
        data = self._encoder.encode(CapturedFrame(planes, width, height, now_s), keyframe=order.keyframe)
        if data:
            stamp = int(now_s * 90_000)
            self.taken_s[stamp] = now_s
            payloads = packetize("H264", data)
            self.encoded_bytes += sum(map(len, payloads))
            self.sending.send_picture(payloads, stamp, H264, now_s, now_s, keyframe=order.keyframe)

    def _whole(self, picture: EncodedPicture, codec: str) -> None:
        self.whole_s.append(self.now_s)
        self.playout.put(picture.timestamp, picture, self.now_s, restart=picture.restart)
        self._show(self.now_s)

    def _show(self, now_s: float) -> None:
        due = self.playout.due(now_s)
        if due is not None:
            self.shown.append((now_s, now_s - self.other.taken_s[self.other.stamp_of(due[0])]))

    def stamp_of(self, timestamp: int) -> int:
        """Return what a time stamp of the wire, unwrapped or not, was before the stream's random start."""
        assert self.sending.video is not None
        return (timestamp - self.sending.video._first_timestamp) % TIMESTAMPS


class Call:
    """Two ends and both directions of the line."""

    def __init__(self, seed: int = 1, size: tuple[int, int] = (320, 180), voice_ids: HeaderIds = IDS) -> None:
        self.near, self.far = End(1, size, voice_ids), End(2, size, voice_ids)
        self.near.other, self.far.other = self.far, self.near
        self.out = Line(Random(seed), self.far.arrived)
        self.back = Line(Random(seed + 1), self.near.arrived)
        self.now_s = 0.0

    @property
    def lines(self) -> tuple[Line, Line]:
        return self.out, self.back

    def run(self, seconds: float) -> None:
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s += STEP_S
            for line in self.lines:
                line.step(self.now_s)
            for end, line in ((self.near, self.out), (self.far, self.back)):
                for data in end.step(self.now_s):
                    line.send(data, self.now_s)


def gaps_s(times: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


def frozen(end: End, since_s: float, until_s: float) -> float:
    """Return the share of time in which the picture stood, as browsers count it."""
    usual_s = 1 / FPS
    times = [at_s for at_s, _ in end.shown if since_s <= at_s < until_s]
    edges = [since_s, *times, until_s]
    return sum(gap for gap in gaps_s(edges) if gap > max(3 * usual_s, usual_s + 0.15)) / (until_s - since_s)


def fps(end: End, since_s: float, until_s: float) -> float:
    return sum(since_s <= at_s < until_s for at_s, _ in end.shown) / (until_s - since_s)


def concealed(end: End) -> float:
    statistics = end.voice.statistics
    return (statistics.samples_concealed - statistics.samples_concealed_silent) / max(1, statistics.samples_total)
