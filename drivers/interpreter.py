# SPDX-License-Identifier: EUPL-1.2
"""From a device's bytes to what is published: the part that recordings and live devices share.

Pure: no clock, no I/O, and how the bytes are cut into chunks makes no difference.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, Generic

from drivers.framing import Framer, FrameT, Tally, WindowFramer
from drivers.items import FrameView, Item, PublishedReading, PublishedState, Sample, WaveSpec
from drivers.stability import EVERY_ONE, Channel, Rules, StateFilter
from drivers.waveform import WaveGatherer
from kiosk.reading import Failure, Flag, Measure, SensorState


def fingerprint(raw: bytes) -> str:
    """Return the hash by which a reading names the bytes it was decoded from."""
    return hashlib.sha256(raw).hexdigest()


class Interpreter(ABC, Generic[FrameT]):
    """Run a framer and decide what is published. A device family gives ``_take`` and ``_describe``.

    A device that streams names its ``measures`` and ``rules`` and hands every tick to ``_judge``; a device that sends a
    finished result hands it to ``_results``. Both begin with ``_count``.
    """

    rate_hz: ClassVar[float | None] = None
    """Ticks a second; None: the device has no pace of its own (it speaks when it has a result)."""
    waves: ClassVar[tuple[WaveSpec, ...]] = ()
    measures: ClassVar[tuple[Measure, ...]] = ()
    """What is measured as a stream, each with its own channel."""
    rules: ClassVar[Rules] = EVERY_ONE
    silence: SensorState = SensorState.SILENT
    """What it means if the device says nothing good any more; another state if it said why."""

    def __init__(self, framer: Framer[FrameT]) -> None:
        self._framer = framer
        self._channels = {measure: Channel(self.rules) for measure in self.measures}
        self._state = StateFilter(self.rules.confirm)
        self._gatherers = {spec.measure: WaveGatherer(spec) for spec in self.waves}
        self.ticks = 0
        """Samples of the measurement stream so far, or results; answers to commands do not count."""
        self.stream_bytes = 0
        """Bytes of the measurement stream so far."""

    @property
    def checked(self) -> bool:
        """Whether a good frame alone says that the device is the right one, because it carries a check."""
        return isinstance(self._framer, WindowFramer)

    @property
    def held_bytes(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return self._framer.held_bytes

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

    def frames(self, data: bytes) -> list[FrameT]:
        """Take more bytes and return the frames, each of which is to be given to `take`; do not mix with `feed`."""
        return self._framer.feed(data)

    def take(self, frame: FrameT) -> Iterable[Item]:
        """Return what is to be published because of one frame."""
        return self._take(frame)

    def view(self, data: bytes) -> list[FrameView]:
        """Take more bytes and return every decoded frame instead; do not mix with `feed`."""
        return [view for frame in self._framer.feed(data) for view in self._describe(frame)]

    def describe(self, frame: FrameT) -> Iterable[FrameView]:
        """Return one frame shown with all its fields; do not mix with `take`."""
        return self._describe(frame)

    def finish_view(self) -> list[FrameView]:
        """Take the end of the bytes after `view`."""
        return [view for frame in self._framer.finish() for view in self._describe(frame)]

    def lost(self) -> list[Item]:
        """Take the news that the device is silent or gone: no number stands, and what comes must settle anew."""
        self._state.lost()
        for gatherer in self._gatherers.values():
            gatherer.lost()
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

    def _count(self, raw: bytes) -> None:
        """Count one tick of the measurement stream, or one result."""
        self.ticks += 1
        self.stream_bytes += len(raw)

    def _take_all(self, frames: Iterable[FrameT]) -> list[Item]:
        return [item for frame in frames for item in self._take(frame)]

    def _judge(
        self,
        samples: dict[Measure, Sample],
        state: SensorState,
        flags: tuple[Flag, ...],
        raw: bytes,
        *,
        device_time: datetime | None = None,
    ) -> list[Item]:
        """Give one tick to the channels; return what they let through. ``device_time``: of this tick, if it is told."""
        items: list[Item] = []
        news = self._state.take(state)
        if news is not None:
            items.append(PublishedState(tick=self._last_tick, state=news))
        accepted = {measure: self._channels[measure].take(sample) for measure, sample in samples.items()}
        if any(sample is not None for sample in accepted.values()):
            raw_sha256 = fingerprint(raw)
            for measure, sample in accepted.items():
                self._append(items, measure, sample, flags, raw_sha256, device_time)
        return items

    def _results(
        self,
        samples: Mapping[Measure, Sample],
        raw: bytes,
        *,
        flags: tuple[Flag, ...] = (),
        units: Mapping[Measure, str] | None = None,
        device_time: datetime | None = None,
        older: bool = False,
    ) -> list[Item]:
        """Publish one finished act of measuring; its values belong together."""
        raw_sha256 = fingerprint(raw)
        return [
            PublishedReading(
                tick=self._last_tick,
                measure=measure,
                sample=sample,
                flags=flags,
                raw_sha256=raw_sha256,
                unit=(units or {}).get(measure, ""),
                group=f"{raw_sha256[:12]}-{self._last_tick}",
                device_time=device_time,
                older=older,
            )
            for measure, sample in samples.items()
        ]

    def _change(self, state: SensorState, failure: Failure | None = None) -> list[Item]:
        """Publish a state, if it is news or a failure."""
        news = self._state.take(state)
        if news is None and failure is None:
            return []
        return [PublishedState(tick=self._last_tick, state=state, failure=failure)]

    def _sample_wave(self, measure: Measure, tick: int, sample: int | None) -> list[Item]:
        """Add one sample of a waveform, number ``tick`` of it; return the chunk it completes."""
        chunk = self._gatherers[measure].take(tick, sample)
        return [] if chunk is None else [chunk]

    @property
    def _last_tick(self) -> int:
        return max(self.ticks - 1, 0)

    def _append(
        self,
        items: list[Item],
        measure: Measure,
        sample: Sample | None,
        flags: tuple[Flag, ...],
        raw_sha256: str,
        device_time: datetime | None = None,
    ) -> None:
        if sample is not None:
            items.append(
                PublishedReading(
                    tick=self._last_tick,
                    measure=measure,
                    sample=sample,
                    flags=flags,
                    raw_sha256=raw_sha256,
                    device_time=device_time,
                )
            )
