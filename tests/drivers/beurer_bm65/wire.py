# SPDX-License-Identifier: EUPL-1.2
"""Answers of a BM65, computed here and not by the code under test."""

from __future__ import annotations

from datetime import datetime

AWAKE = b"\x55"
NAME = b"Andon Blood Pressure Meter KD001"
NOT_THERE = b"\xa9"


def record(systolic: int, diastolic: int, pulse: int, at: datetime, header: int = 0xAC) -> bytes:
    pressures = (systolic - 25, diastolic - 25)
    return bytes([header, *pressures, pulse, at.month, at.day, at.hour, at.minute, at.year - 2000])


YESTERDAY = record(141, 91, 80, datetime(2026, 7, 10, 20, 15))
TODAY = record(127, 76, 78, datetime(2026, 7, 11, 9, 5))
LAST_YEAR = record(200, 110, 60, datetime(2025, 12, 31, 23, 59))


def memory(*records: bytes) -> bytes:
    return AWAKE + NAME + bytes([len(records)]) + b"".join(records)
