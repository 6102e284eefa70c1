# SPDX-License-Identifier: EUPL-1.2
"""The GP's voice, from the track to the loudspeaker."""

from __future__ import annotations

from collections.abc import Callable

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples, samples_of


async def play_audio(track: MediaStreamTrack, play: Callable[[Samples], None]) -> None:
    """Read ``track`` to its end and ``play`` it as mono frames of 20 ms."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE_HZ, frame_size=FRAME_SAMPLES)
    try:
        while True:
            frame = await track.recv()
            if not isinstance(frame, AudioFrame):
                continue
            frame.pts = None  # aiortc's time may jump; the resampler would fill the gap
            for piece in resampler.resample(frame):
                play(samples_of(piece))
    except MediaStreamError:
        return
