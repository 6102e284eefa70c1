# SPDX-License-Identifier: EUPL-1.2
"""Records → values, without state. Validity is by field: a height that nobody has blanks no weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from drivers.healthometer.frame import Packet
from drivers.items import FieldValue
from kiosk.reading import Measure

HEIGHTS = {True: (Decimal(40), Decimal(250)), False: (Decimal(16), Decimal(100))}
"""Centimetres and inches that a person may have; a 600KL with firmware 3.2.02 sends heights that nobody has."""
BMIS = (Decimal(5), Decimal(150))
UNITS = {
    True: {Measure.WEIGHT: "kg", Measure.HEIGHT: "cm", Measure.BMI: "kg/m2"},
    False: {Measure.WEIGHT: "[lb_av]", Measure.HEIGHT: "[in_i]", Measure.BMI: "kg/m2"},
}
"""By "metric or not"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """What one record says of the person."""

    values: Mapping[Measure, Decimal]
    metric: bool
    tare: bool


def decode(packet: Packet) -> Body:
    """Return the fields that hold; height and BMI are 0.0 until somebody enters them."""
    values = {Measure.WEIGHT: Decimal(packet.weight)}
    low, high = HEIGHTS[packet.metric]
    if packet.height and low <= Decimal(packet.height) <= high:
        values[Measure.HEIGHT] = Decimal(packet.height)
    if packet.bmi and BMIS[0] <= Decimal(packet.bmi) <= BMIS[1]:
        values[Measure.BMI] = Decimal(packet.bmi)
    return Body(values=values, metric=packet.metric, tare=bool(Decimal(packet.tare or 0)))


def describe(packet: Packet) -> dict[str, FieldValue]:
    """Return every field by name; whether there was an ID, but never the ID."""
    return {
        "weight": packet.weight,
        "height": packet.height or None,
        "bmi": packet.bmi or None,
        "tare": packet.tare or None,
        "metric": packet.metric,
        "id_present": packet.id_present,
    }
