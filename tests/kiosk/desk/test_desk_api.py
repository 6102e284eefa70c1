# SPDX-License-Identifier: EUPL-1.2
"""The desk's two listeners over real TLS."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.ratings import Answers, answers_of
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import parse_link
from kiosk.signalling.roles import Role
from provisioning.demo.clinic import Clinic
from tests.kit.clinic import clinic_in

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

ONE, TWO = "station-one", "station-two"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("desk")) as clinic:
        for name in (ONE, TWO):
            await clinic.enrol_station(name, f"Stugan {name}", "Vägen 1", "0950-1")
        yield clinic


def as_station(clinic: Clinic, name: str) -> DeskClient:
    return DeskClient(clinic.api_url, Identity.load(clinic.folder / "stations" / name).client_tls())


def public(clinic: Clinic) -> aiohttp.ClientSession:
    tls = ssl.create_default_context(cafile=str(clinic.authority_file))
    return aiohttp.ClientSession(clinic.public_url, connector=aiohttp.TCPConnector(ssl=tls))


def wanted(**changes: Any) -> dict[str, Any]:
    start = datetime.now(UTC)
    return {
        "station": ONE,
        "patient": {"identifier_system": "urn:x", "identifier_value": "n~1", "name": "Unmistakable Åsa"},
        "gp": {"name": "Dr Berg"},
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=20)).isoformat(),
        "language": "nb",
    } | changes


async def refused(client: DeskClient, method: str, path: str, body: dict[str, Any] | None = None) -> DeskReason:
    async with client as desk:
        with pytest.raises(DeskError) as caught:
            await desk.call(method, path, body)
    assert isinstance(caught.value.reason, DeskReason)
    assert "Unmistakable" not in str(caught.value)
    return caught.value.reason


async def test_a_visit_has_a_code_and_a_link(clinic: Clinic) -> None:
    async with clinic.operator() as desk:
        made = await desk.create_visit(wanted())
        assert made.keys() == {"visit", "code", "link", "expires"}
        assert len(made["code"]) == 6 and made["code"].isdigit()
        link = parse_link(made["link"])
        assert (link.base_url, link.visit) == (clinic.public_url, made["visit"])
        assert link.station_thumbprint == Identity.load(clinic.folder / "stations" / ONE).thumbprint
        shown = await desk.visit(made["visit"])
        assert (shown["station"], shown["state"], shown["delivered"]) == (ONE, "open", False)
        assert made["visit"] in [each["visit"] for each in await desk.visits()]


async def test_opening_the_link_changes_nothing(clinic: Clinic) -> None:
    """Messengers fetch links for a preview before any person does."""
    visit = await clinic.create_visit(ONE)
    path = f"/v/{visit.visit}"
    before = clinic.desk.visits.get(visit.visit)
    files = {each: each.read_bytes() for each in sorted((clinic.folder / "desk-store").iterdir())}
    async with public(clinic) as browser:
        bodies = []
        for method in ("GET", "GET", "HEAD", "GET"):
            async with browser.request(method, path) as response:
                assert response.status == 200
                bodies.append(await response.text())
            async with browser.request(method, f"{path}/config") as response:
                assert response.status == 200
        assert bodies[0] == bodies[1] == bodies[3] and bodies[2] == ""
        for method in ("POST", "PUT", "DELETE"):
            async with browser.request(method, path) as response:
                assert response.status == 405
    assert clinic.desk.visits.get(visit.visit) == before
    assert {each: each.read_bytes() for each in sorted((clinic.folder / "desk-store").iterdir())} == files


async def test_the_page_tells_nothing_about_which_visits_exist(clinic: Clinic) -> None:
    visit = await clinic.create_visit(ONE)
    async with public(clinic) as browser:
        texts = []
        for each in (visit.visit, "a" * 26):
            async with browser.get(f"/v/{each}") as response:
                texts.append((response.status, await response.text(), dict(response.headers) | {"Date": ""}))
    assert texts[0] == texts[1]


async def test_the_config_holds_what_the_page_needs_and_no_person(clinic: Clinic) -> None:
    async with clinic.operator() as desk:
        made = await desk.create_visit(wanted())
    async with public(clinic) as browser, browser.get(f"/v/{made['visit']}/config") as response:
        text = await response.text()
        config = json.loads(text)
    assert config.keys() == {
        "broker_url", "namespace", "kiosk", "station", "self_test", "starts_at", "ends_at", "state"
    }  # fmt: skip
    relay = clinic.public_url.replace("https://", "wss://") + "/mqtt"
    assert (config["kiosk"], config["state"], config["broker_url"]) == (ONE, "open", relay)
    assert config["station"] == {"name": f"Stugan {ONE}", "address": "Vägen 1", "phone": "0950-1"}
    assert datetime.fromisoformat(config["ends_at"]) - datetime.fromisoformat(config["starts_at"]) > timedelta(
        minutes=19
    )
    for secret in ("Unmistakable", "n~1", made["code"], "Berg"):
        assert secret not in text


async def test_the_config_says_ended_and_unknown(clinic: Clinic) -> None:
    visit = await clinic.create_visit(ONE)
    async with clinic.operator() as desk:
        await desk.cancel_visit(visit.visit)
    async with public(clinic) as browser:
        async with browser.get(f"/v/{visit.visit}/config") as response:
            assert (await response.json())["state"] == "ended"
        async with browser.get(f"/v/{'a' * 26}/config") as response:
            assert (response.status, await response.json()) == (404, {"state": "unknown"})
        for path in ("/v/short", "/v/short/config", "/visits", "/fhir/metadata", "/gp/../desk.toml", "/gp/index.html"):
            async with browser.get(path) as response:
                assert response.status == 404, path


async def test_the_page_is_served_with_strict_headers(clinic: Clinic) -> None:
    async with public(clinic) as browser:
        async with browser.get(f"/v/{'a' * 26}") as response:
            headers = response.headers
        async with browser.get("/gp/app.js") as script:
            assert script.content_type == "text/javascript"
            assert script.headers["X-Content-Type-Options"] == "nosniff"
        async with browser.get("/healthz") as response:
            assert await response.json() == {"ok": True}
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert f"connect-src 'self' {clinic.public_url.replace('https', 'wss')};" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Permissions-Policy"].startswith("camera=(self), microphone=(self)")


async def test_the_page_is_packed_for_browsers_that_take_it(clinic: Clinic) -> None:
    async with public(clinic) as browser:
        async with browser.get("/gp/app.js", headers={"Accept-Encoding": "gzip, br"}) as packed:
            script, length = await packed.read(), int(packed.headers["Content-Length"])
            assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
        async with browser.get("/gp/app.js", headers={"Accept-Encoding": "identity"}) as plain:
            assert "Content-Encoding" not in plain.headers
            assert await plain.read() == script  # the client unpacks what came packed
    assert length < len(script)


async def test_nobody_without_a_certificate_reaches_the_interface(clinic: Clinic) -> None:
    tls = ssl.create_default_context(cafile=str(clinic.authority_file))
    assert await refused(DeskClient(clinic.api_url, tls), "GET", "/healthz") is DeskReason.UNREACHABLE


async def test_each_role_does_its_own_and_no_more(clinic: Clinic) -> None:
    registrar = Identity.load(clinic.folder / "registrar-identity").client_tls()
    station = {"thumbprint": b64url(bytes(32)), "encryption_jwk": {}}
    visit = (await clinic.create_visit(ONE)).visit
    cases: list[tuple[DeskClient, str, str, dict[str, Any] | None]] = [
        (as_station(clinic, ONE), "POST", "/visits", wanted()),
        (as_station(clinic, ONE), "GET", "/visits", None),
        (as_station(clinic, ONE), "POST", f"/visits/{visit}/cancel", None),
        (as_station(clinic, TWO), "GET", f"/visits/{visit}", None),
        (as_station(clinic, TWO), "POST", f"/visits/{visit}/end", None),
        (as_station(clinic, TWO), "POST", f"/visits/{'a' * 26}/end", None),
        (as_station(clinic, ONE), "PUT", "/stations/station-three", station),
        (as_station(clinic, ONE), "DELETE", f"/stations/{TWO}", None),
        (as_station(clinic, ONE), "GET", "/stations", None),
        (as_station(clinic, ONE), "GET", f"/record/{visit}", None),
        (clinic.operator(), "POST", f"/visits/{visit}/end", None),
        (clinic.operator(), "PUT", "/stations/station-three", station),
        (DeskClient(clinic.api_url, registrar), "POST", "/visits", wanted()),
        (DeskClient(clinic.api_url, registrar), "GET", f"/record/{visit}", None),
    ]
    for client, method, path, body in cases:
        assert await refused(client, method, path, body) is DeskReason.FORBIDDEN, (method, path)


async def test_only_the_certificate_of_the_last_enrolment_is_the_station(clinic: Clinic, tmp_path: Path) -> None:
    """A board that was replaced, or a certificate that was issued to an impostor with the right name, is not let in."""
    name = "station-four"
    settings = await clinic.enrol_station(name, name, "", "")
    visit = await clinic.create_visit(name)
    old = DeskClient(clinic.api_url, Identity.load(settings.station.identity).client_tls())
    async with old as desk:
        assert (await desk.visit(visit.visit))["state"] == "open"
    await clinic.enrol_station(name, name, "", "")
    assert await refused(old, "GET", f"/visits/{visit.visit}") is DeskReason.FORBIDDEN


async def test_a_server_certificate_of_the_clinic_has_no_role(clinic: Clinic, tmp_path: Path) -> None:
    clinic.authority.issue_identity(tmp_path / "server", Role.SERVER, "proxy", ["localhost"])
    client = DeskClient(clinic.api_url, Identity.load(tmp_path / "server").client_tls())
    assert await refused(client, "POST", "/visits", wanted()) is DeskReason.FORBIDDEN


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"station": "station-nine"}, DeskReason.UNKNOWN_STATION),
        ({"ends_at": "2020-01-01T00:00:00Z", "starts_at": "2019-12-31T23:00:00Z"}, DeskReason.BAD_TIMES),
        ({"ends_at": "2030-01-01T00:00:00Z"}, DeskReason.BAD_TIMES),
        ({"starts_at": "2030-01-01T00:00:00Z"}, DeskReason.BAD_TIMES),
        ({"starts_at": "2030-01-01T00:00:00"}, DeskReason.MALFORMED),
        ({"language": "Unmistakable!"}, DeskReason.MALFORMED),
        ({"Unmistakable": 1}, DeskReason.MALFORMED),
        ({"patient": {"name": "Unmistakable"}}, DeskReason.MALFORMED),
        ({"patient": "Unmistakable"}, DeskReason.MALFORMED),
    ],
)
async def test_what_cannot_be_a_visit_is_refused_without_quoting_it(
    clinic: Clinic, changes: dict[str, Any], reason: DeskReason
) -> None:
    assert await refused(clinic.operator(), "POST", "/visits", wanted(**changes)) is reason


async def test_a_station_ends_its_visit_and_ending_again_changes_nothing(clinic: Clinic) -> None:
    visit = (await clinic.create_visit(ONE)).visit
    async with as_station(clinic, ONE) as desk:
        assert (await desk.end_visit(visit))["state"] == "ended"
        assert (await desk.end_visit(visit))["state"] == "ended"
    async with clinic.operator() as desk:
        assert (await desk.cancel_visit(visit))["state"] == "ended"


async def test_nothing_of_a_person_stands_in_the_desk_s_store(clinic: Clinic) -> None:
    async with clinic.operator() as desk:
        made = await desk.create_visit(wanted())
        secret = parse_link(made["link"]).secret
        for stage in ("open", "cancelled"):
            kept = b"".join(each.read_bytes() for each in (clinic.folder / "desk-store").iterdir())
            for text in ("Unmistakable", "n~1", made["code"], b64url(secret), secret.hex()):
                assert text.encode() not in kept, stage
            assert secret not in kept
            await desk.cancel_visit(made["visit"])
    assert clinic.desk.visits.get(made["visit"]).sealed == ""


async def test_what_a_station_filed_is_shown_to_staff(clinic: Clinic) -> None:
    visit = (await clinic.create_visit(ONE)).visit
    encounter = {
        "resourceType": "Encounter",
        "identifier": [{"system": "urn:x-halsorum:visit", "value": visit}],
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "VR"},
        "subject": {"display": "Åsa <Öberg>"},
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:8e0e9c1c-33b4-4e6f-9f3b-0c8b1a1b1c1d",
                "resource": encounter,
                "request": {"method": "POST", "url": "Encounter"},
            }
        ],
    }
    tls = Identity.load(clinic.folder / "stations" / ONE).client_tls()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls)) as session:
        headers = {"Content-Type": "application/fhir+json"}
        async with session.post(f"{clinic.api_url}/fhir", data=json.dumps(bundle), headers=headers) as response:
            assert response.status == 200, await response.text()
        async with session.get(f"{clinic.api_url}/fhir/Encounter") as response:
            assert response.status == 403
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=clinic.operator_tls)) as session:
        async with session.post(f"{clinic.api_url}/fhir", data=json.dumps(bundle), headers=headers) as response:
            assert response.status == 403
        async with session.get(f"{clinic.api_url}/record/{visit}") as response:
            page = await response.text()
            assert response.content_type == "text/html" and response.status == 200
        async with session.get(f"{clinic.api_url}/record/{'a' * 26}") as response:
            assert response.status == 404
    assert "Åsa &lt;Öberg&gt;" in page and "<Öberg>" not in page
    record = await clinic.record(visit)
    assert record["entry"][0]["resource"]["status"] == "in-progress"


async def test_the_list_says_whom_the_clinic_shall_ring(clinic: Clinic) -> None:
    visit = (await clinic.create_visit(ONE)).visit
    async with as_station(clinic, ONE) as desk:
        assert (await desk.end_visit(visit, "call-back"))["cause"] == "call-back"
        assert (await desk.end_visit(visit, "gp"))["cause"] == "call-back", "the first reason counts"
    async with clinic.operator() as desk:
        assert {each["visit"]: each["cause"] for each in await desk.visits()}[visit] == "call-back"
    path = f"/visits/{(await clinic.create_visit(ONE)).visit}/end"
    assert await refused(as_station(clinic, ONE), "POST", path, {"cause": "Åsa called"}) is DeskReason.MALFORMED


async def test_ratings_are_counted_by_station_and_day(clinic: Clinic) -> None:
    def answers(*stars: int) -> Answers:
        found = answers_of(stars)
        assert found is not None
        return found

    async with as_station(clinic, ONE) as desk:
        for given in (answers(4, 2), answers(4)):
            await desk.post_ratings(ONE, given)
    async with clinic.operator() as desk:
        ratings = await desk.ratings(ONE)
    assert [(each["question"], each["stars"], each["count"]) for each in ratings] == [("help", 4, 2), ("media", 2, 1)]
    assert {each.keys() - {"question", "stars", "count"} == {"day"} for each in ratings} == {True}


async def test_a_station_rates_for_itself_alone_and_every_question_once(clinic: Clinic) -> None:
    path, once = f"/stations/{ONE}/ratings", {"question": "help", "stars": 4}
    bodies: tuple[dict[str, Any], ...] = (
        {"answers": [once, once]},
        {"answers": []},
        {"answers": [{"question": "help", "stars": 6}]},
        {},
    )
    for body in bodies:
        assert await refused(as_station(clinic, ONE), "POST", path, body) is DeskReason.MALFORMED
    assert await refused(as_station(clinic, TWO), "POST", path, {"answers": [once]}) is DeskReason.FORBIDDEN
    assert await refused(clinic.operator(), "POST", path, {"answers": [once]}) is DeskReason.FORBIDDEN
    assert await refused(as_station(clinic, ONE), "GET", path) is DeskReason.FORBIDDEN
    assert await refused(clinic.operator(), "GET", "/stations/nowhere/ratings") is DeskReason.UNKNOWN_STATION


async def test_the_clinic_says_how_long_a_patient_waits(clinic: Clinic) -> None:
    visit = (await clinic.create_visit(ONE)).visit
    path, wait = f"/visits/{visit}/queue", {"place": 2, "wait_s": 600}
    async with clinic.operator() as desk:
        await desk.queue_visit(visit, place=2, wait_s=600)
    assert await refused(clinic.operator(), "POST", path, {"place": 0, "wait_s": 600}) is DeskReason.MALFORMED
    assert await refused(as_station(clinic, ONE), "POST", path, wait) is DeskReason.FORBIDDEN
    async with as_station(clinic, ONE) as desk:
        await desk.end_visit(visit)
    assert await refused(clinic.operator(), "POST", path, wait) is DeskReason.OVER
