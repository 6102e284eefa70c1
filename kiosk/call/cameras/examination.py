# SPDX-License-Identifier: EUPL-1.2
"""A camera held by hand, an otoscope or a skin camera: whether it is there, its pictures and its light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.call.cameras.thread import Camera
from kiosk.call.cameras.torch import Torch


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """``plugged`` looks whether the device is there; it costs next to nothing and may be asked every second."""

    camera: Camera
    plugged: Callable[[], bool]
    torch: Torch


def usb_examination(path: str) -> Callable[[], bool]:
    """Look for the device at ``path``, best one below /dev/v4l/by-id, which comes and goes with the device."""
    return Path(path).exists if path else lambda: False
