# SPDX-License-Identifier: EUPL-1.2
"""Pictures between processes: a ring of three I420 frames in a file on tmpfs, mapped by writer and reader.

Layout, little-endian: a 32-byte header (magic, version, slots, slot bytes, latest sequence number), then the slots. A
slot is a 32-byte header (sequence, width, height, time) and the Y, U and V planes, U and V a quarter each. The writer
marks a slot odd while it writes (a sequence lock), so a reader never shows half a frame; it simply gets the newest
whole one. Sequence 0 means 'no picture'. Reader and writer may come and go in any order.
"""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from kiosk.files import map_anew

MAGIC = b"I420RING"
VERSION = 1
SLOTS = 3
MAX_WIDTH_PX = 1280
MAX_HEIGHT_PX = 720
_HEADER = struct.Struct("<8sIIQQ")
_SLOT = struct.Struct("<QIIdQ")
SLOT_BYTES = _SLOT.size + MAX_WIDTH_PX * MAX_HEIGHT_PX * 3 // 2
PLANES_BYTES = SLOT_BYTES - _SLOT.size
"""Of the largest frame."""
FILE_BYTES = _HEADER.size + SLOTS * SLOT_BYTES


@dataclass(frozen=True, slots=True)
class Picture:
    """One I420 frame: ``planes`` is Y (width x height bytes), then U and V (half width x half height each).

    ``time_s`` is the writer's monotonic time; ``sequence`` grows by one a frame.
    """

    sequence: int
    width: int
    height: int
    time_s: float
    planes: bytes | memoryview


def i420_bytes(width: int, height: int) -> int:
    """Count the bytes of an I420 frame; both sides are even."""
    return width * height * 3 // 2


class RingWriter:
    """The only writer of a ring; makes the file anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sequence = 0
        with map_anew(path, FILE_BYTES) as self._map:
            self._put_header()

    def write(self, planes: bytes | memoryview, width: int, height: int, time_s: float) -> None:
        """Publish a frame; sides are even and at most 1280x720."""
        size = i420_bytes(width, height)
        fits = min(width, height) > 0 and size <= SLOT_BYTES - _SLOT.size
        if width % 2 or height % 2 or not fits or len(planes) != size:
            raise ValueError(f"a picture of {width}x{height} in {len(planes)} bytes does not fit the ring")
        sequence = self._sequence + 1
        at = _HEADER.size + sequence % SLOTS * SLOT_BYTES
        _SLOT.pack_into(self._map, at, 2 * sequence + 1, width, height, time_s, 0)
        self._map[at + _SLOT.size : at + _SLOT.size + size] = planes
        _SLOT.pack_into(self._map, at, 2 * sequence, width, height, time_s, 0)
        self._sequence = sequence
        self._put_header()

    def blank(self) -> None:
        """Overwrite every picture with zeros; readers then see 'no picture'."""
        self._sequence += 1
        self._map[_HEADER.size :] = bytes(FILE_BYTES - _HEADER.size)
        _HEADER.pack_into(self._map, 0, MAGIC, VERSION, SLOTS, SLOT_BYTES, 0)

    def close(self) -> None:
        """Blank the ring and take its file away."""
        if not self._map.closed:
            self.blank()
            self._map.close()
            self.path.unlink(missing_ok=True)

    def _put_header(self) -> None:
        _HEADER.pack_into(self._map, 0, MAGIC, VERSION, SLOTS, SLOT_BYTES, self._sequence)


class RingReader:
    """Reads the newest frame; follows the file when the writer makes it anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._map: mmap.mmap | None = None
        self._identity = (0, 0)

    def newest(self, after: int = 0, into: bytearray | None = None) -> Picture | None:
        """Return the newest frame, or None if there is none or it is still number ``after``.

        ``into``: where to put its planes, `PLANES_BYTES` long; whoever takes every frame of a call has no memory made
        anew for each. They stand there until the next is read.
        """
        ring = self._mapped()
        if ring is None:
            return None
        magic, version, slots, slot_bytes, sequence = _HEADER.unpack_from(ring, 0)
        if (magic, version, slots, slot_bytes) != (MAGIC, VERSION, SLOTS, SLOT_BYTES) or sequence in (
            0,
            after,
        ):
            return None
        at = _HEADER.size + sequence % SLOTS * SLOT_BYTES
        lock, width, height, time_s, _ = _SLOT.unpack_from(ring, at)
        size = i420_bytes(width, height)
        if lock != 2 * sequence or size > SLOT_BYTES - _SLOT.size:
            return None
        planes = _planes(ring, at + _SLOT.size, size, into)
        if _SLOT.unpack_from(ring, at)[0] != lock:
            return None
        return Picture(sequence, width, height, time_s, planes)

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
            self._map = None

    def _mapped(self) -> mmap.mmap | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self.close()
            return None
        identity = (status.st_dev, status.st_ino)
        if self._map is None or identity != self._identity:
            self.close()
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_size < FILE_BYTES:
                    return None
                self._map = mmap.mmap(file.fileno(), FILE_BYTES, prot=mmap.PROT_READ)
            self._identity = identity
        return self._map


def _planes(ring: mmap.mmap, at: int, size: int, into: bytearray | None) -> bytes | memoryview:
    if into is None:
        return ring[at : at + size]
    with memoryview(ring) as whole:
        planes = memoryview(into)[:size]
        planes[:] = whole[at : at + size]
    return planes
