# SPDX-License-Identifier: EUPL-1.2
"""The GP invites a third participant: who is let in, what she is told, what the patient is told, and how she goes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kiosk.assistant_view import Guest
from kiosk.messages import (
    Action,
    CallView,
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    HangUp,
    MakeOffer,
    Offer,
    SendData,
    TakeAnswer,
)
from kiosk.signalling.events import Candidates, Content, Hangup, HangupReason, Invite, Refused, RefusedReason
from kiosk.signalling.jws import b64url
from kiosk.station.guest import PHASES, Phase, Step
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import STATION_SDP, VISIT, Rig
from tests.kit.gp_browser import GpBrowser

SEAT = "gabcdef"
KEY = bytes(reversed(range(32)))


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open().to(State.CALL)


@pytest.fixture
def browser() -> GpBrowser:
    return GpBrowser(VISIT, KEY)


def ask(rig: Rig, *, seat: str = SEAT, opened: bool = True, **changed: Any) -> None:
    message = {"seat": seat, "who": "interpreter", "agreed": True, "proof_key": b64url(KEY), "password": "B" * 43}
    rig.gp_says(**{"type": "invite-guest", **message, **changed})
    rig.line.seat_opened(VISIT, seat, opened)


def greet(rig: Rig, browser: GpBrowser, seat: str = SEAT) -> None:
    rig.conductor.inviting.event(VISIT, seat, browser.ready(rig.clock.now()))


def offered(rig: Rig) -> str:
    call_id = rig.last_call(MakeOffer).call_id
    rig.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
    return call_id


def join(rig: Rig, browser: GpBrowser) -> str:
    greet(rig, browser)
    call_id = offered(rig)
    rig.conductor.inviting.event(VISIT, SEAT, browser.answer(rig.clock.now(), call_id))
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))
    return call_id


def visit_of(rig: Rig) -> VisitMemory:
    assert rig.conductor.memory.visit is not None
    return rig.conductor.memory.visit


def told(rig: Rig) -> list[str]:
    """What the GP's page was told of her."""
    return [each["state"] for each in rig.control("guest")]


def sent_to_guest(rig: Rig, kind: type[Content]) -> list[Any]:
    return [content for seat, content in rig.outside.guest if isinstance(content, kind)]


def heard_by_guest(rig: Rig) -> list[dict[str, Any]]:
    sent = [each for each in rig.outside.call if isinstance(each, SendData) and each.guest]
    assert all(each.channel is Channel.CONTROL for each in sent)
    return [msgspec.json.decode(each.data) for each in sent]


def guest_says(rig: Rig, **message: Any) -> None:
    data = msgspec.json.encode(message).decode()
    rig.line.report(DataArrived(channel=Channel.CONTROL, data=data, guest=True))


def view(rig: Rig) -> CallView:
    assert isinstance(rig.screen.view, CallView)
    return rig.screen.view


def test_she_comes_beside_the_gp_and_the_patient_is_told_before_and_when(rig: Rig, browser: GpBrowser) -> None:
    standing = rig.last_call(MakeOffer).call_id
    ask(rig)
    assert rig.outside.seats == [(SEAT, "B" * 43)] and told(rig) == ["ready"]
    assert rig.notices == ["guest-comes"] and rig.screen.notices[0].role == Guest.INTERPRETER
    assert view(rig).guest == ""
    call_id = join(rig, browser)
    assert rig.last_call(MakeOffer).guest and rig.last_call(TakeAnswer).call_id == call_id != standing
    assert told(rig) == ["ready", "joining", "joined"]
    assert rig.control("guest")[-1]["party"] == browser.party_id
    (invite,) = sent_to_guest(rig, Invite)
    assert invite.invitee == browser.party_id and invite.resumes is None
    assert len(rig.sent_to_gp(Invite)) == 1, "the GP's own call is as it was"
    assert rig.notices == ["guest-came"] and view(rig).guest == "interpreter"
    rig.wait(21)
    assert rig.notices == [] and view(rig).guest == "interpreter" and rig.at(State.CALL)


