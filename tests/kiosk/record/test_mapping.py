# SPDX-License-Identifier: EUPL-1.2
"""Readings and visits as FHIR: every reading maps, digits survive, nothing about a person leaks into a URL."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.reading import UNITS, AbsentReason, Flag, Measure, Reading, TakenBy, WaveChunk
from kiosk.record.check import check_bundle
from kiosk.record.coded import Shape
from kiosk.record.codes import BLOOD_PRESSURE, CODES, NEVER_FILED
from kiosk.record.context import EncounterStatus, Filing, Practitioner
from kiosk.record.device_types import BY_CAPABILITY, SPECIALIZATIONS
from kiosk.record.fhir import transaction
from kiosk.record.fhir_json import FhirJsonError, Resource, dumps, loads
from kiosk.record.observation import reading_identifier, reading_observation
from kiosk.record.waveform import cut_strips, sampled_data
from tests.kit.fhir_validators import validate_with_fhir_resources
from tests.kit.record_samples import NINE, OXIMETER, PATIENT, filing, pleth_chunks, spo2, visit

VALUES = st.decimals(min_value=0, max_value=300, allow_nan=False, places=2) | st.integers(0, 300).map(Decimal)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
"""Any zone there is; a machine need not have the database of their names."""
TIMES = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC) | OFFSETS)
FILED_NUMBERS = {measure for measure, row in CODES.items() if row.shape is not Shape.SAMPLES}
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    value = draw(st.none() | VALUES)
    measure = draw(st.sampled_from(sorted(FILED_NUMBERS)))
    return Reading(
        measure=measure,
        unit=draw(st.sampled_from(UNITS[measure])),
        value=value,
        absent=draw(st.sampled_from(AbsentReason)) if value is None else None,
        measured_at=draw(TIMES),
        device=replace(OXIMETER, serial=draw(TEXT), maker=draw(TEXT), model=draw(TEXT), port="/dev/" + draw(TEXT)),
        flags=tuple(draw(st.lists(st.sampled_from(Flag), unique=True))),
        taken_by=draw(st.sampled_from(TakenBy)),
        helped_by=draw(st.none() | st.sampled_from(TakenBy)),
        device_time=draw(st.none() | st.datetimes()),
        clock_offset_s=draw(st.none() | st.floats(-1e9, 1e9)),
        group=draw(st.sampled_from(["", "a", "b"])),
        instrument=draw(st.sampled_from(["", "cuff"])),
    )


@settings(deadline=None)
@given(st.lists(readings(), min_size=1, max_size=5), TEXT, TEXT)
def test_all_readings_map_to_valid_observations(taken: list[Reading], name: str, place: str) -> None:
    people = replace(visit(), patient=replace(PATIENT, name=name), practitioner=Practitioner(name=name))
    record = replace(people, station=replace(people.station, name=place, address=place))
    bundle = transaction(Filing(visit=record, accepted_at=NINE, readings=tuple(taken)))
    assert check_bundle(loads(dumps(bundle))) == []
    assert validate_with_fhir_resources(bundle) == []


@settings(deadline=None)
@given(VALUES)
def test_digits_survive(value: Decimal) -> None:
    observation = reading_observation(visit(), spo2(value=value))
    back = loads(dumps(observation))["valueQuantity"]["value"]
    assert str(back) == str(value)


@pytest.mark.parametrize(("digits", "written"), [("97", b":97,"), ("36.70", b":36.70,"), ("100", b":100,")])
def test_number_is_written_as_the_device_said_it(digits: str, written: bytes) -> None:
    assert b'"value"' + written in dumps(reading_observation(visit(), spo2(digits)))


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_any_decimal_survives_json(value: Decimal) -> None:
    back = Decimal(str(loads(dumps({"value": value}))["value"]))
    assert (back, back.as_tuple().exponent) == (value, value.as_tuple().exponent)


def test_numbers_that_are_none_are_refused() -> None:
    for value in (Decimal("NaN"), Decimal("Infinity"), 36.7):
        with pytest.raises(FhirJsonError):
            dumps({"a": [value]})


@pytest.mark.parametrize("data", [b"", b"[]", b'"a"', b"{", b'{"a":\xff}', b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"])
def test_what_is_not_our_json_is_refused(data: bytes) -> None:
    with pytest.raises(FhirJsonError) as caught:
        loads(data)
    assert caught.value.__cause__ is None


def test_depth_ignores_brackets_in_strings() -> None:
    assert loads(rb'{"a":"[[[[\"[[[[\\"}', max_depth=1) == {"a": '[[[["[[[[\\'}


def test_the_same_filing_gives_the_same_bundle() -> None:
    one = filing()
    assert dumps(transaction(one)) == dumps(transaction(one))


def test_no_url_and_no_name_of_an_entry_carries_the_patient() -> None:
    assert PATIENT.identifier is not None
    for entry in transaction(filing())["entry"]:
        text = json.dumps([entry["fullUrl"], entry["request"]])
        assert PATIENT.identifier.value not in text
        assert "Tolvan" not in text


def test_a_reading_s_name_is_salted() -> None:
    """Without the reading's random id a national number could be found by trying all of them."""
    one, other = spo2(), replace(spo2(), id="1111111111111111")
    assert reading_identifier(visit(), one) == reading_identifier(visit(), replace(one))
    assert reading_identifier(visit(), one) != reading_identifier(visit(), other)


