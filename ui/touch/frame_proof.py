# SPDX-License-Identifier: EUPL-1.2
"""Answers the self-test's question whether the screen is drawn: with the picture that follows, once it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.clock import Clock
from kiosk.messages import DrawFrame, FrameDrawn


class FrameProof:
    """``window``: Kivy's, or one like it with ``bind``, ``unbind`` and a ``canvas``; found when it is needed."""

    def __init__(self, clock: Clock, send: Callable[[Any], None], window: Any = None) -> None:
        self._clock, self._send, self._window = clock, send, window
        self._asked: tuple[str, float] | None = None

    def take(self, question: DrawFrame) -> None:
        """Have a picture drawn though nothing has changed; a question that is still open is forgotten."""
        if self._window is None:
            from kivy.core.window import Window

            self._window = Window
        if self._asked is None:
            self._window.bind(on_flip=self._drawn)
        self._asked = (question.id, self._clock.monotonic_s())
        self._window.canvas.ask_update()

    def _drawn(self, *_: object) -> None:
        if self._asked is not None:
            self._window.unbind(on_flip=self._drawn)
            (ident, asked_s), self._asked = self._asked, None
            self._send(FrameDrawn(id=ident, took_ms=round((self._clock.monotonic_s() - asked_s) * 1000, 1)))
