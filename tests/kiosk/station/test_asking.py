# SPDX-License-Identifier: EUPL-1.2
"""Asking the clinic for somebody: kept up, in order, taken back, and a number told until it is heard."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from kiosk.clock import ManualClock
from kiosk.desk.client import DeskClient
from kiosk.drop_in import Petition, Reason
from kiosk.errors import DeskError, DeskReason
from kiosk.station.asking import ATTEMPTS, EVERY_S, Asking, AskingParts

PAIN = Petition(reason=Reason.PAIN)
DEADLINE_S = 5.0


class Desk:
    """The desk's end; `problems` are what it answers first."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Petition | None]] = []
        self.problems: list[DeskReason] = []
        self.heard = asyncio.Event()

    async def put_request(self, station: str, request: str, petition: Petition) -> int:
        self._answer(request, petition)
        return 2

    async def drop_request(self, station: str, request: str) -> None:
        self._answer(request, None)

    def _answer(self, request: str, petition: Petition | None) -> None:
        self.said.append((request, petition))
        self.heard.set()
        if self.problems:
            raise DeskError("no", reason=self.problems.pop(0))


class Bench:
    """An `Asking` whose pauses are let pass by hand."""

    def __init__(self) -> None:
        self.desk, self.clock = Desk(), ManualClock()
        self.places: list[tuple[str, int]] = []
        self.pauses: list[float] = []
        self._go = asyncio.Event()
        parts = AskingParts(
            desk=cast(DeskClient, self.desk), station="hut", clock=self.clock, pause=self._pause,
            heard=lambda request, place: self.places.append((request, place)),
        )  # fmt: skip
        self.asking = Asking(parts)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._go.clear()
        await self._go.wait()
        self.clock.advance(seconds)

    async def until(self, said: int) -> None:
        """Let pauses pass until the desk has been told so often, and what follows has run."""
        async with asyncio.timeout(DEADLINE_S):
            while len(self.desk.said) < said:
                self._go.set()
                await asyncio.sleep(0)
        await self.settled()

    async def settled(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


async def test_it_is_asked_again_and_the_place_is_heard() -> None:
    bench = Bench()
    bench.asking.ask("one", PAIN)
    await bench.until(3)
    assert [petition.waited_s for _, petition in bench.desk.said if petition] == [0, int(EVERY_S), int(2 * EVERY_S)]
    assert set(bench.places) == {("one", 2)} and set(bench.pauses) == {EVERY_S}
    await bench.asking.settle()


async def test_a_desk_that_is_away_is_asked_again_and_one_that_says_no_is_not() -> None:
    bench = Bench()
    bench.desk.problems = [DeskReason.UNREACHABLE, DeskReason.OVER]
    bench.asking.ask("one", PAIN)
    await bench.until(2)
    pauses = len(bench.pauses)
    bench._go.set()
    await bench.settled()
    assert len(bench.desk.said) == 2 and len(bench.pauses) == pauses and bench.places == []


async def test_what_is_taken_back_is_asked_no_more() -> None:
    bench = Bench()
    bench.asking.ask("one", PAIN)
    await bench.until(1)
    bench.asking.withdraw("one", None)
    await bench.until(2)
    bench._go.set()
    await bench.settled()
    assert bench.desk.said == [("one", PAIN), ("one", None)]


@pytest.mark.parametrize("problems", [1, ATTEMPTS - 1])
async def test_a_number_is_told_until_it_is_heard_though_the_next_patient_asks(problems: int) -> None:
    bench = Bench()
    ring = Petition(reason=Reason.PAIN, phone="0701234567")
    bench.desk.problems = [DeskReason.UNREACHABLE] * problems
    bench.asking.withdraw("one", ring)
    await bench.until(1)
    bench.asking.ask("two", PAIN)
    await bench.until(problems + 2)
    assert bench.desk.said[: problems + 1] == [("one", ring)] * (problems + 1)
    assert bench.desk.said[problems + 1][0] == "two"
    await bench.asking.settle()


async def test_it_is_given_up_in_the_end() -> None:
    bench = Bench()
    bench.desk.problems = [DeskReason.UNREACHABLE] * 100
    bench.asking.withdraw("one", None)
    await bench.until(ATTEMPTS)
    bench._go.set()
    await bench.settled()
    assert len(bench.desk.said) == ATTEMPTS
    await bench.asking.settle()


async def test_who_wants_to_be_rung_learns_whether_the_clinic_knows() -> None:
    rung = Petition(reason=Reason.PAIN, phone="0701234567")
    bench = Bench()
    told: list[tuple[str, bool]] = []
    bench.asking.told = lambda request, ok: told.append((request, ok))
    bench.desk.problems = [DeskReason.UNREACHABLE]
    bench.asking.withdraw("one", rung)
    await bench.until(2)
    assert told == [("one", True)]
    bench.desk.problems = [DeskReason.UNREACHABLE] * ATTEMPTS
    bench.asking.withdraw("two", rung)
    await bench.until(2 + ATTEMPTS)
    async with asyncio.timeout(DEADLINE_S):
        while len(told) < 2:
            bench._go.set()
            await asyncio.sleep(0)
    assert told[1:] == [("two", False)]
    bench.asking.withdraw("three", None)
    await bench.until(3 + ATTEMPTS)
    assert len(told) == 2, "nobody waits to hear that nobody need come"
