# SPDX-License-Identifier: EUPL-1.2
"""From items to events: adds the clock, the device's name and its provenance to what an interpreter decided."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from drivers import freshness
from drivers.items import (
    DeviceClock,
    DeviceName,
    Item,
    PublishedProgress,
    PublishedReading,
    PublishedState,
    PublishedWave,
    ScannedCode,
    WaveSpec,
)
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.reading import (
    UNITS,
    Device,
    Failure,
    Flag,
    InstrumentEvent,
    Measure,
    Progress,
    Reading,
    Scan,
    SensorChange,
    SensorState,
    WaveChunk,
)

WAVE_DRIFT_S = 0.25
"""The device's sample clock and ours may differ by this before wave times are set anew."""
BUFFERED_S = 2.0
"""A dated result so soon after opening may have waited in the cable since somebody before; its date decides."""


class Publisher:
    """Deliver the items of one device as events. ``instrument`` is the name it has in the settings."""

    def __init__(
        self,
        instrument: str,
        device: Device,
        waves: tuple[WaveSpec, ...],
        clock: Clock,
        deliver: Callable[[InstrumentEvent], None],
    ) -> None:
        self.device = device
        self._instrument = instrument
        self._waves = {spec.measure: spec for spec in waves}
        self._clock = clock
        self._deliver = deliver
        self._log = EventLog("drivers")
        self._since = clock.now()
        self._run = secrets.token_hex(4)
        """Keeps acts apart that happen to consist of the same bytes, before and after a restart."""
        self._states: dict[str, SensorState] = {}
        """What was told last of the whole device (empty key), and since then of its capabilities."""
        self._refused_group: str | None = None
        self.opened()

    def opened(self) -> None:
        """Take the news that the port was opened: what the device said before counts no more."""
        self._opened_s = self._clock.monotonic_s()
        self._clock_offset: timedelta | None = None
        self.interrupted()

    def interrupted(self) -> None:
        """Take the news that the waveforms were interrupted."""
        self._wave_start_s: dict[Measure, float] = {}

    @property
    def clock_offset_s(self) -> float | None:
        """How far the device's clock is ahead of ours, in seconds; None if it has not told."""
        return None if self._clock_offset is None else self._clock_offset.total_seconds()

    def take(self, items: Iterable[Item]) -> None:
        """Deliver what is in ``items``."""
        for item in items:
            _HANDLERS[type(item)](self, item)

    def tell(self, state: SensorState, failure: Failure | None = None, capability: str = "") -> None:
        """Deliver the state of the instrument, or of one of its capabilities, if it is news."""
        if not self._is_news(state, capability) and failure is None:
            return
        if not capability:
            self._states.clear()
        self._states[capability] = state
        self._log.info("sensor.state", instrument=self._instrument, driver=self.device.driver, state=state)
        self._deliver(
            SensorChange(
                instrument=self._instrument,
                device=self.device,
                state=state,
                at=self._clock.now(),
                failure=failure,
                capability=capability,
            )
        )

    def _is_news(self, state: SensorState, capability: str) -> bool:
        if capability:
            return self._states.get(capability, self._states.get("")) is not state
        return self._states != {"": state}

    def _publish(self, item: PublishedReading) -> None:
        if item.older:
            return
        now = self._clock.now()
        measured_at, offset = now, self._clock_offset
        if item.device_time is not None and offset is None:
            offset = item.device_time - freshness.local(now)
        if self._is_dated(item):
            age = freshness.date(item.device_time, self._clock_offset, since=self._since, now=now)
            if age.refusal is not None or age.measured_at is None:
                self._refuse(item.group, age.refusal)
                return
            measured_at = age.measured_at
        self._deliver(self._reading(item, measured_at, offset))

    def _refuse(self, group: str, failure: Failure | None) -> None:
        """Say once for all values of one act that it is not taken."""
        if group != self._refused_group:
            self._refused_group = group
            self.tell(SensorState.FAILED, failure)

    def _is_dated(self, item: PublishedReading) -> bool:
        """Tell whether only the device's clock can say for whom this was measured."""
        if Flag.FROM_MEMORY in item.flags:
            return True
        return item.device_time is not None and self._clock.monotonic_s() - self._opened_s < BUFFERED_S

    def _reading(self, item: PublishedReading, measured_at: datetime, offset: timedelta | None) -> Reading:
        value = item.sample.value
        return Reading(
            measure=item.measure,
            value=None if value is None else Decimal(value),
            absent=item.sample.absent,
            measured_at=measured_at,
            device=self.device,
            flags=item.flags,
            unit=item.unit,
            device_time=item.device_time,
            clock_offset_s=None if offset is None else offset.total_seconds(),
            raw_sha256=item.raw_sha256,
            group=f"{self._run}-{item.group}" if item.group else "",
            instrument=self._instrument,
            id=self._id(item),
        )

    def _id(self, item: PublishedReading) -> str:
        """Name a reading; one out of the device's memory gets the same name however often it is read."""
        if Flag.FROM_MEMORY not in item.flags:
            return secrets.token_hex(8)
        said = f"{self.device.driver} {self.device.serial} {item.device_time} {item.measure} {item.raw_sha256}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _publish_wave(self, item: PublishedWave) -> None:
        """Give a chunk its time: chunks follow each other by the device's own clock, held near ours."""
        spec = item.spec or self._waves[item.measure]
        now_s = self._clock.monotonic_s()
        arrived_s = now_s - len(item.samples) / spec.rate_hz
        start_s = self._wave_start_s.get(item.measure, -math.inf)
        by_device_s = start_s + item.tick / spec.rate_hz
        if abs(by_device_s - arrived_s) > WAVE_DRIFT_S:
            self._wave_start_s[item.measure] = arrived_s - item.tick / spec.rate_hz
            by_device_s = arrived_s
        self._deliver(
            WaveChunk(
                measure=item.measure,
                started_at=self._clock.now() - timedelta(seconds=now_s - by_device_s),
                rate_hz=spec.rate_hz,
                lower=spec.lower,
                upper=spec.upper,
                samples=item.samples,
                instrument=self._instrument,
            )
        )

    def _publish_state(self, item: PublishedState) -> None:
        self.tell(item.state, item.failure, item.capability)

    def _publish_progress(self, item: PublishedProgress) -> None:
        self._deliver(
            Progress(
                instrument=self._instrument,
                measure=item.measure,
                value=Decimal(item.value),
                unit=item.unit or UNITS[item.measure][0],
                at=self._clock.now(),
            )
        )

    def _publish_scan(self, item: ScannedCode) -> None:
        self._deliver(Scan(instrument=self._instrument, text=item.text, at=self._clock.now()))

    def _learn(self, name: DeviceName) -> None:
        told = {key: text for key in ("maker", "model", "serial") if (text := getattr(name, key))}
        self.device = replace(self.device, **told)

    def _set_clock(self, item: DeviceClock) -> None:
        self._clock_offset = item.time - freshness.local(self._clock.now())


_HANDLERS: dict[type[Item], Callable[[Publisher, Any], None]] = {
    PublishedReading: Publisher._publish,
    PublishedWave: Publisher._publish_wave,
    PublishedState: Publisher._publish_state,
    PublishedProgress: Publisher._publish_progress,
    ScannedCode: Publisher._publish_scan,
    DeviceName: Publisher._learn,
    DeviceClock: Publisher._set_clock,
}
