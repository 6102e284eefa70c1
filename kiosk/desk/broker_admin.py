# SPDX-License-Identifier: EUPL-1.2
"""Hands out and takes back rights at the broker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from kiosk import log
from kiosk.desk.rights import (
    STATION_ROLE_PREFIX,
    Command,
    additions,
    changes,
    gp_principal,
    gp_role,
    read_state,
    removals,
    station_principal,
)
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.topics import FIRST_SEAT, Topics, gp_username

_log = log.EventLog("desk-rights")

Control = Callable[[Sequence[Command]], Awaitable[list[dict[str, Any]]]]
_ALREADY_SO = ("already exists", "not found")


class BrokerAdmin:
    """Principals of stations and of visits' GPs. Every method may be called again and raises `DeskError`."""

    def __init__(self, control: Control, topics: Topics) -> None:
        self._control = control
        self._topics = topics

    async def add_station(self, kiosk: str) -> None:
        """Give a station its rights."""
        await self._do(additions(station_principal(self._topics, kiosk)))

    async def remove_station(self, kiosk: str) -> None:
        """Throw a station out at once; its certificate opens nothing any more."""
        await self._do(removals(kiosk, f"{STATION_ROLE_PREFIX}{kiosk}"))

    async def add_gp(self, kiosk: str, visit: str, password: str, seat: str = FIRST_SEAT) -> None:
        """Make the principal of a GP of a visit."""
        await self._do(additions(gp_principal(self._topics, kiosk, visit, password, seat)))

    async def remove_gp(self, visit: str, seat: str = FIRST_SEAT) -> None:
        """Throw a GP of a visit out at once."""
        await self._do(removals(gp_username(visit, seat), gp_role(visit, seat)))

    async def reconcile(self, stations: Iterable[str], visits: Iterable[tuple[str, str, str]]) -> None:
        """Bring the broker to where it should be; ``visits``: station, id and seat of each link that is open."""
        clients, roles = await self._control(
            [{"command": "listClients", "verbose": True}, {"command": "listRoles", "verbose": True}]
        )
        now = read_state(clients["data"]["clients"], roles["data"]["roles"])
        gps = [gp_principal(self._topics, kiosk, visit, None, seat) for kiosk, visit, seat in visits]
        missing = sum(each.username not in now.clients for each in gps)
        if missing:
            _log.warning("principals-lost", count=missing)
        wanted = changes(now, (station_principal(self._topics, kiosk) for kiosk in stations), gps)
        if wanted:
            await self._do(wanted)
            _log.info("rights-mended", count=len(wanted))

    async def _do(self, wanted: Sequence[Command]) -> None:
        for response in await self._control(wanted):
            error = str(response.get("error", ""))
            if error and not any(known in error.lower() for known in _ALREADY_SO):
                _log.error("right-refused", kind=str(response.get("command")))
                raise DeskError(
                    "The broker refused a right.",
                    reason=DeskReason.BROKER_AWAY,
                    hint="Check that the desk's certificate is the broker's administrator.",
                )
