# SPDX-License-Identifier: EUPL-1.2
"""Recordings of what went over a device's line, for bug reports: a header and then every piece with its time.

  {"halsorum_recording": 1, "driver": "nonin_2", "line": "9600 8N1", "port": …, "started": …, "version": …}
  {"t": 0.012, "dir": "rx", "hex": "0180…"}        from the device
  {"t": 0.013, "dir": "tx", "hex": "0270…"}        to the device
  {"t": 5.2, "note": "unplugged"}

One JSON object a line, each on its way to the disk when the next one begins, so a crash loses nothing that was written.
A raw file, just the bytes as they came from the device, is a recording without times.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from drivers.links.ports import LineSettings
from kiosk.clock import Clock
from kiosk.errors import KioskError

KEY = "halsorum_recording"
FORMAT = 1
LIMIT_BYTES = 32 << 20
"""A recording stops at this size: hours of any device, and little enough to send."""
CHUNK_BYTES = 1 << 16


class RecordingReason(StrEnum):
    """Why there is no recording."""

    EXISTS = "exists"
    """A file of that name is there; it is not overwritten."""
    NO_FILE = "no-file"
    """The file cannot be made or read."""
    FULL = "full"
    """The recording has reached its size, or the disk has."""
    OTHER_FORMAT = "other-format"
    """The recording was made by a later version."""
    IN_VISIT = "in-visit"
    """A visit is under way: what a device says now is about a patient."""


class RecordingError(KioskError, OSError):
    """A recording cannot be made or read."""


class Direction(StrEnum):
    """Which way bytes went."""

    RX = "rx"
    """From the device."""
    TX = "tx"
    """To the device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Bytes that arrived or were sent together. ``t_s``: seconds from the start; None in a raw file."""

    t_s: float | None
    direction: Direction
    data: bytes


class Recorder:
    """Write a recording as it comes; a context manager. ``path`` must not exist."""

    def __init__(self, path: Path, clock: Clock, *, limit_bytes: int = LIMIT_BYTES) -> None:
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise RecordingError(
                f"{path} exists already.", reason=RecordingReason.EXISTS, hint="Choose another name."
            ) from None
        except OSError as problem:
            raise RecordingError(
                f"{path} cannot be written: {problem.strerror}.",
                reason=RecordingReason.NO_FILE,
                hint="Choose a folder that is there and that you may write to.",
            ) from problem
        self.path = path
        self.bytes_of: dict[Direction, int] = dict.fromkeys(Direction, 0)
        """Bytes recorded so far, each way."""
        self._clock = clock
        self._limit_bytes = limit_bytes
        self._written_bytes = 0
        self._start_s = clock.monotonic_s()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def elapsed_s(self) -> float:
        return self._clock.monotonic_s() - self._start_s

    def begin(self, *, driver: str, line: LineSettings, port: str) -> None:
        """Write the header."""
        started = self._clock.now().isoformat(timespec="milliseconds")
        self._write(
            {KEY: FORMAT, "driver": driver, "line": str(line), "port": port, "started": started, **_versions()},
            limited=False,
        )

    def add(self, direction: Direction, data: bytes) -> None:
        """Write bytes with the time now. Raises `RecordingError` (full)."""
        if data:
            self._write({"t": round(self.elapsed_s, 4), "dir": direction.value, "hex": data.hex()})
            self.bytes_of[direction] += len(data)

    def note(self, word: str) -> None:
        """Write what happened to the port."""
        self._write({"t": round(self.elapsed_s, 4), "note": word}, limited=False)

    def close(self) -> None:
        """End the recording; closing twice is no error."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _write(self, entry: dict[str, Any], *, limited: bool = True) -> None:
        line = json.dumps(entry).encode() + b"\n"
        if limited and self._written_bytes + len(line) > self._limit_bytes:
            raise RecordingError(
                f"The recording has reached {self._limit_bytes >> 20} MiB.",
                reason=RecordingReason.FULL,
                hint="That is enough for a bug report.",
            )
        try:
            os.write(self._fd, line)
        except OSError as problem:
            raise RecordingError(
                f"{self.path} cannot be written: {problem.strerror}.",
                reason=RecordingReason.FULL,
                hint="Make room on the disk, or record elsewhere.",
            ) from problem
        self._written_bytes += len(line)


def _versions() -> dict[str, str]:
    try:
        own = version("halsorum")
    except PackageNotFoundError:
        own = "unknown"
    return {"version": own, "python": platform.python_version(), "system": platform.platform(terse=True)}


def is_recording(head: bytes) -> bool:
    """Tell a recording with times from raw bytes, by its first line. A text device's bytes are never taken for one."""
    return _header(head.partition(b"\n")[0]) is not None


def _header(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"{"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get(KEY), int) else None


def read_pieces(source: BinaryIO, head: bytes = b"") -> Iterator[Piece]:
    """Give what went over the line, in order; ``head`` is what was already read of ``source``.

    Of a raw file every piece is from the device and has no time. A last line that a crash cut short is left out.
    Raises `RecordingError` (other format).
    """
    head += source.read(CHUNK_BYTES) if len(head) < CHUNK_BYTES else b""
    if is_recording(head):
        yield from _timed(source, head)
        return
    while head:
        yield Piece(t_s=None, direction=Direction.RX, data=head)
        head = source.read(CHUNK_BYTES)


def _timed(source: BinaryIO, head: bytes) -> Iterator[Piece]:
    first, _, rest = head.partition(b"\n")
    header = _header(first)
    if header is None or header[KEY] > FORMAT:
        raise RecordingError(
            "The recording was made by a later version.",
            reason=RecordingReason.OTHER_FORMAT,
            hint="Update this installation.",
        )
    while True:
        *lines, rest = rest.split(b"\n")
        for line in lines:
            piece = _piece(line)
            if piece is not None:
                yield piece
        more = source.read(CHUNK_BYTES)
        if not more:
            return
        rest += more


def _piece(line: bytes) -> Piece | None:
    """Read one line; notes and lines that were damaged on the way give nothing."""
    try:
        entry = json.loads(line)
        t_s = float(entry["t"])
        if not math.isfinite(t_s):
            return None
        return Piece(t_s=t_s, direction=Direction(entry["dir"]), data=bytes.fromhex(entry["hex"]))
    except (ValueError, KeyError, TypeError):
        return None
