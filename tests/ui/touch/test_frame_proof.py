# SPDX-License-Identifier: EUPL-1.2
"""The answer to the self-test: only once a picture stands, once for each question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.clock import ManualClock
from kiosk.messages import DrawFrame, FrameDrawn
from ui.touch.frame_proof import FrameProof


class FakeWindow:
    """A window that flips when a test says so; its own canvas."""

    def __init__(self) -> None:
        self.canvas = self
        self.updates = 0
        self.bound: list[Callable[..., Any]] = []

    def ask_update(self) -> None:
        self.updates += 1

    def bind(self, on_flip: Callable[..., Any]) -> None:
        self.bound.append(on_flip)

    def unbind(self, on_flip: Callable[..., Any]) -> None:
        self.bound.remove(on_flip)

    def flip(self) -> list[Any]:
        return [handler(self) for handler in list(self.bound)]


def test_a_picture_is_drawn_and_then_told() -> None:
    clock, window, sent = ManualClock(), FakeWindow(), list[FrameDrawn]()
    proof = FrameProof(clock, sent.append, window)
    proof.take(DrawFrame(id="one"))
    assert (window.updates, sent) == (1, [])
    clock.advance(0.25)
    assert window.flip() == [None], "Kivy would not flip if a handler said that it has done so"
    assert sent == [FrameDrawn(id="one", took_ms=250.0)]
    window.flip()
    assert len(sent) == 1 and window.bound == []


def test_the_last_question_is_answered() -> None:
    clock, window, sent = ManualClock(), FakeWindow(), list[FrameDrawn]()
    proof = FrameProof(clock, sent.append, window)
    proof.take(DrawFrame(id="one"))
    proof.take(DrawFrame(id="two"))
    window.flip()
    assert [answer.id for answer in sent] == ["two"]
    assert window.bound == []
