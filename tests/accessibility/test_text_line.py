# SPDX-License-Identifier: EUPL-1.2
"""A letter is on the other screen within half a second, both ways (EN 301 549 6.2.4), through the real call process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from kiosk.messages import Channel, DataArrived, SendData
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until

pytestmark = pytest.mark.system
LETTERS = "jag hör dig"
WITHIN_S = 0.5


async def took_s(send: Callable[[str], None], came: Callable[[], str]) -> float:
    """Send letter by letter, each when the one before has come; return how long they took, in the middle."""
    times_s = []
    for number, letter in enumerate(LETTERS, start=1):
        sent_s = time.monotonic()
        send(letter)
        await until(lambda number=number: came() == LETTERS[:number])  # type: ignore[misc]
        times_s.append(time.monotonic() - sent_s)
    return median(times_s)


async def test_a_letter_comes_within_half_a_second_both_ways(tmp_path: Path) -> None:
    station, gp = FakeStation(tmp_path), Gp()
    await station.open()
    try:
        await station.start()
        await station.call("one", gp)
        out_s = await took_s(
            lambda letter: station.send(SendData(channel=Channel.TEXT, data=letter)),
            lambda: "".join(gp.received["text"]),
        )
        back_s = await took_s(
            gp.channels["text"].send,
            lambda: "".join(each.data for each in station.all_of(DataArrived) if each.channel is Channel.TEXT),
        )
        assert max(out_s, back_s) <= WITHIN_S
    finally:
        await station.end()
        await gp.close()
