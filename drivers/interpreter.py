# SPDX-License-Identifier: EUPL-1.2
"""From a device's bytes to what is published: the part that recordings and live devices share.

Pure: no clock, no I/O, and how the bytes are cut into chunks makes no difference.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic

from drivers.framing import Framer, FrameT, Tally
from drivers.items import FrameView, Item, PublishedReading, PublishedState, Sample, WaveSpec
from drivers.stability import Channel, Rules, StateFilter
from drivers.waveform import WaveGatherer
from kiosk.reading import Flag, Measure, SensorState


def fingerprint(raw: bytes) -> str:
    """Return the hash by which a reading names the bytes it was decoded from."""
    return hashlib.sha256(raw).hexdigest()


class Interpreter(ABC, Generic[FrameT]):
    """Run a framer and decide what is published. A device family gives ``_take`` and ``_describe``."""

    wave: WaveSpec
    rules: Rules

    def __init__(self, framer: Framer[FrameT]) -> None:
        self._framer = framer
        self._channels = {measure: Channel(self.rules) for measure in (Measure.SPO2, Measure.PULSE)}
        self._state = StateFilter(self.rules.confirm)
        self._gatherer = WaveGatherer(self.wave.rate_hz)
        self.ticks = 0
        """Samples of the measurement stream so far; answers to commands do not count."""
        self.stream_bytes = 0
        """Bytes of the measurement stream so far."""

    @property
    def tally(self) -> Tally:
        """The framer's counts."""
        return self._framer.tally

    def feed(self, data: bytes) -> list[Item]:
        """Take more bytes; return what is to be published because of them."""
        return self._take_all(self._framer.feed(data))

    def finish(self) -> list[Item]:
        """Take the end of the bytes."""
        return self._take_all(self._framer.finish())

    def view(self, data: bytes) -> list[FrameView]:
        """Take more bytes and return every decoded frame instead; do not mix with `feed`."""
        return [view for frame in self._framer.feed(data) for view in self._describe(frame)]

    def finish_view(self) -> list[FrameView]:
        """Take the end of the bytes after `view`."""
        return [view for frame in self._framer.finish() for view in self._describe(frame)]

    def lost(self) -> list[Item]:
        """Take the news that the device is silent or gone: no number stands, and what comes must settle anew."""
        self._state.lost()
        self._gatherer.lost()
        items: list[Item] = []
        for measure, channel in self._channels.items():
            self._append(items, measure, channel.lost(), (), "")
        return items

    def _interrupt(self) -> None:
        """Take the news that bytes were lost or too many: what came before says nothing about what comes."""
        for channel in self._channels.values():
            channel.interrupt()

    @abstractmethod
    def _take(self, frame: FrameT) -> Iterable[Item]:
        """Decide what one frame publishes."""

    @abstractmethod
    def _describe(self, frame: FrameT) -> Iterable[FrameView]:
        """Show one frame with all its fields."""

    def _take_all(self, frames: Iterable[FrameT]) -> list[Item]:
        return [item for frame in frames for item in self._take(frame)]

    def _judge(
        self,
        samples: dict[Measure, Sample],
        state: SensorState,
        flags: tuple[Flag, ...],
        raw: bytes,
    ) -> list[Item]:
        """Give one tick to the channels; return what they let through."""
        items: list[Item] = []
        news = self._state.take(state)
        if news is not None:
            items.append(PublishedState(tick=self._last_tick, state=news))
        accepted = {measure: self._channels[measure].take(sample) for measure, sample in samples.items()}
        if any(sample is not None for sample in accepted.values()):
            raw_sha256 = fingerprint(raw)
            for measure, sample in accepted.items():
                self._append(items, measure, sample, flags, raw_sha256)
        return items

    @property
    def _last_tick(self) -> int:
        return max(self.ticks - 1, 0)

    def _append(
        self, items: list[Item], measure: Measure, sample: Sample | None, flags: tuple[Flag, ...], raw_sha256: str
    ) -> None:
        if sample is not None:
            items.append(
                PublishedReading(
                    tick=self._last_tick, measure=measure, sample=sample, flags=flags, raw_sha256=raw_sha256
                )
            )
