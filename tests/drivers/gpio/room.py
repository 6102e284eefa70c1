# SPDX-License-Identifier: EUPL-1.2
"""A cabinet at work in a test: what it tells, waited for with a deadline."""

from __future__ import annotations

import asyncio

from drivers.gpio.cabinet import GpioCabinet
from kiosk.cabinet import CabinetTimes, Motion, Switch, SwitchEvent
from kiosk.clock import SystemClock
from tests.drivers.gpio.conftest import QUICK

DEADLINE_S = 5.0


class Room:
    """Opens a cabinet; use it as a context manager, on the event loop."""

    def __init__(self, pins: dict[str, str], times: CabinetTimes = QUICK) -> None:
        self.cabinet = GpioCabinet(pins, SystemClock(), times)
        self.told: asyncio.Queue[SwitchEvent] = asyncio.Queue()

    def __enter__(self) -> Room:
        self.cabinet.open(self.told.put_nowait)
        return self

    def __exit__(self, *_: object) -> None:
        self.cabinet.close()

    async def hears(self, switch: Switch, motion: Motion) -> None:
        """Wait for the next event; it must be this one."""
        event = await asyncio.wait_for(self.told.get(), DEADLINE_S)
        assert event == SwitchEvent(switch=switch, motion=motion)

    async def hears_nothing(self, seconds: float) -> None:
        """See that for ``seconds`` nothing is told."""
        try:
            event = await asyncio.wait_for(self.told.get(), seconds)
        except TimeoutError:
            return
        raise AssertionError(f"told {event}")
