# SPDX-License-Identifier: EUPL-1.2
"""Progress on standard error: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

CLEAR = "\r\x1b[K"
SPINNER = "|/-\\"
TICK_S = 0.2
PLAIN_TICK_S = 15.0
"""Without a terminal: how often a long step says that it is still at work."""


class StepLine:
    """The line of one step; a thread paints it."""

    def __init__(self, stream: TextIO, head: str) -> None:
        self._detail = ""
        self._stream = stream
        self._head = head
        self._started_s = time.monotonic()
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint, daemon=True)
        self._painter.start()

    def set(self, detail: str) -> None:
        """Say what the step is at; nothing leaves it as it is."""
        self._detail = detail or self._detail

    def end(self, outcome: str) -> None:
        """Stop moving and leave ``outcome`` on the line."""
        self._over.set()
        self._painter.join()
        say(f"{self._head}: {outcome} ({self._elapsed_s} s)", self._stream)

    @property
    def _elapsed_s(self) -> int:
        return round(time.monotonic() - self._started_s)

    def _paint(self) -> None:
        moving = self._stream.isatty()
        if not moving:
            say(f"{self._head} …", self._stream)
        turn = 0
        while not self._over.wait(TICK_S if moving else PLAIN_TICK_S):
            turn += 1
            text = f"{self._head}: {self._elapsed_s} s {self._detail}"
            if moving:
                width = shutil.get_terminal_size().columns - 3
                print(f"{CLEAR}{SPINNER[turn % 4]} {text[:width]}", end="", file=self._stream, flush=True)
            else:
                say(f"  {text}", self._stream)


def say(text: str, stream: TextIO | None = None) -> None:
    """Write ``text`` on lines of its own, whatever moves on the terminal."""
    stream = stream or sys.stderr
    print(f"{CLEAR if stream.isatty() else ''}{text}", file=stream, flush=True)


@contextmanager
def step_line(stream: TextIO, number: int, total: int, title: str) -> Iterator[StepLine]:
    """Show step ``number`` of ``total`` while the body runs, and how it ended."""
    line = StepLine(stream, f"[{number}/{total}] {title}")
    outcome = "stopped"
    try:
        yield line
        outcome = "done"
    except Exception:
        outcome = "failed"
        raise
    finally:
        line.end(outcome)
