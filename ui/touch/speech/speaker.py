# SPDX-License-Identifier: EUPL-1.2
"""Has sentences made and played, one after the other; everything but the making happens on the main thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.prompts_ring import RATE_HZ, SAMPLE_BYTES, SLOT_SAMPLES
from ui.touch.speech.queue import Orders, SpeechQueue, State
from ui.touch.speech.transcript import Utterance
from ui.touch.speech.voice import Voice, VoiceError, VoiceReason

Spawn = Callable[[Coroutine[Any, Any, None]], None]
"""Runs a coroutine on a loop that may be another thread's."""
Post = Callable[[Callable[[], None]], None]
"""Runs a function on the main thread, soon and in order."""

_log = EventLog("ui.speech")


class Ring(Protocol):
    """Where sound goes."""

    def write(self, sound: bytes) -> int: ...

    def played(self, number: int) -> int: ...

    def silence(self) -> None: ...


class Speaker:
    """``failed`` hears why a sentence could not be said, and ``worked`` that one could."""

    def __init__(self, voice: Voice, ring: Ring, clock: Clock, spawn: Spawn, post: Post) -> None:
        self._voice = voice
        self._ring = ring
        self._spawn = spawn
        self._post = post
        self._clock = clock
        self._queue = SpeechQueue(clock)
        self._making: _Making | None = None
        self._number = self._samples = 0
        self._whole = False
        self._heralds = b""
        self.failed: Callable[[VoiceReason], None] = lambda _: None
        self.worked: Callable[[], None] = lambda: None

    @property
    def current(self) -> Utterance | None:
        """What is being said."""
        return self._queue.current

    @property
    def reading(self) -> bool:
        """Whether a screen is being read, rather than one control."""
        return self._whole and self._queue.state in (State.SPEAKING, State.HELD)

    @property
    def paused(self) -> bool:
        return self._queue.state is State.PAUSED

    def say(self, lines: Sequence[Utterance], *, remember: bool = True) -> None:
        """Say ``lines`` instead of what is said."""
        self._whole = remember
        self._obey(self._queue.say(lines, remember=remember))

    def add(self, lines: Sequence[Utterance]) -> None:
        """Say ``lines`` after what is said."""
        self._obey(self._queue.add(lines))

    def stop(self) -> None:
        """Be quiet: the patient does something."""
        self._heralds = b""
        self._obey(self._queue.stop())

    def pause(self) -> None:
        """Be quiet until `pause` comes again."""
        self._obey(self._queue.resume() if self.paused else self._queue.pause())

    def repeat(self) -> None:
        """Say again what was said last."""
        self._obey(self._queue.repeat())

    def sound(self, sound: bytes, *, speaking: bool) -> None:
        """Have ``sound`` heard: before what is said next if something will be (``speaking``), else by itself."""
        if speaking:
            self._heralds = sound
        else:
            self._play(sound)

    def tick(self) -> None:
        """See whether what is said is over; once a frame."""
        if self._number and self._ring.played(self._number) >= self._samples:
            self._number = 0
            self._obey(self._queue.ended())
        else:
            self._obey(self._queue.tick())

    def close(self) -> None:
        """Stop everything, safety lines too, and forget it."""
        self._heralds = b""
        self._silence()
        self._queue = SpeechQueue(self._clock)

    def _obey(self, orders: Orders) -> None:
        if orders.stop:
            self._silence()
        if orders.start is not None:
            self._start(orders.start)

    def _silence(self) -> None:
        self._number = 0
        if self._making is not None:
            self._making.cancel()
            self._making = None
        self._ring.silence()

    def _start(self, line: Utterance) -> None:
        self._number = 0
        making = self._making = _Making(self._voice, line, self._post, self._made)
        self._spawn(making.run())

    def _made(self, making: _Making, sound: bytes | None, reason: VoiceReason | None) -> None:
        """Play what was made, if it is still wanted."""
        if making is not self._making:
            return
        self._making = None
        heralds, self._heralds = self._heralds, b""
        if sound is None:
            if heralds:
                self._play(heralds)
            _log.warning("not-said", reason=reason)
            self._not_said(reason or VoiceReason.FAILED)
            return
        sound = (heralds + sound)[: SLOT_SAMPLES * SAMPLE_BYTES]
        self._number = self._play(sound)
        if not self._number:
            self._not_said(VoiceReason.FAILED)
            return
        self.worked()
        self._samples = len(sound) // SAMPLE_BYTES
        self._queue.began(self._samples / RATE_HZ)

    def _play(self, sound: bytes) -> int:
        """Return the number under which it is played; 0: it cannot be."""
        try:
            return self._ring.write(sound)
        except (OSError, ValueError) as problem:
            _log.error("no-ring", problem)
            return 0

    def _not_said(self, reason: VoiceReason) -> None:
        self.failed(reason)
        self._obey(self._queue.ended())


class _Making:
    """One sentence on its way to sound; can be given up from another thread than the one it is made in."""

    def __init__(
        self,
        voice: Voice,
        line: Utterance,
        post: Post,
        done: Callable[[_Making, bytes | None, VoiceReason | None], None],
    ) -> None:
        self._voice, self._line, self._post, self._done = voice, line, post, done
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cancelled = False

    async def run(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._cancelled:
            return
        sound, reason = None, None
        try:
            sound = await self._voice.speak(self._line.text, self._line.language)
        except VoiceError as problem:
            found = problem.reason
            reason = found if isinstance(found, VoiceReason) else VoiceReason.FAILED
        self._post(lambda: self._done(self, sound, reason))

    def cancel(self) -> None:
        self._cancelled = True
        if self._loop is not None and self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
