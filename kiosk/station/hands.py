# SPDX-License-Identifier: EUPL-1.2
"""What staff at the screen can have done; `kiosk.station.workroom` does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kiosk.capability import Assignment


class Hands(Protocol):
    """What staff act on. Every method returns at once; the answer comes by the method of `Staff` that is named."""

    def check_pin(self, pin: str) -> None:
        """`Staff.pin_checked`."""
        ...

    def look(self) -> None:
        """Look what is plugged in and what is assigned: `Staff.saw`."""
        ...

    def listen(self, ports: Sequence[str]) -> None:
        """Find out what hangs on each port: `Staff.went_on` again and again, then `Staff.heard` for each."""
        ...

    def test(self, assignment: Assignment) -> None:
        """Try a device: `Staff.went_on` again and again, then `Staff.tested`."""
        ...

    def stop(self) -> None:
        """Stop listening and trying; nothing more is heard of it."""
        ...

    def keep(self, assignment: Assignment, *, absent: bool = False) -> None:
        """Keep an assignment, and let it count at once: `Staff.changed`. ``absent``: also if its port is not there."""
        ...

    def forget(self, name: str) -> None:
        """Forget one; it counts at once: `Staff.changed`."""
        ...

    def self_test(self) -> None:
        """Have the station test itself; how it goes stands in the memory."""
        ...

    def touched(self, missed: frozenset[int]) -> None:
        """Keep how a touch grid ended: which fields did not answer."""
        ...
