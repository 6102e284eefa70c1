# SPDX-License-Identifier: EUPL-1.2
"""A driver: one device on one open link, in time. It starts the device, keeps it alive, notices silence, stops it.

What is published is decided by the device's `Interpreter`; the driver adds the clock and the device's name. Its
machine is `Phase`, `Event` and `TABLE`.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from drivers.interpreter import Interpreter
from drivers.items import DeviceName, Item, PublishedReading, PublishedState, PublishedWave
from drivers.link import Link, LinkError
from drivers.names import DriverName
from drivers.ports import LineSettings
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.log import EventLog
from kiosk.reading import Device, InstrumentEvent, Measure, Reading, SensorChange, SensorState, WaveChunk

WRITE_S = 0.5
"""Longest wait for the port to take a command of a few bytes."""
GARBAGE_BYTES = 16
"""So many bytes in a silence that fit nothing are another protocol or other line settings, not a disturbance."""
WAVE_DRIFT_S = 0.25
"""The device's sample clock and ours may differ by this before wave times are set anew."""


class Phase(StrEnum):
    """Where a driver is with its device."""

    CONNECTING = "connecting"
    """The port is not open yet."""
    NEGOTIATING = "negotiating"
    """The port is open; the device is told to start, until its first good frame."""
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
    FRAME = "frame"
    SILENCE = "silence"
    GONE = "gone"
    STOP = "stop"


