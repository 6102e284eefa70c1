# SPDX-License-Identifier: EUPL-1.2
"""Assistants at the desk: a right proof is granted for one visit, wrong ones close the way, no name is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assistants import BADGE, Proof, Verdict, open_grant
from kiosk.clock import ManualClock
from kiosk.desk.assistant_rows import DATABASE_FILE, AssistantRows
from kiosk.desk.assistants import LONGEST, Assistants, MadeAssistant
from kiosk.desk.tries import OF_NUMBER, OF_STATION, Tries
from kiosk.errors import DeskError, DeskReason, SignallingError, SignallingReason
from tests.kiosk.signalling.conftest import Holder, make_holder

VISIT, OTHER_VISIT = "a" * 26, "b" * 26
ONE, TWO = "station-one", "station-two"


class World:
    """A desk's assistants on a clock made by hand."""

    def __init__(self, folder: Path, authority: Holder) -> None:
        self.clock = ManualClock()
        self.folder = folder
        self.authority = authority
        self.rows = AssistantRows(folder)
        desk = make_holder("desk", "desk", authority)
        self.desk = Assistants(self.rows, desk, self.clock, iterations=2)

    async def says(self, proof: Proof, station: str = ONE) -> Verdict:
        return (await self.desk.verify(station, proof)).verdict


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, make_holder("authority", "server"))
    yield world
    world.rows.close()


def with_pin(made: MadeAssistant, pin: str = "") -> Proof:
    return Proof(visit=VISIT, number=made.number, pin=pin or made.pin)


def wrong(made: MadeAssistant) -> Proof:
    return with_pin(made, "111111" if made.pin != "111111" else "222222")


async def test_number_and_pin_or_badge_are_granted_for_this_visit_alone(world: World) -> None:
    made = await world.desk.add()
    assert BADGE.fullmatch(made.badge)
    for proof in (with_pin(made), Proof(visit=VISIT, badge=made.badge)):
        ruling = await world.desk.verify(ONE, proof)
        assert ruling.verdict is Verdict.GRANTED
        now, authority = world.clock.now(), world.authority.certificate
        grant = open_grant(ruling.grant, authority, station=ONE, visit=VISIT, now=now)
        assert grant.until == now + LONGEST
        for changes in ({"visit": OTHER_VISIT}, {"station": TWO}, {"now": grant.until}):
            wanted = {"station": ONE, "visit": VISIT, "now": now, **changes}
            with pytest.raises(SignallingError):
                open_grant(ruling.grant, authority, **wanted)  # type: ignore[arg-type]


async def test_a_grant_that_no_desk_signed_is_none(world: World) -> None:
    made = await world.desk.add()
    stranger = Assistants(world.rows, make_holder(ONE, "station", world.authority), world.clock, iterations=2)
    ruling = await stranger.verify(ONE, with_pin(made))
    with pytest.raises(SignallingError) as caught:
        open_grant(ruling.grant, world.authority.certificate, station=ONE, visit=VISIT, now=world.clock.now())
    assert caught.value.reason is SignallingReason.NOT_FROM_DESK


async def test_wrong_pins_close_the_number_everywhere_and_it_opens_again(world: World) -> None:
    made = await world.desk.add()
    for left in range(OF_NUMBER.most - 1, 0, -1):
        ruling = await world.desk.verify(ONE, wrong(made))
        assert (ruling.verdict, ruling.attempts_left) == (Verdict.WRONG, left)
    ruling = await world.desk.verify(ONE, wrong(made))
    assert (ruling.verdict, ruling.locked_s) == (Verdict.LOCKED, OF_NUMBER.lock.total_seconds())
    assert await world.says(with_pin(made), TWO) is Verdict.LOCKED, "the right one is not even looked at"
    assert await world.says(Proof(visit=VISIT, badge=made.badge), TWO) is Verdict.GRANTED, "her badge still is"
    world.clock.advance(OF_NUMBER.lock.total_seconds())
    assert await world.says(with_pin(made), TWO) is Verdict.GRANTED


