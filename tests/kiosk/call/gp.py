# SPDX-License-Identifier: EUPL-1.2
"""A GP made of aiortc: answers an offer, shows a stripe, sounds the marker, beats on `control`, and counts."""

from __future__ import annotations

import asyncio
import contextlib
import fractions
import json
import time
from collections import defaultdict
from typing import Any

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpSender,
)
from aiortc import RTCSessionDescription as Description
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from kiosk.call.cameras import stripe
from kiosk.call.sound import marker
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, level_dbfs, samples_of
from tests.kiosk.call.wait import until

FPS = 15
PAUSE_DBFS = -45.0


def speak_as_aiortc(connection: RTCPeerConnection) -> None:
    """Use what aiortc's own senders and receivers know: they have no RED. The tracks must be there."""
    known = ("audio/opus", "video/VP8", "video/rtx", "video/H264")
    for transceiver in connection.getTransceivers():
        codecs = RTCRtpSender.getCapabilities(transceiver.kind).codecs
        transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType in known])


class StripeTrack(MediaStreamTrack):
    kind = "video"

    def __init__(self, width: int, height: int, shade: int) -> None:
        super().__init__()
        self._planes = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
        self._height, self._shade, self._count = height, shade, 0
        self._start_s = time.monotonic()

    async def recv(self) -> VideoFrame:
        if self.readyState != "live":
            raise MediaStreamError
        self._count += 1
        await asyncio.sleep(max(0.0, self._start_s + self._count / FPS - time.monotonic()))
        planes = self._planes.copy()
        planes[: self._height] = self._shade
        stripe.encode(planes[: self._height], int(time.time() * 1000))
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = self._count * 90000 // FPS, fractions.Fraction(1, 90000)
        return frame


class MarkerTrack(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._at_ms = int(time.time() * 50) * 20
        self._pts = 0

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(max(0.0, (self._at_ms + 20) / 1000 - time.time()))
        noise = np.random.default_rng(self._pts).normal(0, 300, FRAME_SAMPLES).astype(np.int16)
        samples = marker.burst() if self._at_ms % marker.PERIOD_MS == 0 else noise
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, self._pts, fractions.Fraction(1, RATE_HZ)
        self._at_ms += 20
        self._pts += FRAME_SAMPLES
        return frame


class Gp:
    """One browser tab. ``shade`` is the grey of its picture, so that tests can tell two apart."""

    def __init__(self, shade: int = 90, width: int = 640, height: int = 360) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        # In the offer's order: aiortc as answerer takes the first track's transport for the whole bundle.
        self.connection.addTrack(MarkerTrack())
        self.connection.addTrack(StripeTrack(width, height, shade))
        speak_as_aiortc(self.connection)
        self.channels: dict[str, RTCDataChannel] = {}
        self.received: dict[str, list[str]] = defaultdict(list)
        self.latencies_ms: list[float] = []
        self.frames = 0
        self.markers = 0
        self.loudest_dbfs = -96.0
        self.spoken_dbfs: list[float] = []
        """The level of every frame that was not a pause."""
        self.brightness = 0.0
        self._detector = marker.MarkerDetector()
        self._tasks: list[asyncio.Task[None]] = []
        self._leave: Any = None
        self.connection.on("datachannel", self._channel)
        self.connection.on("track", lambda track: self._tasks.append(asyncio.create_task(self._read(track))))

    async def answer(self, sdp: str) -> str:
        await self.connection.setRemoteDescription(Description(sdp=sdp, type="offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return str(self.connection.localDescription.sdp)

    async def connected(self) -> None:
        await until(lambda: len(self.channels) == 3)
        self._tasks.append(asyncio.create_task(self._beat()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.connection.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hush(self, quiet: bool) -> None:
        """Let no packet leave, as in an outage; or let them leave again."""
        transport: Any = self.connection.getTransceivers()[0].receiver.transport.transport
        self._leave = self._leave or transport._send

        async def nothing(data: bytes) -> None:
            return

        transport._send = nothing if quiet else self._leave

    async def vanish(self) -> None:
        """Go without a word: no packet leaves any more, as when a laptop's lid is shut."""
        transport = self.connection.getTransceivers()[0].receiver.transport.transport

        async def nothing(data: bytes) -> None:
            return

        transport._send = nothing
        for task in self._tasks:
            task.cancel()

    def _channel(self, channel: RTCDataChannel) -> None:
        self.channels[channel.label] = channel
        channel.on("message", self.received[channel.label].append)

    async def _beat(self) -> None:
        while True:
            with contextlib.suppress(Exception):
                self.channels["control"].send(json.dumps({"type": "heartbeat", "t": int(time.time() * 1000)}))
            await asyncio.sleep(1)

    async def _read(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, VideoFrame):
                    y = frame.to_ndarray()[: frame.height]
                    self.frames += 1
                    self.brightness = float(y.mean())
                    drawn_ms = stripe.decode(y)
                    if drawn_ms is not None:
                        self.latencies_ms.append(stripe.age_ms(time.time() * 1000, drawn_ms))
                elif isinstance(frame, AudioFrame):
                    samples = samples_of(frame)
                    mono = samples[::2] if frame.layout.name == "stereo" else samples
                    level = level_dbfs(mono)
                    self.loudest_dbfs = max(self.loudest_dbfs, level)
                    if level > PAUSE_DBFS:
                        self.spoken_dbfs.append(level)
                    self.markers += len(self._detector.feed(mono))
