# SPDX-License-Identifier: EUPL-1.2
"""What was measured together in the record: the pressures of a cuff as one panel, its pulse beside it, who and when."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.capability import Capability, Instrument
from kiosk.reading import Flag, Measure, Reading, TakenBy
from kiosk.record import systems
from kiosk.record.context import Filing
from kiosk.record.fhir import transaction
from kiosk.record.fhir_json import Resource, dumps
from kiosk.record.observation import reading_observation
from tests.kit.record_samples import CUFF, NINE, one_of_each, pressure_act, spo2, taken, visit


def _filed(*readings: Reading, **more: Any) -> Resource:
    return transaction(Filing(visit=visit(), accepted_at=NINE, readings=readings, **more))


def _all(bundle: Resource, kind: str) -> list[Resource]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def _values(panel: Resource) -> dict[str, str]:
    return {
        component["code"]["coding"][0]["code"]: str(
            component["valueQuantity"]["value"]
            if "valueQuantity" in component
            else component["dataAbsentReason"]["coding"][0]["code"]
        )
        for component in panel["component"]
    }


def test_one_act_is_one_panel_and_its_pulse() -> None:
    bundle = _filed(*pressure_act())
    panel, pulse = _all(bundle, "Observation")
    assert panel["code"]["coding"][0]["code"] == "85354-9"
    assert _values(panel) == {"8480-6": "127", "8462-4": "76", "8478-0": "93"}
    assert "valueQuantity" not in panel
    assert {each["valueQuantity"]["code"] for each in panel["component"]} == {"mm[Hg]"}
    assert (pulse["code"]["coding"][0]["code"], pulse["valueQuantity"]["value"]) == ("8867-4", 78)
    names = {entry["resource"]["resourceType"] + entry["fullUrl"] for entry in bundle["entry"]}
    assert "Observation" + pulse["derivedFrom"][0]["reference"] in names
    assert len(_all(bundle, "Provenance")[0]["target"]) == 2
    assert len(_all(bundle, "Provenance")[0]["entity"]) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_act_has_one_name_in_whatever_order_its_numbers_come(order: tuple[int, ...]) -> None:
    act = pressure_act()
    keys = [
        entry["request"]["ifNoneExist"]
        for entry in _filed(*(act[at] for at in order))["entry"]
        if entry["resource"]["resourceType"] == "Observation"
    ]
    assert keys == [_filed(*act[:3])["entry"][4]["request"]["ifNoneExist"]]


def test_two_acts_are_two_panels() -> None:
    again = tuple(replace(each, group="a2", id="f" + each.id[1:]) for each in pressure_act())
    bundle = _filed(*pressure_act(), *again)
    keys = {entry["request"].get("ifNoneExist") for entry in bundle["entry"]}
    observations = _all(bundle, "Observation")
    assert len(observations) == 4
    assert len(keys - {None}) == 5  # and one Provenance
    assert len({each["derivedFrom"][0]["reference"] for each in observations if "derivedFrom" in each}) == 2


def test_pressures_of_no_group_and_of_two_machines_are_acts_of_their_own() -> None:
    loose = [taken(Measure.SYSTOLIC, "127", number) for number in (1, 2)]
    machines = [taken(Measure.DIASTOLIC, "76", 3, group="a", instrument=name) for name in ("one", "two")]
    machines[1] = replace(machines[1], id="4" * 16)
    assert len(_all(_filed(*loose, *machines), "Observation")) == 4


def test_what_an_act_lacks_is_said() -> None:
    absent = taken(Measure.DIASTOLIC, None, 9, group="a")
    (failed,) = _all(_filed(taken(Measure.SYSTOLIC, "127", 8, group="a"), absent), "Observation")
    assert _values(failed) == {"8480-6": "127", "8462-4": "error"}
    (alone,) = _all(_filed(taken(Measure.SYSTOLIC, "127", 8)), "Observation")
    assert _values(alone) == {"8480-6": "127", "8462-4": "unknown"}


def test_a_pulse_without_its_pressure_stands_alone() -> None:
    (pulse,) = _all(_filed(pressure_act()[3]), "Observation")
    assert "derivedFrom" not in pulse


def test_another_unit_is_kept_and_claims_no_profile_that_binds_one() -> None:
    for observation in _all(_filed(*one_of_each()), "Observation"):
        codes = {
            part["valueQuantity"]["code"]
            for part in (observation, *observation.get("component", ()))
            if "valueQuantity" in part
        }
        specific = any(name in str(observation["meta"]["profile"]) for name in ("/bp", "/bodyweight", "/bodyheight"))
        assert not (specific and codes & {"kPa", "[oz_av]", "[stone_av]", "m", "mm"})
        assert b"12.50" in dumps(observation) or observation.get("component") or codes == {"/min"}


def test_glucose_is_named_by_its_unit() -> None:
    moles = reading_observation(visit(), taken(Measure.GLUCOSE, "5.4", 1))
    mass = reading_observation(visit(), taken(Measure.GLUCOSE, "97", 2, unit="mg/dL"))
    assert [each["code"] for each in moles["code"]["coding"]][:2] == ["15074-8", "14743-9"]
    assert mass["code"]["coding"][0]["code"] == "41653-7"
    assert mass["valueQuantity"] == {
        "value": 97, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL",
    }  # fmt: skip


def test_the_device_s_clock_is_told_as_it_stands() -> None:
    old = spo2(device_time=datetime(2019, 1, 1, 0, 3, 7), clock_offset_s=-61.25, flags=(Flag.FROM_MEMORY,))
    said = {each["url"]: each for each in reading_observation(visit(), old)["extension"]}
    time, ahead = said[systems.DEVICE_CLOCK]["extension"]
    assert time == {"url": "time", "valueString": "2019-01-01T00:03:07"}
    assert str(ahead["valueQuantity"]["value"]) == "-61.250"
    assert said[systems.QUALITY]["valueCodeableConcept"]["text"] == "from-memory"
    assert systems.DEVICE_CLOCK not in str(reading_observation(visit(), spo2()))


def test_flags_of_an_act_are_on_its_panel_and_are_no_components() -> None:
    act = pressure_act(flags=(Flag.IRREGULAR_PULSE, Flag.WEAK_SIGNAL))
    panel = _all(_filed(*act), "Observation")[0]
    texts = [each["valueCodeableConcept"]["text"] for each in panel["extension"] if each["url"] == systems.QUALITY]
    assert texts == ["irregular-pulse", "weak-signal"]
    assert "150604" not in str(panel), "an oximeter's status is not a cuff's"
    assert "150604.11" in str(reading_observation(visit(), spo2(flags=(Flag.WEAK_SIGNAL,))))


def test_who_took_it_comes_first_and_who_helped_second() -> None:
    helped = reading_observation(visit(), spo2(helped_by=TakenBy.ASSISTANT))
    assert [who["type"] for who in helped["performer"]] == ["Patient", "Practitioner"]
    assert {"url": systems.HELPED_BY, "valueCode": "assistant"} in helped["extension"]
    alone = reading_observation(visit(), spo2(taken_by=TakenBy.ASSISTANT, helped_by=TakenBy.ASSISTANT))
    assert [who["type"] for who in alone["performer"]] == ["Practitioner"]


def test_an_instrument_is_all_that_it_can_measure_however_little_is_filed() -> None:
    board = Instrument(
        name="board", capabilities=(Capability.PULSE_OXIMETRY, Capability.BLOOD_PRESSURE, Capability.CODE_READING)
    )
    one = spo2(device=CUFF, instrument="board")
    device = _all(_filed(one, instruments=(board,)), "Device")[1]
    assert [each["systemType"]["coding"][0]["code"] for each in device["specialization"]] == ["528388", "528391"]
    assert device["serialNumber"] == "W1234567"


def test_progress_is_not_filed() -> None:
    bundle = _filed(taken(Measure.CUFF_PRESSURE, "112", 5))
    assert _all(bundle, "Observation") == _all(bundle, "Provenance") == []
