# SPDX-License-Identifier: EUPL-1.2
"""The one table of clinical codes: what a measure is called in LOINC, SNOMED CT, ISO/IEEE 11073 and UCUM.

A new measure is a new row. Sources: FHIR R4 vital-signs profiles with their bound units; HL7 PHD implementation guide
1.1.0; ISO/IEEE 11073-10101 for MDC codes, the 11073-104xx specializations for what belongs to which instrument;
SNOMED CT international edition. A code for which no source was found is left out.
"""

from __future__ import annotations

from kiosk.reading import AbsentReason, Flag, Measure
from kiosk.record import units
from kiosk.record.coded import Code, Form, MeasureRow, Shape, Unit, loinc, mdc, sct
from kiosk.record.device_types import (
    BLOOD_PRESSURE_CUFF,
    BODY_COMPOSITION,
    ELECTROCARDIOGRAPH,
    GLUCOSE_METER,
    OXIMETER,
    RESPIRATION_MONITOR,
    SCALE,
    THERMOMETER,
    VITAL_SIGNS_MONITOR,
)
from kiosk.record.systems import PHD_PROFILE, PROFILE

_PHD_NUMERIC = PHD_PROFILE + "PhdNumericObservation"
_PHD_COMPOUND = PHD_PROFILE + "PhdCompoundNumericObservation"
_PHD_RTSA = PHD_PROFILE + "PhdRtsaObservation"
_ANY_VITAL_SIGN = PROFILE + "vitalsigns"
_VITAL_SIGNS = "vital-signs"


def _vital(
    profile: str,
    codes: tuple[Code, ...],
    snomed: Code | None,
    *,
    fits: tuple[Unit, ...],
    beside: tuple[Unit, ...] = (),
) -> tuple[Form, ...]:
    """Make the forms of a vital sign: ``profile`` binds the units it ``fits``; ``beside`` it, only the general one."""
    return tuple(
        Form(unit=unit, loinc=codes, snomed=snomed, profiles=(claimed, _PHD_NUMERIC))
        for claimed, group in ((PROFILE + profile, fits), (_ANY_VITAL_SIGN, beside))
        for unit in group
    )


def _pressure(text: str, code: Code, first: Code, snomed: Code | None) -> MeasureRow:
    """Make the row of a component of the blood pressure panel, which claims the profiles for it."""
    return MeasureRow(
        text=text,
        mdc=code,
        forms=tuple(Form(unit=unit, loinc=(first,), snomed=snomed) for unit in (units.MMHG, units.KILOPASCAL)),
        shape=Shape.COMPONENT,
        category=_VITAL_SIGNS,
        device_type=BLOOD_PRESSURE_CUFF,
        source=_CUFF_SOURCE,
    )


_CUFF_SOURCE = "FHIR R4 bp; PHD 1.1.0 PhdCompoundNumericObservation; ISO/IEEE 11073-10407"
_HEART_RATE = loinc("8867-4", "Heart rate")
_HEART_RATE_SCT = sct("364075005", "Heart rate")

