# SPDX-License-Identifier: EUPL-1.2
"""How a person is led through each kind of measurement: steps, pictures, what "done" means, what to do on a failure.

Data only. A step is shown while the instrument is in one of its states, so screens follow the instrument and know no
device. Every ``text`` and ``picture`` is a key; the words stand in the catalogues, the pictures are drawn by the
screens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.capability import Capability
from kiosk.reading import Failure, Measure, SensorState

S = SensorState


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to do or to wait for. ``while_in``: the states in which it is shown.

    ``by_hand``: the text instead, where the instrument is started by its own button alone.
    """

    text: str
    picture: str
    while_in: frozenset[SensorState]
    by_hand: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """How one capability is used.

    ``done_with``: the measurement is done when each of these has a value. ``shown``: what the screen shows, in order.
    ``also``: what belongs to it and goes to the GP, but not on the patient's screen.
    ``fresh_s``: for how long a value stands without being renewed; None: a result stands for the visit.
    ``positive``: a value of zero or less is the empty device (a scale with nobody on it) and not a result.
    ``progress``: what shows that it goes on. ``wave``: the curve shown beside the numbers. ``cuff``: it squeezes a
    person, so it can be stopped from every screen. ``done``: what is said when a result stands.
    """

    title: str
    steps: tuple[Step, ...]
    done_with: tuple[Measure, ...]
    shown: tuple[Measure, ...]
    also: tuple[Measure, ...] = ()
    fresh_s: float | None = None
    positive: bool = False
    progress: tuple[Measure, ...] = ()
    wave: Measure | None = None
    cuff: bool = False
    failures: Mapping[Failure, str] = field(default_factory=lambda: _ALWAYS)
    retake: str = "guide.retake"
    done: str = "guide.done"

    @property
    def streams(self) -> bool:
        """Tell whether numbers come all the time, rather than one result that stands."""
        return self.fresh_s is not None

    def has_step(self, state: SensorState) -> bool:
        """Tell whether ``state`` is part of the usual course."""
        return any(state in step.while_in for step in self.steps)

    def step(self, state: SensorState) -> Step:
        """Return the step to show in ``state``; the first one where none is named."""
        return next((step for step in self.steps if state in step.while_in), self.steps[0])

    def advice(self, failure: Failure) -> str:
        """Return the key of what to do about ``failure``."""
        return self.failures.get(failure, "guide.failed.call-staff")


def _step(text: str, picture: str, *states: SensorState, by_hand: str = "") -> Step:
    return Step(text=text, picture=picture, while_in=frozenset(states), by_hand=by_hand)


_ALWAYS: dict[Failure, str] = {
    Failure.WEAK_SIGNAL: "guide.failed.try-again",
    Failure.TOO_LONG: "guide.failed.try-again",
    Failure.NO_ANSWER: "guide.failed.try-again",
    Failure.REFUSED: "guide.failed.wait-and-try-again",
    Failure.OUT_OF_RANGE: "guide.failed.try-again",
    Failure.OLD_RESULT: "guide.failed.old-result",
    Failure.CLOCK_UNKNOWN: "guide.failed.old-result",
    Failure.NOT_A_MEASUREMENT: "guide.failed.try-again",
    Failure.NOT_STABLE: "guide.failed.try-again",
    Failure.UNKNOWN: "guide.failed.try-again",
}
"""What helps with any instrument. What is missing here and below needs somebody of the staff."""
_CUFF = _ALWAYS | {
    Failure.MOVEMENT: "guide.failed.sit-still",
    Failure.CUFF_LOOSE: "guide.failed.cuff-loose",
    Failure.CUFF_BLOCKED: "guide.failed.cuff-blocked",
    Failure.OVERPRESSURE: "guide.failed.sit-still",
}
_SCALE = _ALWAYS | {
    Failure.OVERLOAD: "guide.failed.overload",
    Failure.NOT_STABLE: "guide.failed.stand-still",
    Failure.MOVEMENT: "guide.failed.stand-still",
}
_METER = _ALWAYS | {
    Failure.CONTROL_SOLUTION: "guide.failed.try-again",
    Failure.NO_ANSWER: "guide.failed.meter-awake",
}

