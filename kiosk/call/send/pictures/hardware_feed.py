# SPDX-License-Identifier: EUPL-1.2
"""Between a camera whose board encodes by itself and the connection that sends what it encodes.

The camera's thread writes pictures and reads wishes, the event loop the other way round. There is one encoder: one
connection has it at a time. Pictures refer to each other, so after a gap of any kind nothing comes until a keyframe.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque

from kiosk.call.send.pictures.hardware_unit import HardwareUnit

MOST_WAITING = 8
"""Pictures kept for an event loop that is late: a quarter of a second, after which a keyframe is better."""
FLOORS = ((640 * 360, 150_000), (960 * 540, 350_000), (1280 * 720, 600_000))
"""Pixels, and the rate below which the Pi's encoder gives empty pictures or stalls."""


def floor_bps(width: int, height: int) -> int:
    """Return the least rate that the encoder does this size at."""
    pixels = width * height
    found = next((rate_bps for most, rate_bps in FLOORS if pixels <= most), None)
    most, rate_bps = FLOORS[-1]
    return found if found is not None else rate_bps * pixels // most


class HardwareFeed:
    """One encoder's pictures. Make it in the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._changed = asyncio.Event()
        self._units: deque[HardwareUnit] = deque()
        self._size: tuple[int, int] | None = None
        self._shown = False
        self._owner: object | None = None
        self._bitrate_bps = 0
        self._resting = self._gap = True
        self._keyframe = threading.Event()

    # ------------------------------------------------------------------------------------------------ the event loop

    @property
    def size(self) -> tuple[int, int] | None:
        """The size of the pictures that can be had now; None: none can."""
        with self._lock:
            return self._size if self._shown else None

    def show(self, shown: bool) -> None:
        """Let pictures through, or none from this moment on, not even one that waits."""
        with self._lock:
            self._shown = shown
            if not shown:
                self._break()

    def free_for(self, owner: object) -> bool:
        """Tell whether ``owner`` has the encoder or can have it."""
        return self._owner is None or self._owner is owner

    def aim(self, owner: object, bitrate_bps: int) -> None:
        """Let ``owner``, for whom it is free, have pictures of this rate; they begin with a keyframe."""
        with self._lock:
            self._owner, self._bitrate_bps = owner, bitrate_bps
            if self._resting:
                self._resting = False
                self._break()

    def rest(self, owner: object) -> None:
        """Send ``owner`` no more pictures for now. The encoder runs on: to stop it holds the camera up."""
        if self._owner is owner:
            with self._lock:
                self._resting = True
                self._break()

    def release(self, owner: object) -> None:
        """Let another connection have the encoder."""
        if self._owner is owner:
            self.rest(owner)
            self._owner = None

    def want_keyframe(self) -> None:
        """Ask for a picture that stands by itself, as soon as possible."""
        self._keyframe.set()

    async def take(self, owner: object) -> HardwareUnit:
        """Wait for the next picture for ``owner``. Cancel to give up."""
        while True:
            with self._lock:
                if self._units and self._owner is owner:
                    return self._units.popleft()
                changed = self._changed
            await changed.wait()

    # --------------------------------------------------------------------------------------------- the camera's thread

    @property
    def wanted_bps(self) -> int | None:
        """The rate the encoder should run at; None: it should not run."""
        with self._lock:
            if self._owner is None or self._size is None:
                return None
            least_bps = floor_bps(*self._size)
            return least_bps if self._resting else max(least_bps, self._bitrate_bps)

    def ready(self, size: tuple[int, int] | None) -> None:
        """Say which size can be had, or that none can."""
        with self._lock:
            if size != self._size:
                self._size = size
                self._break()

    def take_wish(self) -> bool:
        """Tell whether a keyframe was asked for since the last call."""
        wished = self._keyframe.is_set()
        if wished:
            self._keyframe.clear()
        return wished

    def put(self, unit: HardwareUnit) -> None:
        """Hand a picture on, unless nobody wants it or it refers to one that is gone."""
        with self._lock:
            if not self._shown or self._resting or self._size is None:
                return
            if len(self._units) >= MOST_WAITING:
                self._break()
            if self._gap and not unit.keyframe:
                return
            self._gap = False
            self._units.append(unit)
        try:
            self._loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            return  # the loop has ended, nobody waits any more

    def _wake(self) -> None:
        with self._lock:
            changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _break(self) -> None:
        """Forget what waits, and begin anew with a keyframe."""
        self._units.clear()
        self._gap = True
        self._keyframe.set()
