# SPDX-License-Identifier: EUPL-1.2
"""The desk's FHIR store: whole or not at all, the same thing once, and found again."""

from __future__ import annotations

import copy
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.clock import ManualClock
from kiosk.desk.fhir_bundle import execute
from kiosk.desk.fhir_kinds import time_range
from kiosk.desk.fhir_problem import FhirProblem, FhirReason
from kiosk.desk.fhir_rows import FhirRows
from kiosk.desk.fhir_store import FhirStore
from kiosk.record.check import check_bundle
from kiosk.record.context import EncounterStatus
from kiosk.record.fhir import transaction
from kiosk.record.fhir_json import FhirJsonError, Resource, dumps, loads
from tests.kit.fhir_validators import validate_with_fhir_resources, validate_with_medplum
from tests.kit.record_samples import filing, spo2

NOW = "2026-11-23T09:00:00.000Z"
VISIT = ("identifier", "urn:x-halsorum:visit|v-4f1d2c")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(clock: ManualClock) -> AsyncIterator[FhirStore]:
    async with FhirStore(None, clock) as opened:
        yield opened


def _statuses(answer: Resource) -> list[str]:
    return [entry["response"]["status"][:3] for entry in answer["entry"]]


def _entry(bundle: Resource, kind: str) -> Any:
    return next(e for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


async def _count(store: FhirStore, kind: str) -> int:
    return (await store.search(kind, [])).total


def _collection(resources: list[Resource]) -> Resource:
    entries = [{"fullUrl": f"https://desk/fhir/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


async def test_a_filing_is_stored_and_comes_back_whole(store: FhirStore) -> None:
    answer = await store.execute(transaction(filing()))
    assert _statuses(answer) == ["201"] * 9
    page = await store.search("Encounter", [VISIT])
    resources = await store.everything(page.resources[0]["id"])
    kinds = sorted(resource["resourceType"] for resource in resources)
    assert kinds == ["Device"] * 2 + ["Encounter", "Location"] + ["Observation"] * 4 + ["Provenance"]
    assert "urn:uuid" not in str(resources)
    assert check_bundle(_collection(resources)) == []


async def test_what_comes_back_is_valid(store: FhirStore) -> None:
    await store.execute(transaction(filing(EncounterStatus.FINISHED)))
    page = await store.search("Encounter", [VISIT])
    bundle = _collection(await store.everything(page.resources[0]["id"]))
    assert validate_with_fhir_resources(bundle) == []
    assert validate_with_medplum(bundle) == []


async def test_digits_come_back(store: FhirStore) -> None:
    await store.execute(transaction(replace(filing(), readings=(spo2("36.70"),), strips=())))
    found = (await store.search("Observation", [("code", "2708-6")])).resources[0]
    assert str(found["valueQuantity"]["value"]) == "36.70"


async def test_sent_twice_is_stored_once(store: FhirStore) -> None:
    bundle = transaction(filing())
    first = await store.execute(bundle)
    second = await store.execute(bundle)
    assert _statuses(second) == ["200"] * 9
    assert [e["response"]["location"] for e in first["entry"]] == [e["response"]["location"] for e in second["entry"]]
    assert await _count(store, "Observation") == 4
    assert await _count(store, "Provenance") == 1


async def test_what_is_filed_once_is_never_changed_by_sending_it_again(store: FhirStore) -> None:
    bundle = transaction(filing())
    await store.execute(bundle)
    _entry(bundle, "Observation")["resource"]["valueQuantity"]["value"] = 12
    await store.execute(bundle)
    found = (await store.search("Observation", [("code", "2708-6")])).resources[0]
    assert (found["valueQuantity"]["value"], found["meta"]["versionId"]) == (97, "1")


async def test_the_visit_goes_on_in_the_same_encounter(store: FhirStore, clock: ManualClock) -> None:
    await store.execute(transaction(filing()))
    clock.advance(420)
    answer = await store.execute(transaction(filing(EncounterStatus.FINISHED)))
    assert _statuses(answer)[0] == "200"
    assert answer["entry"][0]["response"]["etag"] == 'W/"2"'
    found = (await store.search("Encounter", [VISIT])).resources
    assert [(each["status"], each["meta"]["versionId"]) for each in found] == [("finished", "2")]
    assert found[0]["meta"]["lastUpdated"] == "2026-01-01T12:07:00.000Z"


async def test_a_transaction_fails_whole(store: FhirStore) -> None:
    bundle = transaction(filing())
    del bundle["entry"][-1]["resource"]["recorded"]
    with pytest.raises(FhirProblem) as caught:
        await store.execute(bundle)
    assert caught.value.status == 422
    assert caught.value.place == "Provenance.recorded"
    assert [await _count(store, kind) for kind in ("Encounter", "Observation", "Device")] == [0, 0, 0]


async def test_a_transaction_that_fails_while_writing_leaves_nothing(store: FhirStore) -> None:
    bundle = transaction(filing())
    bundle["entry"][-1]["resource"]["target"][0]["reference"] = "urn:uuid:nowhere"
    with pytest.raises(FhirProblem) as caught:
        await store.execute(bundle)
    assert (caught.value.status, caught.value.place) == (400, "Bundle.entry[8]")
    assert await _count(store, "Encounter") == 0


async def test_a_batch_fails_entry_by_entry(store: FhirStore) -> None:
    location = _entry(transaction(filing()), "Location")
    broken = {"fullUrl": "urn:uuid:2", "resource": {"resourceType": "Observation"},
              "request": {"method": "POST", "url": "Observation"}}  # fmt: skip
    answer = await store.execute({"resourceType": "Bundle", "type": "batch", "entry": [location, broken]})
    assert _statuses(answer) == ["201", "422"]
    assert [entry["fullUrl"] for entry in answer["entry"]] == [location["fullUrl"], "urn:uuid:2"]
    assert answer["entry"][1]["response"]["outcome"]["issue"][0]["code"] == "processing"
    assert await _count(store, "Location") == 1


async def test_a_condition_that_fits_several_is_refused(store: FhirStore) -> None:
    location = _entry(transaction(filing()), "Location")
    for name in ("one", "two"):
        again = {**copy.deepcopy(location), "request": {"method": "PUT", "url": f"Location/{name}"}}
        await store.execute({"resourceType": "Bundle", "type": "transaction", "entry": [again]})
    with pytest.raises(FhirProblem) as caught:
        await store.execute({"resourceType": "Bundle", "type": "transaction", "entry": [location]})
    assert caught.value.status == 412


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda e: e["request"].update(method="DELETE"), 400),
        (lambda e: e["request"].update(url="Patient"), 400),
        (lambda e: e["request"].update(url="Location/../../etc"), 400),
        (lambda e: e["request"].update(url="Location?colour=red"), 400),
        (lambda e: e["request"].update(url="Location?"), 400),
        (lambda e: e["resource"].update(resourceType="Patient"), 404),
        (lambda e: e["resource"].update(status="weird"), 422),
        (lambda e: e["resource"].update(status=["active"]), 422),
        (lambda e: e["resource"].update(meta="x"), 422),
        (lambda e: e["resource"].update(partOf={"reference": "Location/none"}), 422),
        (lambda e: e["resource"].update(partOf={"reference": "Location?identifier=none"}), 412),
        (lambda e: e.pop("request"), 400),
        (lambda e: e.update(resource=[]), 400),
    ],
)
async def test_what_is_wrong_is_refused(store: FhirStore, change: Any, status: int) -> None:
    location = copy.deepcopy(_entry(transaction(filing()), "Location"))
    change(location)
    with pytest.raises(FhirProblem) as caught:
        await store.execute({"resourceType": "Bundle", "type": "transaction", "entry": [location]})
    assert caught.value.status == status


