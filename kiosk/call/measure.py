# SPDX-License-Identifier: EUPL-1.2
"""Measures what passes in a call, for the probe: latency by the stripe, levels, delays by the marker, counts, cost."""

from __future__ import annotations

import math
import os

from kiosk.call.cameras import stripe
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.probe import Probe
from kiosk.call.sound.card import RATE_HZ, SILENCE_DBFS, Samples, level_dbfs
from kiosk.call.sound.marker import MarkerDetector, offset_ms
from kiosk.clock import Clock
from kiosk.usage import read_process_usage


class Measure:
    """Is told of everything that passes; costs nothing when the probe is not wanted."""

    def __init__(self, probe: Probe, clock: Clock) -> None:
        self._probe, self._clock = probe, clock
        self._detector = MarkerDetector()
        self._heard = 0
        self._in_size = (0, 0)
        self._out_size = (0, 0)
        self._in_frames = self._in_unread = self._out_frames = 0
        self._in_power: list[float] = []
        self._out_power: list[float] = []
        self._marker_delay_ms: float | None = None

    def video_in(self, picture: CapturedFrame) -> None:
        """Note a frame of the GP that was shown."""
        if not self._probe.wanted:
            return
        size = (picture.width, picture.height)
        if size != self._in_size:
            self._in_size = size
            self._probe.send("video-in-frame", width=size[0], height=size[1])
        self._in_frames += 1
        drawn_ms = stripe.decode(picture.planes[: picture.height])
        if drawn_ms is None:
            self._in_unread += 1
            self._probe.send("video-in-unread")
        else:
            self._probe.send("video-in", latency_ms=round(stripe.age_ms(self._wall_s() * 1000, drawn_ms), 1))

    def video_out(self, width: int, height: int) -> None:
        """Note a frame that was given to an encoder."""
        self._out_frames += 1
        self._out_size = (width, height)

    def audio_in(self, samples: Samples, delay_s: float = 0.0) -> None:
        """Note a frame of the GP's voice that is heard in ``delay_s``; called from the sound card's thread."""
        if not self._probe.wanted:
            return
        begins_s = self._wall_s() + delay_s
        self._in_power.append(level_dbfs(samples))
        start = self._heard
        self._heard += len(samples)
        for onset in self._detector.feed(samples):
            self._marker_delay_ms = offset_ms((begins_s + (onset - start) / RATE_HZ) * 1000)

    def audio_out(self, samples: Samples) -> None:
        """Note a frame of the patient's voice."""
        if self._probe.wanted:
            self._out_power.append(level_dbfs(samples))

    def report(self) -> None:
        """Send what gathered since the last call; to be called once a second."""
        self._probe.connect()
        if self._in_frames:
            self._probe.send("video-in-count", frames=self._in_frames, unread=self._in_unread)
        if self._out_frames:
            width, height = self._out_size
            self._probe.send("video-out", frames=self._out_frames, width=width, height=height)
        heard, self._in_power = self._in_power, []  # swapped first: the sound card's thread goes on meanwhile
        marker_ms, self._marker_delay_ms = self._marker_delay_ms, None
        if heard:
            delay_ms = None if marker_ms is None else round(marker_ms, 1)
            self._probe.send("audio-in", level_dbfs=_mean_dbfs(heard), marker_delay_ms=delay_ms)
        if self._out_power:
            self._probe.send("audio-out", level_dbfs=_mean_dbfs(self._out_power))
        self._in_frames = self._in_unread = self._out_frames = 0
        self._out_power = []
        if self._probe.wanted:
            usage = read_process_usage(os.getpid())
            self._probe.send("process", name="call", cpu_s=round(usage.cpu_s, 2), rss_bytes=usage.rss_bytes)

    def _wall_s(self) -> float:
        return self._clock.now().timestamp()


def _mean_dbfs(levels: list[float]) -> float:
    power = sum(10 ** (level / 10) for level in levels) / len(levels)
    return round(max(SILENCE_DBFS, 10 * math.log10(power)), 1)