CODES: dict[Measure, MeasureRow] = {
    Measure.SPO2: MeasureRow(
        text="Oxygen saturation (pulse oximetry)",
        mdc=mdc(150456, "MDC_PULS_OXIM_SAT_O2"),
        forms=_vital(
            "oxygensat",
            (
                loinc("2708-6", "Oxygen saturation in Arterial blood"),
                loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
            ),
            sct("431314004", "Peripheral oxygen saturation"),
            fits=(units.PERCENT,),
        ),
        category=_VITAL_SIGNS,
        device_type=OXIMETER,
        source="FHIR R4 oxygensat; PHD 1.1.0 example continuousnonin; LOINC 59408-5",
    ),
    Measure.PULSE: MeasureRow(
        text="Pulse rate (pulse oximetry)",
        mdc=mdc(149530, "MDC_PULS_OXIM_PULS_RATE"),
        forms=_vital(
            "heartrate",
            (_HEART_RATE, loinc("8889-8", "Heart rate by Pulse oximetry")),
            _HEART_RATE_SCT,
            fits=(units.BEATS_PER_MIN,),
        ),
        category=_VITAL_SIGNS,
        device_type=OXIMETER,
        source="FHIR R4 heartrate; PHD 1.1.0 example continuousnonin; LOINC 8889-8",
    ),
    Measure.PERFUSION_INDEX: MeasureRow(
        text="Perfusion index (pulse oximetry)",
        mdc=mdc(150448, "MDC_PULS_OXIM_PERF_REL"),  # 150488 is another term, MDC_BLD_PERF_INDEX
        forms=_vital(
            "vitalsigns",
            (loinc("61006-3", "Perfusion index Tissue by Pulse oximetry"),),
            None,
            fits=(units.PERCENT,),
        ),
        category=_VITAL_SIGNS,
        device_type=OXIMETER,
        source="ISO/IEEE 11073-10404 (term 19376); LOINC 61006-3; no SNOMED CT code found",
    ),
    Measure.PLETH: MeasureRow(
        text="Plethysmogram (pulse oximetry)",
        mdc=mdc(150452, "MDC_PULS_OXIM_PLETH"),
        forms=(Form(unit=units.DIMENSIONLESS, profiles=(_PHD_RTSA,)),),  # the PHD guide names no LOINC code
        shape=Shape.SAMPLES,
        category="procedure",  # R4 binds the category vital-signs to profiles that know no waveform
        device_type=OXIMETER,
        source="PHD 1.1.0 PhdRtsaObservation; ISO/IEEE 11073-10404",
    ),
    Measure.SYSTOLIC: _pressure(
        "Systolic blood pressure (cuff)",
        mdc(150021, "MDC_PRESS_BLD_NONINV_SYS"),
        loinc("8480-6", "Systolic blood pressure"),
        sct("271649006", "Systolic blood pressure"),
    ),
    Measure.DIASTOLIC: _pressure(
        "Diastolic blood pressure (cuff)",
        mdc(150022, "MDC_PRESS_BLD_NONINV_DIA"),
        loinc("8462-4", "Diastolic blood pressure"),
        sct("271650006", "Diastolic blood pressure"),
    ),
    Measure.MEAN_PRESSURE: _pressure(
        "Mean blood pressure (cuff)",
        mdc(150023, "MDC_PRESS_BLD_NONINV_MEAN"),
        loinc("8478-0", "Mean blood pressure"),
        None,  # no SNOMED CT code was found in a source
    ),
    Measure.CUFF_PULSE: MeasureRow(
        text="Pulse rate (cuff)",
        mdc=mdc(149546, "MDC_PULS_RATE_NON_INV"),
        forms=_vital("heartrate", (_HEART_RATE,), _HEART_RATE_SCT, fits=(units.BEATS_PER_MIN,)),
        category=_VITAL_SIGNS,
        device_type=BLOOD_PRESSURE_CUFF,
        source="FHIR R4 heartrate; ISO/IEEE 11073-10407",
    ),
    Measure.WEIGHT: MeasureRow(
        text="Body weight",
        mdc=mdc(188736, "MDC_MASS_BODY_ACTUAL"),
        forms=_vital(
            "bodyweight",
            (loinc("29463-7", "Body weight"),),
            sct("27113001", "Body weight"),
            fits=(units.KILOGRAM, units.GRAM, units.POUND),
            beside=(units.OUNCE, units.STONE),
        ),
        category=_VITAL_SIGNS,
        device_type=SCALE,
        source="FHIR R4 bodyweight and its units; ISO/IEEE 11073-10415",
    ),
    Measure.HEIGHT: MeasureRow(
        text="Body height",
        mdc=mdc(188740, "MDC_LEN_BODY_ACTUAL"),
        forms=_vital(
            "bodyheight",
            (loinc("8302-2", "Body height"),),
            sct("1153637007", "Body height"),
            fits=(units.CENTIMETRE, units.INCH),
            beside=(units.METRE, units.MILLIMETRE),
        ),
        category=_VITAL_SIGNS,
        device_type=SCALE,
        source="FHIR R4 bodyheight and its units; ISO/IEEE 11073-10415",
    ),
    Measure.BMI: MeasureRow(
        text="Body mass index",
        mdc=mdc(188752, "MDC_RATIO_MASS_BODY_LEN_SQ"),
        forms=_vital(
            "bmi",
            (loinc("39156-5", "Body mass index (BMI) [Ratio]"),),
            sct("60621009", "Body mass index"),
            fits=(units.KG_PER_M2,),
        ),
        category=_VITAL_SIGNS,
        device_type=SCALE,
        source="FHIR R4 bmi; ISO/IEEE 11073-10415",
    ),
    Measure.BODY_FAT: MeasureRow(
        text="Body fat",
        mdc=mdc(188748, "MDC_BODY_FAT"),
        forms=(
            Form(
                unit=units.PERCENT,
                loinc=(loinc("41982-0", "Percentage of body fat Measured"),),
                profiles=(_PHD_NUMERIC,),
            ),
        ),
        category="exam",  # none of R4's vital signs
        device_type=BODY_COMPOSITION,
        source="LOINC 41982-0; ISO/IEEE 11073-10420 (term 57676); no SNOMED CT code for the share found",
    ),
    Measure.GLUCOSE: MeasureRow(
        text="Glucose (capillary blood, meter)",
        mdc=mdc(160184, "MDC_CONC_GLU_CAPILLARY_WHOLEBLOOD"),
        forms=(
            Form(
                unit=units.MMOL_PER_L,
                loinc=(
                    loinc("15074-8", "Glucose [Moles/volume] in Blood"),
                    loinc("14743-9", "Glucose [Moles/volume] in Capillary blood by Glucometer"),
                ),
                snomed=sct("434912009", "Blood glucose concentration"),
                profiles=(_PHD_NUMERIC,),
            ),
            Form(
                unit=units.MG_PER_DL,
                loinc=(loinc("41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer"),),
                snomed=sct("434912009", "Blood glucose concentration"),
                profiles=(_PHD_NUMERIC,),
            ),
        ),
        category="laboratory",
        device_type=GLUCOSE_METER,
        source="Norwegian VKP (15074-8); LOINC 14743-9, 41653-7; ISO/IEEE 11073-10417",
    ),
    Measure.TEMPERATURE: MeasureRow(
        text="Body temperature",
        mdc=mdc(150364, "MDC_TEMP_BODY"),
        forms=_vital(
            "bodytemp",
            (loinc("8310-5", "Body temperature"),),
            # not 276885007, the core's: where it was taken is not known here
            sct("386725007", "Body temperature"),
            fits=(units.CELSIUS, units.FAHRENHEIT),
        ),
        category=_VITAL_SIGNS,
        device_type=THERMOMETER,
        source="FHIR R4 bodytemp and its units; ISO/IEEE 11073-10408",
    ),
    Measure.HEART_RATE: MeasureRow(
        text="Heart rate (electrocardiogram)",
        mdc=mdc(147842, "MDC_ECG_HEART_RATE"),
        forms=_vital("heartrate", (_HEART_RATE,), _HEART_RATE_SCT, fits=(units.BEATS_PER_MIN,)),
        category=_VITAL_SIGNS,
        device_type=ELECTROCARDIOGRAPH,
        source="FHIR R4 heartrate; ISO/IEEE 11073-10406",
    ),
    Measure.RESPIRATION: MeasureRow(
        text="Respiratory rate",
        mdc=mdc(151562, "MDC_RESP_RATE"),
        forms=_vital(
            "resprate",
            (loinc("9279-1", "Respiratory rate"),),
            sct("86290005", "Respiratory rate"),
            fits=(units.BREATHS_PER_MIN,),
        ),
        category=_VITAL_SIGNS,
        device_type=RESPIRATION_MONITOR,
        source="FHIR R4 resprate; ISO/IEEE 11073-10101 (term 20490)",
    ),
    Measure.END_TIDAL_CO2: MeasureRow(
        text="End-tidal carbon dioxide",
        mdc=mdc(151708, "MDC_AWAY_CO2_ET"),
        forms=(
            *(
                Form(
                    unit=unit,
                    loinc=(loinc("19891-1", "Carbon dioxide [Partial pressure] in Exhaled gas --at end expiration"),),
                    snomed=sct("250790007", "End tidal carbon dioxide tension"),
                    profiles=(_ANY_VITAL_SIGN, _PHD_NUMERIC),
                )
                for unit in (units.MMHG, units.KILOPASCAL)
            ),
            Form(  # the LOINC code above is of a pressure
                unit=units.PERCENT,
                snomed=sct("250784008", "End tidal carbon dioxide concentration"),
                profiles=(_ANY_VITAL_SIGN, _PHD_NUMERIC),
            ),
        ),
        category=_VITAL_SIGNS,
        device_type=VITAL_SIGNS_MONITOR,
        source="German MII intensive care module 2024, end-expiratory carbon dioxide; ISO/IEEE 11073-10101",
    ),
}
"""Every measure that may be filed, in each of its units."""