GUIDES: dict[Capability, Guide] = {
    Capability.PULSE_OXIMETRY: Guide(
        title="guide.pulse-oximetry",
        steps=(
            _step("guide.pulse-oximetry.finger", "finger-clip", S.FINGER_OUT, S.CONNECTING, S.READY),
            _step("guide.pulse-oximetry.hold-still", "finger-clip", S.SEARCHING, S.MEASURING, S.NO_SIGNAL),
        ),
        done_with=(Measure.SPO2, Measure.PULSE),
        shown=(Measure.SPO2, Measure.PULSE),
        also=(Measure.PERFUSION_INDEX,),
        fresh_s=5.0,
        wave=Measure.PLETH,
    ),
    Capability.BLOOD_PRESSURE: Guide(
        title="guide.blood-pressure",
        steps=(
            _step(
                "guide.blood-pressure.arm",
                "arm-in-cuff",
                S.READY,
                S.CONNECTING,
                S.STOPPED,
                S.FAILED,
                by_hand="guide.blood-pressure.arm-own-button",
            ),
            _step("guide.blood-pressure.sit-still", "cuff-inflating", S.MEASURING, S.UNSTABLE),
        ),
        done_with=(Measure.SYSTOLIC, Measure.DIASTOLIC),
        shown=(Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE),
        also=(Measure.MEAN_PRESSURE,),
        progress=(Measure.CUFF_PRESSURE,),
        cuff=True,
        failures=_CUFF,
        done="guide.blood-pressure.done",
    ),
    Capability.BODY_WEIGHT: Guide(
        title="guide.body-weight",
        steps=(
            _step("guide.body-weight.step-on", "scale", S.READY, S.CONNECTING, S.FAILED),
            _step("guide.body-weight.stand-still", "scale-person", S.UNSTABLE, S.MEASURING),
        ),
        done_with=(Measure.WEIGHT,),
        shown=(Measure.WEIGHT,),
        also=(Measure.BMI,),
        positive=True,
        progress=(Measure.WEIGHT,),
        failures=_SCALE,
        done="guide.body-weight.done",
    ),
    Capability.BODY_HEIGHT: Guide(
        title="guide.body-height",
        steps=(_step("guide.body-height.stand", "height", S.READY, S.CONNECTING, S.MEASURING, S.UNSTABLE),),
        done_with=(Measure.HEIGHT,),
        shown=(Measure.HEIGHT,),
        positive=True,
        failures=_SCALE,
    ),
    Capability.BODY_COMPOSITION: Guide(
        title="guide.body-composition",
        steps=(
            _step("guide.body-composition.barefoot", "scale", S.READY, S.CONNECTING, S.FAILED),
            _step("guide.body-composition.stand-still", "scale-person", S.MEASURING, S.UNSTABLE),
        ),
        done_with=(Measure.BODY_FAT,),
        shown=(Measure.BODY_FAT, Measure.BMI),
        positive=True,
        failures=_SCALE,
        done="guide.body-weight.done",
    ),
    Capability.BLOOD_GLUCOSE: Guide(
        title="guide.blood-glucose",
        steps=(
            _step("guide.blood-glucose.measure", "glucose-meter", S.READY, S.CONNECTING, S.SILENT, S.FAILED),
            _step("guide.blood-glucose.reading", "glucose-meter", S.MEASURING, S.SEARCHING),
        ),
        done_with=(Measure.GLUCOSE,),
        shown=(Measure.GLUCOSE,),
        failures=_METER,
    ),
    Capability.BODY_TEMPERATURE: Guide(
        title="guide.body-temperature",
        steps=(_step("guide.body-temperature.hold", "thermometer", S.READY, S.CONNECTING, S.MEASURING, S.UNSTABLE),),
        done_with=(Measure.TEMPERATURE,),
        shown=(Measure.TEMPERATURE,),
    ),
    Capability.ELECTROCARDIOGRAPHY: Guide(
        title="guide.electrocardiography",
        steps=(_step("guide.electrocardiography.electrodes", "electrodes", S.READY, S.CONNECTING, S.MEASURING),),
        done_with=(Measure.HEART_RATE,),
        shown=(Measure.HEART_RATE,),
        fresh_s=5.0,
        wave=Measure.ECG,
    ),
    Capability.RESPIRATION: Guide(
        title="guide.respiration",
        steps=(_step("guide.respiration.breathe", "electrodes", S.READY, S.CONNECTING, S.MEASURING),),
        done_with=(Measure.RESPIRATION,),
        shown=(Measure.RESPIRATION, Measure.END_TIDAL_CO2),
        fresh_s=5.0,
        wave=Measure.BREATHING,
    ),
}
"""A guide for everything that measures a person; code readers need none."""
