# SPDX-License-Identifier: EUPL-1.2
"""Damage to a simulated device's bytes, on the way out. Random, but the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from enum import StrEnum


class Fault(StrEnum):
    """What can go wrong on the line."""

    GARBAGE = "garbage"
    DROP = "drop"
    DUPLICATE = "duplicate"
    FLIP = "flip"
    SILENCE = "silence"
    UNPLUG = "unplug"


REGULAR_EVERY_S = 4.0
"""A fault that is always on strikes so often."""
REGULAR_S = {Fault.GARBAGE: 0.2, Fault.SILENCE: 1.5, Fault.UNPLUG: 1.0}
"""How long it then lasts, where it is not about one byte."""


class FaultyLine:
    """Damage what passes; ``now_s`` is the device's time."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._until_s: dict[Fault, float] = {}
        self._frames: Counter[Fault] = Counter()

    def last(self, fault: Fault, until_s: float) -> None:
        """Let ``garbage`` or ``silence`` last."""
        self._until_s[fault] = until_s

    def strike(self, fault: Fault, frames: int) -> None:
        """Damage one byte in each of the next ``frames`` frames: drop, duplicate or flip."""
        self._frames[fault] += frames

    def active(self, fault: Fault, now_s: float) -> bool:
        return now_s < self._until_s.get(fault, 0.0)

    def chance(self, probability: float) -> bool:
        """Throw the dice."""
        return self._random.random() < probability

    def noise(self, count: int) -> bytes:
        """Return random bytes."""
        return self._random.randbytes(count)

    def apply(self, data: bytes, now_s: float) -> bytes:
        """Return what is left of ``data``."""
        if self.active(Fault.SILENCE, now_s):
            return b""
        if self.active(Fault.GARBAGE, now_s):
            return self._random.randbytes(max(len(data), 1))
        for fault, damage in _DAMAGE.items():
            if data and self._frames[fault] > 0:
                self._frames[fault] -= 1
                data = damage(data, self._random)
        return data


def _drop(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + 1 :]


def _duplicate(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[: at + 1] + data[at:]


def _flip(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


_DAMAGE: dict[Fault, Callable[[bytes, random.Random], bytes]] = {
    Fault.DROP: _drop,
    Fault.DUPLICATE: _duplicate,
    Fault.FLIP: _flip,
}
