# SPDX-License-Identifier: EUPL-1.2
"""What of a Contec stream is published.

Ticks are real-time packets, 60 a second. Six equal packets (0.1 s) are asked for before a value counts:

* the link has no checksum, and a CMS60C sends one packet at the lock with the high-bits byte of the packet before, so
  that a pulse of 82 reads 210; a single wrong packet must never be shown, nor blank a right one;
* "in a row" means without a stray byte between them, because a doubled byte shifts the fields of its packet;
* the device changes a number at most once a beat, and 254 beats a minute are 14 packets apart, so six always fit.

While ``searching`` or ``probe_error`` is set nothing is valid, whatever the number bytes say.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.contec_9byte.decode import Kind, Realtime, describe, text
from drivers.contec_9byte.frame import ContecFramer, Packet
from drivers.interpreter import Interpreter
from drivers.items import DeviceName, FrameView, Item, Sample, WaveSpec
from drivers.stability import Rules
from kiosk.reading import AbsentReason, Flag, Measure, SensorState

PACKETS_PER_S = 60
WEAK_STRENGTH = 2
"""At or below this (of 8) the signal is flagged as weak; recordings of good signals show 4 to 7."""
LAST_MODEL_PART = 0xFF


class ContecInterpreter(Interpreter[Packet]):
    """Decide, packet by packet."""

    rate_hz = PACKETS_PER_S
    waves = (WaveSpec(rate_hz=PACKETS_PER_S, lower=0, upper=127),)
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=6, settle=6, repeat=PACKETS_PER_S, lapse=PACKETS_PER_S)

    def __init__(self) -> None:
        super().__init__(ContecFramer())
        self._model = ""
        self._search_was_short = False

    def _take(self, frame: Packet) -> Iterable[Item]:
        if frame.kind == Kind.REALTIME:
            return self._realtime(frame)
        if frame.kind == Kind.MODEL:
            return self._model_part(frame.payload)
        if frame.kind == Kind.VENDOR and (maker := text(frame.payload)):
            return [DeviceName(maker=maker)]
        return []

    def _realtime(self, packet: Packet) -> list[Item]:
        now = Realtime.decode(packet.payload)
        self._count(packet.raw)
        if packet.after_gap:
            self._interrupt()
        items = self._judge(_samples(now), self._sensor_state(now), _flags(now), packet.raw)
        return items + self._sample_wave(Measure.PLETH, self._last_tick, None if now.probe_error else now.pleth)

    def _sensor_state(self, now: Realtime) -> SensorState:
        """Name the state; a search that became too long means that the device sees a finger but no pulse.

        The flag alone says little: it stays set from the time without a finger into the next search.
        """
        state = _state(now)
        if not now.searching:
            self._search_was_short = False
        elif not now.searching_too_long:
            self._search_was_short = True
        elif self._search_was_short and state is SensorState.SEARCHING:
            return SensorState.NO_SIGNAL
        return state

    def _model_part(self, payload: bytes) -> list[Item]:
        self._model = (self._model if payload[0] else "") + text(payload[1:])
        if payload[0] != LAST_MODEL_PART or not self._model:
            return []
        return [DeviceName(model=self._model[:16])]

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        if frame.kind == Kind.REALTIME:
            self._count(frame.raw)
        name = Kind(frame.kind).name.lower().replace("_", "-")
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=describe(frame))]


def _absence(now: Realtime) -> AbsentReason | None:
    if now.probe_error:
        return AbsentReason.FINGER_OUT
    return AbsentReason.SEARCHING if now.searching else None


def _samples(now: Realtime) -> dict[Measure, Sample]:
    absence = _absence(now)
    return {
        Measure.SPO2: _sample(now.spo2_percent, absence),
        Measure.PULSE: _sample(now.pulse_bpm, absence),
    }


def _sample(value: int | None, absence: AbsentReason | None) -> Sample:
    if absence is not None:
        return Sample.missing(absence)
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)


def _state(now: Realtime) -> SensorState:
    if now.probe_error:
        return SensorState.FINGER_OUT
    # A Pulox sets no flag before the lock: it sends 0 and 0, which is a search as well.
    missing = now.pulse_bpm is None and now.spo2_percent is None
    return SensorState.SEARCHING if now.searching or missing else SensorState.MEASURING


def _flags(now: Realtime) -> tuple[Flag, ...]:
    weak = now.strength <= WEAK_STRENGTH and _absence(now) is None
    return (Flag.WEAK_SIGNAL,) if weak else ()
