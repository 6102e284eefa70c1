# SPDX-License-Identifier: EUPL-1.2
"""Delivery of visits: the courier alone on a clock of the test's own, then through a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import ManualClock
from kiosk.desk.broker_link import Presence
from kiosk.desk.courier import REFUSED_RETRY_S, RETRY_S, Courier
from kiosk.desk.rows import VisitRow, VisitState
from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.signalling import commands
from kiosk.signalling.commands import AnswerReason, Command, VisitAnswer, VisitCancel, VisitOffer
from kiosk.signalling.descriptor import open_sealed
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import parse_link, proof_key
from provisioning.broker import running_broker
from provisioning.demo.clinic import DEMO_GP, DEMO_PATIENT, Clinic
from tests.kit.clinic import TOPICS, Peer, clinic_in, connected, station_peer

V = "abcdefghijklmnopqrstuvwxyz"
HERE = Presence(state="online", since="one")


class Round:
    """A courier with its surroundings, turned by hand."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        now = self.clock.now()
        self.row = VisitRow(
            id=V,
            station="hut",
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            created_at=now,
            sealed="sealed",
        )
        self.sent: list[tuple[str, Command, bytes, int]] = []
        self.broker_away = False
        self.courier = Courier(self._send, lambda: [self.row], self.clock, timedelta(hours=12))

    async def _send(self, kiosk: str, command: Command, correlation: bytes, expiry_s: int) -> None:
        if self.broker_away:
            raise DeskError("away", reason=DeskReason.BROKER_AWAY)
        self.sent.append((kiosk, command, correlation, expiry_s))

    async def turn(self, seconds: float = 0.0) -> int:
        """Let time pass and the courier go round once; return how much it sent."""
        self.clock.advance(seconds)
        before = len(self.sent)
        await self.courier.deliver_due()
        return len(self.sent) - before

    def answer(self, *, accepted: bool = True, reason: AnswerReason = AnswerReason.NONE, **changes: Any) -> None:
        correlation = changes.get("correlation", self.sent[-1][2])
        self.courier.answer("hut", correlation, VisitAnswer(visit=V, accepted=accepted, reason=reason))


async def test_an_offer_is_repeated_until_it_is_answered() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    assert await desk.turn() == 1
    kiosk, command, _, expiry_s = desk.sent[0]
    assert (kiosk, command) == ("hut", VisitOffer(visit=V, descriptor="sealed"))
    assert expiry_s <= commands.MAX_EXPIRY_S
    assert await desk.turn() == 0
    assert await desk.turn(RETRY_S) == 1
    assert not desk.courier.delivered(V)
    desk.answer()
    assert desk.courier.delivered(V)
    assert await desk.turn(3600) == 0


async def test_a_station_that_came_up_anew_is_told_again() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    await desk.turn()
    desk.answer()
    desk.courier.presence("hut", Presence(state="in-visit", since="one"))
    assert await desk.turn(RETRY_S) == 0
    desk.courier.presence("hut", Presence())
    desk.courier.presence("hut", Presence(state="online", since="two"))
    assert await desk.turn() == 1


async def test_nothing_is_sent_to_a_station_that_is_away() -> None:
    desk = Round()
    desk.courier.presence("hut", Presence())
    assert await desk.turn() == 0
    desk.courier.presence("hut", HERE)
    assert await desk.turn() == 1


async def test_an_answer_to_another_question_is_not_taken() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    await desk.turn()
    desk.answer(correlation=b"x" * 16)
    desk.courier.answer("hut", b"", VisitAnswer(visit="a" * 26, accepted=True))
    assert not desk.courier.delivered(V)


async def test_a_refusal_slows_the_courier_down_and_over_stops_it() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    await desk.turn()
    desk.answer(accepted=False, reason=AnswerReason.FULL)
    assert await desk.turn(RETRY_S) == 0
    assert await desk.turn(REFUSED_RETRY_S) == 1
    desk.answer(accepted=False, reason=AnswerReason.OVER)
    assert await desk.turn(REFUSED_RETRY_S) == 0


async def test_a_cancellation_follows_an_offer_that_was_taken() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    await desk.turn()
    desk.answer()
    desk.row = replace(desk.row, state=VisitState.CANCELLED, sealed="")
    assert await desk.turn() == 1
    assert desk.sent[-1][1] == VisitCancel(visit=V)
    desk.answer()
    assert await desk.turn(RETRY_S) == 0


async def test_a_visit_is_not_sent_long_before_it_starts() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    desk.row = replace(desk.row, starts_at=desk.clock.now() + timedelta(hours=13))
    assert await desk.turn() == 0
    assert await desk.turn(3600) == 1


async def test_a_broker_that_is_away_stops_nothing() -> None:
    desk = Round()
    desk.courier.presence("hut", HERE)
    desk.broker_away = True
    assert await desk.turn() == 0
    desk.broker_away = False
    desk.courier.broker_back()
    assert await desk.turn() == 1


