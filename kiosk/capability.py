# SPDX-License-Identifier: EUPL-1.2
"""What the station expects of instruments. The shelf that fulfils it is found by entry point, never imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent

ENTRY_POINT_GROUP = "halsorum.instruments"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Which driver listens on which port, under which name: what a technician sets."""

    name: str
    driver: str
    port: str


class Shelf(Protocol):
    """Every instrument of a station."""

    async def run(self, deliver: Callable[[InstrumentEvent], None]) -> None:
        """Measure until cancelled.

        Opens every assigned port, reopens what is lost (with back-off), and on cancellation tells every device to
        stop. ``deliver`` is called from the event loop and must not block.
        """
        ...


class ShelfFactory(Protocol):
    """Makes a shelf; raises `KioskError` for an unknown driver."""

    def __call__(self, assignments: Sequence[Assignment], clock: Clock) -> Shelf: ...


def shelf_factory(kind: str) -> ShelfFactory:
    """Find the shelf installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: ShelfFactory = entry.load()
        return factory
    raise KioskError(
        f"No instruments of kind '{kind}' are installed.",
        hint="Run ./run once to install the project's parts.",
    )
