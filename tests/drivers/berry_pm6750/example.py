# SPDX-License-Identifier: EUPL-1.2
"""A board with a person on it, who is measured by the cuff, and leaves."""

from __future__ import annotations

import functools
from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.berry_pm6750.wire import ended, measuring, packet, second
from tests.drivers.example import Example

NOBODY = {"finger": 2, "spo2": 127, "pulse": 255, "leads": 2, "heart": 0, "breaths": 0, "probe": 1, "celsius": (0, 0)}

brief = functools.partial(second, every=25)

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a visit",
        data=brief(**NOBODY) * 2  # type: ignore[arg-type]
        + brief(finger=3, spo2=127, pulse=255)
        + brief() * 3
        + brief(cuff=measuring(60))
        + brief(cuff=measuring(150))
        + brief(cuff=ended(0, 127, 93, 76))
        + brief(spo2=127, pulse=73)
        + brief(finger=2, spo2=127, pulse=255),
        values={
            Measure.SPO2: frozenset({Decimal(97)}),
            Measure.PULSE: frozenset({Decimal(72), Decimal(73)}),
            Measure.HEART_RATE: frozenset({Decimal(74)}),
            Measure.RESPIRATION: frozenset({Decimal(16)}),
            Measure.TEMPERATURE: frozenset({Decimal("36.8")}),
            Measure.SYSTOLIC: frozenset({Decimal(127)}),
            Measure.DIASTOLIC: frozenset({Decimal(76)}),
            Measure.MEAN_PRESSURE: frozenset({Decimal(93)}),
        },
        least=20,
    ),
    Example(
        name="the oximeter alone",
        data=(packet(0x04, 0, 98, 61) + packet(0xFE, 30) * 10) * 4,
        values={Measure.SPO2: frozenset({Decimal(98)}), Measure.PULSE: frozenset({Decimal(61)})},
        least=4,
    ),
)
