# SPDX-License-Identifier: EUPL-1.2
"""The one table of clinical codes: what a measure is called in LOINC, SNOMED CT, ISO/IEEE 11073 and UCUM.

A new measure is a new row. The first LOINC code of a row is the one its FHIR R4 profile fixes; the others are more
exact and go beside it. Sources: FHIR R4 vital-signs profiles; HL7 PHD implementation guide 1.1.0; ISO/IEEE
11073-10101 for MDC codes and units, 11073-10404 for the oximeter; SNOMED CT international edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.reading import AbsentReason, Flag, Measure
from kiosk.record.systems import LOINC, MDC, PHD_PROFILE, PROFILE, SNOMED


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One code of one system with the name that system gives it."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit: UCUM code, what people read, and the MDC code with its reference id."""

    ucum: str
    text: str
    mdc: int
    mdc_name: str


class Shape(StrEnum):
    """Which kind of value an Observation of the measure carries."""

    QUANTITY = "valueQuantity"
    SAMPLES = "valueSampledData"


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureRow:
    """Everything the record says about one measure. ``loinc[0]`` is the code its profile fixes."""

    measure: Measure
    text: str
    loinc: tuple[Code, ...]
    snomed: Code | None
    mdc: Code
    unit: Unit
    shape: Shape
    category: str
    profiles: tuple[str, ...]
    device_type: int
    source: str

    @property
    def codes(self) -> tuple[Code, ...]:
        """All codes, the profile's own first."""
        return (*self.loinc, *([self.snomed] if self.snomed else []), self.mdc)


def _loinc(code: str, display: str) -> Code:
    return Code(system=LOINC, code=code, display=display)


def _sct(code: str, display: str) -> Code:
    return Code(system=SNOMED, code=code, display=display)


def _mdc(code: int, name: str) -> Code:
    return Code(system=MDC, code=str(code), display=name)


PERCENT = Unit(ucum="%", text="%", mdc=262688, mdc_name="MDC_DIM_PERCENT")
BEATS_PER_MIN = Unit(ucum="/min", text="beats/minute", mdc=264864, mdc_name="MDC_DIM_BEAT_PER_MIN")
DIMENSIONLESS = Unit(ucum="1", text="1", mdc=262656, mdc_name="MDC_DIM_DIMLESS")

OXIMETER = 528388
"""MDC_DEV_SPEC_PROFILE_PULS_OXIM."""

_PHD_NUMERIC = PHD_PROFILE + "PhdNumericObservation"
_PHD_RTSA = PHD_PROFILE + "PhdRtsaObservation"

_ROWS = (
    MeasureRow(
        measure=Measure.SPO2,
        text="Oxygen saturation (pulse oximetry)",
        loinc=(
            _loinc("2708-6", "Oxygen saturation in Arterial blood"),
            _loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ),
        snomed=_sct("431314004", "Peripheral oxygen saturation"),
        mdc=_mdc(150456, "MDC_PULS_OXIM_SAT_O2"),
        unit=PERCENT,
        shape=Shape.QUANTITY,
        category="vital-signs",
        profiles=(PROFILE + "oxygensat", _PHD_NUMERIC),
        device_type=OXIMETER,
        source="FHIR R4 oxygensat; PHD 1.1.0 example continuousnonin; LOINC 59408-5",
    ),
    MeasureRow(
        measure=Measure.PULSE,
        text="Pulse rate (pulse oximetry)",
        loinc=(_loinc("8867-4", "Heart rate"), _loinc("8889-8", "Heart rate by Pulse oximetry")),
        snomed=_sct("364075005", "Heart rate"),
        mdc=_mdc(149530, "MDC_PULS_OXIM_PULS_RATE"),
        unit=BEATS_PER_MIN,
        shape=Shape.QUANTITY,
        category="vital-signs",
        profiles=(PROFILE + "heartrate", _PHD_NUMERIC),
        device_type=OXIMETER,
        source="FHIR R4 heartrate; PHD 1.1.0 example continuousnonin; LOINC 8889-8",
    ),
    MeasureRow(
        measure=Measure.PLETH,
        text="Plethysmogram (pulse oximetry)",
        loinc=(),  # the PHD guide names none
        snomed=None,
        mdc=_mdc(150452, "MDC_PULS_OXIM_PLETH"),
        unit=DIMENSIONLESS,
        shape=Shape.SAMPLES,
        category="procedure",  # R4 binds the category vital-signs to profiles that know no waveform
        profiles=(_PHD_RTSA,),
        device_type=OXIMETER,
        source="PHD 1.1.0 PhdRtsaObservation; ISO/IEEE 11073-10404",
    ),
)

CODES: dict[Measure, MeasureRow] = {row.measure: row for row in _ROWS}
BY_MDC: dict[str, MeasureRow] = {row.mdc.code: row for row in _ROWS}

SIMPLE_MDS = _mdc(65573, "MDC_MOC_VMS_MDS_SIMP")
"""Device.type of an instrument (PHD 1.1.0 PhdDevice)."""
GATEWAY = _mdc(531981, "MDC_MOC_VMS_MDS_AHD")
"""Device.type of the station: a personal health gateway (PHD 1.1.0 PhgDevice)."""
SPECIALIZATIONS: dict[int, Code] = {OXIMETER: _mdc(OXIMETER, "MDC_DEV_SPEC_PROFILE_PULS_OXIM")}
"""Device.specialization by the device type of a measure's row."""
SOFTWARE_VERSION = _mdc(531975, "MDC_ID_PROD_SPEC_SW")
TIME_SYNC_PROTOCOL = _mdc(68220, "MDC_TIME_SYNC_PROTOCOL")

ABSENT: dict[AbsentReason, str] = {
    AbsentReason.FINGER_OUT: "not-performed",
    AbsentReason.SEARCHING: "temp-unknown",
    AbsentReason.NO_SIGNAL: "error",
    AbsentReason.SENSOR_FAULT: "error",
    AbsentReason.NOT_MEASURED: "unknown",
}
"""FHIR data-absent-reason for each of ours; our own word goes beside it as text."""

OXIMETER_BITS: dict[Flag, str] = {
    Flag.LOW_PERFUSION: "150604.10",  # signal-low-perfusion
    Flag.WEAK_SIGNAL: "150604.11",  # signal-poor
}
"""MDC_PULS_OXIM_DEV_STATUS bits, where the device's flag means just that; the others keep our own code alone."""
