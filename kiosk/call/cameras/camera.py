# SPDX-License-Identifier: EUPL-1.2
"""What a camera gives, why it may give nothing, and the pace of one that is drawn."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError


class CameraReason(StrEnum):
    """Why a camera gives no pictures."""

    ABSENT = "absent"
    """There is none, or it cannot be opened."""
    STOPPED = "stopped"
    """It was there and stopped: unplugged, or its driver failed."""
    NO_LIBRARY = "no-library"
    """The software for it is not installed."""
    OFF = "off"
    """It does not run."""
    BUSY = "busy"
    """It takes a picture already."""
    TOO_SLOW = "too-slow"
    """It took too long to take one."""


class CameraError(KioskError, OSError):
    """A camera that gives no pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class CapturedFrame:
    """One I420 picture: ``planes`` is Y (height x width), then U and V, as one array of height*3/2 rows.

    ``time_s`` is the monotonic time of capture. Nobody changes ``planes`` any more.
    """

    planes: NDArray[np.uint8]
    width: int
    height: int
    time_s: float


def captured_s(sensor_ns: int | None) -> float:
    """Turn a sensor's time, which counts suspends too, into monotonic time; without one it is now."""
    age_s = (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - sensor_ns) / 1e9 if sensor_ns else 0.0
    return time.monotonic() - max(0.0, age_s)


class Pacer:
    """Waits for the next tick of a steady pace; ticks that were missed are left out."""

    def __init__(self, fps: float) -> None:
        self._period_s = 1 / fps
        self._next_s = time.monotonic()

    def wait(self, stopping: threading.Event) -> bool:
        """Wait for the tick; False once ``stopping`` is set."""
        now_s = time.monotonic()
        self._next_s = max(self._next_s + self._period_s, now_s)
        return not stopping.wait(self._next_s - now_s)
