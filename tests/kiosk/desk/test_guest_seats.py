# SPDX-License-Identifier: EUPL-1.2
"""A third participant's seat: two topics of her own, and nothing of the GP's, the station's or another guest's."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiomqtt
import pytest
import pytest_asyncio

from kiosk.desk.rights import gp_principal
from kiosk.desk.rows import Ending
from kiosk.desk.seats import Seats
from kiosk.errors import SignallingError
from kiosk.signalling.jws import b64url
from kiosk.signalling.topics import FIRST_SEAT, check_guest_seat, gp_username, is_guest
from provisioning.demo.clinic import Clinic
from tests.kiosk.desk.test_desk_api import ONE, as_station
from tests.kiosk.desk.test_visits import TOPICS, Office, V
from tests.kit.clinic import clinic_in, connected, gp_peer, station_peer, websocket_peer

SEAT, OTHER = "gabcdef", "gzyxwvu"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.close()


@pytest.mark.parametrize("seat", ["gp", "abcdef", "gabcde", "gabcdefg", "habcdef", "g+aaaaa", ""])
def test_only_a_guest_s_seat_is_one(seat: str) -> None:
    assert not is_guest(seat)
    with pytest.raises(SignallingError):
        check_guest_seat(seat)


def test_her_topics_are_told_apart_from_every_other() -> None:
    assert TOPICS.guest_of(TOPICS.guest_to_kiosk("hut", V, SEAT)) == (V, SEAT)
    for topic in (TOPICS.to_kiosk("hut", V), TOPICS.command("hut"), "x/y"):
        assert TOPICS.guest_of(topic) is None
    with pytest.raises(SignallingError):
        TOPICS.guest_of(TOPICS.guest_to_kiosk("hut", V, SEAT).replace(SEAT, "gp"))


def test_her_rights_and_a_gp_s_have_nothing_in_common() -> None:
    guest, other = (gp_principal(TOPICS, "hut", V, "p", seat).acls for seat in (SEAT, OTHER))
    gp = gp_principal(TOPICS, "hut", V, "p").acls
    assert not guest & gp and not guest & other
    assert {topic for _, topic in guest} == {TOPICS.guest_to_kiosk("hut", V, SEAT), TOPICS.to_guest("hut", V, SEAT)}


async def test_the_seat_goes_alone_and_with_the_visit(office: Office) -> None:
    await office.add_station()
    visit, seats = (await office.visits.create(office.new_visit())).visit, Seats(office.desk)
    await seats.open(office.visits.get(visit), SEAT, "A" * 43)
    await office.visits.reconcile()
    assert gp_username(visit, SEAT) in office.plugin.clients
    await seats.close(office.visits.get(visit), SEAT)
    assert office.visits.get(visit).seats == (FIRST_SEAT,) and gp_username(visit, SEAT) not in office.plugin.clients
    await seats.open(office.visits.get(visit), OTHER, "A" * 43)
    await office.visits.end(visit, Ending.STATION_ENDED)
    assert not any(name.startswith("gp-") for name in office.plugin.clients)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path_factory.mktemp("guests")) as clinic:
        yield clinic


@pytest.mark.system
@pytest.mark.asyncio(loop_scope="module")
async def test_at_the_broker_she_reaches_the_station_and_hears_nothing_else(clinic: Clinic) -> None:
    settings = await clinic.enrol_station(ONE, ONE, "", "")
    visit = await clinic.create_visit(ONE)
    password = b64url(secrets.token_bytes(32))
    async with as_station(clinic, ONE) as desk:
        await desk.open_seat(visit.visit, SEAT, password)
        async with (
            connected(station_peer(clinic, settings.station.identity)) as station,
            connected(gp_peer(clinic, visit)) as gp,
            connected(websocket_peer(clinic, gp_username(visit.visit, SEAT), password)) as guest,
        ):
            own = TOPICS.to_guest(ONE, visit.visit, SEAT)
            assert await station.subscribe(TOPICS.every_guest_to_kiosk(ONE)) and await guest.subscribe(own)
            everything = (TOPICS.to_gp, TOPICS.to_kiosk)
            for topic in (*(each(ONE, visit.visit) for each in everything), TOPICS.to_guest(ONE, visit.visit, OTHER),
                          TOPICS.presence(ONE), TOPICS.every_to_guest(ONE), "#"):  # fmt: skip
                assert not await guest.subscribe(topic), topic
            assert not await gp.subscribe(own), "nor does the GP read what the station says to her"
            await guest.send(TOPICS.to_kiosk(ONE, visit.visit), b"as the GP")
            await guest.send(TOPICS.guest_to_kiosk(ONE, visit.visit, OTHER), b"as another guest")
            await guest.send(TOPICS.guest_to_kiosk(ONE, visit.visit, SEAT), b"hello")
            assert await station.next() == (TOPICS.guest_to_kiosk(ONE, visit.visit, SEAT), b"hello")
            await station.send(own, b"welcome")
            assert (await guest.next())[1] == b"welcome" and station.nothing_arrived()
            await desk.close_seat(visit.visit, SEAT)
    with pytest.raises(aiomqtt.MqttError):
        async with websocket_peer(clinic, gp_username(visit.visit, SEAT), password):
            pytest.fail("a link that was taken back opens the broker")
