# SPDX-License-Identifier: EUPL-1.2
"""A driver: one device on one open link, in time. It carries bytes between link, interpreter and dialogue.

What is published is decided by the device's `Interpreter`, what is said to the device by its `Dialogue`; the driver
adds the clock, the device's name and the news of silence and loss. Its machine is `Phase`, `Event` and `TABLE`.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, ClassVar

from drivers.dialogue import NEVER, Commands, Dialogue, StreamDialogue, Timing
from drivers.interpreter import Interpreter
from drivers.items import Item
from drivers.links.link import Link, LinkError
from drivers.links.ports import LineSettings, parse_line
from drivers.names import DriverName
from drivers.publisher import Publisher
from kiosk.capability import Assignment, Capability, Command, CommandError, CommandReason, Instrument
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.log import EventLog
from kiosk.reading import Device, Failure, InstrumentEvent, SensorState

__all__ = ["Commands", "Driver", "Event", "Phase", "Timing"]

WRITE_S = 0.5
"""Longest wait for the port to take a command of a few bytes."""
GARBAGE_BYTES = 16
"""So many bytes in a silence that fit nothing are another protocol or other line settings, not a disturbance."""


class Phase(StrEnum):
    """Where a driver is with its device."""

    CONNECTING = "connecting"
    """The port is not open yet."""
    NEGOTIATING = "negotiating"
    """The port is open; the device is told to start, until its first good frame."""
    LISTENING = "listening"
    """The port is open; the device says nothing until it has a result."""
    STREAMING = "streaming"
    """Good frames arrive."""
    QUIET = "quiet"
    """The port is open but no good frame came for too long; the device is told to start again and again."""
    LOST = "lost"
    """The port is gone."""
    STOPPED = "stopped"
    """The station wants no more; the device was told to stop."""


class Event(StrEnum):
    """What can happen to a driver."""

    OPENED = "opened"
    MUTE = "mute"
    """The device is of the kind that says nothing until it has a result."""
    FRAME = "frame"
    SILENCE = "silence"
    GONE = "gone"
    STOP = "stop"


TABLE: dict[tuple[Phase, Event], Phase] = {
    (Phase.CONNECTING, Event.OPENED): Phase.NEGOTIATING,
    (Phase.CONNECTING, Event.GONE): Phase.LOST,
    (Phase.NEGOTIATING, Event.MUTE): Phase.LISTENING,
    (Phase.NEGOTIATING, Event.FRAME): Phase.STREAMING,
    (Phase.NEGOTIATING, Event.SILENCE): Phase.QUIET,
    (Phase.NEGOTIATING, Event.GONE): Phase.LOST,
    (Phase.NEGOTIATING, Event.STOP): Phase.STOPPED,
    (Phase.LISTENING, Event.FRAME): Phase.STREAMING,
    (Phase.LISTENING, Event.SILENCE): Phase.QUIET,
    (Phase.LISTENING, Event.GONE): Phase.LOST,
    (Phase.LISTENING, Event.STOP): Phase.STOPPED,
    (Phase.STREAMING, Event.FRAME): Phase.STREAMING,
    (Phase.STREAMING, Event.SILENCE): Phase.QUIET,
    (Phase.STREAMING, Event.GONE): Phase.LOST,
    (Phase.STREAMING, Event.STOP): Phase.STOPPED,
    (Phase.QUIET, Event.FRAME): Phase.STREAMING,
    (Phase.QUIET, Event.SILENCE): Phase.QUIET,
    (Phase.QUIET, Event.GONE): Phase.LOST,
    (Phase.QUIET, Event.STOP): Phase.STOPPED,
    (Phase.LOST, Event.OPENED): Phase.NEGOTIATING,
    (Phase.LOST, Event.GONE): Phase.LOST,
}


class Driver(ABC):
    """A device family. A subclass names itself (``driver=DriverName.X``) and fills in the table of class values."""

    name: ClassVar[str]
    line: ClassVar[LineSettings]
    timing: ClassVar[Timing]
    commands: ClassVar[Commands] = Commands()
    capabilities: ClassVar[tuple[Capability, ...]]
    controls: ClassVar[frozenset[Command]] = frozenset()
    """What the device can be told while it runs; its dialogue's ``told`` does it."""
    probe_asks: ClassVar[bool] = True
    """Whether a probe of all drivers lets it say what it says on a new port."""
    guarded: ClassVar[bool] = False
    """Whether ``commands.stop`` is to be sent even if this process is killed: a cuff must not stay under pressure."""
    set_to: ClassVar[str] = ""
    """What staff set at a device whose output is in another format (`Failure.WRONG_FORMAT`), as a sentence."""
    classes: ClassVar[dict[DriverName, type[Driver]]] = {}
    """Every driver that was imported; `drivers.registry` imports them by name."""
    maker: ClassVar[str]
    model: ClassVar[str]

    def __init_subclass__(cls, *, driver: DriverName | None = None) -> None:
        super().__init_subclass__()
        if driver is not None:
            cls.name = driver
            Driver.classes.setdefault(driver, cls)

    def __init__(self, assignment: Assignment, clock: Clock, deliver: Callable[[InstrumentEvent], None]) -> None:
        self.assignment = assignment
        self.line_used = parse_line(assignment.line, self.line) if assignment.line else self.line
        """The line settings the port is opened with. Raises `AddressError` for some that cannot be."""
        self.phase = Phase.CONNECTING
        self.has_streamed = False
        """Whether good frames came since the port was opened."""
        self._clock = clock
        self._log = EventLog("drivers")
        device = Device(maker=self.maker, model=self.model, serial="", driver=str(self.name), port=assignment.port)
        waves = self.new_interpreter().waves
        self._publisher = Publisher(assignment.name, device, waves, clock, deliver)
        self._missed_for: StrEnum | None = None
        self.opened = asyncio.Event()
        """Set while the port is open, so that the device can be told something."""
        self._link: Link | None = None
        self._begin()

    @staticmethod
    @abstractmethod
    def new_interpreter() -> Interpreter[Any]:
        """Make the part that turns this device's bytes into items."""

    def new_dialogue(self) -> Dialogue[Any]:
        """Make our side of the conversation; by default what ``timing`` and ``commands`` say."""
        return StreamDialogue(self.timing, self.commands)

    @property
    def interpreter(self) -> Interpreter[Any]:
        """What turns the device's bytes into items since the port was opened, with its counts."""
        return self._interpreter

    @property
    def clock_offset_s(self) -> float | None:
        """How far the device's clock is ahead of ours, in seconds; None if it has not told."""
        return self._publisher.clock_offset_s

    @property
    def device(self) -> Device:
        """The device as far as it told its name."""
        return self._publisher.device

    @property
    def instrument(self) -> Instrument:
        """What the station knows of this driver."""
        return Instrument(name=self.assignment.name, capabilities=self.capabilities, commands=self.controls)

    async def run(self, link: Link) -> None:
        """Work on an open link until cancelled. Raises `LinkError` when the port goes away."""
        self._open(link)
        try:
            while True:
                for data in self._dialogue.outgoing():
                    await self._write(link, data)
                self._pump_until_s = self._next_due_s()
                await link.pump(self._take, Deadline(self._clock, self._pump_until_s))
                self._check_time()
        except LinkError:
            self.unplugged()
            raise
        finally:
            self._link = None
            self.opened.clear()
            await self._stop(link)

    def tell(self, command: Command) -> None:
        """Tell the device something. Raises `CommandError` if it cannot do that, or is not there."""
        if command not in self.controls:
            raise CommandError(
                f"Instrument '{self.assignment.name}' knows no '{command}'.", reason=CommandReason.NOT_ABLE
            )
        if self._link is None:
            raise CommandError(
                f"Instrument '{self.assignment.name}' is not connected.",
                reason=CommandReason.NOT_CONNECTED,
                hint="Look at its cable and its power.",
            )
        now_s = self._clock.monotonic_s()
        self._heard_s = now_s
        self._publisher.take(self._dialogue.told(command, now_s))
        self._link.wake()

    def missed(self, reason: StrEnum | None) -> bool:
        """Take the news that the port did not open; return whether it is news."""
        news = reason != self._missed_for
        self._missed_for = reason
        self.unplugged()
        return news

    def unplugged(self) -> None:
        """Take the news that the port is not there."""
        self._go(Event.GONE)
        self._publisher.take(self._interpreter.lost())
        self._publisher.tell(SensorState.UNPLUGGED)

    def failed(self) -> None:
        """Take the news that this driver itself is at fault: nothing it said stands."""
        self._publisher.take(self._interpreter.lost())
        self._publisher.tell(SensorState.FAILED, Failure.DEVICE_FAULT)

    def _begin(self) -> None:
        self._interpreter = self.new_interpreter()
        self._dialogue = self.new_dialogue()
        self.has_streamed = False
        self._heard_s = self._clock.monotonic_s()
        self._skipped_bytes = 0
        self._pump_until_s = NEVER

    def _open(self, link: Link) -> None:
        self._begin()
        self._publisher.opened()
        self._missed_for = None
        self._link = link
        self._go(Event.OPENED)
        if self.timing.negotiate_s is None:
            self._go(Event.MUTE)
        self._publisher.tell(SensorState.READY if self.phase is Phase.LISTENING else SensorState.CONNECTING)
        self._dialogue.opened(self._clock.monotonic_s())
        self.opened.set()

    def _go(self, event: Event) -> None:
        before, self.phase = self.phase, TABLE[self.phase, event]
        if before is not self.phase:
            self._log.info(
                "driver.phase", instrument=self.assignment.name, driver=self.name, from_state=before, state=self.phase
            )

    def _silent_at_s(self) -> float:
        """Return when the device's silence has become too long."""
        limit_s = self.timing.negotiate_s if self.phase is Phase.NEGOTIATING else self._dialogue.silence_s
        return NEVER if limit_s is None else self._heard_s + limit_s

    def _next_due_s(self) -> float:
        return min(self._silent_at_s(), self._dialogue.due_s)

    async def _write(self, link: Link, data: bytes) -> None:
        if data:
            await link.write(data, Deadline.after(self._clock, WRITE_S))

    async def _stop(self, link: Link) -> None:
        if self.phase is Phase.LOST:
            return
        self._go(Event.STOP)
        with contextlib.suppress(LinkError):  # it is gone anyway
            await self._write(link, self._dialogue.closing())

    def _take(self, data: bytes) -> None:
        """Take bytes that arrived; called from within `Link.pump`."""
        self._interpret(data)
        if self._link is not None and (self._dialogue.pending or self._next_due_s() < self._pump_until_s):
            self._link.wake()

    def _interpret(self, data: bytes) -> None:
        before = self._interpreter.ticks
        if self._dialogue.hears:
            now_s = self._clock.monotonic_s()
            self._publisher.take(self._dialogue.arrived(data, now_s))
            frames = self._interpreter.frames(data)
            for frame in frames:
                said = self._interpreter.take(frame)
                if said:
                    self._publisher.take(self._dialogue.reviewed(said))
                self._publisher.take(self._dialogue.heard(frame, now_s))
            good = bool(frames)
            items: Iterable[Item] = ()
        else:
            items = self._interpreter.feed(data)
            good = self._interpreter.ticks > before
        if good:
            self._good_frames()
        elif self._dialogue.silence_s is None:
            self._check_garbage()
        self._publisher.take(items)

    def _good_frames(self) -> None:
        self._heard_s = self._clock.monotonic_s()
        if self.phase is not Phase.STREAMING:
            self._dialogue.settled(self._heard_s)
            self._go(Event.FRAME)
        self.has_streamed = True
        self._skipped_bytes = self._interpreter.tally.skipped_bytes

    def _check_time(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s >= self._dialogue.due_s:
            self._publisher.take(self._dialogue.passed(now_s))
        if now_s >= self._silent_at_s():
            self._go(Event.SILENCE)
            self._publisher.take(self._interpreter.lost())
            self._dialogue.unsettled(now_s)
            self._publisher.interrupted()
            if not self._check_garbage():
                self._publisher.tell(self._interpreter.silence)
            self._heard_s = now_s

    def _check_garbage(self) -> bool:
        """Tell if what arrived since the last good frame is another protocol."""
        skipped_bytes = self._interpreter.tally.skipped_bytes
        garbage = skipped_bytes - self._skipped_bytes >= GARBAGE_BYTES
        if garbage:
            self._skipped_bytes = skipped_bytes
            self._publisher.tell(SensorState.GARBAGE)
        return garbage
