# SPDX-License-Identifier: EUPL-1.2
"""The patient's voice on its way to the encoder."""

from __future__ import annotations

import asyncio
import fractions
from collections import deque

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from kiosk.call.sound.card import FRAME_S, FRAME_SAMPLES, RATE_HZ, Samples, silence

LONGEST_QUEUE = 5
"""Frames that may wait (100 ms); older ones are dropped, so that a held-up loop adds no lasting delay."""
LATEST_S = 0.1
"""Without a frame from the microphone for so long, silence is sent, at the pace of the clock."""


class OutgoingAudio(MediaStreamTrack):
    """One connection's ear at the microphone."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: deque[Samples] = deque(maxlen=LONGEST_QUEUE)
        self._arrived = asyncio.Event()
        self._pts = 0
        self._quiet = False

    def put(self, samples: Samples) -> None:
        """Take a frame of 20 ms."""
        self._frames.append(samples)
        self._arrived.set()

    async def recv(self) -> AudioFrame:
        """Wait for the next frame."""
        if self.readyState != "live":
            raise MediaStreamError
        if not self._frames:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), FRAME_S if self._quiet else LATEST_S)
                self._quiet = False
            except TimeoutError:
                self._quiet = True
        samples = self._frames.popleft() if self._frames else silence()
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        frame.pts, frame.time_base = self._pts, fractions.Fraction(1, RATE_HZ)
        self._pts += FRAME_SAMPLES
        return frame
