# SPDX-License-Identifier: EUPL-1.2
"""A sound card without hardware: its microphone is a piece of sound, played at the pace of the wall clock.

The loudspeaker swallows what it is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from kiosk.call.sound.card import FRAME_S, Deliver, Samples
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.log import EventLog
from kiosk.messages import SourceState

RETRY_S = 2.0
LATEST_S = 0.2
"""A loop that was held up longer than this leaves out what it missed, as a sound card would."""
FRAME_MS = 20

_LOG = EventLog("sound")


class SoundError(KioskError, OSError):
    """A sound that cannot be had."""


class SoundSource(Protocol):
    """A piece of sound."""

    def prepare(self) -> None:
        """Read or make the sound; blocks; raises `SoundError`."""
        ...

    def frame(self, at_ms: int) -> Samples:
        """Return the 20 ms that begin at wall time ``at_ms``, a multiple of 20."""
        ...


class PacedCard:
    """Delivers the frames of ``source``. ``changed`` is called after every change of state."""

    def __init__(self, source: SoundSource, clock: Clock, changed: Callable[[], None]) -> None:
        self.microphone = SourceState.OFF
        self.speaker = SourceState.OFF
        self._source, self._clock, self._changed = source, clock, changed
        self._task: asyncio.Task[None] | None = None

    def start(self, deliver: Deliver) -> None:
        if self._task is None:
            self._set(self.microphone, SourceState.OK)
            self._task = asyncio.create_task(self._run(deliver), name="microphone")

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._set(SourceState.OFF, SourceState.OFF)

    def play(self, samples: Samples) -> None:
        """Nobody hears it."""

    async def _run(self, deliver: Deliver) -> None:
        await self._prepare()
        at_ms = self._next_frame_ms()
        while True:
            end_s = (at_ms + FRAME_MS) / 1000
            ahead_s = end_s - self._clock.now().timestamp()
            if abs(ahead_s) > LATEST_S:
                at_ms = self._next_frame_ms()
                continue
            await asyncio.sleep(max(0.0, ahead_s))
            deliver(self._source.frame(at_ms))
            at_ms += FRAME_MS

    async def _prepare(self) -> None:
        told = False
        while True:
            try:
                await asyncio.to_thread(self._source.prepare)
            except SoundError as problem:
                if not told:
                    _LOG.error("sound-away", problem)
                    told = True
                self._set(SourceState.MISSING, self.speaker)
                await asyncio.sleep(RETRY_S)
            else:
                self._set(SourceState.OK, self.speaker)
                return

    def _next_frame_ms(self) -> int:
        return int(self._clock.now().timestamp() / FRAME_S) * FRAME_MS

    def _set(self, microphone: SourceState, speaker: SourceState) -> None:
        if (microphone, speaker) != (self.microphone, self.speaker):
            self.microphone, self.speaker = microphone, speaker
            self._changed()