def test_she_is_told_what_the_patient_sends_and_nothing_else(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    join(rig, browser)
    rig.tap(Action.CAMERA, "off")
    rig.tap(Action.SAY, "Det är hemligt")
    rig.gp_says(type="summary", id="one", text="Vila.", visit_needed=False)
    rig.wait(3)
    said = heard_by_guest(rig)
    assert {each["type"] for each in said} == {"guest-media"}
    assert [each["camera"] for each in said] == [True, False]
    assert not any("Tolvan" in str(each) for each in [*said, *rig.outside.guest])


@pytest.mark.parametrize(
    "message",
    [
        {"type": "end"},
        {"type": "accept", "reading": "r1"},
        {"type": "zoom", "x": 0.5, "y": 0.5, "scale": 2.0},
        {"type": "remove-guest"},
        {"type": "summary", "id": "x", "text": "x"},
        {"type": "stethoscope", "on": True},
    ],
)
def test_she_may_ask_for_nothing(rig: Rig, browser: GpBrowser, message: dict[str, Any]) -> None:
    ask(rig)
    join(rig, browser)
    before = len(rig.outside.call)
    guest_says(rig, **message)
    assert rig.at(State.CALL) and len(rig.outside.call) == before and visit_of(rig).guest is not None


def test_what_the_two_pages_say_to_each_other_is_handed_on(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    rig.gp_says(type="guest-signal", data="too early")
    join(rig, browser)
    rig.gp_says(type="guest-signal", data="offer")
    assert [each["data"] for each in heard_by_guest(rig) if each["type"] == "guest-signal"] == ["offer"]
    guest_says(rig, type="guest-signal", data="answer")
    guest_says(rig, type="guest-signal", data="x" * 20_000)
    assert [each["data"] for each in rig.control("guest-signal")] == ["answer"]
    rig.line.report(DataArrived(channel=Channel.TEXT, data="written", guest=True))
    assert view(rig).chat == ()


@pytest.mark.parametrize(
    "changed", [{"agreed": False}, {"seat": "abcdef"}, {"who": "anybody"}, {"proof_key": "B" * 43}]
)
def test_nobody_is_invited_before_the_patient_agreed_nor_without_a_proper_link(
    rig: Rig, changed: dict[str, Any]
) -> None:
    ask(rig, **changed)
    assert visit_of(rig).guest is None and rig.outside.seats == [] and rig.notices == []


def test_a_link_the_desk_refuses_is_told(rig: Rig) -> None:
    ask(rig, opened=False)
    assert told(rig) == ["failed"] and visit_of(rig).guest is None


def test_the_gp_lets_her_out_and_her_link_is_void(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    call_id = join(rig, browser)
    rig.gp_says(type="remove-guest")
    assert told(rig)[-1] == "removed" and rig.outside.seats_closed == [SEAT]
    assert rig.last_call(HangUp).guest
    farewell = sent_to_guest(rig, Hangup)[-1]
    assert (farewell.call_id, farewell.reason) == (call_id, HangupReason.REMOVED)
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CLOSED))
    assert rig.at(State.CALL) and not rig.sent_to_gp(Hangup)
    assert rig.notices == ["guest-left"] and view(rig).guest == ""
    greet(rig, browser)
    assert sent_to_guest(rig, Refused)[-1].reason is RefusedReason.EXPIRED


def test_whoever_leaves_takes_only_herself_away_and_may_come_back(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    call_id = join(rig, browser)
    rig.conductor.inviting.event(VISIT, SEAT, browser.say(Hangup(call_id=call_id, party_id=browser.party_id)))
    assert rig.at(State.CALL) and told(rig)[-1] == "left" and rig.notices == ["guest-left"]
    assert rig.last_call(HangUp).guest and rig.outside.seats_closed == []
    rig.wait(30)
    assert rig.last_call(MakeOffer).call_id == call_id, "she is not rung after"
    browser.open_tab()
    join(rig, browser)
    assert told(rig)[-2:] == ["joining", "joined"] and view(rig).guest == "interpreter"


def test_her_line_may_fall_silent_and_come_back_without_the_gp_s(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    call_id = join(rig, browser)
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.LOST))
    assert rig.at(State.CALL) and told(rig)[-1] == "joining" and view(rig).guest == ""
    greet(rig, browser)
    again = offered(rig)
    assert again != call_id
    rig.conductor.inviting.event(VISIT, SEAT, browser.answer(rig.clock.now(), again))
    rig.line.report(Connection(call_id=again, state=ConnectionState.CONNECTED))
    assert told(rig)[-1] == "joined" and len(rig.sent_to_gp(Invite)) == 1


def test_the_gp_s_line_may_be_lost_while_she_stays(rig: Rig, browser: GpBrowser) -> None:
    standing = rig.last_call(MakeOffer).call_id
    ask(rig)
    join(rig, browser)
    rig.line.report(Connection(call_id=standing, state=ConnectionState.LOST))
    assert rig.at(State.RECONNECTING) and visit_of(rig).guest is not None
    assert visit_of(rig).guest.phase is Phase.JOINED  # type: ignore[union-attr]
    rig.gp.open_tab()
    rig.connect()
    assert rig.at(State.CALL) and told(rig)[-1] == "joined", "a page that comes back learns of her"


def test_a_second_browser_or_a_stranger_is_refused_and_only_her_key_answers(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    greet(rig, browser)
    thief, stranger = GpBrowser(VISIT, KEY), GpBrowser(VISIT, bytes(32))
    greet(rig, thief)
    assert sent_to_guest(rig, Refused)[-1].reason is RefusedReason.IN_USE
    greet(rig, stranger)
    assert sent_to_guest(rig, Refused)[-1].reason is RefusedReason.BAD_PROOF
    greet(rig, browser, seat="gzzzzzz")
    assert sent_to_guest(rig, Refused)[-1].reason is RefusedReason.EXPIRED
    thief.party_id = browser.party_id
    call_id = offered(rig)
    rig.conductor.inviting.event(VISIT, SEAT, thief.answer(rig.clock.now(), call_id))
    assert sent_to_guest(rig, Hangup)[-1].reason == "org.halsorum.wrong-key"
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))
    assert told(rig)[-1] == "joining" and rig.at(State.CALL)


