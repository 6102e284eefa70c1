# SPDX-License-Identifier: EUPL-1.2
"""What both stations of the bench have in common, and the GP's end of a call."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.bench.media.browser import BenchPage
from tests.bench.media.track import Heard, Seen, Track, VoiceCounter

CONNECT_S = 20.0


@dataclass(slots=True)
class Wire:
    """The way on which offers and answers travel: at once, but not while the line is away."""

    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._open.set()

    def cut(self, cut: bool) -> None:
        if cut:
            self._open.clear()
        else:
            self._open.set()

    async def passed(self) -> None:
        """Wait until a message gets through."""
        await self._open.wait()


class StationEnd(Protocol):
    """The station's end of one call."""

    track: Track
    facts: dict[str, Any]
    series: list[dict[str, Any]]
    """One record a second, as the end itself tells."""

    @property
    def pid(self) -> int:
        """Root of the processes that the call costs."""
        ...

    async def connect(self, gp: GpEnd) -> None:
        """Set up the call and return when it stands."""
        ...

    async def gp_says(self, event: dict[str, Any]) -> None:
        """Act on an event of the GP's page."""
        ...

    async def poll(self) -> None:
        """Take what was seen and heard since the last time."""
        ...

    async def close(self) -> None:
        """End the call."""
        ...


@dataclass(slots=True)
class GpEnd:
    """The GP's page in one call."""

    page: BenchPage
    track: Track = field(default_factory=Track)
    facts: dict[str, Any] = field(default_factory=dict)
    series: list[dict[str, Any]] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _voice: VoiceCounter = field(default_factory=VoiceCounter)

    def happened(self, event: dict[str, Any]) -> None:
        if event.get("type") == "connected":
            self.connected.set()

    async def poll(self) -> None:
        await poll_page(self.page, self.track, self._voice, self.series, self.facts)


async def poll_page(
    page: BenchPage, track: Track, voice: VoiceCounter, series: list[dict[str, Any]], facts: dict[str, Any]
) -> None:
    """Take from a page what was shown and what its browser counted."""
    for at_ms, latency_ms, width, height in await page.ask("drain"):
        track.frames.append(Seen(at_ms / 1000, latency_ms, int(width), int(height)))
    record: dict[str, Any] = {}
    for entry in await page.ask("stats"):
        counts = entry["counts"]
        name = f"{entry['type'].partition('-')[0]}-{entry['kind']}".rstrip("-")
        record[name] = counts
        if entry["codec"]:
            facts[f"{name}-codec"] = entry["codec"]
        if name == "inbound-audio" and "totalSamplesReceived" in counts:
            concealed = counts.get("concealedSamples", 0) - counts.get("silentConcealedSamples", 0)
            voice.count(entry["connection"], counts["totalSamplesReceived"], concealed)
    now_s = time.time()
    if voice.total:
        track.voice.append(Heard(now_s, voice.total, voice.concealed))
    series.append({"t": now_s, **record})
