# SPDX-License-Identifier: EUPL-1.2
"""What has been seen before: signed tokens within their window, and events the broker delivered twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from kiosk.clock import Clock
from kiosk.errors import SignatureError, SignatureReason
from kiosk.signalling.passport import WINDOW_S

MAX_TOKENS = 4096
MAX_EVENTS = 4096


class ReplayMemory:
    """Accept each signed token once. Remembers for as long as a token can be fresh; bounded.

    Remember only what was verified: then just the holder of a signing key can fill it, and a full memory refuses rather
    than forget something that could be replayed.
    """

    def __init__(self, clock: Clock, capacity: int = MAX_TOKENS) -> None:
        self._clock = clock
        self._capacity = capacity
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def accept(self, jti: str, party: str) -> None:
        """Take note of a verified token; raises `SignatureError` (REPLAYED) if it was taken before."""
        now_s = self._clock.monotonic_s()
        while self._seen and next(iter(self._seen.values())) <= now_s:
            self._seen.popitem(last=False)
        if (jti, party) in self._seen or len(self._seen) >= self._capacity:
            raise SignatureError("A signed message arrived a second time.", reason=SignatureReason.REPLAYED)
        # A token stamped 60 s ahead of our clock stays fresh for 120 s.
        self._seen[jti, party] = now_s + 2 * WINDOW_S + 1


class DuplicateFilter:
    """Drop what arrives twice (QoS 1 delivers at least once); remembers the latest ``capacity`` messages."""

    def __init__(self, capacity: int = MAX_EVENTS) -> None:
        self._capacity = capacity
        self._seen: OrderedDict[Hashable, None] = OrderedDict()

    def is_new(self, key: Hashable) -> bool:
        """Tell whether ``key`` is seen for the first time, and remember it."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._capacity:
            self._seen.popitem(last=False)
        return True
