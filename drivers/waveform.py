# SPDX-License-Identifier: EUPL-1.2
"""Gather the single samples of a waveform into chunks of about half a second."""

from __future__ import annotations

from drivers.items import PublishedWave, WaveSpec

CHUNK_S = 0.5


class WaveGatherer:
    """Collect the samples of one waveform; chunks are equally long and follow each other without gaps."""

    def __init__(self, spec: WaveSpec) -> None:
        self._measure = spec.measure
        self._length = round(spec.rate_hz * CHUNK_S)
        self._first_tick = 0
        self._samples: list[int | None] = []

    def take(self, tick: int, sample: int | None) -> PublishedWave | None:
        """Add the sample of ``tick``; return the chunk it completes."""
        if not self._samples:
            self._first_tick = tick
        self._samples.append(sample)
        if len(self._samples) < self._length:
            return None
        wave = PublishedWave(tick=self._first_tick, samples=tuple(self._samples), measure=self._measure)
        self._samples.clear()
        return wave

    def lost(self) -> None:
        """Drop what is gathered; the next sample begins a chunk."""
        self._samples.clear()
