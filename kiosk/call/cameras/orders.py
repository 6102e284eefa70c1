# SPDX-License-Identifier: EUPL-1.2
"""What the event loop asks of a camera that runs in its own thread, and what such a thread gives besides pictures."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.zoom import Lens
from kiosk.call.send.pictures.hardware_feed import HardwareFeed

DETAIL = 3
"""How much larger than it is sent a picture is captured while somebody looks closer, where the device can."""
DETAIL_WIDTH_PX, DETAIL_HEIGHT_PX = 1920, 1080
"""Never more than this: the pictures come at full pace."""
STILL_WIDTH_PX, STILL_HEIGHT_PX = 4608, 3456
"""Asked of a device whose modes are not known; it answers with the nearest it has."""


class Orders:
    """Written by the event loop, read by the camera's thread, without a lock: each field stands for itself."""

    def __init__(self) -> None:
        self.lens = Lens()
        self.still = threading.Event()
        """One picture at the device's best is wanted; whoever takes it clears this."""
        self.pausing = False
        """The thread changes the device's mode: for a moment there are no pictures, and that is no fault."""
        self.hardware: HardwareFeed | None = None
        """Where an encoder of the camera's own puts its pictures, where one may be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One exposure of a device that cuts by itself: what is sent and what the patient sees of herself."""

    sent: CapturedFrame
    own: CapturedFrame


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture at the device's best."""

    picture: CapturedFrame


Item = CapturedFrame | Shot | Still
"""What a camera yields."""


def detail(width: int, height: int) -> tuple[int, int]:
    """Tell how large a picture that is sent as ``width`` x ``height`` is captured while somebody looks closer."""
    times = max(1.0, min(DETAIL, DETAIL_WIDTH_PX / max(width, height), DETAIL_HEIGHT_PX / min(width, height)))
    return int(width * times) // 2 * 2, int(height * times) // 2 * 2
