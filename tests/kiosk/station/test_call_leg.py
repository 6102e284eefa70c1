# SPDX-License-Identifier: EUPL-1.2
"""The call outlives its line: another connection after a second's silence, calmly, and nobody touches anything."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from kiosk.line_quality import CallMode, Cause, Grade, Quality
from kiosk.messages import (
    CallView,
    Connection,
    ConnectionState,
    DropOffer,
    LineReport,
    MakeOffer,
    Offer,
    OfferFailed,
    PathChange,
    PathChanged,
)
from kiosk.signalling.events import Hangup, HangupReason, Invite
from kiosk.station.attempt import Attempt
from kiosk.visit.machine import State
from tests.kiosk.station.rig import STATION_SDP, VISIT, Rig


class Line:
    """The connection that stood when a test began, and what the station does about it."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        visit = rig.conductor.memory.visit
        assert visit is not None
        self.leg = visit.leg
        self.id = self.leg.call_id

    def becomes(self, state: ConnectionState, call_id: str = "") -> None:
        self.rig.line.report(Connection(call_id=call_id or self.id, state=state))

    def path(self, change: PathChange) -> None:
        self.rig.line.report(PathChanged(change=change))

    @property
    def offers(self) -> list[str]:
        return [each.call_id for each in self.rig.outside.call if isinstance(each, MakeOffer)]

    @property
    def dropped(self) -> list[str]:
        return [each.call_id for each in self.rig.outside.call if isinstance(each, DropOffer)]

    def offer_is_made(self) -> str:
        call_id = self.offers[-1]
        self.rig.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
        return call_id


@pytest.fixture
def line(rig: Rig) -> Line:
    rig.to(State.CALL)
    rig.outside.call.clear()
    rig.outside.gp.clear()
    return Line(rig)


