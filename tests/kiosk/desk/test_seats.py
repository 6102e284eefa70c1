# SPDX-License-Identifier: EUPL-1.2
"""A second link to a visit: who may ask for it, what it opens at the broker, and that it goes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from kiosk.desk.rows import Ending
from kiosk.desk.seats import MOST_SEATS, Seats
from kiosk.desk.store import DeskStore
from kiosk.errors import DeskReason
from kiosk.signalling.topics import FIRST_SEAT, Topics, gp_username
from provisioning.demo.clinic import Clinic
from tests.kiosk.desk.test_desk_api import ONE, TWO, as_station, refused
from tests.kiosk.desk.test_visits import Office, reason_of
from tests.kit.clinic import clinic_in

SEAT, PASSWORD = "abcdef", "A" * 43
TOPICS = Topics("halsorum")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.close()


async def made(office: Office) -> str:
    await office.add_station()
    return (await office.visits.create(office.new_visit())).visit


async def test_a_colleague_gets_the_same_rights_beside_the_gp_and_each_loses_them_alone(office: Office) -> None:
    visit, seats = await made(office), Seats(office.desk)
    await seats.open(office.visits.get(visit), SEAT, PASSWORD)
    await seats.open(office.visits.get(visit), SEAT, PASSWORD)
    first, second = gp_username(visit), gp_username(visit, SEAT)
    state = office.plugin.state()
    assert {first, second} <= state.clients.keys()
    assert len({state.roles[role] for name in (first, second) for role in state.clients[name]}) == 1
    assert office.visits.get(visit).seats == (FIRST_SEAT, SEAT)
    await office.visits.reconcile()
    assert {first, second} <= office.plugin.clients.keys(), "meeting the broker again throws nobody out"
    await seats.close(office.visits.get(visit), FIRST_SEAT)
    await seats.close(office.visits.get(visit), FIRST_SEAT)
    assert first not in office.plugin.clients and second in office.plugin.clients
    await office.visits.end(visit, Ending.STATION_ENDED)
    assert not any(name.startswith("gp-") for name in office.plugin.clients)


async def test_a_right_the_broker_could_not_take_back_goes_when_it_is_there_again(office: Office) -> None:
    visit, seats = await made(office), Seats(office.desk)
    await seats.open(office.visits.get(visit), SEAT, PASSWORD)
    office.plugin.away = True
    await seats.close(office.visits.get(visit), SEAT)
    assert gp_username(visit, SEAT) in office.plugin.clients
    office.plugin.away = False
    await office.visits.reconcile()
    assert gp_username(visit, SEAT) not in office.plugin.clients
    assert gp_username(visit) in office.plugin.clients


async def test_no_seat_without_broker_without_end_or_after_the_end(office: Office) -> None:
    visit, seats = await made(office), Seats(office.desk)
    office.plugin.away = True
    assert await reason_of(seats.open(office.visits.get(visit), SEAT, PASSWORD)) is DeskReason.BROKER_AWAY
    assert office.visits.get(visit).seats == (FIRST_SEAT,)
    office.plugin.away = False
    for letter in "abcdefg"[: MOST_SEATS - 1]:
        await seats.open(office.visits.get(visit), letter * 6, PASSWORD)
    assert await reason_of(seats.open(office.visits.get(visit), SEAT, PASSWORD)) is DeskReason.FULL
    await office.visits.end(visit, Ending.STATION_ENDED)
    assert await reason_of(seats.open(office.visits.get(visit), SEAT, PASSWORD)) is DeskReason.OVER


async def test_a_store_of_before_knows_its_visits_first_seat(office: Office, tmp_path: Path) -> None:
    visit = await made(office)
    office.store._database.execute("ALTER TABLE visit DROP COLUMN seats")
    again = DeskStore(tmp_path / "store")
    row = again.visit(visit)
    again.close()
    assert row is not None and row.seats == (FIRST_SEAT,)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("desk")) as clinic:
        for name in (ONE, TWO):
            await clinic.enrol_station(name, f"Stugan {name}", "Vägen 1", "0950-1")
        yield clinic


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_only_the_visit_s_own_station_gives_a_seat(clinic: Clinic) -> None:
    visit = (await clinic.create_visit(ONE)).visit
    path = f"/visits/{visit}/seats/{SEAT}"
    async with as_station(clinic, ONE) as station:
        await station.open_seat(visit, SEAT, PASSWORD)
        await station.close_seat(visit, SEAT)
    assert await refused(as_station(clinic, ONE), "PUT", path, {"password": "short"}) is DeskReason.MALFORMED
    for client in (as_station(clinic, TWO), clinic.operator()):
        assert await refused(client, "PUT", path, {"password": PASSWORD}) is DeskReason.FORBIDDEN
        assert await refused(client, "DELETE", path) is DeskReason.FORBIDDEN
