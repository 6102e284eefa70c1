# SPDX-License-Identifier: EUPL-1.2
"""What a station does that has found itself unfit, and what it does on the desk's word."""

from __future__ import annotations

import pytest

from kiosk.errors import SignallingError
from kiosk.messages import Action, UnavailableView
from kiosk.signalling import commands
from kiosk.station.memory import SelfTestMemory
from kiosk.station.offers import Offers
from kiosk.station.timers import BROKER_GRACE_S
from kiosk.visit.machine import Event, State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import VISIT, Rig

SIGNER = make_holder("station-one", "station")


@pytest.fixture
def rig() -> Rig:
    return Rig(SIGNER).open()


def state_of(rig: Rig) -> State:
    """Look anew."""
    return rig.state


def find(rig: Rig, *, unfit: bool) -> None:
    """Let the station find that out, as `SelfTesting` does."""
    rig.conductor.memory.self_test = SelfTestMemory(unfit=unfit)
    if not unfit and rig.conductor.memory.broker_here:
        rig.conductor.happen(Event.BROKER_BACK)
    rig.wait(0.5)


def test_an_unfit_station_closes_and_opens_again(rig: Rig) -> None:
    find(rig, unfit=True)
    assert state_of(rig) is State.UNAVAILABLE
    assert isinstance(rig.conductor.screen().view, UnavailableView)
    rig.tap(Action.START)
    rig.conductor.broker(here=False)
    rig.conductor.broker(here=True)
    rig.wait(BROKER_GRACE_S * 2)
    assert state_of(rig) is State.UNAVAILABLE, "a broker that comes back does not mend it"
    find(rig, unfit=False)
    assert state_of(rig) is State.ATTRACT
    rig.tap(Action.START)
    assert state_of(rig) is State.LANGUAGE


def test_a_fit_station_stays_closed_while_the_broker_is_away(rig: Rig) -> None:
    find(rig, unfit=True)
    rig.conductor.broker(here=False)
    find(rig, unfit=False)
    assert state_of(rig) is State.UNAVAILABLE
    rig.conductor.broker(here=True)
    assert state_of(rig) is State.ATTRACT


def test_a_visit_that_goes_on_is_not_cut_short(rig: Rig) -> None:
    rig.to(State.MEASURE)
    rig.conductor.memory.self_test = SelfTestMemory(unfit=True)
    rig.wait(1)
    assert rig.state is State.MEASURE


def test_the_desk_s_word_begins_a_self_test_and_is_not_answered(rig: Rig) -> None:
    begun: list[int] = []
    offers = Offers(
        conductor=rig.conductor,
        kiosk="station-one",
        unseal=rig.descriptors.__getitem__,
        test=lambda: begun.append(1),
    )
    sent = commands.decode_command(commands.encode(commands.SelfTestRun()))
    assert sent is not None and offers.take(sent) is None
    assert begun == [1]
    cancelled = offers.take(commands.VisitCancel(visit=VISIT))
    assert cancelled is not None and cancelled.accepted
    offered = offers.take(commands.VisitOffer(visit=VISIT, descriptor="sealed"))
    assert offered is not None and offered.reason is commands.AnswerReason.OVER


def test_a_malformed_word_is_refused() -> None:
    with pytest.raises(SignallingError):
        commands.decode_command(b'{"type": "selftest.run", "content": 1}')
