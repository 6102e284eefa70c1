# SPDX-License-Identifier: EUPL-1.2
"""Packets of a PM6750, computed here and not by the code under test."""

from __future__ import annotations


def packet(kind: int, *data: int) -> bytes:
    body = bytes([len(data) + 3, kind, *data])
    return b"\x55\xaa" + body + bytes([~sum(body) % 256])


ECG_WAVE = bytes.fromhex("55 AA 0A 01 F9 89 01 08 F9 18 30 28")
"""Recorded."""


def second(
    *,
    finger: int = 0,
    spo2: int = 97,
    pulse: int = 72,
    leads: int = 0,
    heart: int = 74,
    breaths: int = 16,
    probe: int = 0,
    celsius: tuple[int, int] = (36, 8),
    cuff: bytes = b"",
    every: int = 1,
) -> bytes:
    """Return a second of the whole stream; ``every``: with so many times fewer packets of curves."""
    slow = {
        60: packet(0x02, leads, heart, breaths, 5, 1),
        120: packet(0x04, finger, spo2, pulse),
        180: packet(0x05, probe, *celsius, 0, 0),
        100: cuff,
        225: cuff,
    }
    said = b""
    for tick in range(250):
        said += (b"" if tick % every else ECG_WAVE) + slow.get(tick, b"")
        if tick % (5 * every) == 0:
            said += packet(0xFE, 40 + tick % 50) + packet(0xFF, 120 + tick % 9)
    return said


def measuring(mmhg: int) -> bytes:
    return packet(0x03, 1 << 2, mmhg // 2, 0, 0, 0)


def ended(test: int, systolic: int = 0, mean: int = 0, diastolic: int = 0) -> bytes:
    return packet(0x03, test << 2, 0, systolic, mean, diastolic)
