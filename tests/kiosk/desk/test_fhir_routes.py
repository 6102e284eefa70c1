# SPDX-License-Identifier: EUPL-1.2
"""The record endpoint over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from kiosk.clock import ManualClock
from kiosk.desk.fhir_routes import MAX_BODY_BYTES, add_fhir_routes
from kiosk.desk.fhir_store import FhirStore
from kiosk.record.fhir import transaction
from kiosk.record.fhir_json import Resource, dumps, loads
from tests.kit.fhir_validators import validate_many_with_medplum, validate_with_fhir_resources, validate_with_medplum
from tests.kit.record_samples import filing

Client = TestClient[Any, Any]
FHIR = {"Content-Type": "application/fhir+json"}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with FhirStore(None, ManualClock()) as store:
        app = web.Application()
        add_fhir_routes(app, store, lambda request: request.headers.get("X-Caller") != "stranger")
        async with TestClient(TestServer(app)) as client:
            yield client


async def _get(client: Client, path: str, status: int = 200) -> Resource:
    async with client.get(path) as response:
        assert response.status == status
        assert response.content_type == "application/fhir+json"
        assert response.headers["Cache-Control"] == "no-store"
        return loads(await response.read())


async def _post(client: Client, data: bytes, status: int = 200, path: str = "/fhir", **headers: str) -> Resource:
    async with client.post(path, data=BytesIO(data), headers={**FHIR, **headers}) as response:
        assert response.status == status
        return loads(await response.read())


async def test_file_search_and_take_out(client: Client) -> None:
    answer = await _post(client, dumps(transaction(filing())))
    assert answer["type"] == "transaction-response"
    visit = await _get(client, "/fhir/Encounter?identifier=urn:x-halsorum:visit%7Cv-4f1d2c")
    assert visit["total"] == 1
    id_ = visit["entry"][0]["resource"]["id"]
    assert (await _get(client, f"/fhir/Encounter/{id_}"))["status"] == "in-progress"
    whole = await _get(client, f"/fhir/Encounter/{id_}/$everything")
    assert whole["total"] == len(whole["entry"]) == 9
    assert whole["entry"][0]["fullUrl"].endswith(f"/fhir/Encounter/{id_}")
    assert validate_with_fhir_resources(answer) == validate_with_fhir_resources(whole) == []
    assert validate_many_with_medplum([answer, whole]) == [[], []]


async def test_metadata_is_a_capability_statement(client: Client) -> None:
    statement = await _get(client, "/fhir/metadata")
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": "urn:uuid:1", "resource": statement}],
    }
    assert validate_with_fhir_resources(bundle) == []
    assert validate_with_medplum(bundle) == []


async def test_a_person_is_searched_for_in_a_body_only(client: Client) -> None:
    await _post(client, dumps(transaction(filing())))
    outcome = await _get(client, "/fhir/Observation?subject:identifier=191212121212", 400)
    assert "_search" in outcome["issue"][0]["diagnostics"]
    form = {"subject:identifier": "http://electronichealth.se/identifier/personnummer|191212121212"}
    async with client.post("/fhir/Observation/_search", data=form) as response:
        assert loads(await response.read())["total"] == 4


@pytest.mark.parametrize(
    ("data", "headers", "status", "code"),
    [
        (b"{}", {"Content-Type": "text/plain"}, 415, "structure"),
        (b"{", {}, 400, "invalid"),
        (b"{}", {}, 400, "invalid"),
        (b'{"a":' + b"[" * 50 + b"]" * 50 + b"}", {}, 400, "invalid"),
        (b" " * (MAX_BODY_BYTES + 1), {}, 413, "too-long"),
        (b"{}", {"X-Caller": "stranger"}, 403, "forbidden"),
    ],
)
async def test_refusals(client: Client, data: bytes, headers: dict[str, str], status: int, code: str) -> None:
    outcome = await _post(client, data, status, **headers)
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["issue"][0]["code"] == code


async def test_a_body_without_a_length_is_limited_too(client: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    async with client.post("/fhir", data=endless(), headers=FHIR) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fhir/Encounter/none", 404),
        ("/fhir/Encounter/none/$everything", 404),
        ("/fhir/Patient", 404),
        ("/fhir/Patient/1", 404),
        ("/fhir/Encounter?colour=red", 400),
        ("/fhir/Encounter?date=soon", 400),
    ],
)
async def test_errors_are_outcomes(client: Client, path: str, status: int) -> None:
    assert (await _get(client, path, status))["issue"][0]["severity"] == "error"


async def test_a_stranger_reads_nothing_but_the_metadata(client: Client) -> None:
    for path in ("/fhir/Encounter", "/fhir/Encounter/1", "/fhir/Encounter/1/$everything"):
        async with client.get(path, headers={"X-Caller": "stranger"}) as response:
            assert response.status == 403


async def test_outcomes_quote_nothing(client: Client) -> None:
    bundle = transaction(filing())
    bundle["entry"][4]["resource"]["status"] = "SECRET-STATUS"
    bundle["entry"][4]["resource"]["subject"]["display"] = "SECRET-NAME"
    outcome = await _post(client, dumps(bundle), 422)
    assert "SECRET" not in str(outcome)
    assert outcome["issue"][0]["expression"] == ["Observation.status"]