NEVER_FILED: dict[Measure, str] = {
    Measure.CUFF_PRESSURE: "only shows that something is going on",
    Measure.ECG: "device steps of an unnamed lead; MDC's terms are of electric potentials of known leads",
    Measure.BREATHING: "device steps of an unnamed signal; MDC's terms are of impedances and flows",
}
"""The other measures, each with the reason."""

BLOOD_PRESSURE = MeasureRow(
    text="Blood pressure (cuff)",
    mdc=mdc(150020, "MDC_PRESS_BLD_NONINV"),
    forms=tuple(
        Form(
            unit=unit,
            loinc=(loinc("85354-9", "Blood pressure panel with all children optional"),),
            snomed=sct("75367002", "Blood pressure"),
            profiles=(profile, _PHD_COMPOUND),
        )
        for unit, profile in ((units.MMHG, PROFILE + "bp"), (units.KILOPASCAL, _ANY_VITAL_SIGN))
    ),
    shape=Shape.COMPONENT,
    category=_VITAL_SIGNS,
    device_type=BLOOD_PRESSURE_CUFF,
    source=_CUFF_SOURCE,
)
"""The panel whose components are the pressures by cuff."""
PANEL_ALWAYS = (Measure.SYSTOLIC, Measure.DIASTOLIC)
"""The components a panel always has, absent ones with the reason (FHIR R4 bp)."""
PANEL = (*PANEL_ALWAYS, Measure.MEAN_PRESSURE)
"""Every component a panel may have, in order."""

BY_MDC: dict[str, MeasureRow] = {row.mdc.code: row for row in (*CODES.values(), BLOOD_PRESSURE)}

ABSENT: dict[AbsentReason, str] = {
    AbsentReason.FINGER_OUT: "not-performed",
    AbsentReason.SEARCHING: "temp-unknown",
    AbsentReason.NO_SIGNAL: "error",
    AbsentReason.SENSOR_FAULT: "error",
    AbsentReason.NOT_MEASURED: "unknown",
    AbsentReason.UNSTABLE: "temp-unknown",
    AbsentReason.ABOVE_RANGE: "positive-infinity",
    AbsentReason.BELOW_RANGE: "negative-infinity",
    AbsentReason.DEVICE_ERROR: "error",
}
"""FHIR data-absent-reason for each of ours; our own word goes beside it as text. Beyond the range as PHD 1.1.0 does."""

OXIMETER_BITS: dict[Flag, str] = {
    Flag.LOW_PERFUSION: "150604.10",  # signal-low-perfusion
    Flag.WEAK_SIGNAL: "150604.11",  # signal-poor
}
"""MDC_PULS_OXIM_DEV_STATUS bits, where the device's flag means just that; the others keep our own code alone."""