def test_silence_brings_another_offer_at_once_and_no_words(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    assert len(line.offers) == 1
    assert rig.at(State.CALL)
    assert rig.outside.broker_doubts == 1, "its way may be the same"
    line.becomes(ConnectionState.LOST)
    assert rig.at(State.RECONNECTING)
    assert len(line.offers) == 1


def test_the_new_connection_takes_over_and_the_old_one_means_nothing_more(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    rig.finish_attempt()
    assert rig.at(State.CALL)
    line.becomes(ConnectionState.LOST)
    line.becomes(ConnectionState.CONNECTED)
    line.becomes(ConnectionState.CLOSED)
    assert rig.at(State.CALL) and len(line.offers) == 1
    assert line.leg.call_id == line.offers[0]


@pytest.mark.parametrize("lost", [False, True])
def test_if_the_old_connection_revives_first_the_new_one_is_taken_back(rig: Rig, line: Line, lost: bool) -> None:
    line.becomes(ConnectionState.SILENT)
    if lost:
        line.becomes(ConnectionState.LOST)
    new = line.offer_is_made()
    line.becomes(ConnectionState.CONNECTED)
    assert rig.at(State.CALL)
    assert line.dropped == [new]
    assert rig.sent_to_gp(Hangup)[-1].call_id == new
    assert rig.sent_to_gp(Hangup)[-1].reason == HangupReason.REPLACED
    assert line.leg.call_id == line.id
    rig.line.event(VISIT, rig.gp.answer(rig.clock.now(), new))
    line.becomes(ConnectionState.CONNECTED, new)
    assert line.leg.call_id == line.id, "an answer that was under way is too late"
    rig.wait(60)
    assert len(line.offers) == 1


def test_an_offer_that_is_still_being_made_is_dropped_without_a_word_to_the_page(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    line.becomes(ConnectionState.CONNECTED)
    assert line.dropped == line.offers
    assert rig.sent_to_gp(Hangup) == []


def test_a_line_that_falls_silent_every_three_seconds_gets_fewer_and_fewer_offers(rig: Rig, line: Line) -> None:
    for _ in range(20):
        line.becomes(ConnectionState.SILENT)
        rig.wait(1)
        line.becomes(ConnectionState.CONNECTED)
        rig.wait(2)
    assert 1 < len(line.offers) <= 4
    rig.wait(16)
    before = len(line.offers)
    line.becomes(ConnectionState.SILENT)
    assert len(line.offers) == before + 1, "a line that was good for a while is helped at once"


def test_a_dead_line_is_tried_again_and_again_with_longer_pauses(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    line.becomes(ConnectionState.LOST)
    at_s, start_s = [], rig.clock.monotonic_s()
    for _ in range(240):
        seen = len(line.offers)
        if line.leg.attempt is Attempt.OFFERING:
            rig.line.report(OfferFailed(call_id=line.offers[-1], reason="timeout"))
        rig.wait(0.25)
        if len(line.offers) > seen:
            at_s.append(rig.clock.monotonic_s() - start_s)
    gaps = [round(after - before) for before, after in pairwise(at_s)]
    assert gaps[:2] == [1, 2] and gaps[-1] == 8
    assert gaps == sorted(gaps)


def test_an_invite_that_nobody_answers_is_given_up_in_five_seconds(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    line.offer_is_made()
    rig.wait(6)
    assert len(line.offers) == 2 and line.dropped == line.offers[:1]


def test_when_the_broker_is_back_the_invite_is_sent_again(rig: Rig, line: Line) -> None:
    line.becomes(ConnectionState.SILENT)
    rig.conductor.broker(here=False)
    new = line.offer_is_made()
    rig.conductor.broker(here=True)
    assert [each.call_id for each in rig.sent_to_gp(Invite)] == [new, new]
    rig.line.event(VISIT, rig.gp.answer(rig.clock.now(), new))
    line.becomes(ConnectionState.CONNECTED, new)
    assert line.leg.call_id == new


def test_a_path_that_has_gone_is_replaced_although_the_line_still_seems_alive(rig: Rig, line: Line) -> None:
    line.path(PathChange.GONE)
    assert len(line.offers) == 1 and rig.at(State.CALL)
    assert rig.outside.broker_renewals == 1
    line.becomes(ConnectionState.SILENT)
    rig.finish_attempt()
    assert rig.at(State.CALL) and line.leg.call_id == line.offers[-1]
    rig.wait(60)
    assert len(line.offers) == 1


def test_an_attempt_from_before_the_path_changed_is_begun_anew(rig: Rig, line: Line) -> None:
    line.path(PathChange.GONE)
    first = line.offer_is_made()
    line.path(PathChange.BACK)
    assert len(line.offers) == 2 and line.dropped == [first]


def test_a_better_path_is_moved_to_without_a_gap(rig: Rig, line: Line) -> None:
    line.path(PathChange.BETTER)
    assert len(line.offers) == 1 and rig.at(State.CALL) and line.leg.up
    line.becomes(ConnectionState.CONNECTED)
    assert line.dropped == [], "that the old one lives is no reason to stay on it"
    rig.finish_attempt()
    assert line.leg.call_id == line.offers[0] and rig.at(State.CALL)


def test_a_better_path_that_does_not_work_is_left_alone_after_three_tries(rig: Rig, line: Line) -> None:
    line.path(PathChange.BETTER)
    for _ in range(400):
        if line.leg.attempt is Attempt.OFFERING:
            rig.line.report(OfferFailed(call_id=line.offers[-1], reason="timeout"))
        rig.wait(0.25)
    assert len(line.offers) == 3 and rig.at(State.CALL)


def test_a_way_that_is_back_means_nothing_to_a_line_that_lives(rig: Rig, line: Line) -> None:
    line.path(PathChange.BACK)
    rig.wait(30)
    assert line.offers == [] and rig.at(State.CALL)


def test_a_page_that_hears_nothing_may_ask_for_another_connection_but_not_all_the_time(rig: Rig, line: Line) -> None:
    rig.greet()
    assert len(line.offers) == 1 and rig.at(State.CALL)
    rig.line.report(OfferFailed(call_id=line.offers[0], reason="timeout"))
    rig.greet()
    assert len(line.offers) == 1
    rig.wait(6)
    rig.greet()
    assert len(line.offers) == 2


def test_both_screens_are_told_how_the_line_is(rig: Rig, line: Line) -> None:
    report = LineReport(
        quality=Quality(grade=Grade.POOR, cause=Cause.LOSS_UP), mode=CallMode.AUDIO_ONLY, gp_video=False
    )
    rig.line.report(report)
    view = rig.screen.view
    assert isinstance(view, CallView)
    assert (view.quality, view.mode, view.gp_video) == (report.quality, CallMode.AUDIO_ONLY, False)
    told = {"type": "quality", "grade": "poor", "cause": "loss-up", "mode": "audio-only", "video": False}
    assert rig.control("quality") == [told]
    line.becomes(ConnectionState.SILENT)
    rig.finish_attempt()
    assert rig.control("quality") == [told, told], "a page that was reloaded knows nothing"


def test_a_report_without_a_visit_is_dropped(rig: Rig) -> None:
    rig.line.report(LineReport(quality=Quality(), mode=CallMode.FULL))
    rig.line.report(PathChanged(change=PathChange.GONE))
    assert rig.outside.broker_renewals == 1
    assert msgspec.json.encode(rig.screen)
