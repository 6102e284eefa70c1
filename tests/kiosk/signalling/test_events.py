# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling import commands, events
from kiosk.signalling.events import (
    Answer,
    Candidate,
    Candidates,
    Content,
    Hangup,
    Invite,
    Ready,
    Refused,
    RefusedReason,
    Reject,
    SelectAnswer,
    Session,
    Visit,
    VisitState,
)

V = "abcdefghijklmnopqrstuvwxyz"
CALL: dict[str, Any] = {"call_id": "c1", "party_id": "p1"}

FROM_GP: list[Content] = [
    Ready(party_id="p1", proof="x", nonce="n", language="nb", name="Dr Åse"),
    Answer(**CALL, answer=Session(type="answer", sdp="v=0")),
    Candidates(**CALL, candidates=(Candidate(candidate="candidate:1", sdp_mid="0", sdp_m_line_index=0),)),
    Reject(**CALL, reason="signature"),
    Hangup(**CALL, reason="user_hangup"),
]
FROM_STATION: list[Content] = [
    Invite(**CALL, version="1", lifetime=60000, offer=Session(type="offer", sdp="v=0")),
    Invite(**CALL, version="1", lifetime=60000, offer=Session(type="offer", sdp="v=0"), resumes="c0"),
    SelectAnswer(**CALL, selected_party_id="p1"),
    Hangup(**CALL, reason="erased"),
    Refused(party_id="p1", reason=RefusedReason.IN_USE),
    Visit(state=VisitState.WAITING),
]


@pytest.mark.parametrize("content", FROM_GP)
def test_what_a_gp_sends_comes_back_as_it_went(content: Content) -> None:
    event = events.decode_from_gp(events.encode(content, seq=7, passport="a.b.c"))
    assert event is not None and (event.content, event.seq, event.passport) == (content, 7, "a.b.c")


@pytest.mark.parametrize("content", FROM_STATION)
def test_what_a_station_sends_comes_back_as_it_went(content: Content) -> None:
    event = events.decode_from_station(events.encode(content, seq=0))
    assert event is not None and (event.content, event.seq, event.passport) == (content, 0, "")


def test_the_wire_is_the_one_agreed_on() -> None:
    invite = Invite(**CALL, version="1", lifetime=60000, offer=Session(type="offer", sdp="v=0"), resumes="c0")
    assert json.loads(events.encode(invite, seq=3, passport="t")) == {
        "type": "m.call.invite",
        "content": {
            "call_id": "c1",
            "party_id": "p1",
            "version": "1",
            "lifetime": 60000,
            "offer": {"type": "offer", "sdp": "v=0"},
            "org.halsorum.resumes": "c0",
        },
        "passport": "t",
        "seq": 3,
    }
    candidates = json.dumps(
        {
            "type": "m.call.candidates",
            "seq": 1,
            "content": {**CALL, "version": "1", "candidates": [{"candidate": "", "sdpMid": None, "sdpMLineIndex": 0}]},
        }
    )
    event = events.decode_from_gp(candidates.encode())
    assert event is not None and isinstance(event.content, Candidates)
    assert event.content.candidates == (Candidate(candidate="", sdp_m_line_index=0),)


def test_unknown_types_and_members_are_ignored() -> None:
    assert events.decode_from_gp(b'{"type":"m.call.future","content":{"x":1},"seq":1}') is None
    assert events.decode_from_gp(events.encode(FROM_STATION[0], seq=1)) is None
    more = b'{"type":"m.call.hangup","content":{"call_id":"c","party_id":"p","version":"1","new":[1]},"seq":1,"y":2}'
    assert events.decode_from_gp(more) is not None


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"type":"m.call.hangup"}',
        b'{"type":"m.call.hangup","content":{},"seq":1}',
        b'{"type":"m.call.hangup","content":{"call_id":"","party_id":"p"},"seq":1}',
        b'{"type":"m.call.hangup","content":{"call_id":"c","party_id":"p"},"seq":-1}',
        b'{"type":"m.call.hangup","content":{"call_id":"c","party_id":"p"},"seq":"1"}',
    ],
)
def test_rubbish_is_refused(payload: bytes) -> None:
    with pytest.raises(SignallingError) as caught:
        events.decode_from_gp(payload)
    assert caught.value.reason is SignallingReason.MALFORMED


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_an_error_of_ours(payload: bytes) -> None:
    for decode in (events.decode_from_gp, events.decode_from_station, commands.decode_command, commands.decode_answer):
        try:
            decode(payload)
        except SignallingError:
            continue


def test_no_event_is_longer_than_32_kib() -> None:
    with pytest.raises(SignallingError) as caught:
        events.decode_from_gp(b" " * (events.MAX_EVENT_BYTES + 1))
    assert caught.value.reason is SignallingReason.TOO_LONG
    with pytest.raises(SignallingError):
        events.encode(Answer(**CALL, answer=Session(type="answer", sdp="v" * events.MAX_EVENT_BYTES)), seq=1)


def test_an_event_s_key_tells_duplicates() -> None:
    def key(content: Content, seq: int) -> object:
        event = events.decode_from_gp(events.encode(content, seq=seq))
        assert event is not None
        return event.key

    assert key(FROM_GP[4], 1) == key(FROM_GP[3], 1) == ("c1", "p1", 1)
    assert key(FROM_GP[0], 1) == ("", "p1", 1)
    assert key(FROM_GP[4], 2) != key(FROM_GP[4], 1)


@pytest.mark.parametrize(
    "command", [commands.VisitOffer(visit=V, descriptor="a.b.c.d.e"), commands.VisitCancel(visit=V)]
)
def test_commands_come_back_as_they_went(command: commands.Command) -> None:
    assert commands.decode_command(commands.encode(command)) == command
    assert commands.decode_answer(commands.encode(command)) is None


def test_answers_come_back_as_they_went() -> None:
    answer = commands.VisitAnswer(visit=V, accepted=False, reason=commands.AnswerReason.OVER)
    assert commands.decode_answer(commands.encode(answer)) == answer
    assert commands.decode_command(commands.encode(answer)) is None
    assert commands.decode_command(b'{"type":"time","content":{}}') is None


def test_too_long_or_malformed_commands_are_refused() -> None:
    for payload in (b"x", b'{"type":"visit.offer","content":{"visit":"short","descriptor":""}}', b" " * 40_000):
        with pytest.raises(SignallingError):
            commands.decode_command(payload)