async def test_a_number_that_nobody_has_is_told_as_a_wrong_pin_and_closes_too(world: World) -> None:
    proof = Proof(visit=VISIT, number="0000", pin="471108")
    said = [await world.says(proof, f"station-{number}") for number in range(OF_NUMBER.most)]
    assert said == [Verdict.WRONG] * (OF_NUMBER.most - 1) + [Verdict.LOCKED]


async def test_one_who_tries_number_after_number_closes_her_station(world: World) -> None:
    made = await world.desk.add()
    others = (f"{number:04d}" for number in range(9999) if f"{number:04d}" != made.number)
    for number in (next(others) for _ in range(OF_STATION.most)):
        await world.says(Proof(visit=VISIT, number=number, pin="471108"))
    assert await world.says(with_pin(made)) is Verdict.LOCKED
    assert await world.says(with_pin(made), TWO) is Verdict.GRANTED


async def test_her_own_right_pin_does_not_open_the_station_for_more_guessing(world: World) -> None:
    made = await world.desk.add()
    others = (f"{number:04d}" for number in range(9999) if f"{number:04d}" != made.number)
    said = []
    for number in (next(others) for _ in range(OF_STATION.most)):
        said.append(await world.says(Proof(visit=VISIT, number=number, pin="471108")))
        if said[-1] is not Verdict.LOCKED:
            assert await world.says(with_pin(made)) is Verdict.GRANTED
    assert said[-1] is Verdict.LOCKED


async def test_another_pin_and_badge_end_the_old_ones_and_open_what_is_locked(world: World) -> None:
    made = await world.desk.add()
    for _ in range(OF_NUMBER.most):
        await world.says(wrong(made))
    again = await world.desk.renew(made.number)
    assert await world.says(with_pin(again)) is Verdict.GRANTED
    assert await world.says(Proof(visit=VISIT, badge=made.badge)) is Verdict.WRONG
    assert again.pin == made.pin or await world.says(with_pin(made)) is Verdict.WRONG


async def test_one_who_is_removed_is_let_in_no_more(world: World) -> None:
    made = await world.desk.add()
    assert [each["number"] for each in world.desk.list()] == [made.number]
    world.desk.remove(made.number)
    assert world.desk.list() == []
    assert await world.says(with_pin(made)) is Verdict.WRONG
    for call in (world.desk.remove, world.desk.renew):
        with pytest.raises(DeskError) as caught:
            await call(made.number)  # type: ignore[misc]
        assert caught.value.reason is DeskReason.UNKNOWN_ASSISTANT


async def test_neither_pin_nor_badge_is_in_the_file(world: World) -> None:
    made = await world.desk.add()
    await world.says(with_pin(made))
    kept = (world.folder / DATABASE_FILE).read_bytes()
    assert made.number.encode() in kept
    assert made.pin.encode() not in kept and made.badge.encode() not in kept
    assert (world.folder / DATABASE_FILE).stat().st_mode & 0o077 == 0


async def test_what_was_tried_outlives_the_desk(world: World) -> None:
    made = await world.desk.add()
    for _ in range(OF_NUMBER.most):
        await world.says(wrong(made))
    world.rows.close()
    again = World(world.folder, world.authority)
    again.clock = world.clock
    assert await again.says(with_pin(made)) is Verdict.LOCKED
    again.rows.close()


@given(st.lists(st.integers(min_value=0, max_value=3600), max_size=60))
def test_no_sequence_of_pauses_gives_more_tries_than_the_limit_allows(pauses: list[int]) -> None:
    """In any window as long as the lock no more than the limit are looked at."""
    clock, tries, looked = ManualClock(), Tries(), []
    for pause in pauses:
        clock.advance(pause)
        if not tries.locked_s(clock.now()):
            tries = tries.counted(clock.now(), OF_NUMBER)
            looked.append(clock.now())
    for first in looked:
        window = [each for each in looked if first <= each < first + OF_NUMBER.lock]
        assert len(window) <= 2 * OF_NUMBER.most - 1
    hours = timedelta(hours=6)
    for first in looked:
        most = OF_NUMBER.most * (1 + hours / OF_NUMBER.lock)
        assert len([each for each in looked if first <= each < first + hours]) <= most
