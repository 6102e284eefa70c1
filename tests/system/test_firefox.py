# SPDX-License-Identifier: EUPL-1.2
"""A GP with Firefox meets a real station: the same page, another engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.room import Room
from tests.ui.gp.firefox import FIREFOX, firefox

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not Path(FIREFOX).exists(), reason="Firefox is not installed on this machine"),
]


async def test_a_visit_with_a_gp_in_firefox(room: Room, tmp_path: Path) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked, finger=True)
    async with firefox(tmp_path) as gp:
        await gp.open(booked.link)
        await gp.until("!document.getElementById('lobby').hidden")
        await gp.run("document.getElementById('join').click()")
        await gp.until("document.body.dataset.state === 'in-call'")
        await gp.until("document.getElementById('remote-video').videoWidth === 640")
        await room.sees("call")
        await gp.until("document.getElementById('value-spo2').textContent.trim() === '97'")
        await gp.run("document.getElementById('accept').click()")
        await gp.until("document.querySelector('#accepted-list [data-state=filed]') !== null")
        await room.shows("gp-picture", bool)
        await gp.run("document.getElementById('end').click()")
        await gp.run("document.getElementById('end-confirm').click()")
        await room.sees("goodbye")
        await gp.until("document.body.dataset.state === 'ended'")
    await room.world.oximeter("finger out")
    await room.tap("done")
    await room.sees("erased")
    await room.tap("done")
    await room.sees("attract")