async def test_two_entries_for_one_resource_are_refused(store: FhirStore) -> None:
    bundle = transaction(filing())
    bundle["entry"].append(bundle["entry"][1])
    with pytest.raises(FhirProblem) as caught:
        await store.execute(bundle)
    assert caught.value.kind is FhirReason.INVALID
    twice = [{**bundle["entry"][1], "fullUrl": f"urn:uuid:{n}", "request": {"method": "PUT", "url": "Location/a"}}
             for n in range(2)]  # fmt: skip
    with pytest.raises(FhirProblem) as caught:
        await store.execute({"resourceType": "Bundle", "type": "transaction", "entry": twice})
    assert (caught.value.kind, caught.value.place) == (FhirReason.INVALID, "Bundle.entry[1]")


async def test_conditional_reference_is_resolved(store: FhirStore) -> None:
    bundle = transaction(filing())
    await store.execute(bundle)
    room = {"resourceType": "Location", "partOf": {"reference": "Location?identifier=station-slussfors"}}
    entry = {"resource": room, "request": {"method": "POST", "url": "Location"}}
    answer = await store.execute({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
    made = await store.read("Location", answer["entry"][0]["response"]["location"].split("/")[1])
    assert (await store.read(*made["partOf"]["reference"].split("/")))["name"] == "Slussfors"


@pytest.mark.parametrize(
    ("pairs", "count"),
    [
        ([("code", "http://loinc.org|2708-6")], 1),
        ([("code", "2708-6,8867-4")], 2),
        ([("code", "http://snomed.info/sct|2708-6")], 0),
        ([("code", "urn:iso:std:iso:11073:10101|")], 4),
        ([("date", "2026-11-23")], 4),
        ([("date", "2026-11"), ("code", "2708-6")], 1),
        ([("date", "lt2026-11-23T09:01:55Z")], 1),
        ([("date", "ge2026-11-23T10:02:00.5+01:00")], 1),
        ([("date", "le2026-11-23T09:02:00Z")], 4),
        ([("date", "gt2026-11-23T09:02:00.9Z")], 0),
        ([("status", "final")], 4),
        ([("category", "vital-signs")], 2),
        ([("subject:identifier", "http://electronichealth.se/identifier/personnummer|191212121212")], 4),
        ([("subject:identifier", "191212121213")], 0),
    ],
)
async def test_search(store: FhirStore, pairs: list[tuple[str, str]], count: int) -> None:
    await store.execute(transaction(filing()))
    assert (await store.search("Observation", pairs, private=True)).total == count


async def test_search_by_reference(store: FhirStore) -> None:
    await store.execute(transaction(filing()))
    id_ = (await store.search("Encounter", [VISIT])).resources[0]["id"]
    for value in (id_, f"Encounter/{id_}"):
        assert (await store.search("Observation", [("encounter", value)])).total == 4
    page = await store.search("Observation", [("encounter", id_), ("_count", "3")])
    assert (page.total, len(page.resources)) == (4, 3)


@pytest.mark.parametrize(
    "pairs",
    [[("colour", "red")], [("code", "")], [("date", "yesterday")], [("date", "2026-13-01")], [("_count", "x")],
     [("date", "2026-11-23T09:00:00+99:99")], [("subject:identifier", "191212121212")]],
)  # fmt: skip
async def test_search_refuses(store: FhirStore, pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(FhirProblem) as caught:
        await store.search("Observation", pairs)
    assert caught.value.status == 400
    assert "1912" not in str(caught.value)


async def test_nothing_is_read_that_is_not_there(store: FhirStore) -> None:
    for read in (store.read("Encounter", "x"), store.everything("x"), store.read("Patient", "x")):
        with pytest.raises(FhirProblem) as caught:
            await read
        assert caught.value.status == 404


async def test_the_file_survives_and_is_ours_alone(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "record.sqlite"
    async with FhirStore(path, clock) as store:
        await store.execute(transaction(filing()))
    async with FhirStore(path, clock) as store:
        assert await _count(store, "Observation") == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["record.sqlite"]


async def test_what_is_overwritten_is_gone_from_the_file(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "record.sqlite"
    first = filing()
    renamed = replace(first, visit=replace(first.visit, station=replace(first.visit.station, name="UNMISTAKABLE-NAME")))
    async with FhirStore(path, clock) as store:
        await store.execute(transaction(renamed))
        assert b"UNMISTAKABLE-NAME" in path.read_bytes()
        await store.execute(transaction(first))
    assert b"UNMISTAKABLE-NAME" not in path.read_bytes()


async def test_a_closed_store_says_so(clock: ManualClock) -> None:
    store = FhirStore(None, clock)
    await store.open()
    await store.close()
    await store.close()
    with pytest.raises(FhirProblem) as caught:
        await store.read("Encounter", "x")
    assert caught.value.status == 503


async def test_a_file_that_is_no_database_is_said_to_be_unreadable(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"something else entirely" * 100)
    store = FhirStore(path, clock)
    with pytest.raises(FhirProblem) as caught:
        await store.open()
    assert caught.value.kind is FhirReason.UNAVAILABLE
    await store.close()


def test_time_ranges() -> None:
    assert time_range("2026") == ("2026-01-01T00:00:00.000000", "2026-12-31T23:59:59.999999")
    assert time_range("2024-02") == ("2024-02-01T00:00:00.000000", "2024-02-29T23:59:59.999999")
    assert time_range("2026-11-23T10:02+01:00") == ("2026-11-23T09:02:00.000000", "2026-11-23T09:02:59.999999")
    assert time_range("2026-11-23T09:02:03.25Z") == ("2026-11-23T09:02:03.250000", "2026-11-23T09:02:03.259999")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    keys: Any = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in list(keys)] + [spot for key in keys for spot in _spots(value[key])]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["transaction", "batch"]))
def test_no_bundle_upsets_the_store(data: st.DataObject, kind: str) -> None:
    """Whatever stands in one place of a bundle, the answer is an answer or a problem; and a failure leaves nothing."""
    bundle: Any = loads(dumps({**transaction(filing()), "type": kind}))
    container, key = data.draw(st.sampled_from(_spots(bundle)))
    container[key] = data.draw(JSON)
    rows = FhirRows(None)
    try:
        execute(rows, loads(dumps(bundle)), NOW)
    except (FhirProblem, FhirJsonError):
        for table in ("resource", "found_by", "points_at"):
            assert rows._db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    finally:
        rows.close()
