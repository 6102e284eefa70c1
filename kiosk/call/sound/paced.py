# SPDX-License-Identifier: EUPL-1.2
"""A sound card without hardware: its microphone is a piece of sound, played at the pace of the wall clock.

The loudspeaker swallows what it is given. Turns run in a thread of their own and go through the same processing as a
real card's, so that what a call costs is the same with and without a microphone.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.call.sound.card import FRAME_S, Deliver, ProcessingState, Render, Samples
from kiosk.call.sound.turn import Turn
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.log import EventLog
from kiosk.messages import SourceState

RETRY_S = 2.0
LATEST_S = 0.2
"""A thread that was held up longer than this leaves out what it missed, as a sound card would."""
FRAME_MS = 20
LONGEST_UNHEARD = 10
"""Frames that may wait for the event loop; later ones are dropped."""

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
    """Delivers the frames of ``source``. ``changed`` is called in the event loop after every change of state."""

    speaker_delay_s = 0.0
    echo_return_loss_db: float | None = None
    """Nobody hears the loudspeaker, so there is no echo."""

    def __init__(self, source: SoundSource, turn: Turn, clock: Clock, changed: Callable[[], None]) -> None:
        self.microphone = SourceState.OFF
        self.speaker = SourceState.OFF
        self._source, self._turn, self._clock, self._changed = source, turn, clock, changed
        self._loop = asyncio.get_running_loop()
        self._ended: threading.Event | None = None
        self._speaker_only = False
        self._alone = threading.Lock()
        self._unheard = 0

    @property
    def processing(self) -> ProcessingState:
        return self._turn.processing.state

    def start(self, deliver: Deliver, render: Render) -> None:
        if self._speaker_only:
            self._end()
        if self._ended is None:
            self._ended = threading.Event()
            self._unheard = 0
            self._set(self.microphone, SourceState.OK)
            arguments = (self._ended, deliver, render)
            threading.Thread(target=self._run, args=arguments, name="sound-card", daemon=True).start()

    def start_speaker(self, render: Render) -> None:
        if self._ended is None:
            self._ended, self._speaker_only = threading.Event(), True
            self._set(SourceState.OFF, SourceState.OK)
            threading.Thread(target=self._speak, args=(self._ended, render), name="speaker", daemon=True).start()

    def stop(self) -> None:
        self._end()
        self._set(SourceState.OFF, SourceState.OFF)

    def _end(self) -> None:
        if self._ended is not None:
            self._ended.set()
            self._ended = None
        self._speaker_only = False

    def set_stethoscope(self, on: bool) -> None:
        self._turn.set_stethoscope(on)

    # ------------------------------------------------------------------------------------- in the card's own thread

    def _speak(self, ended: threading.Event, render: Render) -> None:
        """Swallow what is played, at the pace of a loudspeaker, while there is no microphone."""
        with self._alone:
            next_s = self._clock.monotonic_s()
            while not ended.wait(max(0.0, next_s - self._clock.monotonic_s())):
                self._turn.play(render)
                next_s = max(next_s + FRAME_S, self._clock.monotonic_s() - LATEST_S)

    def _run(self, ended: threading.Event, deliver: Deliver, render: Render) -> None:
        if not self._prepare(ended):
            return
        with self._alone:  # the thread before this one may be in its last turn
            self._turn.processing.load()
            self._post(ended, self._changed)
            at_ms = self._next_frame_ms()
            while True:
                ahead_s = (at_ms + FRAME_MS) / 1000 - self._clock.now().timestamp()
                if abs(ahead_s) > LATEST_S:
                    at_ms = self._next_frame_ms()
                    continue
                if ended.wait(max(0.0, ahead_s)):
                    return
                played = self._turn.play(render)
                heard = self._turn.hear(self._source.frame(at_ms), played)
                at_ms += FRAME_MS
                if self._unheard < LONGEST_UNHEARD:
                    self._unheard += 1
                    self._post(ended, self._arrived, deliver, heard)

    def _prepare(self, ended: threading.Event) -> bool:
        """Get the sound ready, however long it takes; False if nobody wants it any more."""
        told = False
        while not ended.is_set():
            try:
                self._source.prepare()
            except SoundError as problem:
                if not told:
                    _LOG.error("sound-away", problem)
                    told = True
                self._post(ended, self._set, SourceState.MISSING, SourceState.OK)
                ended.wait(RETRY_S)
            else:
                self._post(ended, self._set, SourceState.OK, SourceState.OK)
                return True
        return False

    def _next_frame_ms(self) -> int:
        return int(self._clock.now().timestamp() / FRAME_S) * FRAME_MS

    def _post(self, ended: threading.Event, call: Callable[..., None], *arguments: object) -> None:
        """Call in the event loop, if this thread is still wanted by then."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process ends
            self._loop.call_soon_threadsafe(lambda: None if ended.is_set() else call(*arguments))

    # ------------------------------------------------------------------------------------------- in the event loop

    def _arrived(self, deliver: Deliver, heard: Samples) -> None:
        self._unheard -= 1
        deliver(heard)

    def _set(self, microphone: SourceState, speaker: SourceState) -> None:
        if (microphone, speaker) != (self.microphone, self.speaker):
            self.microphone, self.speaker = microphone, speaker
            self._changed()
