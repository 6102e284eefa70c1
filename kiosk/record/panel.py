# SPDX-License-Identifier: EUPL-1.2
"""The pressures of one act of measuring with a cuff as one FHIR R4 Observation with components. Pure.

FHIR R4 *bp* wants systolic and diastolic both, an absent one with the reason; PHD guide 1.1.0
PhdCompoundNumericObservation puts the mean beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kiosk.reading import Flag, Measure, Reading
from kiosk.record import systems
from kiosk.record.codes import BLOOD_PRESSURE, CODES, PANEL, PANEL_ALWAYS
from kiosk.record.context import Identifier, VisitRecord
from kiosk.record.fhir_json import Resource
from kiosk.record.observation import observation, value_of
from kiosk.record.parts import coding, instant, measurement_identifier, plain_concept


@dataclass(frozen=True, slots=True)
class Panel:
    """The pressures of one act, in the order of `PANEL`; at least one, each measure once."""

    readings: tuple[Reading, ...]

    @property
    def first(self) -> Reading:
        return self.readings[0]

    def identifier(self, visit: VisitRecord) -> Identifier:
        """Name the act for conditional create, by the random id of its first pressure."""
        form = BLOOD_PRESSURE.form(self.first.unit)
        at = instant(self.first.measured_at)
        return measurement_identifier(
            visit, self.first.device, BLOOD_PRESSURE.mdc.code, at, form.unit.key, self.first.id
        )

    def observation(self, visit: VisitRecord) -> Resource:
        """Map the act to an Observation whose components are its pressures."""
        form = BLOOD_PRESSURE.form(self._unit)
        taken = replace(self.first, flags=self._flags)
        resource = observation(visit, BLOOD_PRESSURE, form, self.identifier(visit), taken)
        resource["effectiveDateTime"] = instant(self.first.measured_at)
        resource["component"] = [self._component(measure) for measure in PANEL if self._shows(measure)]
        return resource

    @property
    def _unit(self) -> str:
        """The unit whose profile holds for all components: one that differs takes the claim away."""
        bound = BLOOD_PRESSURE.forms[0].unit.ucum
        return next((reading.unit for reading in self.readings if reading.unit != bound), bound)

    @property
    def _flags(self) -> tuple[Flag, ...]:
        return tuple(dict.fromkeys(flag for reading in self.readings for flag in reading.flags))

    def _shows(self, measure: Measure) -> bool:
        return measure in PANEL_ALWAYS or self._find(measure) is not None

    def _find(self, measure: Measure) -> Reading | None:
        return next((reading for reading in self.readings if reading.measure is measure), None)

    def _component(self, measure: Measure) -> dict[str, Any]:
        reading = self._find(measure)
        row = CODES[measure]
        form = row.form(self.first.unit if reading is None else reading.unit)
        code = {"coding": [coding(each) for each in row.codes(form)], "text": row.text}
        if reading is None:
            return {"code": code, "dataAbsentReason": plain_concept(systems.DATA_ABSENT, "unknown", "not-measured")}
        return {"code": code, **value_of(reading)}


def panels(readings: Iterable[Reading]) -> dict[str, Panel]:
    """Collect the pressures among ``readings`` into acts, each under its `act_key`."""
    acts: dict[str, dict[Measure, Reading]] = {}
    for reading in readings:
        if reading.measure in PANEL:
            acts.setdefault(act_key(reading), {})[reading.measure] = reading
    return {key: Panel(tuple(act[measure] for measure in PANEL if measure in act)) for key, act in acts.items()}


def act_key(reading: Reading) -> str:
    """Tell acts of measuring apart: what belongs to no group is an act of its own."""
    return f"{reading.instrument}/{reading.group}" if reading.group else reading.id
