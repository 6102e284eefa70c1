# SPDX-License-Identifier: EUPL-1.2
"""What is gone from the screen is cleared away soon, and not while the next screen is being drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.clock import ManualClock
from ui.touch.tidy import AFTER_S, KEPT_BYTES, ROUNDS, Heap, Tidy


class SomeHeap(Heap):
    """Has so much free, until it is given back."""

    def __init__(self) -> None:
        self.free = self.returned = 0

    def free_bytes(self) -> int:
        return self.free

    def give_back(self) -> None:
        self.returned += 1
        self.free = 0


@dataclass(kw_only=True)
class Room:
    """Screens that come and go, and whoever clears up after them."""

    clock: ManualClock = field(default_factory=ManualClock)
    shown: list[object] = field(default_factory=lambda: [object()])
    collected: list[float] = field(default_factory=list)
    heap: SomeHeap = field(default_factory=SomeHeap)

    def __post_init__(self) -> None:
        self.tidy = Tidy(
            self.clock,
            lambda: self.shown[-1],
            lambda: self.collected.append(self.clock.monotonic_s()),
            self.heap,
        )

    def change(self) -> None:
        self.shown.append(object())
        self.tidy.tick()

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.tidy.tick()


def test_a_screen_that_went_is_cleared_away_a_little_later_and_what_it_held_after_it() -> None:
    room = Room()
    room.tidy.tick()
    room.change()
    room.wait(AFTER_S / 2)
    assert room.collected == []
    room.wait(AFTER_S)
    room.tidy.tick()
    assert len(room.collected) == 1
    for _ in range(5):
        room.wait(AFTER_S)
    assert len(room.collected) == ROUNDS
    room.wait(100 * AFTER_S)
    assert len(room.collected) == ROUNDS, "then there is nothing to look for"


def test_screens_that_follow_one_another_quickly_do_not_gather() -> None:
    room = Room()
    room.change()
    room.wait(AFTER_S / 4)
    room.change()
    assert room.collected == [], "the turn that brings a screen draws it"
    room.tidy.tick()
    assert len(room.collected) == 1
    room.change()
    assert len(room.collected) == 1
    room.wait(AFTER_S)
    assert len(room.collected) == 2


def test_they_do_not_gather_either_where_every_turn_brings_another() -> None:
    room = Room()
    for _ in range(9):
        room.change()
    assert len(room.collected) == 3


def test_memory_is_returned_when_much_is_free() -> None:
    room = Room()
    room.heap.free = KEPT_BYTES
    room.change()
    room.wait(AFTER_S)
    assert room.heap.returned == 0, "the next screen takes it"
    room.heap.free += 1
    room.wait(AFTER_S)
    assert room.heap.returned == 1


def test_the_c_library_gives_back_what_is_free() -> None:
    heap = Heap()
    kept = [bytearray(10_000) for _ in range(8000)]
    before = heap.free_bytes()
    del kept[:7990]
    heap.give_back()
    assert heap.free_bytes() < before + (40 << 20), "half of what was freed would be more"
    assert len(kept) == 10
