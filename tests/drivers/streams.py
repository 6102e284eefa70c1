# SPDX-License-Identifier: EUPL-1.2
"""Byte streams for the tests, built by hand or out of short pieces of public recordings."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from drivers.checksum import sum8
from drivers.interpreter import Interpreter
from drivers.items import Item, Number, PublishedReading
from kiosk.reading import Measure

# From recordings (type byte put back where the transcript lost it):
CMS60C_NO_FINGER = bytes.fromhex("01 e9 94 c0 95 ff ff ff ff")
CMS60C_SEARCHING = bytes.fromhex("01 ea 85 c9 99 ff ff ff ff")
CMS60C_LATE_HIGH_BITS = bytes.fromhex("01 ea 85 c9 99 d2 e2 ff ff")
"""The packet at the lock: numbers of the lock, high bits of the search. Reads as pulse 210 while searching."""
CMS60C_LOCKED = bytes.fromhex("01 e0 c5 c5 98 d2 e2 ff ff")
PULOX_BEFORE_LOCK = bytes.fromhex("01 e0 85 cc 99 80 80 ff ff")
PULOX_LOCKED = bytes.fromhex("01 e0 c5 c9 99 d3 e1 ff ff")
PULOX_FINGER_OUT = bytes.fromhex("01 e1 84 c0 90 80 80 ff ff")


def nonin_frame(status: int, pleth: int, value: int) -> bytes:
    """Return a frame, computed here and not by the code under test."""
    head = bytes([0x01, 0x80 | status, pleth, value])
    return head + bytes([sum8(head)])


def nonin_packet(
    hr: int = 72,
    spo2: int = 97,
    *,
    status: int = 0,
    display: tuple[int, int] | None = None,
    status_2: int = 0,
    pleth: int = 100,
    one_frame_status: int = 0,
) -> bytes:
    """Return 25 frames; ``display`` are the -D values, ``one_frame_status`` is set in frame 13 only."""
    shown_hr, shown_spo2 = display or (hr, spo2)
    floats = {1: hr >> 7, 2: hr & 127, 3: spo2, 8: status_2, 9: shown_spo2, 20: shown_hr >> 7, 21: shown_hr & 127}
    frames = []
    for number in range(1, 26):
        bits = status | (0x01 if number == 1 else 0) | (one_frame_status if number == 13 else 0)
        frames.append(nonin_frame(bits, pleth, floats.get(number, 0)))
    return b"".join(frames)


def readings(items: Iterable[Item]) -> list[PublishedReading]:
    """Keep the readings."""
    return [item for item in items if isinstance(item, PublishedReading)]


def run(interpreter: Interpreter[Any], data: bytes) -> list[Item]:
    """Interpret ``data`` to its end."""
    return [*interpreter.feed(data), *interpreter.finish()]


def run_in_pieces(interpreter: Interpreter[Any], data: bytes, sizes: Sequence[int]) -> list[Item]:
    """Interpret ``data`` cut into pieces of the given sizes, which repeat."""
    items: list[Item] = []
    at, turn = 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        items += interpreter.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    return [*items, *interpreter.finish()]


def values(items: Iterable[Item], measure: Measure) -> list[Number | None]:
    """Return what was published of one measure."""
    return [item.sample.value for item in readings(items) if item.measure is measure]


def noise(count: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(count)
