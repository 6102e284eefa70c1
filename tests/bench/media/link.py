# SPDX-License-Identifier: EUPL-1.2
"""One direction of an impaired line: loss, bursts, a slow link with a short queue, delay, jitter, outage. Pure.

A packet meets, in this order: the outage, random loss, the bursts, the queue before the slow link (drop-tail), and the
delay. Order is kept. Every draw comes from one seeded generator: a seed gives the same fate to the same packets.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")

MAX_QUEUED = 20_000
"""Packets held at once; beyond it they are dropped, whatever the line's figures say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkSettings:
    """What one direction does. ``rate_bps`` 0: as fast as it comes; ``burst_loss`` is the share lost in bursts."""

    delay_s: float = 0.025
    jitter_s: float = 0.0
    """Each packet is late by up to so much more, evenly spread; none overtakes another."""
    loss: float = 0.0
    burst_loss: float = 0.0
    burst_packets: float = 4.0
    """Mean length of a burst (Gilbert-Elliott: everything is lost in the bad state, nothing in the good one)."""
    rate_bps: float = 0.0
    queue_s: float = 0.3
    """A packet that would wait longer before the slow link is dropped."""
    outage: bool = False

    def changed(self, values: dict[str, Any]) -> LinkSettings:
        """Return a copy with ``values`` replaced; raises ValueError for a name that is none or a wrong value."""
        known = {field.name for field in fields(self)}
        if strange := set(values) - known:
            raise ValueError(f"a line has no {sorted(strange)}")
        settings = replace(self, **values)
        if not (0 <= settings.loss <= 1 and 0 <= settings.burst_loss < 1 and settings.burst_packets >= 1):
            raise ValueError("a share of loss lies between 0 and 1, and a burst holds at least one packet")
        if min(settings.delay_s, settings.jitter_s, settings.rate_bps, settings.queue_s) < 0:
            raise ValueError("times and rates are not negative")
        return settings


@dataclass(slots=True)
class LinkCounts:
    """Packets since the start."""

    taken: int = 0
    taken_bytes: int = 0
    lost: int = 0
    overflowed: int = 0
    cut_off: int = 0
    """Lost in an outage."""


class Link(Generic[Item]):
    """Packets in, packets out later or never. Times are monotonic seconds."""

    def __init__(self, seed: int, settings: LinkSettings | None = None) -> None:
        self.settings = settings or LinkSettings()
        self.counts = LinkCounts()
        self._random = random.Random(seed)
        self._bad = False
        self._queue: deque[tuple[float, int, Item]] = deque()
        self._queued_bytes = 0
        self._free_s = 0.0
        self._flying: deque[tuple[float, Item]] = deque()
        self._last_s = 0.0

    def put(self, item: Item, size_bytes: int, now_s: float) -> None:
        """Take a packet that was sent at ``now_s``."""
        self._serve(now_s)
        self.counts.taken += 1
        self.counts.taken_bytes += size_bytes
        if self.settings.outage:
            self.counts.cut_off += 1
        elif self._lost():
            self.counts.lost += 1
        elif self._full(size_bytes, now_s):
            self.counts.overflowed += 1
        else:
            self._queue.append((now_s, size_bytes, item))
            self._queued_bytes += size_bytes
            self._serve(now_s)

    def due(self, now_s: float) -> list[tuple[float, Item]]:
        """Take what has arrived by ``now_s``: when it was due, and the packet."""
        self._serve(now_s)
        arrived = []
        while self._flying and self._flying[0][0] <= now_s:
            arrived.append(self._flying.popleft())
        return arrived

    @property
    def next_s(self) -> float | None:
        """When something is to be done again; None while nothing is under way."""
        waiting = max(self._free_s, self._queue[0][0]) if self._queue else None
        flying = self._flying[0][0] if self._flying else None
        times = [time_s for time_s in (waiting, flying) if time_s is not None]
        return min(times) if times else None

    def _lost(self) -> bool:
        settings = self.settings
        if settings.burst_loss:
            leave = 1 / settings.burst_packets
            enter = leave * settings.burst_loss / (1 - settings.burst_loss)
            self._bad = self._random.random() >= leave if self._bad else self._random.random() < enter
        else:
            self._bad = False
        return self._bad or (settings.loss > 0 and self._random.random() < settings.loss)

    def _full(self, size_bytes: int, now_s: float) -> bool:
        if len(self._queue) + len(self._flying) >= MAX_QUEUED:
            return True
        rate_bps = self.settings.rate_bps
        if not rate_bps:
            return False
        busy_s = max(0.0, self._free_s - now_s)
        return busy_s + (self._queued_bytes + size_bytes) * 8 / rate_bps > max(self.settings.queue_s, 0.0)

    def _serve(self, now_s: float) -> None:
        """Let the slow link take every packet whose turn has come; one that has begun keeps its pace."""
        while self._queue:
            begin_s = max(self._free_s, self._queue[0][0])
            if begin_s > now_s:
                return
            _, size_bytes, item = self._queue.popleft()
            self._queued_bytes -= size_bytes
            rate_bps = self.settings.rate_bps
            self._free_s = begin_s + (size_bytes * 8 / rate_bps if rate_bps else 0.0)
            late_s = self._random.random() * self.settings.jitter_s if self.settings.jitter_s else 0.0
            self._last_s = max(self._last_s, self._free_s + self.settings.delay_s + late_s)
            self._flying.append((self._last_s, item))
