# SPDX-License-Identifier: EUPL-1.2
"""Who waits without an appointment, at the desk: asked, heard of, taken once, rung, forgotten; and never in clear."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from joserfc.jwk import ECKey

from kiosk.desk.client import DeskClient
from kiosk.desk.request_page import REASONS, list_page, taken_page
from kiosk.desk.requests import REMEMBERED, RING_WITHIN, SILENT_AFTER, Requests, Taking
from kiosk.desk.requests_cli import add_command
from kiosk.desk.rows import RequestState, VisitState
from kiosk.desk.stations import NewStation
from kiosk.desk.store import DATABASE_FILE
from kiosk.drop_in import Petition, Reason
from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.signalling.descriptor import Gp, VisitDescriptor, open_sealed
from kiosk.signalling.jws import b64url
from provisioning.demo.clinic import Clinic
from tests.kiosk.desk.test_visits import Office, office
from tests.kit.clinic import clinic_in

__all__ = ["office"]  # the fixture
ONE, TWO, THREE = "a" * 26, "b" * 26, "c" * 26
CHEST = Petition(reason=Reason.CHEST, language="nb", waited_s=40)
NURSE = Taking(gp=Gp(name="Sara Sjuksköterska"))


@pytest.fixture
def requests(office: Office) -> Iterator[Requests]:
    yield Requests(office.desk, office.visits)


async def enrol(office: Office, station: str, name: str = "") -> ECKey:
    """Announce a station; return its key."""
    key = ECKey.generate_key("P-256")
    jwk = dict(key.as_dict(private=False))
    await office.stations.put(station, NewStation(thumbprint=b64url(bytes(32)), encryption_jwk=jwk, name=name))
    return key


def waiting(requests: Requests) -> list[str]:
    return [each.row.id for each in requests.list()]


def reason_of(caught: pytest.ExceptionInfo[DeskError]) -> object:
    assert "chest" not in str(caught.value)
    return caught.value.reason


async def test_who_came_first_is_first(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    await enrol(office, "house")
    assert requests.put("hut", ONE, CHEST) == 1
    office.clock.advance(5)
    assert requests.put("house", TWO, Petition(reason=Reason.SKIN)) == 2
    assert waiting(requests) == [ONE, TWO]
    first = requests.list()[0]
    assert (first.petition.reason, first.petition.language) == (Reason.CHEST, "nb")
    assert first.row.asked_at == office.clock.now() - timedelta(seconds=45)
    office.clock.advance(10)
    requests.drop("hut", ONE)
    assert requests.put("house", TWO, Petition(reason=Reason.SKIN)) == 1
    assert waiting(requests) == [TWO]


async def test_what_is_not_heard_of_any_more_is_over(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    for _ in range(10):
        office.clock.advance(10)
        requests.put("hut", ONE, CHEST)
    assert waiting(requests) == [ONE]
    office.clock.advance(SILENT_AFTER.total_seconds())
    assert waiting(requests) == []
    with pytest.raises(DeskError) as caught:
        requests.put("hut", ONE, CHEST)
    assert reason_of(caught) is DeskReason.OVER


async def test_only_one_person_sits_at_a_station(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    requests.put("hut", TWO, CHEST)
    assert waiting(requests) == [TWO]


async def test_only_one_nurse_takes_her_and_gets_a_link_to_a_visit_that_is_hers(
    office: Office, requests: Requests
) -> None:
    key = await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    made = await requests.take(ONE, NURSE)
    assert made.link.startswith("https://desk.example/v/")
    with pytest.raises(DeskError) as caught:
        await requests.take(ONE, NURSE)
    assert reason_of(caught) is DeskReason.OVER
    assert waiting(requests) == []
    (row,) = office.store.visits(VisitState.OPEN)
    opened: VisitDescriptor = open_sealed(row.sealed, key, office.desk.identity.authority)
    assert (opened.request, opened.gp.name, opened.language) == (ONE, NURSE.gp.name, "nb")
    assert (opened.patient.name, opened.patient.identifier_value) == ("", "")
    with pytest.raises(DeskError):
        requests.put("hut", ONE, CHEST)
    assert waiting(requests) == [], "a station that has not heard of it yet brings it not back"


async def test_without_the_broker_she_waits_on(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    office.plugin.away = True
    with pytest.raises(DeskError) as caught:
        await requests.take(ONE, NURSE)
    assert reason_of(caught) is DeskReason.BROKER_AWAY
    assert waiting(requests) == [ONE]


async def test_a_number_stays_until_it_is_rung_or_too_old(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    ring = Petition(reason=Reason.CHEST, phone="0701234567")
    assert requests.put("hut", ONE, ring) == 0
    assert requests.put("hut", ONE, ring) == 0, "said once more, for the answer may have been lost"
    requests.drop("hut", ONE)
    office.clock.advance(3600)
    requests.sweep()
    (found,) = requests.list()
    assert (found.row.state, found.petition.phone) == (RequestState.RING, "0701234567")
    with pytest.raises(DeskError):
        await requests.take(ONE, NURSE)
    requests.close(ONE)
    assert waiting(requests) == []
    requests.put("hut", TWO, ring)
    office.clock.advance(RING_WITHIN.total_seconds())
    requests.sweep()
    assert waiting(requests) == []


async def test_another_station_has_no_say(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    await enrol(office, "house")
    requests.put("hut", ONE, CHEST)
    for wrong in (lambda: requests.put("house", ONE, CHEST), lambda: requests.drop("house", ONE)):
        with pytest.raises(DeskError) as caught:
            wrong()
        assert reason_of(caught) is DeskReason.FORBIDDEN
    assert waiting(requests) == [ONE]


async def test_reason_and_number_are_never_in_the_store_in_clear_and_are_gone_when_it_is_over(
    office: Office, requests: Requests, tmp_path: Path
) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    requests.put("hut", ONE, Petition(reason=Reason.CHEST, phone="0701234567"))
    file = next(tmp_path.rglob(DATABASE_FILE))
    for word in (b"chest", b"0701234567"):
        assert word not in file.read_bytes()
    requests.close(ONE)
    row = office.store.request(ONE)
    assert row is not None and row.sealed == b""
    office.clock.advance(REMEMBERED.total_seconds() + 1)
    requests.sweep()
    assert office.store.request(ONE) is None


async def test_a_revoked_station_has_nobody_waiting(office: Office, requests: Requests) -> None:
    await enrol(office, "hut")
    requests.put("hut", ONE, CHEST)
    await office.stations.revoke("hut")
    assert waiting(requests) == [] and office.store.request(ONE) is None


async def test_the_page_shows_who_waits_and_whom_to_ring(office: Office, requests: Requests) -> None:
    await enrol(office, "hut", "<Stugan>")
    requests.put("hut", ONE, Petition(reason=Reason.MOOD, phone="0701234567"))
    requests.put("hut", TWO, CHEST)
    page = list_page(requests.list(), "/waiting")
    assert REASONS[Reason.CHEST] in page and REASONS[Reason.MOOD] in page
    assert "&lt;Stugan&gt;" in page and "<Stugan>" not in page
    assert f'action="/waiting/{TWO}/take"' in page and f'action="/waiting/{ONE}/close"' in page
    assert 'href="tel:0701234567"' in page
    assert "Nobody waits." in list_page([], "/waiting")
    assert 'rel="noopener noreferrer"' in taken_page("https://desk.example/v/x#y", "/waiting")
    assert set(REASONS) == set(Reason)


# --------------------------------------------------------------------------------------------- over real TLS


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("requests")) as clinic:
        for name in ("station-one", "station-two"):
            await clinic.enrol_station(name, f"Stugan {name}", "Vägen 1", "0950-1")
        yield clinic


def as_station(clinic: Clinic, name: str) -> DeskClient:
    return DeskClient(clinic.api_url, Identity.load(clinic.folder / "stations" / name).client_tls())


async def refused(client: DeskClient, method: str, path: str, body: dict[str, Any] | None = None) -> object:
    async with client as desk:
        with pytest.raises(DeskError) as caught:
            await desk.call(method, path, body)
    return caught.value.reason


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_a_station_asks_and_staff_takes(clinic: Clinic) -> None:
    async with as_station(clinic, "station-one") as station, clinic.operator() as staff:
        assert await station.put_request("station-one", ONE, CHEST) == 1
        (found,) = await staff.requests()
        assert (found["request"], found["reason"], found["station"]) == (ONE, "chest", "station-one")
        made = await staff.take_request(ONE, {"gp": {"name": "Sara"}})
        assert made.keys() == {"visit", "link", "expires"}
        assert await staff.requests() == []
        await station.drop_request("station-one", ONE)
        await station.put_request("station-one", TWO, Petition(reason=Reason.PAIN, phone="0701234567"))
        await staff.close_request(TWO)
        assert await staff.requests() == []


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_staff_takes_and_rings_by_the_command_line(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    async def command(*arguments: str) -> str:
        parser = argparse.ArgumentParser()
        add_command(parser.add_subparsers())
        where = ["request", "--desk", clinic.api_url, "--identity", str(clinic.operator_folder)]
        parsed = parser.parse_args([*where, *arguments])
        assert await asyncio.to_thread(parsed.func, parsed) == 0
        return capsys.readouterr().out

    first, second = "d" * 26, "e" * 26
    async with as_station(clinic, "station-one") as one, as_station(clinic, "station-two") as two:
        await one.put_request("station-one", first, CHEST)
        await two.put_request("station-two", second, Petition(reason=Reason.PAIN, phone="0701234567"))
    listed = await command("list")
    assert f"{first}  station-one" in listed and "ring 0701234567" in listed
    assert "/v/" in await command("take", first, "--gp", "Sara")
    assert second in await command("close", second)
    assert await command("--json", "list") == "[]\n"


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_each_role_does_its_own(clinic: Clinic) -> None:
    own = f"/stations/station-one/requests/{THREE}"
    body = {"reason": "pain"}
    for client, method, path, sent in (
        (as_station(clinic, "station-two"), "PUT", own, body),
        (clinic.operator(), "PUT", own, body),
        (as_station(clinic, "station-one"), "GET", "/requests", None),
        (as_station(clinic, "station-one"), "POST", f"/requests/{THREE}/take", {"gp": {"name": "x"}}),
        (as_station(clinic, "station-one"), "POST", f"/requests/{THREE}/close", None),
        (as_station(clinic, "station-one"), "GET", "/waiting", None),
    ):
        assert await refused(client, method, path, sent) is DeskReason.FORBIDDEN, (method, path)
    for wrong in ({"reason": "name"}, {"reason": "pain", "name": "Åsa"}, {"reason": "pain", "phone": "112 now"}):
        assert await refused(as_station(clinic, "station-one"), "PUT", own, wrong) is DeskReason.MALFORMED


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_staff_takes_her_by_the_page_but_no_other_site_does(clinic: Clinic) -> None:
    async with as_station(clinic, "station-one") as station:
        await station.put_request("station-one", THREE, CHEST)
    connector = aiohttp.TCPConnector(ssl=clinic.operator_tls)
    async with aiohttp.ClientSession(clinic.api_url, connector=connector) as browser:
        async with browser.get("/waiting") as page:
            assert page.status == 200 and REASONS[Reason.CHEST] in await page.text()
            assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        address, form = f"/waiting/{THREE}/take", {"name": "Sara"}
        async with browser.post(address, data=form, headers={"Origin": "https://elsewhere.example"}) as answer:
            assert answer.status == 403
        async with browser.post(address, data={"name": " "}) as answer:
            assert answer.status == 400 and "Write your name" in await answer.text()
        async with browser.post(address, data=form, headers={"Origin": clinic.api_url}) as answer:
            assert answer.status == 200 and "/v/" in await answer.text()
            assert answer.headers["Cache-Control"] == "no-store"
        async with browser.post(address, data=form) as answer:
            assert answer.status == 409 and "Somebody else" in await answer.text()