# --------------------------------------------------------------------------------------- through a real broker


class StationPeer:
    """The delivery end of a station: presence, offers, answers."""

    def __init__(self, peer: Peer, identity: Identity) -> None:
        self.peer = peer
        self.identity = identity

    async def appear(self, since: str) -> None:
        await self.peer.send(TOPICS.presence("hut"), b'{"state":"online","since":"%s"}' % since.encode(), retain=True)

    async def next(self) -> VisitOffer | VisitCancel:
        """Wait for a command and accept it."""
        message = await self.peer.next_message()
        assert isinstance(message.payload, bytes)
        command = commands.decode_command(message.payload)
        assert isinstance(command, VisitOffer | VisitCancel)
        properties: Any = message.properties
        assert properties.ResponseTopic == TOPICS.event("hut")
        assert properties.MessageExpiryInterval <= commands.MAX_EXPIRY_S
        answer = commands.encode(VisitAnswer(visit=command.visit, accepted=True))
        await self.peer.send(properties.ResponseTopic, answer, correlation=properties.CorrelationData)
        return command


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path) as clinic:
        await clinic.enrol_station("hut", "Stugan", "", "")
        yield clinic


async def come_up(stack: AsyncExitStack, clinic: Clinic, since: str) -> StationPeer:
    folder = clinic.folder / "stations" / "hut"
    peer = await stack.enter_async_context(connected(station_peer(clinic, folder)))
    assert await peer.subscribe(TOPICS.command("hut"))
    station = StationPeer(peer, Identity.load(folder))
    await station.appear(since)
    return station


async def until_delivered(clinic: Clinic, visit: str) -> None:
    async with asyncio.timeout(5):
        while not clinic.desk.courier.delivered(visit):
            await asyncio.sleep(0.01)


@pytest.mark.system
async def test_a_visit_reaches_its_station_sealed(clinic: Clinic) -> None:
    async with AsyncExitStack() as stack:
        station = await come_up(stack, clinic, "one")
        made = await clinic.create_visit(language="nb")
        offer = await station.next()
        assert isinstance(offer, VisitOffer) and offer.visit == made.visit
        assert DEMO_PATIENT.name not in offer.descriptor
        descriptor = open_sealed(offer.descriptor, station.identity.encryption_key, station.identity.authority)
        assert (descriptor.visit, descriptor.kiosk, descriptor.code) == (made.visit, "hut", made.code)
        assert (descriptor.patient, descriptor.gp, descriptor.language) == (DEMO_PATIENT, DEMO_GP, "nb")
        assert descriptor.clinic == "Vårdcentralen Norr"
        assert descriptor.proof_key == b64url(proof_key(parse_link(made.link).secret, made.visit))
        await until_delivered(clinic, made.visit)
        async with clinic.operator() as desk:
            assert (await desk.visit(made.visit))["delivered"] is True
            await desk.cancel_visit(made.visit)
        assert await station.next() == VisitCancel(visit=made.visit)


@pytest.mark.system
async def test_a_station_that_restarts_gets_its_visits_again(clinic: Clinic) -> None:
    made = await clinic.create_visit()
    for since in ("one", "two"):
        async with AsyncExitStack() as stack:
            station = await come_up(stack, clinic, since)
            assert (await station.next()).visit == made.visit
            await until_delivered(clinic, made.visit)


@pytest.mark.system
async def test_a_broker_that_restarts_loses_neither_rights_nor_visits(clinic: Clinic) -> None:
    clinic.broker.terminate()
    await clinic.broker.wait()
    async with asyncio.timeout(5):
        while clinic.desk.broker_here.is_set():
            await asyncio.sleep(0.01)
    with pytest.raises(DeskError) as caught:
        await clinic.create_visit()
    assert caught.value.reason is DeskReason.BROKER_AWAY
    async with running_broker(clinic.broker_plan), AsyncExitStack() as stack, asyncio.timeout(10):
        await clinic.desk.broker_here.wait()
        made = await clinic.create_visit()
        station = await come_up(stack, clinic, "one")
        assert (await station.next()).visit == made.visit


@pytest.mark.system
async def test_a_broker_that_lost_its_rights_is_given_them_again(clinic: Clinic) -> None:
    """Somebody may restore an old state; stations and only they can be made again without their secrets."""
    clinic.broker.terminate()
    await clinic.broker.wait()
    (clinic.folder / "broker" / "dynamic-security.json").unlink()
    async with running_broker(clinic.broker_plan), AsyncExitStack() as stack, asyncio.timeout(10):
        await clinic.desk.broker_here.wait()
        made = await clinic.create_visit()
        station = await come_up(stack, clinic, "one")
        assert (await station.next()).visit == made.visit
