# SPDX-License-Identifier: EUPL-1.2
"""Clears away the screens that are gone: their parts point at each other, so they stay until somebody looks.

Python looks by itself only when much has gathered, and then while it draws the next screen. So it is done soon
after a screen has come, when its picture stands; what a patient has read does not stay in memory for long either.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
from collections.abc import Callable
from pathlib import Path

from kiosk.clock import Clock

AFTER_S = 0.4
"""The new screen stands by then, and takes touches."""
HASTY = 2
"""So many that have gone are not left to gather, as in the hands of a machine: the next turn clears them away."""
ROUNDS = 2
"""Of what is gone some holds on to more: what clears up after itself is there until the next look."""
KEPT_BYTES = 24 << 20
"""The C library keeps what is free between things that are not; it need not give back what the next screen takes, and
not all of what is counted here is its own."""
_COUNTS = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")


class _Memory(ctypes.Structure):
    """What the C library has and how much of it is free (mallinfo(3))."""

    _fields_ = [(name, ctypes.c_size_t) for name in _COUNTS]


class Heap:
    """The C library's memory; where it is not glibc's, nothing is known of it."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        self._info = getattr(library, "mallinfo2", None)
        self._trim = getattr(library, "malloc_trim", None)
        if self._info is not None:
            self._info.restype = _Memory

    def free_bytes(self) -> int:
        """Count what the process has for itself (statm, proc(5)) and nothing stands on."""
        if self._info is None:
            return 0
        resident, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
        counts = self._info()
        return (resident - shared) * mmap.PAGESIZE - int(counts.uordblks) - int(counts.hblkhd)

    def give_back(self) -> None:
        """Give whole pages that nothing stands on back to the kernel (malloc_trim(3))."""
        if self._trim is not None:
            self._trim(0)


class Tidy:
    """``shown`` returns what is on the screen: another object, another screen."""

    def __init__(
        self,
        clock: Clock,
        shown: Callable[[], object],
        collect: Callable[[], object] = gc.collect,
        heap: Heap | None = None,
    ) -> None:
        self._clock, self._shown, self._collect = clock, shown, collect
        self._heap = heap or Heap()
        self._last = id(shown())
        self._gone = self._rounds = 0
        self._due_s = 0.0

    def tick(self) -> None:
        """See whether there is something to clear away; once a turn."""
        now_s = self._clock.monotonic_s()
        changed = id(self._shown()) != self._last
        if changed:
            self._last = id(self._shown())
            self._gone, self._rounds = self._gone + 1, ROUNDS
            if self._gone == 1:
                self._due_s = now_s + AFTER_S
        due = bool(self._rounds) and (now_s >= self._due_s or self._gone >= HASTY)
        if due and (not changed or self._gone > HASTY):
            self._gone, self._rounds = 0, self._rounds - 1
            self._due_s = now_s + AFTER_S
            self._clear()

    def _clear(self) -> None:
        self._collect()
        if self._heap.free_bytes() > KEPT_BYTES:
            self._heap.give_back()
