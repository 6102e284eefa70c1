# SPDX-License-Identifier: EUPL-1.2
"""What the GP of a visit to learn from does: she greets, asks, answers what is done, and goes at last."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kiosk.phrases import Phrase
from kiosk.stand_in import Sentence
from kiosk.station.acting import AFTER_S, LONGEST_S, SPEAKS_EVERY_S, Acting, Scene, Turn

STEP_S = 0.25


class Call:
    """A call with her; ``scene``: how things stand."""

    def __init__(self, **scene: Any) -> None:
        self.acting = Acting()
        self.now_s = 100.0
        self.scene: dict[str, Any] = scene
        self.turns: list[Turn] = []

    def wait(self, seconds: float, **changes: Any) -> list[Turn]:
        """Let time pass with ``changes``; return what she does meanwhile."""
        self.scene |= changes
        before = len(self.turns)
        for _ in range(round(seconds / STEP_S)):
            turn = self.acting.turn(Scene(now_s=self.now_s, **self.scene))
            self.turns += [turn] if turn is not None else []
            self.now_s += STEP_S
        return self.turns[before:]


@pytest.fixture
def call() -> Call:
    """She has said hello."""
    call = Call()
    assert call.wait(2) == [Turn(Sentence.GREETING)]
    call.wait(AFTER_S)
    return call


@pytest.mark.parametrize(
    ("done", "answer"),
    [
        ({"microphone": False}, Turn(Sentence.MUTED, Phrase.CANNOT_HEAR)),
        ({"camera": False}, Turn(Sentence.UNSEEN, Phrase.CANNOT_SEE)),
        ({"written": 1}, Turn(Sentence.READ)),
        ({"cannot_hear": True}, Turn(Sentence.WRITES)),
        ({"examined": True}, Turn(Sentence.SEEN, Phrase.HOLD_STILL)),
        ({"listened": True}, Turn(None, Phrase.BREATHE_DEEPLY)),
        ({"invited": True}, Turn(Sentence.INVITED)),
    ],
)
def test_she_answers_what_is_done(call: Call, done: dict[str, Any], answer: Turn) -> None:
    assert call.wait(STEP_S, **done) == [answer]
    assert call.wait(AFTER_S) == [], "once"


@pytest.mark.parametrize("what", ["microphone", "camera"])
def test_she_says_when_she_hears_and_sees_again(call: Call, what: str) -> None:
    call.wait(AFTER_S + STEP_S, **{what: False})
    assert call.wait(STEP_S, **{what: True}) == [Turn(Sentence.BACK, Phrase.THANK_YOU)]


def test_she_asks_for_one_thing_after_the_other_and_goes_on_asking(call: Call) -> None:
    asked = [turn.sentence or turn.phrase for turn in call.wait(10 * SPEAKS_EVERY_S)]
    assert asked[:6] == [
        Sentence.TRY_MICROPHONE, Sentence.TRY_CAMERA, Sentence.TRY_WRITING, Phrase.SIT_CLOSER, Phrase.ROLL_UP_SLEEVE,
        Sentence.FAREWELL,
    ]  # fmt: skip
    assert len(asked) >= 9 and all(isinstance(each, Phrase) for each in asked[6:])


def test_who_helps_is_asked_for_camera_and_stethoscope() -> None:
    call = Call(helped=True)
    asked = {turn.sentence for turn in call.wait(10 * SPEAKS_EVERY_S)}
    assert {Sentence.EXAMINE, Sentence.LISTEN} <= asked


def test_she_never_speaks_too_soon_after_herself() -> None:
    call = Call()
    times = []
    for number in range(200):
        if call.wait(STEP_S, written=number):
            times.append(call.now_s)
    assert len(times) > 5 and min(after - before for before, after in pairwise(times)) >= AFTER_S


def test_she_writes_a_few_letters_at_a_time() -> None:
    acting = Acting(typing="Tack, jag har läst det.")
    pieces = []
    while piece := acting.typed():
        pieces.append(piece)
    assert len(pieces) > 2 and "".join(pieces) == "Tack, jag har läst det."


def test_a_call_that_nobody_ends_is_over_at_last(call: Call) -> None:
    assert not call.acting.over(call.now_s)
    assert call.acting.over(call.now_s + LONGEST_S)
    assert not Acting().over(1e9), "one that has not begun is not over"
