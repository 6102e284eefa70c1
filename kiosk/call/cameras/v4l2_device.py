# SPDX-License-Identifier: EUPL-1.2
"""What Video4Linux tells of a device beside its pictures: its sizes and its lights (linux/videodev2.h).

Untested on hardware: the numbers and layouts are those of the kernel's header on 64-bit machines.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

_ENUM_FMT, _ENUM_FRAMESIZES, _QUERYCTRL = 0xC0405602, 0xC02C564A, 0xC0445624
_S_CTRL = 0xC008561C
_CAPTURE = 1
_DISCRETE = 1
_DISABLED = 0x0001
_MOST = 64
"""A driver that never says it has no more formats or sizes is believed no longer."""

_FORMAT = struct.Struct("=III32sI16x")
_SIZE = struct.Struct("=III6I8x")
_QUERY = struct.Struct("=II32siiiiI8x")
_CONTROL = struct.Struct("=Ii")

FLASH_LED_MODE, FLASH_TORCH = 0x009C0901, 2
ILLUMINATORS = (0x00980925, 0x00980926)
"""The lamps of microscopes and skin cameras."""


@contextmanager
def opened(path: str) -> Iterator[int]:
    """Open the device for questions and settings; pictures may run elsewhere meanwhile. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sizes(device: int) -> list[tuple[int, int]]:
    """List the sizes of all formats of an open device; a range is told by its largest. Empty if it does not say."""
    found: set[tuple[int, int]] = set()
    for number in range(_MOST):
        try:
            answer = fcntl.ioctl(device, _ENUM_FMT, _FORMAT.pack(number, _CAPTURE, 0, b"", 0))
        except OSError:
            break
        found.update(_sizes_of(device, _FORMAT.unpack(answer)[4]))
    return sorted(found)


def _sizes_of(device: int, pixels: int) -> Iterator[tuple[int, int]]:
    for number in range(_MOST):
        try:
            answer = fcntl.ioctl(device, _ENUM_FRAMESIZES, _SIZE.pack(number, pixels, 0, *[0] * 6))
        except OSError:
            return
        _, _, kind, *numbers = _SIZE.unpack(answer)
        yield (numbers[0], numbers[1]) if kind == _DISCRETE else (numbers[1], numbers[4])


def has_control(device: int, control: int) -> bool:
    """Tell whether an open device has ``control`` and lets it be set."""
    try:
        answer = fcntl.ioctl(device, _QUERYCTRL, _QUERY.pack(control, 0, b"", 0, 0, 0, 0, 0))
    except OSError:
        return False
    return not _QUERY.unpack(answer)[7] & _DISABLED


def set_control(device: int, control: int, value: int) -> None:
    """Set ``control``; raises `OSError`."""
    fcntl.ioctl(device, _S_CTRL, _CONTROL.pack(control, value))
