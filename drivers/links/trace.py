# SPDX-License-Identifier: EUPL-1.2
"""A link that plays a recording at its pace, as if the device were there; for bug reports and demonstrations.

A recording with times keeps them. Raw bytes come at the device's own pace where it has one, else as fast as its line
carries them. What is sent to the device is taken and ignored. After the end there is silence, as from a device that was
switched off.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.interpreter import Interpreter
from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.ports import LineSettings, TraceAddress
from drivers.links.recording import Direction, Piece, RecordingError, read_pieces
from kiosk.clock import Clock, SystemClock
from kiosk.deadline import Deadline

RAW_PIECES_PER_S = 20
"""Raw bytes are cut into so many pieces a second."""


async def open_trace(
    address: TraceAddress,
    line: LineSettings,
    interpreter: Callable[[], Interpreter[Any]] | None = None,
    clock: Clock | None = None,
) -> TraceLink:
    """Read a recording without blocking the loop. ``interpreter`` tells the device's pace. Raises `LinkError`."""
    timed = await asyncio.to_thread(_load, address, line, interpreter)
    return TraceLink(timed, clock or SystemClock())


class TraceLink(Link):
    """An open recording. ``pieces``: when, in seconds from the opening, and what."""

    def __init__(self, pieces: list[tuple[float, bytes]], clock: Clock) -> None:
        self._pieces = deque(pieces)
        self._clock = clock
        self._start_s = clock.monotonic_s()
        self._woken = asyncio.Event()

    async def read(self, deadline: Deadline) -> bytes:
        due = self._start_s + self._pieces[0][0] if self._pieces else deadline.at_s
        wait_s = min(due, deadline.at_s) - self._clock.monotonic_s()
        if wait_s > 0:
            try:
                async with asyncio.timeout(wait_s if wait_s < float("inf") else None):
                    await self._woken.wait()
            except TimeoutError:
                pass
        self._woken.clear()
        return self._due()

    async def write(self, data: bytes, deadline: Deadline) -> None:
        """Take it and do nothing: the recording says what was answered then."""

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._pieces.clear()

    def _due(self) -> bytes:
        """Return everything whose time has come."""
        now_s = self._clock.monotonic_s() - self._start_s
        found = bytearray()
        while self._pieces and self._pieces[0][0] <= now_s:
            found += self._pieces.popleft()[1]
        return bytes(found)


def _load(
    address: TraceAddress, line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None
) -> list[tuple[float, bytes]]:
    try:
        with Path(address.file).open("rb") as source:
            pieces = [piece for piece in read_pieces(source) if piece.direction is Direction.RX]
    except RecordingError as problem:
        raise LinkError(str(address), LinkReason.NOT_SERIAL, str(problem)) from problem
    except IsADirectoryError as problem:
        raise LinkError(str(address), LinkReason.NOT_SERIAL) from problem
    except PermissionError as problem:
        raise LinkError(str(address), LinkReason.DENIED, hint="Let this user read the file.") from problem
    except OSError as problem:
        raise LinkError(str(address), LinkReason.MISSING, hint="Give a file of raw bytes or a recording.") from problem
    return _paced(pieces, line, interpreter)


def _paced(
    pieces: list[Piece], line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None
) -> list[tuple[float, bytes]]:
    timed = [(piece.t_s, piece.data) for piece in pieces if piece.t_s is not None]
    if timed:
        return timed
    data = b"".join(piece.data for piece in pieces)
    bytes_per_s = _pace(data, line, interpreter)
    size = max(1, round(bytes_per_s / RAW_PIECES_PER_S))
    return [(at / bytes_per_s, data[at : at + size]) for at in range(0, len(data), size)]


def _pace(data: bytes, line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None) -> float:
    """Return how many bytes a second the device sent: by its own samples, or by its line."""
    if interpreter is not None:
        reader = interpreter()
        reader.feed(data)
        if reader.rate_hz is not None and reader.ticks:
            return len(data) * reader.rate_hz / reader.ticks
    return line.bytes_per_s