@pytest.mark.parametrize(
    "change",
    [
        {"measured_at": NINE},
        {"device": replace(OXIMETER, serial="2")},
        {"measure": Measure.PULSE, "unit": ""},
        {"device": replace(OXIMETER, serial="", port="/dev/ttyUSB7")},
    ],
)
def test_another_measurement_has_another_name(change: dict[str, Any]) -> None:
    assert reading_identifier(visit(), spo2()) != reading_identifier(visit(), replace(spo2(), **change))


def test_people_are_kept_out_of_repr() -> None:
    text = repr(filing())
    assert "Tolvan" not in text
    assert "191212121212" not in text
    assert "Lina" not in text


def test_encounter_tells_the_visit() -> None:
    encounter = transaction(filing(EncounterStatus.FINISHED))["entry"][0]["resource"]
    assert encounter["class"]["code"] == "VR"
    assert encounter["period"] == {"start": "2026-11-23T09:00:00.000Z", "end": "2026-11-23T09:09:00.000Z"}
    assert [span["status"] for span in encounter["statusHistory"]] == ["arrived", "in-progress"]
    assert encounter["subject"]["identifier"]["value"] == "191212121212"
    assert encounter["extension"][0]["valueCode"] == "user_hangup"


def test_reading_taken_by_an_assistant_says_so() -> None:
    by_patient = reading_observation(visit(), spo2())
    by_assistant = reading_observation(visit(), spo2(taken_by=TakenBy.ASSISTANT))
    assert by_patient["performer"][0]["type"] == "Patient"
    assert by_assistant["performer"][0]["type"] == "Practitioner"
    assert by_assistant["extension"][1]["valueCode"] == "assistant"


