# SPDX-License-Identifier: EUPL-1.2
"""Instruments to learn with: there always are some, real ports stay alone, and they measure."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drivers.practice import USUAL, PracticeShelf
from kiosk.capability import Assignment
from kiosk.clock import SystemClock
from kiosk.reading import InstrumentEvent, Reading

DEADLINE_S = 20.0


def test_a_station_without_instruments_has_the_usual_ones_to_learn_with() -> None:
    for assignments in ((), (Assignment(name="reader", driver="barcode_line", port="/dev/null"),)):
        names = [each.name for each in PracticeShelf(assignments, SystemClock()).instruments]
        assert names == [each.name for each in USUAL]


async def test_the_station_s_own_drivers_measure_with_simulated_devices_and_leave_the_ports_alone(
    tmp_path: Path,
) -> None:
    port = tmp_path / "nothing-here"
    shelf = PracticeShelf((Assignment(name="finger", driver="contec_9byte", port=str(port)),), SystemClock())
    heard: asyncio.Queue[InstrumentEvent] = asyncio.Queue()
    task = asyncio.create_task(shelf.run(heard.put_nowait))
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not (isinstance(event := await heard.get(), Reading) and event.valid):
                pass
        assert event.instrument == "finger" and not port.exists()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not shelf.folder.exists(), "nothing is left of it"
