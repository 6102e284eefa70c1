# SPDX-License-Identifier: EUPL-1.2
"""Packets of a SunTech module, computed here and not by the code under test."""

from __future__ import annotations


def packet(*content: int) -> bytes:
    head = bytes([0x3E, len(content) + 3, *content])
    return head + bytes([-sum(head) % 256])


def result(systolic: int, diastolic: int, rate: int, mean: int, error: int = 0, status: int = 0) -> bytes:
    def word(value: int) -> tuple[int, int]:
        return value % 256, value // 256

    tests = (0, status, *range(8))
    return packet(*word(systolic), *word(diastolic), *tests, *word(rate), *word(mean), error, 0, 0)


def pressure(mmhg: int) -> bytes:
    return packet(mmhg % 256, mmhg // 256)


ACCEPTED = bytes.fromhex("3e 04 4f 6f")
FINISHED = bytes.fromhex("3e 04 4b 73")
BUSY = bytes.fromhex("3e 04 42 7c")
ABORTED = bytes.fromhex("3e 04 41 7d")
ERROR = bytes.fromhex("3e 04 45 79")
SLEEP = bytes.fromhex("3e 04 53 6b")
INFORMATION = packet(*b"LX0103  ADVANTAGE".ljust(64, b"\0"))
GOOD = result(127, 76, 78, 93)