TABLE: dict[tuple[Phase, Event], Phase] = {
    (Phase.CONNECTING, Event.OPENED): Phase.NEGOTIATING,
    (Phase.CONNECTING, Event.GONE): Phase.LOST,
    (Phase.NEGOTIATING, Event.FRAME): Phase.STREAMING,
    (Phase.NEGOTIATING, Event.SILENCE): Phase.QUIET,
    (Phase.NEGOTIATING, Event.GONE): Phase.LOST,
    (Phase.NEGOTIATING, Event.STOP): Phase.STOPPED,
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """A device's patience and ours, in seconds."""

    negotiate_s: float
    """From opening to the first good frame."""
    silence_s: float
    """Between two good frames."""
    start_every_s: float
    """The start command is repeated so often until good frames come."""
    keep_alive_s: float | None = None
    """The keep-alive is sent so often while streaming; None: the device needs none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commands:
    """What the device is told. Empty: nothing."""

    start: bytes = b""
    """Once, when the port is open."""
    repeat_start: bytes = b""
    """With ``start`` and again until good frames come."""
    keep_alive: bytes = b""
    stop: bytes = b""


class Driver(ABC):
    """A device family. A subclass names itself (``driver=DriverName.X``) and fills in the table of class values."""

    name: ClassVar[DriverName]
    line: ClassVar[LineSettings]
    timing: ClassVar[Timing]
    commands: ClassVar[Commands]
    classes: ClassVar[dict[DriverName, type[Driver]]] = {}
    """Every driver that was imported; `drivers.registry` imports them by name."""
    maker: ClassVar[str]
    model: ClassVar[str]

    def __init_subclass__(cls, *, driver: DriverName) -> None:
        super().__init_subclass__()
        cls.name = driver
        Driver.classes[driver] = cls

    def __init__(self, assignment: Assignment, clock: Clock, deliver: Callable[[InstrumentEvent], None]) -> None:
        self.assignment = assignment
        self.phase = Phase.CONNECTING
        self.has_streamed = False
        """Whether good frames came since the port was opened."""
        self._clock = clock
        self._deliver = deliver
        self._log = EventLog("drivers")
        self._device = Device(
            maker=self.maker, model=self.model, serial="", driver=self.name.value, port=assignment.port
        )
        self._state: SensorState | None = None
        self._missed_for: StrEnum | None = None
        self._begin()

    @staticmethod
    @abstractmethod
    def new_interpreter() -> Interpreter[Any]:
        """Make the part that turns this device's bytes into items."""

    @property
    def device(self) -> Device:
        """The device as far as it told its name."""
        return self._device

    async def run(self, link: Link) -> None:
        """Work on an open link until cancelled. Raises `LinkError` when the port goes away."""
        self._begin()
        self._missed_for = None
        self._go(Event.OPENED)
        self._tell(SensorState.CONNECTING)
        try:
            await self._write(link, self.commands.start)
            while True:
                await self._send_due(link)
                self._take(await link.read(Deadline(self._clock, self._next_due_s())))
                self._check_silence()
        except LinkError:
            self.unplugged()
            raise
        finally:
            await self._stop(link)

    def missed(self, reason: StrEnum | None) -> bool:
        """Take the news that the port did not open; return whether it is news."""
        news = reason != self._missed_for
        self._missed_for = reason
        self.unplugged()
        return news

    def unplugged(self) -> None:
        """Take the news that the port is not there."""
        self._go(Event.GONE)
        self._hand_over(self._interpreter.lost())
        self._tell(SensorState.UNPLUGGED)

    def _begin(self) -> None:
        now_s = self._clock.monotonic_s()
        self._interpreter = self.new_interpreter()
        self.has_streamed = False
        self._start_due_s = now_s
        self._alive_due_s = now_s
        self._silent_s = now_s + self.timing.negotiate_s
        self._skipped_bytes = 0
        self._wave_start_s: float | None = None

    def _go(self, event: Event) -> None:
        before, self.phase = self.phase, TABLE[self.phase, event]
        if before is not self.phase:
            self._log.info(
                "driver.phase", instrument=self.assignment.name, driver=self.name, from_state=before, state=self.phase
            )

    def _next_due_s(self) -> float:
        if self.phase is not Phase.STREAMING:
            return min(self._silent_s, self._start_due_s) if self.commands.repeat_start else self._silent_s
        return min(self._silent_s, self._alive_due_s) if self.timing.keep_alive_s else self._silent_s

    async def _send_due(self, link: Link) -> None:
        """Repeat the start command, or keep a streaming device alive."""
        now_s = self._clock.monotonic_s()
        if self.phase is not Phase.STREAMING:
            if now_s >= self._start_due_s:
                self._start_due_s = now_s + self.timing.start_every_s
                await self._write(link, self.commands.repeat_start)
        elif self.timing.keep_alive_s is not None and now_s >= self._alive_due_s:
            self._alive_due_s = now_s + self.timing.keep_alive_s
            await self._write(link, self.commands.keep_alive)

    async def _write(self, link: Link, data: bytes) -> None:
        if data:
            await link.write(data, Deadline.after(self._clock, WRITE_S))

    async def _stop(self, link: Link) -> None:
        if self.phase is Phase.LOST:
            return
        self._go(Event.STOP)
        with contextlib.suppress(LinkError):  # it is gone anyway
            await self._write(link, self.commands.stop)

    def _take(self, data: bytes) -> None:
        if not data:
            return
        before = self._interpreter.ticks
        items = self._interpreter.feed(data)
        if self._interpreter.ticks > before:
            self._good_frames()
        self._hand_over(items)

    def _good_frames(self) -> None:
        now_s = self._clock.monotonic_s()
        if self.phase is not Phase.STREAMING:
            self._alive_due_s = now_s + (self.timing.keep_alive_s or 0.0)
        self._go(Event.FRAME)
        self.has_streamed = True
        self._silent_s = now_s + self.timing.silence_s
        self._skipped_bytes = self._interpreter.tally.skipped_bytes

    def _check_silence(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s < self._silent_s:
            return
        self._go(Event.SILENCE)
        self._hand_over(self._interpreter.lost())
        self._wave_start_s = None
        skipped_bytes = self._interpreter.tally.skipped_bytes
        garbage = skipped_bytes - self._skipped_bytes >= GARBAGE_BYTES
        self._tell(SensorState.GARBAGE if garbage else SensorState.SILENT)
        self._skipped_bytes = skipped_bytes
        self._silent_s = now_s + self.timing.silence_s

    def _hand_over(self, items: Iterable[Item]) -> None:
        for item in items:
            if isinstance(item, PublishedReading):
                self._deliver(self._reading(item))
            elif isinstance(item, PublishedWave):
                self._deliver(self._wave(item))
            elif isinstance(item, PublishedState):
                self._tell(item.state)
            else:
                self._learn(item)

    def _reading(self, item: PublishedReading) -> Reading:
        value = item.sample.value
        return Reading(
            measure=item.measure,
            value=None if value is None else Decimal(value),
            absent=item.sample.absent,
            measured_at=self._clock.now(),
            device=self._device,
            flags=item.flags,
            raw_sha256=item.raw_sha256,
        )

    def _wave(self, item: PublishedWave) -> WaveChunk:
        """Give a chunk its time: chunks follow each other by the device's own clock, held near ours."""
        spec = self._interpreter.wave
        now_s = self._clock.monotonic_s()
        arrived_s = now_s - len(item.samples) / spec.rate_hz
        by_device_s = (self._wave_start_s or 0.0) + item.tick / spec.rate_hz
        if self._wave_start_s is None or abs(by_device_s - arrived_s) > WAVE_DRIFT_S:
            self._wave_start_s = arrived_s - item.tick / spec.rate_hz
            by_device_s = arrived_s
        return WaveChunk(
            measure=Measure.PLETH,
            started_at=self._clock.now() - timedelta(seconds=now_s - by_device_s),
            rate_hz=spec.rate_hz,
            lower=spec.lower,
            upper=spec.upper,
            samples=item.samples,
        )

    def _learn(self, name: DeviceName) -> None:
        self._device = replace(
            self._device, maker=name.maker or self._device.maker, model=name.model or self._device.model
        )

    def _tell(self, state: SensorState) -> None:
        if state is self._state:
            return
        self._state = state
        self._log.info("sensor.state", instrument=self.assignment.name, driver=self.name, state=state)
        self._deliver(
            SensorChange(instrument=self.assignment.name, device=self._device, state=state, at=self._clock.now())
        )
