# SPDX-License-Identifier: EUPL-1.2
"""Assistants over real TLS: staff make and remove them, a station has one checked, nobody else may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from kiosk.assistants import Proof, Verdict, open_grant
from kiosk.clock import SystemClock
from kiosk.errors import DeskReason
from kiosk.identity import Identity
from kiosk.station.assistant_check import verified
from provisioning.demo.clinic import Clinic
from tests.kiosk.desk.test_desk_api import ONE, TWO, as_station, refused
from tests.kit.clinic import clinic_in

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

VISIT = "a" * 26


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("desk")) as clinic:
        for name in (ONE, TWO):
            await clinic.enrol_station(name, f"Stugan {name}", "Vägen 1", "0950-1")
        yield clinic


async def test_staff_make_one_and_her_station_believes_the_desk(clinic: Clinic) -> None:
    async with clinic.operator() as desk:
        made = await desk.add_assistant()
        assert made["number"] in [each["number"] for each in await desk.assistants()]
    identity, clock = Identity.load(clinic.folder / "stations" / ONE), SystemClock()
    proof = Proof(visit=VISIT, number=made["number"], pin=made["pin"])
    async with as_station(clinic, ONE) as station:
        ruling, grant = await verified(station, identity, clock, proof)
        assert ruling is not None and ruling.verdict is Verdict.GRANTED and grant is not None
        opened = open_grant(ruling.grant, identity.authority, station=ONE, visit=VISIT, now=clock.now())
        assert opened == grant
        wrong = "111111" if made["pin"] != "111111" else "222222"
        ruling, grant = await verified(station, identity, clock, Proof(visit=VISIT, number=made["number"], pin=wrong))
        assert ruling is not None and ruling.verdict is Verdict.WRONG and grant is None
    async with clinic.operator() as desk:
        await desk.remove_assistant(made["number"])
        assert await desk.assistants() == []


async def test_a_desk_that_does_not_answer_lets_nobody_in(clinic: Clinic) -> None:
    identity = Identity.load(clinic.folder / "stations" / TWO)
    async with as_station(clinic, ONE) as station:  # the desk refuses: it is another station's certificate
        assert await verified(station, identity, SystemClock(), Proof(visit=VISIT, number="1234", pin="471108")) == (
            None, None,
        )  # fmt: skip


async def test_stations_make_nobody_and_staff_check_nobody(clinic: Clinic) -> None:
    assert await refused(as_station(clinic, ONE), "POST", "/assistants") is DeskReason.FORBIDDEN
    assert await refused(as_station(clinic, ONE), "GET", "/assistants") is DeskReason.FORBIDDEN
    proof = {"visit": VISIT, "number": "1234", "pin": "471108"}
    path = f"/stations/{ONE}/assistant"
    assert await refused(clinic.operator(), "POST", path, proof) is DeskReason.FORBIDDEN
    half = {"visit": VISIT, "number": "1234"}
    assert await refused(as_station(clinic, ONE), "POST", path, half) is DeskReason.MALFORMED
    assert await refused(clinic.operator(), "DELETE", "/assistants/9999") is DeskReason.UNKNOWN_ASSISTANT
