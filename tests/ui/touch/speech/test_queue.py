# SPDX-License-Identifier: EUPL-1.2
"""What is said when: new speech for old, an end at every action, and nothing that cuts off a safety line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import ManualClock
from ui.touch.speech.queue import GRACE_S, MAKE_S, NOTHING, TABLE, Do, Event, Orders, SpeechQueue, State
from ui.touch.speech.transcript import Turn, Utterance


def line(text: str, turn: Turn = Turn.TEXT) -> Utterance:
    return Utterance(text=text, language="sv", ident=text, turn=turn)


A, B, C = line("a"), line("b"), line("c")
STOP = line("stop", Turn.SAFETY)
AIR = line("air", Turn.SAFETY)


def queue() -> tuple[SpeechQueue, ManualClock]:
    clock = ManualClock()
    return SpeechQueue(clock), clock


def test_lines_are_said_one_after_the_other() -> None:
    speech, _ = queue()
    assert speech.say((A, B)) == Orders(start=A)
    speech.began(1.0)
    assert speech.ended() == Orders(start=B)
    assert speech.ended() == Orders(stop=True)
    assert speech.state is State.QUIET and speech.ended() == NOTHING


def test_new_speech_takes_the_place_of_old() -> None:
    speech, _ = queue()
    speech.say((A, B))
    assert speech.say((C,)) == Orders(stop=True, start=C)
    assert speech.ended() == Orders(stop=True)


def test_an_action_ends_it_and_it_can_be_said_again() -> None:
    speech, _ = queue()
    assert speech.stop() == NOTHING and speech.repeat() == NOTHING
    speech.say((A, B))
    speech.say((C,), remember=False)
    assert speech.stop() == Orders(stop=True)
    assert speech.repeat() == Orders(start=A)
    assert speech.ended() == Orders(start=B)


def test_a_pause_goes_on_with_the_sentence_that_was_cut_off() -> None:
    speech, clock = queue()
    speech.say((A, B, C))
    speech.ended()
    assert speech.pause() == Orders(stop=True) and speech.state is State.PAUSED
    clock.advance(99)
    assert speech.tick() == NOTHING and speech.pause() == NOTHING
    assert speech.resume() == Orders(start=B)
    assert speech.ended() == Orders(start=C)
    speech.pause()
    assert speech.say((A,)) == Orders(start=A), "another screen is read all the same"
    speech.pause()
    assert speech.stop() == Orders(stop=True) and speech.resume() == NOTHING


def test_a_safety_line_comes_first_and_is_said_to_its_end() -> None:
    speech, _ = queue()
    assert speech.say((A, STOP, B)) == Orders(start=STOP)
    assert speech.state is State.HELD
    assert speech.stop() == speech.pause() == speech.say((C,)) == NOTHING
    assert speech.current is STOP
    assert speech.ended() == Orders(start=C)


def test_after_an_action_only_safety_lines_are_left() -> None:
    speech, _ = queue()
    speech.say((STOP, A, AIR))
    speech.stop()
    assert speech.ended() == Orders(start=AIR)
    assert speech.ended() == Orders(stop=True)


def test_a_safety_line_that_comes_later_cuts_in_and_what_it_cut_off_is_said_again() -> None:
    speech, _ = queue()
    speech.say((A, B))
    assert speech.add((STOP,)) == Orders(stop=True, start=STOP)
    assert speech.add((AIR,)) == NOTHING
    assert speech.ended() == Orders(start=AIR)
    assert speech.ended() == Orders(start=A)
    assert speech.ended() == Orders(start=B)


def test_news_waits_and_an_older_one_of_the_same_part_is_dropped() -> None:
    speech, _ = queue()
    speech.say((A,))
    old, new = line("x"), Utterance(text="y", language="sv", ident="x")
    assert speech.add((old,)) == speech.add((new,)) == speech.add((A,)) == NOTHING
    assert speech.ended() == Orders(start=new)
    assert speech.ended() == Orders(stop=True)
    assert speech.add((B,)) == Orders(start=B)
    speech.pause()
    assert speech.add((C,)) == NOTHING and speech.state is State.PAUSED


def test_a_screen_that_says_nothing_ends_what_was_said() -> None:
    speech, _ = queue()
    speech.say((A,))
    assert speech.say(()) == Orders(stop=True)


def test_what_takes_too_long_is_given_up() -> None:
    speech, clock = queue()
    speech.say((A, B))
    clock.advance(MAKE_S - 0.1)
    assert speech.tick() == NOTHING
    clock.advance(0.1)
    assert speech.tick() == Orders(start=B), "the voice did not come"
    speech.began(2.0)
    clock.advance(2.0 + GRACE_S - 0.1)
    assert speech.tick() == NOTHING
    clock.advance(0.1)
    assert speech.tick() == Orders(stop=True), "the loudspeaker did not come to its end"


def test_the_table_stops_no_safety_line() -> None:
    assert {(state, event) for (state, event), do in TABLE.items() if state is State.HELD and do is not Do.WAIT} == {
        (State.HELD, Event.OVER),
        (State.HELD, Event.LAST),
    }


LINES = st.lists(st.sampled_from([A, B, C, STOP, AIR]), max_size=4)
STEPS = st.lists(
    st.tuples(st.sampled_from(["say", "add"]), LINES)
    | st.tuples(st.sampled_from(["stop", "pause", "resume", "repeat", "ended", "tick"]), st.just([])),
    max_size=25,
)


@given(STEPS)
def test_whatever_happens_a_safety_line_is_only_ever_over_when_it_was_said(
    steps: list[tuple[str, list[Utterance]]],
) -> None:
    speech, _ = queue()
    for step, lines in steps:
        held = speech.current if speech.state is State.HELD else None
        orders = getattr(speech, step)(*([lines] if step in ("say", "add") else []))
        if held is not None and step != "ended":
            assert orders == NOTHING and speech.current is held
        assert (speech.current is not None) == (speech.state is not State.QUIET)
        if orders.start is not None:
            assert speech.current is orders.start