def test_her_link_does_not_open_the_gp_s_place_nor_the_gp_s_hers(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    rig.line.event(VISIT, browser.ready(rig.clock.now()))
    assert rig.sent_to_gp(Refused)[-1].reason is RefusedReason.BAD_PROOF
    greet(rig, rig.gp)
    assert sent_to_guest(rig, Refused)[-1].reason is RefusedReason.BAD_PROOF


def test_another_invitation_takes_the_place_of_the_first(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    join(rig, browser)
    ask(rig, seat="gzzzzzz", who="relative")
    assert rig.outside.seats_closed == [SEAT] and sent_to_guest(rig, Hangup)[-1].reason == HangupReason.REMOVED
    assert visit_of(rig).guest is not None and told(rig)[-1] == "ready"


def test_she_goes_with_the_visit(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    join(rig, browser)
    rig.gp_says(type="end")
    assert sent_to_guest(rig, Hangup)[-1].reason == HangupReason.USER_HANGUP
    assert rig.outside.seats_closed == [SEAT] and visit_of(rig).guest is None


def test_a_media_process_that_comes_back_calls_her_again(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    call_id = join(rig, browser)
    rig.line.process_left()
    assert told(rig)[-1] == "joining"
    rig.line.process_arrived()
    assert any(each.guest and each.call_id != call_id for each in rig.outside.call if isinstance(each, MakeOffer))


def test_a_page_that_says_nothing_any_more_is_not_waited_for(rig: Rig, browser: GpBrowser) -> None:
    ask(rig)
    greet(rig, browser)
    rig.wait(60)
    assert told(rig)[-1] == "ready" and rig.notices == ["guest-comes"]
    call_id = join(rig, browser)
    rig.conductor.inviting.event(
        VISIT, SEAT, browser.say(Candidates(call_id=call_id, party_id=browser.party_id, candidates=()))
    )
    assert told(rig)[-1] == "joined"


def test_the_table_leads_everywhere_and_nowhere_else() -> None:
    reached = {Phase.ASKED} | set(PHASES.values())
    assert reached == set(Phase) and {step for _, step in PHASES} == set(Step)
