# SPDX-License-Identifier: EUPL-1.2
"""What of a PM6750's packets is published.

A tick is a packet of the electrocardiogram, 250 a second. Where that is switched off, the slower packets move the time
on: a packet that finds the time where the last one of its kind left it adds its own period.

Rates and SpO2 come once a second and are published from the second valid one on, so that a lone number at the edge of
lock is none. A temperature is published when it was the same three times in a row: a probe takes a minute to warm up.
One that no person has is that of the room the probe lies in, so it is none.
Blood pressures count only when the board says "done" after "measuring", and once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drivers.berry_pm6750.decode import (
    CUFF_FAILURES,
    CUFF_SELF_CHECKS,
    ECG_WAVE_BYTES,
    LEAD_II_AT,
    LEAST_DATA,
    Cuff,
    CuffTest,
    Ecg,
    Finger,
    Kind,
    Oximeter,
    Temperature,
    describe,
)
from drivers.berry_pm6750.frame import KIND_AT, PmFramer, payload
from drivers.interpreter import Interpreter, fingerprint
from drivers.items import (
    FrameView,
    Item,
    Number,
    PublishedProgress,
    PublishedReading,
    PublishedState,
    Sample,
    WaveSpec,
)
from drivers.stability import Channel, Rules
from kiosk.capability import Capability
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

TICKS_PER_S = 250
WAVES_PER_S = 50
PERIOD_TICKS = {
    Kind.PLETH_WAVE: TICKS_PER_S // WAVES_PER_S,
    Kind.BREATH_WAVE: TICKS_PER_S // WAVES_PER_S,
    Kind.ECG: TICKS_PER_S,
    Kind.OXIMETER: TICKS_PER_S,
    Kind.TEMPERATURE: TICKS_PER_S,
    Kind.CUFF: TICKS_PER_S // 2,
}
STALE_TICKS = 5 * TICKS_PER_S
"""Numbers whose packets stay away for so long, while others come, are withdrawn."""
WARMED_UP = Rules(confirm=3, settle=3, repeat=5, lapse=8)

FINGER_STATES = {
    Finger.GOOD: SensorState.MEASURING,
    Finger.SENSOR_OFF: SensorState.SENSOR_FAULT,
    Finger.NO_FINGER: SensorState.FINGER_OUT,
    Finger.SEARCHING: SensorState.SEARCHING,
    Finger.SEARCHING_TOO_LONG: SensorState.NO_SIGNAL,
}
FINGER_ABSENCES = {
    Finger.GOOD: AbsentReason.NOT_MEASURED,
    Finger.SENSOR_OFF: AbsentReason.SENSOR_FAULT,
    Finger.NO_FINGER: AbsentReason.FINGER_OUT,
    Finger.SEARCHING: AbsentReason.SEARCHING,
    Finger.SEARCHING_TOO_LONG: AbsentReason.NO_SIGNAL,
}
OF_KIND: dict[int, tuple[tuple[Measure, ...], tuple[Capability, ...]]] = {
    Kind.ECG: (
        (Measure.HEART_RATE, Measure.RESPIRATION),
        (Capability.ELECTROCARDIOGRAPHY, Capability.RESPIRATION),
    ),
    Kind.OXIMETER: ((Measure.SPO2, Measure.PULSE), (Capability.PULSE_OXIMETRY,)),
    Kind.TEMPERATURE: ((Measure.TEMPERATURE,), (Capability.BODY_TEMPERATURE,)),
}


class PmInterpreter(Interpreter[bytes]):
    """Decide, packet by packet."""

    rate_hz = TICKS_PER_S
    waves = (
        WaveSpec(rate_hz=TICKS_PER_S, lower=0, upper=255, measure=Measure.ECG),
        WaveSpec(rate_hz=WAVES_PER_S, lower=0, upper=255, measure=Measure.PLETH),
        WaveSpec(rate_hz=WAVES_PER_S, lower=0, upper=255, measure=Measure.BREATHING),
    )
    measures = (Measure.HEART_RATE, Measure.RESPIRATION, Measure.SPO2, Measure.PULSE, Measure.TEMPERATURE)
    rules = Rules(confirm=1, settle=2, repeat=1, lapse=4)

    def __init__(self) -> None:
        super().__init__(PmFramer())
        self._take_ecg = self._gatherers[Measure.ECG].take
        self._given: tuple[int | None, ...] = ()
        """The pressures told last; the board repeats them while the cuff empties."""
        self._samples_of = dict.fromkeys((Measure.ECG, Measure.PLETH, Measure.BREATHING), 0)
        self._forget()

    def lost(self) -> list[Item]:
        items = super().lost()
        self._forget()
        return items

    def _forget(self) -> None:
        self._channels[Measure.TEMPERATURE] = Channel(WARMED_UP)
        self._told: dict[str, SensorState] = {}
        self._left_at: dict[int, int] = {}
        """The time at the last packet of each kind."""
        self._leads_on = self._finger_in = self._squeezes = False

    def _take(self, frame: bytes) -> Iterable[Item]:
        kind = frame[KIND_AT]
        if kind == Kind.ECG_WAVE and len(frame) == ECG_WAVE_BYTES:
            tick = self.ticks
            self.ticks = tick + 1
            self.stream_bytes += ECG_WAVE_BYTES
            chunk = self._take_ecg(tick, frame[LEAD_II_AT] if self._leads_on else None)
            return () if chunk is None else (chunk,)
        take = _TAKEN.get(kind)
        self.stream_bytes += len(frame)
        if take is None or len(payload(frame)) < LEAST_DATA[kind]:
            return ()
        self._move_on(kind)
        return take(self, frame)

    def _describe(self, frame: bytes) -> Iterable[FrameView]:
        self.stream_bytes += len(frame)
        kind = frame[KIND_AT]
        if kind == Kind.ECG_WAVE:
            self.ticks += 1
        elif kind in PERIOD_TICKS:
            self._move_on(kind)
        name, fields = describe(frame)
        return [FrameView(tick=self._last_tick, name=name, raw=frame, fields=fields)]

    def _move_on(self, kind: int) -> None:
        if self._left_at.get(kind, -1) == self.ticks:
            self.ticks += PERIOD_TICKS[Kind(kind)]
        self._left_at[kind] = self.ticks

    # Waves

    def _pleth(self, packet: bytes) -> Iterable[Item]:
        return self._wave(Measure.PLETH, packet[KIND_AT + 1] if self._finger_in else None)

    def _breath(self, packet: bytes) -> Iterable[Item]:
        return self._wave(Measure.BREATHING, packet[KIND_AT + 1] if self._leads_on else None)

    def _wave(self, measure: Measure, sample: int | None) -> list[Item]:
        tick = self._samples_of[measure]
        self._samples_of[measure] = tick + 1
        return self._sample_wave(measure, tick, sample)

    # Once a second

    def _electrodes(self, packet: bytes) -> Iterable[Item]:
        said = Ecg.decode(packet)
        self._leads_on = not said.lead_off
        absent = AbsentReason.FINGER_OUT if said.lead_off else AbsentReason.NOT_MEASURED
        samples = {
            Measure.HEART_RATE: _sample(None if said.lead_off else said.heart_rate, absent),
            Measure.RESPIRATION: _sample(None if said.lead_off else said.breaths, absent),
        }
        flags = (Flag.WEAK_SIGNAL,) if said.weak and not said.lead_off else ()
        heart = _electrode_state(said, said.heart_rate)
        items = self._tell(Capability.ELECTROCARDIOGRAPHY, heart)
        items += self._tell(Capability.RESPIRATION, _electrode_state(said, said.breaths))
        return items + self._settle(samples, flags, packet)

    def _oximeter(self, packet: bytes) -> Iterable[Item]:
        said = Oximeter.decode(packet)
        good = said.status == Finger.GOOD
        known = Finger(said.status) if said.status in Finger.__members__.values() else Finger.SEARCHING_TOO_LONG
        self._finger_in = known not in (Finger.SENSOR_OFF, Finger.NO_FINGER)
        absent, state = FINGER_ABSENCES[known], FINGER_STATES[known]
        if good and said.spo2 is None and said.pulse is None:
            state = SensorState.SEARCHING
        samples = {
            Measure.SPO2: _sample(said.spo2 if good else None, absent),
            Measure.PULSE: _sample(said.pulse if good else None, absent),
        }
        return self._tell(Capability.PULSE_OXIMETRY, state) + self._settle(samples, (), packet)

    def _temperature(self, packet: bytes) -> Iterable[Item]:
        said = Temperature.decode(packet)
        celsius = said.body_celsius
        absent = AbsentReason.SENSOR_FAULT if said.probe_off else AbsentReason.NOT_MEASURED
        items = self._settle({Measure.TEMPERATURE: _sample(celsius, absent)}, (), packet)
        values = [item.sample.value for item in items if isinstance(item, PublishedReading)]
        if celsius is None:
            return self._tell(Capability.BODY_TEMPERATURE, SensorState.READY) + items
        if celsius in values:
            return self._tell(Capability.BODY_TEMPERATURE, SensorState.MEASURING) + items
        stands = self._told.get(Capability.BODY_TEMPERATURE) is SensorState.MEASURING and None not in values
        return items if stands else self._tell(Capability.BODY_TEMPERATURE, SensorState.UNSTABLE) + items

    # The cuff

    def _cuff(self, packet: bytes) -> Iterable[Item]:
        said = Cuff.decode(packet)
        if said.test == CuffTest.MEASURING:
            self._squeezes = True
            return [
                *self._tell(Capability.BLOOD_PRESSURE, SensorState.MEASURING),
                PublishedProgress(tick=self._last_tick, measure=Measure.CUFF_PRESSURE, value=said.cuff_mmhg),
            ]
        if said.test in CUFF_SELF_CHECKS:
            return self._ready()
        squeezed, self._squeezes = self._squeezes, False
        if said.test == CuffTest.DONE:
            return self._pressures(said, packet, squeezed=squeezed)
        if not squeezed:
            return self._ready()
        if said.test == CuffTest.STOPPED:
            return self._tell(Capability.BLOOD_PRESSURE, SensorState.STOPPED)
        return self._fail(CUFF_FAILURES.get(said.test, Failure.UNKNOWN))

    def _pressures(self, said: Cuff, packet: bytes, *, squeezed: bool) -> list[Item]:
        if said.systolic is None and said.diastolic is None:
            return self._fail(Failure.UNKNOWN) if squeezed else self._ready()
        pressures = (said.systolic, said.mean, said.diastolic)
        if not squeezed and pressures == self._given:
            return []
        self._given = pressures
        none = AbsentReason.NOT_MEASURED
        samples = {
            Measure.SYSTOLIC: _sample(said.systolic, none),
            Measure.DIASTOLIC: _sample(said.diastolic, none),
            Measure.MEAN_PRESSURE: _sample(said.mean, none),
        }
        if squeezed:
            return self._results(samples, packet) + self._tell(Capability.BLOOD_PRESSURE, SensorState.READY)
        # Somebody's before us: for recordings only.
        return self._results(samples, packet, flags=(Flag.FROM_MEMORY,), older=True) + self._ready()

    # In common

    def _settle(self, samples: dict[Measure, Sample], flags: tuple[Flag, ...], packet: bytes) -> list[Item]:
        items = self._stale() + self._ready()
        raw_sha256 = fingerprint(packet)
        for measure, sample in samples.items():
            self._append(items, measure, self._channels[measure].take(sample), flags, raw_sha256)
        return items

    def _stale(self) -> list[Item]:
        """Withdraw what one part of the board no longer says."""
        items: list[Item] = []
        for kind, (measures, capabilities) in OF_KIND.items():
            if self.ticks - self._left_at.get(kind, self.ticks) > STALE_TICKS:
                del self._left_at[kind]
                for measure in measures:
                    self._append(items, measure, self._channels[measure].lost(), (), "")
                for capability in capabilities:
                    items += self._tell(capability, SensorState.CONNECTING)
        return items

    def _ready(self) -> list[Item]:
        """Say once that the cuff waits; it sends nothing while it does."""
        return (
            [] if Capability.BLOOD_PRESSURE in self._told else self._tell(Capability.BLOOD_PRESSURE, SensorState.READY)
        )

    def _tell(self, capability: Capability, state: SensorState) -> list[Item]:
        if self._told.get(capability) is state:
            return []
        self._told[capability] = state
        return [PublishedState(tick=self._last_tick, state=state, capability=capability)]

    def _fail(self, failure: Failure) -> list[Item]:
        self._told[Capability.BLOOD_PRESSURE] = SensorState.FAILED
        return [
            PublishedState(
                tick=self._last_tick,
                state=SensorState.FAILED,
                failure=failure,
                capability=Capability.BLOOD_PRESSURE,
            )
        ]


def _sample(value: Number | None, absent: AbsentReason) -> Sample:
    return Sample.missing(absent) if value is None else Sample.of(value)


def _electrode_state(said: Ecg, value: int | None) -> SensorState:
    if said.lead_off:
        return SensorState.READY
    return SensorState.SEARCHING if value is None else SensorState.MEASURING


_TAKEN: dict[int, Callable[[PmInterpreter, bytes], Iterable[Item]]] = {
    Kind.PLETH_WAVE: PmInterpreter._pleth,
    Kind.BREATH_WAVE: PmInterpreter._breath,
    Kind.ECG: PmInterpreter._electrodes,
    Kind.OXIMETER: PmInterpreter._oximeter,
    Kind.TEMPERATURE: PmInterpreter._temperature,
    Kind.CUFF: PmInterpreter._cuff,
}
