# SPDX-License-Identifier: EUPL-1.2
"""A visit with everything around it that the GP's page needs, started as a test needs it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from tests.ui.gp.browser import GpPage
from tests.ui.gp.page_server import Broker, Desk
from tests.ui.gp.stand_in import StandIn, Visit, standing_in


@dataclass
class Rig:
    """A visit with everything around it, started as a test needs it."""

    visit: Visit
    desk: Desk
    broker: Broker
    gp: GpPage
    stack: AsyncExitStack

    @property
    def link(self) -> str:
        return self.visit.link(f"http://127.0.0.1:{self.desk.port}")

    async def station(self, **how: Any) -> StandIn:
        return await self.stack.enter_async_context(standing_in(self.visit, self.broker.tcp_port, **how))

    async def call(self, **how: Any) -> StandIn:
        """Bring the page into a call."""
        station = await self.station(**how)
        await self.gp.join(self.link)
        await self.gp.state("in-call")
        return station
