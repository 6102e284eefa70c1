# SPDX-License-Identifier: EUPL-1.2
"""The height meter measures heights and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from drivers.names import DriverName
from drivers.registry import find
from drivers.simulation.run import Style
from kiosk.capability import Capability
from kiosk.reading import Measure, Reading
from tests.drivers.live import live


async def test_stand_under_it(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.TANITA_HEIGHT, style=Style(pace=8.0)) as here:
        reading = await here.value(Measure.HEIGHT, Decimal("178.5"))
        assert (reading.unit, reading.device.model) == ("cm", "BH-100")
        assert {event.measure for event in here.events if isinstance(event, Reading)} == {Measure.HEIGHT}


def test_each_tanita_promises_what_it_can_do_alone() -> None:
    assert find("tanita_height").capabilities == (Capability.BODY_HEIGHT,)
    assert find("tanita_text").capabilities == (Capability.BODY_WEIGHT, Capability.BODY_COMPOSITION)
