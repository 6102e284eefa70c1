# SPDX-License-Identifier: EUPL-1.2
"""What of a Contec stream is published.

Ticks are real-time packets, 60 a second. Six equal packets (0.1 s) are asked for before a value counts:

* the link has no checksum, and a CMS60C sends one packet at the lock with the high-bits byte of the packet before, so
  that a pulse of 82 reads 210; a single wrong packet must never be shown, nor blank a right one;
* "in a row" means without a stray byte between them, because a doubled byte shifts the fields of its packet;
* the device changes a number at most once a beat, and 254 beats a minute are 14 packets apart, so six always fit.

While ``searching`` or ``probe_error`` is set nothing is valid, whatever the number bytes say. The perfusion index is
named only while the device calls it valid: most units never measure it. Stored data are never published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from drivers.contec_9byte.decode import BEEP, Kind, Realtime, Reason, describe, refusal, text
from drivers.contec_9byte.frame import ContecFramer, Packet
from drivers.interpreter import Interpreter
from drivers.items import DeviceName, FrameView, Item, Number, PublishedState, Sample, WaveSpec
from drivers.stability import Rules
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

PACKETS_PER_S = 60
WEAK_STRENGTH = 2
"""At or below this (of 8) the signal is flagged as weak; recordings of good signals show 4 to 7."""
LAST_MODEL_PART = 0xFF


class ContecInterpreter(Interpreter[Packet]):
    """Decide, packet by packet."""

    rate_hz = PACKETS_PER_S
    waves = (WaveSpec(rate_hz=PACKETS_PER_S, lower=0, upper=127),)
    measures = (Measure.SPO2, Measure.PULSE, Measure.PERFUSION_INDEX)
    rules = Rules(confirm=6, settle=6, repeat=PACKETS_PER_S, lapse=PACKETS_PER_S)

    def __init__(self) -> None:
        super().__init__(ContecFramer())
        self._model = ""
        self._search_was_short = False
        self._names_perfusion = False

    def _take(self, frame: Packet) -> Iterable[Item]:
        if frame.kind == Kind.REALTIME:
            return self._realtime(frame)
        if frame.kind == Kind.MODEL:
            return self._model_part(frame.payload)
        if frame.kind == Kind.VENDOR and (maker := text(frame.payload)):
            return [DeviceName(maker=maker)]
        if frame.kind == Kind.DISCONNECTING:
            return [*self.lost(), PublishedState(tick=self._last_tick, state=SensorState.SILENT)]
        if frame.kind == Kind.FEEDBACK and (reason := refusal(frame.payload)) is not None:
            return self._refused(reason)
        return []

    def _realtime(self, packet: Packet) -> list[Item]:
        status, wave, bar, *numbers = packet.payload
        now = _verdict(status & ~BEEP, wave & 0x80, bar & 0x10, *numbers)
        self._count(packet.raw)
        self.silence = SensorState.SILENT
        if packet.after_gap:
            self._interrupt()
        items = self._judge(self._samples(now), self._sensor_state(now.said, now.state), now.flags, packet.raw)
        gone = now.said.probe_error
        return items + self._sample_wave(Measure.PLETH, self._last_tick, None if gone else wave & 0x7F)

    def _samples(self, now: Verdict) -> dict[Measure, Sample]:
        """Leave the perfusion index out unless there is one, or there was one that must be withdrawn."""
        if now.has_perfusion:
            self._names_perfusion = True
        elif self._names_perfusion and not self._channels[Measure.PERFUSION_INDEX].shows_a_value:
            self._channels[Measure.PERFUSION_INDEX].interrupt()
            self._names_perfusion = False
        return now.samples if self._names_perfusion else now.usual

    def _refused(self, reason: Reason) -> list[Item]:
        """Say once that the device will not stream; it is asked again and again, and refuses again."""
        if self.silence is SensorState.FAILED:
            return []
        self.silence = SensorState.FAILED
        # A unit of the same name with older firmware knows the five-byte protocol alone.
        old = reason in (Reason.NOT_SUPPORTED, Reason.UNKNOWN)
        return self._change(SensorState.FAILED, Failure.WRONG_FORMAT if old else Failure.REFUSED)

    def _sensor_state(self, now: Realtime, state: SensorState) -> SensorState:
        """Name the state; a search that became too long means that the device sees a finger but no pulse.

        The flag alone says little: it stays set from the time without a finger into the next search.
        """
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What packets say that are equal but for waveform, bar and beep. ``usual``: without the perfusion index."""

    said: Realtime
    samples: dict[Measure, Sample]
    usual: dict[Measure, Sample]
    has_perfusion: bool
    state: SensorState
    flags: tuple[Flag, ...]


@lru_cache(maxsize=1024)
def _verdict(*payload: int) -> Verdict:
    now = Realtime.decode(bytes(payload))
    absence = _absence(now)
    usual = {
        Measure.SPO2: _sample(now.spo2_percent, absence),
        Measure.PULSE: _sample(now.pulse_bpm, absence),
    }
    # Zero is no perfusion index, as it is no pulse.
    perfusion = _sample(Decimal(now.pi_hundredths).scaleb(-2) if now.pi_hundredths else None, absence)
    return Verdict(
        said=now,
        samples={**usual, Measure.PERFUSION_INDEX: perfusion},
        usual=usual,
        has_perfusion=perfusion.value is not None,
        state=_state(now),
        flags=_flags(now),
    )


def _sample(value: Number | None, absence: AbsentReason | None) -> Sample:
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
