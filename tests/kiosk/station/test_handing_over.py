# SPDX-License-Identifier: EUPL-1.2
"""The GP hands over to a colleague: make before break, the old link dead, everything of the visit goes along."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kiosk.messages import (
    Action,
    CallView,
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    DropOffer,
    MakeOffer,
    Offer,
    SendData,
)
from kiosk.reading import Device, Measure, Reading
from kiosk.record.context import EncounterStatus, Station
from kiosk.signalling.events import Candidates, Hangup, HangupReason, Invite, Refused, RefusedReason, Reject
from kiosk.signalling.jws import b64url
from kiosk.station.control import MAX_SAID_BYTES, so_far
from kiosk.station.filing import visit_record
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import PROOF_KEY, STATION_SDP, VISIT, Rig
from tests.kit.gp_browser import GpBrowser

SEAT, NAME = "abcdef", "Dr Ada Avbytare"
KEY = bytes(reversed(range(32)))


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open().to(State.CALL)


@pytest.fixture
def colleague() -> GpBrowser:
    return GpBrowser(VISIT, KEY)


def ask(rig: Rig, *, seat: str = SEAT, name: str = NAME, opened: bool = True) -> None:
    rig.gp_says(type="hand-over", seat=seat, name=name, proof_key=b64url(KEY), password="B" * 43)
    rig.line.handing_over.opened(VISIT, seat, opened)


def visit_of(rig: Rig) -> VisitMemory:
    assert rig.conductor.memory.visit is not None
    return rig.conductor.memory.visit


def told(rig: Rig) -> list[tuple[str, str]]:
    return [(each["seat"], each["state"]) for each in rig.control("hand-over")]


def answer(rig: Rig, browser: GpBrowser) -> str:
    """The call process makes the offer, and a page answers it."""
    call_id = rig.last_call(MakeOffer).call_id
    rig.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
    rig.line.event(VISIT, browser.answer(rig.clock.now(), call_id))
    return call_id


def hand_over(rig: Rig, colleague: GpBrowser) -> None:
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now(), name="Ada"))
    rig.line.report(Connection(call_id=answer(rig, colleague), state=ConnectionState.CONNECTED))


def test_the_call_moves_to_the_colleague_who_has_the_link(rig: Rig, colleague: GpBrowser) -> None:
    old_call = rig.last_call(MakeOffer).call_id
    ask(rig)
    assert rig.outside.seats == [(SEAT, "B" * 43)] and told(rig) == [(SEAT, "ready")]
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    assert told(rig)[-1] == (SEAT, "joining")
    assert rig.notices == ["colleague-comes"] and rig.screen.notices[0].name == NAME
    call_id = answer(rig, colleague)
    invite = rig.sent_to_gp(Invite)[-1]
    assert (invite.invitee, invite.resumes) == (colleague.party_id, old_call)
    assert rig.at(State.CALL) and not rig.sent_to_gp(Hangup), "the GP is there until the colleague is"
    assert isinstance(rig.screen.view, CallView) and rig.screen.view.gp_name == "Dr Vera Läkare"
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))
    farewell = rig.sent_to_gp(Hangup)[-1]
    assert (farewell.call_id, farewell.reason) == (old_call, HangupReason.HANDED_OVER)
    assert rig.outside.seats_closed == ["gp"]
    assert rig.screen.view.gp_name == NAME
    assert rig.notices == ["colleague-came"]
    rig.wait(21)
    assert rig.notices == []


def test_everything_so_far_goes_along_and_what_follows_is_hers(rig: Rig, colleague: GpBrowser) -> None:
    device = Device(maker="A maker", model="One", serial="7", driver="simulated", port="/dev/null")
    reading = Reading(
        measure=Measure.SPO2, value=Decimal(97), absent=None, measured_at=rig.clock.now(), device=device,
        instrument="oximeter", id="r1", unit="%",
    )  # fmt: skip
    rig.conductor.instrument(reading)
    rig.gp_says(type="accept", reading="r1")
    rig.conductor.filed("r1", ok=True)
    rig.tap(Action.SAY, "Jag mår bra")
    rig.line.report(DataArrived(channel=Channel.TEXT, data="Hej\u2028halv"))
    rig.gp_says(type="summary", id="one", text="Vila.", visit_needed=True)
    hand_over(rig, colleague)
    assert rig.control("so-far") == [
        {
            "type": "so-far",
            "said": [
                {"by": "patient", "text": "Jag mår bra"},
                {"by": "gp", "text": "Hej"},
                {"by": "gp", "text": "halv"},
            ],
            "summary": "Vila.",
            "visit_needed": True,
            "filed": ["r1"],
        }
    ]
    assert rig.control("hello")[-1]["patient"]["name"] == "Tolvan Tolvansson"
    rig.wait(1)
    assert rig.vitals("reading")[-1]["id"] == "r1", "the channel repeats what stands"
    station = Station(id="s", name="s")
    record = visit_record(visit_of(rig), station, EncounterStatus.IN_PROGRESS, "", rig.clock.now())
    assert (record.practitioner.name, record.practitioner.identifier) == (NAME, None)


def test_the_former_link_opens_nothing_and_the_new_one_behaves_like_a_gp_s(rig: Rig, colleague: GpBrowser) -> None:
    hand_over(rig, colleague)
    rig.line.event(VISIT, rig.gp.ready(rig.clock.now()))
    refused = rig.sent_to_gp(Refused)[-1]
    assert (refused.party_id, refused.reason) == (rig.gp.party_id, RefusedReason.HANDED_OVER)
    assert "second-gp" not in rig.notices
    rig.line.event(VISIT, rig.gp.say(Hangup(call_id="x", party_id=rig.gp.party_id)))
    assert rig.at(State.CALL), "and who has left cannot end the visit"
    rig.lose_line()
    assert rig.at(State.RECONNECTING)
    rig.wait(3)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    rig.line.report(Connection(call_id=answer(rig, colleague), state=ConnectionState.CONNECTED))
    assert rig.at(State.CALL) and rig.sent_to_gp(Invite)[-1].invitee == colleague.party_id
    rig.line.event(VISIT, colleague.say(Hangup(call_id="x", party_id=colleague.party_id)))
    assert rig.at(State.SUMMARY) or not rig.at(State.CALL)


def test_a_colleague_who_does_not_get_through_changes_nothing(rig: Rig, colleague: GpBrowser) -> None:
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    answer(rig, colleague)
    rig.wait(60)
    assert rig.at(State.CALL) and not rig.sent_to_gp(Hangup)[1:]
    assert visit_of(rig).gp_name == "Dr Vera Läkare"
    rig.line.event(VISIT, colleague.say(Hangup(call_id="none", party_id=colleague.party_id)))
    assert rig.at(State.CALL), "nor can she end the visit"
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    rig.line.report(Connection(call_id=answer(rig, colleague), state=ConnectionState.CONNECTED))
    assert visit_of(rig).gp_name == NAME, "she may try again"


def test_a_gp_who_connects_again_keeps_the_visit_while_the_colleague_is_away(rig: Rig, colleague: GpBrowser) -> None:
    standing = rig.last_call(MakeOffer).call_id
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    rig.wait(30)
    rig.line.report(Connection(call_id=standing, state=ConnectionState.LOST))
    rig.line.event(VISIT, rig.gp.ready(rig.clock.now()))
    rig.line.report(Connection(call_id=answer(rig, rig.gp), state=ConnectionState.CONNECTED))
    assert rig.at(State.CALL) and rig.sent_to_gp(Invite)[-1].invitee == rig.gp.party_id
    assert visit_of(rig).gp_name == "Dr Vera Läkare" and visit_of(rig).session.successor is not None


def test_a_link_that_is_taken_back_or_replaced_opens_nothing(rig: Rig, colleague: GpBrowser) -> None:
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    rig.gp_says(type="keep-visit")
    assert told(rig)[-1] == (SEAT, "withdrawn") and rig.outside.seats_closed == [SEAT]
    assert isinstance(rig.outside.call[-2] if isinstance(rig.outside.call[-1], SendData) else None, DropOffer)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    assert rig.sent_to_gp(Refused)[-1].reason == "bad-proof"
    assert rig.notices == []
    ask(rig, seat="cccccc")
    ask(rig, seat="dddddd")
    assert rig.outside.seats_closed == [SEAT, "cccccc"]


def test_a_link_the_desk_refuses_is_told_and_opens_nothing(rig: Rig, colleague: GpBrowser) -> None:
    ask(rig, opened=False)
    assert told(rig) == [(SEAT, "failed")]
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    assert rig.sent_to_gp(Refused)[-1].reason == "bad-proof"


@pytest.mark.parametrize("changed", [{"name": " \n "}, {"name": ""}, {"seat": "gp"}, {"proof_key": "B" * 43}])
def test_what_is_not_a_link_is_not_made(rig: Rig, changed: dict[str, Any]) -> None:
    message: dict[str, Any] = {"seat": SEAT, "name": NAME, "proof_key": b64url(KEY), "password": "B" * 43}
    rig.gp_says(**{"type": "hand-over", **message, **changed})
    assert rig.outside.seats == [] and visit_of(rig).session.successor is None


def test_a_second_browser_with_the_colleague_s_link_is_refused_and_only_her_key_answers(
    rig: Rig, colleague: GpBrowser
) -> None:
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    thief = GpBrowser(VISIT, KEY)
    rig.line.event(VISIT, thief.ready(rig.clock.now()))
    assert rig.sent_to_gp(Refused)[-1].reason == RefusedReason.IN_USE
    thief.party_id = colleague.party_id
    call_id = answer(rig, thief)
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))
    assert visit_of(rig).gp_name == "Dr Vera Läkare" and "signature" in rig.notices


def test_the_colleague_s_candidates_and_doubts_are_heard(rig: Rig, colleague: GpBrowser) -> None:
    ask(rig)
    rig.line.event(VISIT, colleague.ready(rig.clock.now()))
    call_id = answer(rig, colleague)
    before = len(rig.outside.call)
    rig.line.event(VISIT, colleague.say(Candidates(call_id=call_id, party_id=colleague.party_id, candidates=())))
    assert len(rig.outside.call) == before + 1
    rig.line.event(VISIT, colleague.say(Reject(call_id=call_id, party_id=colleague.party_id)))
    assert "signature" in rig.notices


def test_a_page_that_was_opened_again_learns_of_the_colleague_s_link(rig: Rig) -> None:
    ask(rig)
    rig.gp.open_tab()
    rig.connect()
    assert told(rig)[-1] == (SEAT, "ready")
    assert PROOF_KEY not in visit_of(rig).session._former


def test_a_long_conversation_keeps_its_newest_lines() -> None:
    from kiosk.messages import ChatLine

    said = [ChatLine(text=f"{number} " + "å" * 1000, own=True) for number in range(50)]
    lines = so_far(said=said, summary="", visit_needed=False, filed=())["said"]
    assert lines[-1]["text"].startswith("49 ") and 3 <= len(lines) <= MAX_SAID_BYTES // 2000
