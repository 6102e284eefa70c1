# SPDX-License-Identifier: EUPL-1.2
"""A panel that can be looked at and touched from outside the process that draws on it.

An Xvfb whose picture lies in a file of memory (Xvfb(1), ``-fbdir``), as XWD (XWDFile.h): what is seen there has been
drawn, read back and shown, whatever the ui believes. The finger is the XTEST extension's pointer.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import select
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

START_WITHIN_S = 20.0
BUTTON = 1
POLL_S = 0.0005
LEAST_INK_PX = 1000
_WORD = struct.Struct(">I")
_HEADER_WORDS = {"header_size": 0, "height": 5, "bytes_per_line": 12, "colours": 19}
_COLOUR_BYTES = 12


class Panel:
    """What is seen on ``display``, and a finger on it. Pixels from the top left."""

    def __init__(self, display: str, picture: Path) -> None:
        self.display = display
        with picture.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        words = {name: _WORD.unpack_from(self._map, 4 * at)[0] for name, at in _HEADER_WORDS.items()}
        offset = words["header_size"] + words["colours"] * _COLOUR_BYTES
        size = words["height"] * words["bytes_per_line"]
        flat = np.frombuffer(self._map, np.uint8, size, offset)
        self._pixels = flat.reshape(words["height"], words["bytes_per_line"] // 4, 4)
        self._x11, self._xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._server = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))

    def look(self, box: tuple[int, int, int, int], every: int = 1) -> NDArray[np.uint8]:
        """Copy the pixels of ``box`` (x, y, width, height), or every so manieth of every so manieth row."""
        x, y, width, height = box
        return self._pixels[y : y + height : every, x : x + width : every, :3].copy()

    def is_drawn(self) -> bool:
        """Tell whether there is anything but one colour."""
        return bool((self._pixels != self._pixels[0, 0]).any(axis=2).sum() >= LEAST_INK_PX)

    def press(self, x: int, y: int) -> None:
        """Put the finger down."""
        self._xtst.XTestFakeMotionEvent(self._server, -1, x, y, 0)
        self._button(down=True)

    def lift(self) -> None:
        """Take the finger up."""
        self._button(down=False)

    def changed_within(self, box: tuple[int, int, int, int], before: NDArray[np.uint8], deadline_s: float) -> float:
        """Return the seconds until ``box`` looks different from ``before``; raises `TimeoutError`."""
        start_s = time.monotonic()
        while np.array_equal(self.look(box), before):
            if time.monotonic() > start_s + deadline_s:
                raise TimeoutError("the picture did not change")
            time.sleep(POLL_S)
        return time.monotonic() - start_s

    def _button(self, *, down: bool) -> None:
        self._xtst.XTestFakeButtonEvent(self._server, BUTTON, int(down), 0)
        self._x11.XFlush(self._server)


@contextlib.contextmanager
def panel(folder: Path, width: int, height: int) -> Iterator[Panel]:
    """Run an Xvfb of that size, with its picture in ``folder``."""
    reading, writing = os.pipe()
    size = f"{width}x{height}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-fbdir", folder],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        if not select.select([reading], [], [], START_WITHIN_S)[0]:
            raise TimeoutError("Xvfb did not start")
        yield Panel(f":{os.read(reading, 16).decode().strip()}", folder / "Xvfb_screen0")
    finally:
        os.close(reading)
        server.terminate()
        server.wait(START_WITHIN_S)
