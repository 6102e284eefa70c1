# SPDX-License-Identifier: EUPL-1.2
"""The end of a visit is reported again while the desk is away, and not once it has answered."""

from __future__ import annotations

import ssl
from typing import Any

from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, DeskReason
from kiosk.station.end_report import ATTEMPTS, report_end


class Desk(DeskClient):
    """Answers as it is told, then well."""

    def __init__(self, *problems: DeskReason) -> None:
        super().__init__("https://desk.example", ssl.create_default_context())
        self._problems = list(problems)
        self.asked = 0

    async def end_visit(self, visit: str, cause: str = "") -> dict[str, Any]:
        self.asked += 1
        if self._problems:
            raise DeskError("No.", reason=self._problems.pop(0))
        return {}


async def at_once(_: float) -> None:
    """Wait for nothing."""


async def asked(*problems: DeskReason) -> int:
    desk = Desk(*problems)
    await report_end(desk, "a" * 26, "gp", pause=at_once)
    return desk.asked


async def test_a_desk_that_is_away_is_asked_again_but_not_for_ever() -> None:
    away = DeskReason.UNREACHABLE
    assert await asked() == 1
    assert await asked(away, away) == 3
    assert await asked(*[away] * 99) == ATTEMPTS


async def test_whether_the_desk_knows_is_told() -> None:
    told = [
        await report_end(Desk(*problems), "a" * 26, "call-back", pause=at_once)
        for problems in ((), (DeskReason.UNREACHABLE,), (DeskReason.UNREACHABLE,) * 99, (DeskReason.OVER,))
    ]
    assert told == [True, True, False, False]


async def test_a_desk_that_says_no_is_not_asked_again() -> None:
    assert await asked(DeskReason.UNKNOWN_VISIT) == 1
