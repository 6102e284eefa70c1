# SPDX-License-Identifier: EUPL-1.2
"""A link that follows a script of bytes and silences, on a clock of its own: driver behaviour in time, tested at once.

A script is a list of steps: `Sent` (what the driver must write next), `Received` (what the device says), `Gap`
(silence), `Do` (something else happens), `Wait` (until cancelled) and `Unplug`. Nothing waits for real: a gap moves
the `ManualClock`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.links.link import Link, LinkError, LinkReason
from kiosk.clock import ManualClock
from kiosk.deadline import Deadline


@dataclass(frozen=True, slots=True)
class Sent:
    """The driver writes exactly this. ``source`` says where the bytes come from."""

    data: bytes
    source: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """The device says this."""

    data: bytes
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing arrives for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unplug:
    """The port goes away."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing arrives until the driver is cancelled."""


@dataclass(frozen=True, slots=True)
class Do:
    """Something else happens at this point, such as the station telling the driver something."""

    action: Callable[[], None]


Step = Sent | Received | Gap | Unplug | Wait | Do


class ScriptError(AssertionError):
    """The driver did not follow the script."""


class ScriptLink(Link):
    """Play ``steps``; at the end of the script the port goes away, which ends the driver."""

    def __init__(self, steps: Sequence[Step], clock: ManualClock) -> None:
        self._steps: deque[Step] = deque(steps)
        self._clock = clock
        self.closed = False
        self.waiting = asyncio.Event()
        """Set when the driver has come to a `Wait`."""

    @property
    def remaining(self) -> tuple[Step, ...]:
        """The steps that were not played."""
        return tuple(self._steps)

    async def read(self, deadline: Deadline) -> bytes:
        if not self._steps or isinstance(self._steps[0], Unplug):
            self._steps.clear()
            raise LinkError("script", LinkReason.UNPLUGGED)
        step = self._steps[0]
        if isinstance(step, Received):
            self._steps.popleft()
            return step.data
        if isinstance(step, Do):
            self._steps.popleft()
            step.action()
            return b""
        if isinstance(step, Gap):
            return self._pass_time(step, deadline)
        if isinstance(step, Wait):
            self._steps.popleft()
            self.waiting.set()
            await asyncio.Event().wait()
            return b""
        return self._await_driver(step, deadline)

    async def write(self, data: bytes, deadline: Deadline) -> None:
        """Compare with the script; bytes may come in one write or several."""
        step = self._steps[0] if self._steps else None
        if not isinstance(step, Sent) or not step.data.startswith(data):
            raise ScriptError(f"the driver sent {data.hex(' ')}, the script says {step}")
        self._steps.popleft()
        if rest := step.data[len(data) :]:
            self._steps.appendleft(Sent(rest, step.source))

    def wake(self) -> None:
        """A script never keeps anybody waiting."""

    def close(self) -> None:
        self.closed = True

    def _pass_time(self, step: Gap, deadline: Deadline) -> bytes:
        passed_s = min(step.seconds, deadline.remaining_s)
        self._clock.advance(passed_s)
        self._steps.popleft()
        if step.seconds - passed_s > 1e-9:
            self._steps.appendleft(Gap(step.seconds - passed_s))
        return b""

    def _await_driver(self, step: Sent, deadline: Deadline) -> bytes:
        if deadline.expired:
            raise ScriptError(f"the driver should have sent {step.data.hex(' ')}")
        self._clock.advance(deadline.remaining_s)
        return b""
