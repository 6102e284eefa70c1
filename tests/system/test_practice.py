# SPDX-License-Identifier: EUPL-1.2
"""A visit to learn from through the real processes: the drawn GP is seen, speaks, answers, and is gone afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kiosk.frames import Picture, RingReader
from kiosk.staff_pin import keep
from kiosk.staff_settings import StaffSection
from kiosk.stand_in import Sentence, words
from kiosk.station.erasure import VisitFolder
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    staff = StaffSection(pin_hash=str(keep("471108")))
    async with open_room(quick_plan(tmp_path_factory.mktemp("world"), staff=staff)) as opened:
        yield opened


async def picture(ring: RingReader, other: Picture | None = None) -> Picture:
    """Wait for a picture of the GP, and for one that is not ``other``."""
    async with asyncio.timeout(20):
        while True:
            seen = ring.newest()
            if seen is not None and (other is None or seen.planes != other.planes):
                return seen
            await asyncio.sleep(0.05)


async def says(room: Room, sentence: Sentence) -> None:
    """Wait until the end of what she says stands on the screen, however its lines are broken."""
    end = words(sentence, "sv").split()[-1]
    await room.shows("chat", lambda text: text.split()[-1:] == [end], 40)


@pytest.mark.timeout(240)
async def test_the_gp_of_practice_is_seen_and_answers(room: Room, tmp_path: Path) -> None:
    await room.sees("attract")
    await room.stage.hold("corner", 3.2)
    await room.sees("staff-pin")
    await room.tap("practise")
    await room.sees("language")
    await room.tap("language-sv")
    await room.on_to("measure", 60)
    await room.notice("practice")
    await room.tap("continue")
    await room.on_to("call", 60)
    ring = RingReader(VisitFolder(room.world.station_runtime).remote_ring)
    await picture(ring, await picture(ring))
    await says(room, Sentence.GREETING)
    await room.stage.picture(tmp_path / "call.png")
    await room.tap("say-yes")
    await says(room, Sentence.READ)
    await room.tap("end", "end-yes")
    await room.sees("goodbye")
    assert ring.newest() is None
    ring.close()
    await room.tap("done")
    await room.sees("erased")
    await room.shows("check-folder-ok", bool)
    visits = room.world.clinic.desk.visits
    assert visits._desk.store.visits() == []
