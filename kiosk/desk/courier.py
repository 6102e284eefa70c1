# SPDX-License-Identifier: EUPL-1.2
"""Takes visits and cancellations to the stations, and again until each station has answered.

A station keeps its visits in memory only, so one that has come up anew (another ``since`` in its presence) is told
everything again. Carrying out a command twice changes nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk import log
from kiosk.clock import Clock
from kiosk.desk.broker_link import Presence
from kiosk.desk.rows import VisitRow, VisitState
from kiosk.errors import DeskError
from kiosk.signalling.commands import (
    AnswerReason,
    Command,
    SelfTestRun,
    VisitAnswer,
    VisitCancel,
    VisitOffer,
    VisitQueue,
)

RETRY_S = 5.0
REFUSED_RETRY_S = 60.0
UNHEARD_OF_RETRY_S = 15.0
IDLE_S = 60.0
ORDER_S = 30
"""How long an order that is not repeated waits for its station."""

_log = log.EventLog("courier")

Send = Callable[[str, Command, bytes, int], Awaitable[None]]


@dataclass(slots=True)
class _Parcel:
    """What became of the command for one visit. ``since``: the station's, when it took it."""

    state: VisitState
    next_at_s: float = 0.0
    taken_by: str | None = None
    correlation: bytes = b""


class Courier:
    """Delivers what ``due`` lists; ``lead``: how long before its start a visit is sent."""

    def __init__(self, send: Send, due: Callable[[], Iterable[VisitRow]], clock: Clock, lead: timedelta) -> None:
        self._send = send
        self._due = due
        self._clock = clock
        self._lead = lead
        self._presence: dict[str, Presence] = {}
        self._parcels: dict[str, _Parcel] = {}
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look at once whether there is something to deliver."""
        self._wake.set()

    def presence(self, kiosk: str, presence: Presence) -> None:
        """Take note of how a station is."""
        before = self._presence.get(kiosk)
        self._presence[kiosk] = presence
        if presence.here and (before is None or not before.here or before.since != presence.since):
            self._hurry(kiosk)

    def presence_of(self, kiosk: str) -> Presence:
        return self._presence.get(kiosk, Presence())

    def broker_back(self) -> None:
        """The broker came back; what was under way may be lost."""
        self._presence.clear()
        for parcel in self._parcels.values():
            parcel.next_at_s = 0.0
        self._wake.set()

    def answer(self, kiosk: str, correlation: bytes, answer: VisitAnswer) -> None:
        """Take note of a station's answer; one that answers nothing of ours is dropped."""
        parcel = self._parcels.get(answer.visit)
        if parcel is None or not parcel.correlation or not secrets.compare_digest(parcel.correlation, correlation):
            return
        if answer.accepted or answer.reason is AnswerReason.OVER:
            parcel.taken_by = self.presence_of(kiosk).since
            _log.info("delivered", visit=answer.visit, station=kiosk, state=parcel.state)
        else:
            parcel.next_at_s = self._clock.monotonic_s() + REFUSED_RETRY_S
            _log.warning("refused", visit=answer.visit, station=kiosk, reason=answer.reason)

    async def order(self, kiosk: str, command: SelfTestRun | VisitQueue) -> None:
        """Send a command that is not repeated; raises `DeskError` (BROKER_AWAY)."""
        await self._send(kiosk, command, secrets.token_bytes(16), ORDER_S)

    def delivered(self, visit: str) -> bool:
        """Tell whether the station has taken the visit."""
        parcel = self._parcels.get(visit)
        return parcel is not None and parcel.taken_by is not None

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._wake.clear()
            pause_s = await self.deliver_due()
            try:
                async with asyncio.timeout(pause_s):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def deliver_due(self) -> float:
        """Send what is due; return the seconds until the next thing is."""
        now_s = self._clock.monotonic_s()
        rows = list(self._wanted(self._clock.now()))
        self._parcels = {row.id: self._parcel(row) for row in rows}
        next_at_s = now_s + IDLE_S
        for row in rows:
            parcel = self._parcels[row.id]
            if self._settled(row, parcel):
                continue
            if parcel.next_at_s <= now_s:
                await self._deliver(row, parcel, now_s)
            next_at_s = min(next_at_s, parcel.next_at_s)
        return max(0.05, next_at_s - now_s)

    def _wanted(self, now: datetime) -> Iterator[VisitRow]:
        for row in self._due():
            if row.starts_at - self._lead <= now:
                yield row

    def _parcel(self, row: VisitRow) -> _Parcel:
        parcel = self._parcels.get(row.id)
        return parcel if parcel is not None and parcel.state is row.state else _Parcel(state=row.state)

    def _settled(self, row: VisitRow, parcel: _Parcel) -> bool:
        presence = self._presence.get(row.station)
        if presence is None:
            return False
        return not presence.here or parcel.taken_by == presence.since

    async def _deliver(self, row: VisitRow, parcel: _Parcel, now_s: float) -> None:
        heard_of = row.station in self._presence
        parcel.next_at_s = now_s + (RETRY_S if heard_of else UNHEARD_OF_RETRY_S)
        parcel.correlation = secrets.token_bytes(16)
        command: Command = (
            VisitOffer(visit=row.id, descriptor=row.sealed)
            if row.state is VisitState.OPEN
            else VisitCancel(visit=row.id)
        )
        try:
            await self._send(row.station, command, parcel.correlation, int(RETRY_S * 2))
        except DeskError as problem:
            _log.warning("not-sent", visit=row.id, kind=type(problem).__name__)

    def _hurry(self, kiosk: str) -> None:
        for row in self._due():
            if row.station == kiosk and row.id in self._parcels:
                self._parcels[row.id].next_at_s = 0.0
        self._wake.set()
