# SPDX-License-Identifier: EUPL-1.2
"""The light of a camera, where the device has one that can be switched."""

from __future__ import annotations

from typing import Protocol

from kiosk.call.cameras.v4l2_device import FLASH_LED_MODE, FLASH_TORCH, ILLUMINATORS, has_control, opened, set_control
from kiosk.log import EventLog

_LOG = EventLog("camera")


class Torch(Protocol):
    """A light that a GP can switch."""

    def there(self) -> bool:
        """Look whether there is one now."""
        ...

    def switch(self, on: bool) -> bool:
        """Switch it; False if it did not obey."""
        ...


class NoTorch:
    """A camera without a light."""

    def there(self) -> bool:
        return False

    def switch(self, on: bool) -> bool:
        """Do nothing: dark it is already."""
        return not on


class V4l2Torch:
    """The light of the Video4Linux device at ``path``: its illuminators, or a flash that can stay on."""

    def __init__(self, path: str) -> None:
        self._path = path

    def there(self) -> bool:
        try:
            with opened(self._path) as device:
                return bool(_controls(device))
        except OSError:
            return False

    def switch(self, on: bool) -> bool:
        try:
            with opened(self._path) as device:
                controls = _controls(device)
                for control, lit in controls:
                    set_control(device, control, lit if on else 0)
                return bool(controls) or not on
        except OSError as problem:
            _LOG.error("torch-failed", problem)
            return not on  # a device that is gone is dark


def _controls(device: int) -> list[tuple[int, int]]:
    known = [*((control, 1) for control in ILLUMINATORS), (FLASH_LED_MODE, FLASH_TORCH)]
    return [(control, lit) for control, lit in known if has_control(device, control)]
