# SPDX-License-Identifier: EUPL-1.2
"""Instruments are started for one person, stopped, and started again for the next, never two at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.capability import Capability, Command, Instrument
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent
from kiosk.station.measuring import Measuring


class SlowShelf:
    """Writes down what happens to it; telling its devices to stop takes a moment."""

    def __init__(self, problem: KioskError | None = None) -> None:
        self.story: list[str] = []
        self.stops = 0
        self.names: frozenset[str] | None = None
        self.changed = asyncio.Event()
        self._problem = problem

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return (Instrument(name="scale", capabilities=(Capability.BODY_WEIGHT,)),)

    def tell(self, name: str, command: Command) -> None:
        self._note(f"{command} {name}")

    def stop_all(self) -> None:
        self.stops += 1

    async def run(self, deliver: Callable[[InstrumentEvent], None], names: frozenset[str] | None = None) -> None:
        self._note("start")
        self.names = names
        if self._problem is not None:
            raise self._problem
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self._note("stop")

    def _note(self, what: str) -> None:
        self.story.append(what)
        self.changed.set()

    async def reaches(self, *story: str) -> None:
        async with asyncio.timeout(5):
            while self.story != list(story):
                self.changed.clear()
                await self.changed.wait()


SCALE = frozenset({"scale"})


def nobody(_: InstrumentEvent) -> None:
    """Nobody listens here."""


async def test_a_second_start_waits_until_the_devices_of_the_first_have_stopped() -> None:
    shelf = SlowShelf()
    measuring = Measuring(shelf, nobody)
    measuring.run(SCALE)
    measuring.run(SCALE)
    await shelf.reaches("start")
    measuring.stop()
    measuring.run(SCALE)
    await shelf.reaches("start", "stop", "start")
    await measuring.settle()
    assert shelf.story == ["start", "stop", "start", "stop"]


async def test_an_impatient_hand_never_has_two_shelves_running() -> None:
    shelf = SlowShelf()
    measuring = Measuring(shelf, nobody)
    for _ in range(3):
        measuring.run(SCALE)
        await asyncio.sleep(0)
        measuring.stop()
    measuring.run(SCALE)
    async with asyncio.timeout(5):
        while shelf.story[-1:] != ["start"]:
            await asyncio.sleep(0)
    assert all(pair == ("start", "stop") for pair in zip(shelf.story[::2], shelf.story[1::2], strict=False))
    await measuring.settle()
    assert shelf.story.count("start") == shelf.story.count("stop")


async def test_settling_and_stopping_may_be_done_at_any_time() -> None:
    measuring = Measuring(SlowShelf(), nobody)
    measuring.stop()
    await measuring.settle()
    measuring.run(SCALE)
    await measuring.settle()
    await measuring.settle()


async def test_a_shelf_that_fails_does_not_take_the_visit_with_it() -> None:
    shelf = SlowShelf(KioskError("The shelf is broken."))
    measuring = Measuring(shelf, nobody)
    measuring.run(SCALE)
    await shelf.reaches("start")
    await measuring.settle()


async def test_stopping_lets_the_air_out_before_the_run_is_cancelled() -> None:
    shelf = SlowShelf()
    measuring = Measuring(shelf, nobody)
    measuring.run(SCALE)
    await shelf.reaches("start")
    measuring.stop()
    assert (shelf.stops, shelf.story) == (1, ["start"]), "told at once, not when the run has noticed"
    await measuring.settle()


async def test_others_run_after_those_that_run_have_stopped() -> None:
    shelf = SlowShelf()
    measuring = Measuring(shelf, nobody)
    measuring.run(SCALE)
    await shelf.reaches("start")
    measuring.run(frozenset({"reader"}))
    await shelf.reaches("start", "stop", "start")
    assert shelf.names == frozenset({"reader"})
    measuring.run(frozenset())
    await measuring.settle()
    assert shelf.story == ["start", "stop"] * 2


async def test_what_a_device_is_told_reaches_it_at_once() -> None:
    shelf = SlowShelf()
    Measuring(shelf, nobody).tell("scale", Command.STOP)
    assert shelf.story == ["stop scale"]