def test_accepted_readings_are_vouched_for() -> None:
    bundle = transaction(filing())
    proof = bundle["entry"][-1]["resource"]
    names = [e["fullUrl"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Observation"]
    assert [target["reference"] for target in proof["target"]] == names
    assert proof["agent"][1]["who"]["display"] == "Dr Lina Ek"
    assert {e["what"]["identifier"]["value"] for e in proof["entity"]} == {"ab" * 32}


def test_a_visit_without_readings_has_no_provenance() -> None:
    kinds = [e["resource"]["resourceType"] for e in transaction(Filing(visit=visit(), accepted_at=NINE))["entry"]]
    assert kinds == ["Encounter", "Location", "Device"]


@pytest.mark.parametrize(
    ("measure", "codes", "unit", "mdc_unit"),
    [
        # typed from the PHD guide's, the MII's and LOINC's own examples and the 11073 tables, not from our table
        (Measure.SPO2, {"2708-6", "59408-5", "431314004", "150456"}, "%", 262688),
        (Measure.PULSE, {"8867-4", "8889-8", "364075005", "149530"}, "/min", 264864),
        (Measure.PERFUSION_INDEX, {"61006-3", "150448"}, "%", 262688),
        (Measure.PLETH, {"150452"}, "1", 262656),
        (Measure.SYSTOLIC, {"8480-6", "271649006", "150021"}, "mm[Hg]", 266016),
        (Measure.DIASTOLIC, {"8462-4", "271650006", "150022"}, "mm[Hg]", 266016),
        (Measure.MEAN_PRESSURE, {"8478-0", "150023"}, "kPa", 265987),
        (Measure.CUFF_PULSE, {"8867-4", "364075005", "149546"}, "/min", 264864),
        (Measure.WEIGHT, {"29463-7", "27113001", "188736"}, "kg", 263875),
        (Measure.WEIGHT, {"29463-7", "27113001", "188736"}, "[lb_av]", 263904),
        (Measure.HEIGHT, {"8302-2", "1153637007", "188740"}, "cm", 263441),
        (Measure.BMI, {"39156-5", "60621009", "188752"}, "kg/m2", 264096),
        (Measure.BODY_FAT, {"41982-0", "188748"}, "%", 262688),
        (Measure.GLUCOSE, {"15074-8", "14743-9", "434912009", "160184"}, "mmol/L", 266866),
        (Measure.GLUCOSE, {"41653-7", "434912009", "160184"}, "mg/dL", 264274),
        (Measure.TEMPERATURE, {"8310-5", "386725007", "150364"}, "Cel", 268192),
        (Measure.TEMPERATURE, {"8310-5", "386725007", "150364"}, "[degF]", 266560),
        (Measure.HEART_RATE, {"8867-4", "364075005", "147842"}, "/min", 264864),
        (Measure.RESPIRATION, {"9279-1", "86290005", "151562"}, "/min", 264928),
        (Measure.END_TIDAL_CO2, {"19891-1", "250790007", "151708"}, "mm[Hg]", 266016),
        (Measure.END_TIDAL_CO2, {"250784008", "151708"}, "%", 262688),
    ],
)
def test_the_table_says_what_the_sources_say(measure: Measure, codes: set[str], unit: str, mdc_unit: int) -> None:
    row = CODES[measure]
    form = row.form(unit)
    assert {code.code for code in row.codes(form)} == codes
    assert (form.unit.ucum, form.unit.mdc) == (unit, mdc_unit)


def test_every_measure_is_filed_in_all_its_units_or_never() -> None:
    assert set(CODES) | set(NEVER_FILED) == set(Measure)
    assert not set(CODES) & set(NEVER_FILED)
    for measure, row in CODES.items():
        assert sorted(form.unit.ucum for form in row.forms) == sorted(UNITS[measure])
        assert row.source
    assert {row.device_type for row in CODES.values()} | set(BY_CAPABILITY.values()) == set(SPECIALIZATIONS)


def test_every_code_keeps_its_system_s_check_digit() -> None:
    for row in (*CODES.values(), BLOOD_PRESSURE):
        assert re.fullmatch(r"\d+", row.mdc.code)
        for form in row.forms:
            assert all(re.fullmatch(r"\d+-\d", code.code) and _loinc_check(code.code) for code in form.loinc)
            assert form.snomed is None or _verhoeff(form.snomed.code)


def _loinc_check(code: str) -> bool:
    digits, check = code.split("-")
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
    return (10 - sum(n // 10 + n % 10 for n in doubled) % 10) % 10 == int(check)


def _verhoeff(code: str) -> bool:
    """SNOMED CT's check digit (SNOMED CT technical guide, *SctId check-digit*), by the dihedral group of ten."""

    def times(a: int, b: int) -> int:
        if a < 5:
            return (a + b) % 5 + (0 if b < 5 else 5)
        return (a - b) % 5 + (5 if b < 5 else 0)

    base = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    rows = [list(range(10))]
    for _ in range(7):
        rows.append([base[n] for n in rows[-1]])
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = times(check, rows[place % 8][int(digit)])
    return check == 0


# ------------------------------------------------------------------------------------------------ waveforms


def test_strips_are_ten_seconds_and_lose_nothing() -> None:
    chunks = pleth_chunks(23)
    strips = cut_strips(chunks, device=OXIMETER)
    assert [len(strip.samples) for strip in strips] == [750, 750, 46 * 37 - 1500]
    assert [s for strip in strips for s in strip.samples] == [s for chunk in chunks for s in chunk.samples]
    assert strips[1].started_at - strips[0].started_at == timedelta(seconds=10)


def test_a_lost_chunk_starts_a_new_strip() -> None:
    chunks = pleth_chunks(4)
    del chunks[3]
    assert [len(s.samples) for s in cut_strips(chunks, device=OXIMETER)] == [3 * 37, 4 * 37]


def test_jitter_of_arrival_does_not() -> None:
    late = [
        replace(c, started_at=c.started_at + timedelta(milliseconds=i % 3 * 80)) for i, c in enumerate(pleth_chunks(4))
    ]
    assert len(cut_strips(late, device=OXIMETER)) == 1


def test_samples_outside_the_range_and_missing_ones_are_letters() -> None:
    chunk = WaveChunk(
        measure=Measure.PLETH, started_at=NINE, rate_hz=60.0, lower=0, upper=127, samples=(0, 127, 128, -1, None)
    )
    strip = cut_strips([chunk], device=OXIMETER)[0]
    data = sampled_data(strip, CODES[Measure.PLETH].forms[0].unit)
    assert data["data"] == "0 127 U L E"
    assert str(data["period"]) == "16.666667"


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | st.integers(-5, 300), max_size=90).map(tuple), max_size=30), st.floats(1, 500))
def test_any_waveform_maps_to_valid_observations(parts: list[tuple[int | None, ...]], rate_hz: float) -> None:
    chunks, at = [], NINE
    for samples in parts:
        chunks.append(
            WaveChunk(measure=Measure.PLETH, started_at=at, rate_hz=rate_hz, lower=0, upper=255, samples=samples)
        )
        at += timedelta(seconds=len(samples) / rate_hz)
    strips = tuple(cut_strips(chunks, device=OXIMETER))
    assert sum(len(strip.samples) for strip in strips) == sum(map(len, parts))
    bundle: Resource = transaction(Filing(visit=visit(), accepted_at=NINE, strips=strips))
    assert check_bundle(loads(dumps(bundle))) == []
