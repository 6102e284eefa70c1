# SPDX-License-Identifier: EUPL-1.2
"""The stations' reports at the desk: who hands in, who reads, what a GP's page is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import msgspec
import pytest
import pytest_asyncio

from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.selftest.report import Check, Outcome, Reason, Report, Result, Trigger, failed, passed
from kiosk.signalling import commands
from provisioning.demo.clinic import Clinic
from tests.kiosk.desk.test_desk_api import ONE, TWO, as_station, public, refused
from tests.kit.clinic import TOPICS, clinic_in, connected, station_peer

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

REPORT = Report(
    at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    took_s=12.5,
    trigger=Trigger.MORNING,
    software="1.2.3",
    results=(
        failed(Check.SOUND, Reason.NOTHING_HEARD),
        passed(Check.INSTRUMENT, name="oximeter"),
        passed(Check.DISK),
    ),
)
SUMMARY = {
    "at": "2026-11-23T06:00:00Z",
    "fitness": "degraded",
    "closed": ["drop-in"],
    "results": [
        {"check": "sound", "outcome": "failed", "reason": "nothing-heard", "name": ""},
        {"check": "instrument", "outcome": "passed", "reason": "", "name": "oximeter"},
        {"check": "disk", "outcome": "passed", "reason": "", "name": ""},
    ],
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("desk")) as clinic:
        for name in (ONE, TWO):
            await clinic.enrol_station(name, f"Stugan {name}", "Vägen 1", "0950-1")
        yield clinic


async def test_a_report_is_kept_listed_and_told_to_the_gp_s_page(clinic: Clinic) -> None:
    async with as_station(clinic, ONE) as station:
        await station.post_self_test(ONE, msgspec.structs.replace(REPORT, results=()))
        await station.post_self_test(ONE, REPORT)
    async with clinic.operator() as desk:
        assert await desk.self_test(ONE) == REPORT
        assert await desk.self_test(TWO) is None
        listed = {each["id"]: each["self_test"] for each in await desk.stations()}
    assert listed == {ONE: SUMMARY, TWO: None}
    visit = await clinic.create_visit(ONE)
    async with public(clinic) as browser:
        assert await self_test_of(browser, visit.visit) == SUMMARY
    other = await clinic.create_visit(TWO)
    async with public(clinic) as browser:
        assert await self_test_of(browser, other.visit) is None


async def self_test_of(browser: aiohttp.ClientSession, visit: str) -> object:
    async with browser.get(f"/v/{visit}/config") as response:
        return (await response.json())["self_test"]


async def test_only_a_station_itself_hands_in_and_only_staff_read_and_ask(clinic: Clinic) -> None:
    body = msgspec.to_builtins(REPORT)
    for client, method, path, sent in (
        (as_station(clinic, TWO), "POST", f"/stations/{ONE}/selftest", body),
        (clinic.operator(), "POST", f"/stations/{ONE}/selftest", body),
        (as_station(clinic, ONE), "GET", f"/stations/{ONE}/selftest", None),
        (as_station(clinic, ONE), "POST", f"/stations/{ONE}/selftest/run", None),
    ):
        assert await refused(client, method, path, sent) is DeskReason.FORBIDDEN, (method, path)
    unknown = "/stations/station-nine/selftest"
    for method, path in (("GET", unknown), ("POST", f"{unknown}/run")):
        assert await refused(clinic.operator(), method, path) is DeskReason.UNKNOWN_STATION


@pytest.mark.parametrize(
    "results",
    [
        (Result(check=Check.SOUND, outcome=Outcome.FAILED, reason=Reason.BLACK),),
        (passed(Check.DISK), passed(Check.DISK)),
        (passed(Check.DISK, name="oximeter"),),
    ],
)
async def test_a_report_that_contradicts_itself_is_refused(clinic: Clinic, results: tuple[Result, ...]) -> None:
    async with as_station(clinic, ONE) as station:
        with pytest.raises(DeskError) as caught:
            await station.post_self_test(ONE, msgspec.structs.replace(REPORT, results=results))
    assert caught.value.reason is DeskReason.MALFORMED


async def test_words_of_a_person_have_no_place_in_it(clinic: Clinic) -> None:
    body = {**msgspec.to_builtins(REPORT), "patient": "Unmistakable Åsa"}
    assert await refused(as_station(clinic, ONE), "POST", f"/stations/{ONE}/selftest", body) is DeskReason.MALFORMED


async def test_the_clinic_s_wish_reaches_the_station_alone(clinic: Clinic) -> None:
    folder = clinic.folder / "stations" / ONE
    async with connected(station_peer(clinic, folder)) as peer:
        assert await peer.subscribe(TOPICS.command(ONE))
        async with clinic.operator() as desk:
            await desk.run_self_test(TWO)
            await desk.run_self_test(ONE)
        topic, payload = await peer.next()
        while (command := commands.decode_command(payload)) != commands.SelfTestRun():
            assert isinstance(command, commands.VisitOffer), "visits made before"
            topic, payload = await peer.next()
        assert topic == TOPICS.command(ONE)


async def test_what_is_known_of_a_station_goes_with_it(clinic: Clinic) -> None:
    name = "station-four"
    settings = await clinic.enrol_station(name, name, "", "")
    async with as_station(clinic, name) as station:
        await station.post_self_test(name, REPORT)
    assert Identity.load(settings.station.identity).name == name
    async with clinic.operator() as desk:
        await desk.revoke_station(name)
    await clinic.enrol_station(name, name, "", "")
    async with clinic.operator() as desk:
        assert await desk.self_test(name) is None
