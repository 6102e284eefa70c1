# SPDX-License-Identifier: EUPL-1.2
"""The GP of a visit to learn from: a drawn picture where the real one would be, and a synthesised voice.

Her picture goes through the same ring as a real one's, her voice through the same loudspeaker and echo canceller.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from kiosk.call.cameras.drawn_gp import DrawnGp
from kiosk.call.sound.card import FRAME_S, FRAME_SAMPLES, Samples, level_dbfs, silence
from kiosk.call.sound.file import decode_sound
from kiosk.call.sound.paced import SoundError
from kiosk.call.sound.speech import loop_of
from kiosk.call.studio import Studio
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.messages import StandIn, ToCall
from kiosk.stand_in import Sentence, words
from kiosk.voices import PROGRAM, VOICES

FPS = 15.0
SPEAK_S = 8.0
"""How long the synthesiser may take for a sentence."""
WOMAN = "+f3"
"""Another voice than the one that reads the screens."""
WORDS_PER_MINUTE = 150
SILENT_CHARACTERS_PER_S = 14.0
"""How quickly she moves her lips where there is no voice."""
QUIET_DBFS, LOUD_DBFS = -50.0, -18.0
"""Between these her mouth opens."""

_LOG = EventLog("stand-in")


class StandInGp:
    """Shown and heard while `StandIn` says so. A connection to a real GP ends it."""

    def __init__(
        self, studio: Studio, clock: Clock, spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    ) -> None:
        self._studio, self._clock, self._spawn = studio, clock, spawn
        self._showing: asyncio.Task[None] | None = None
        self._saying: asyncio.Task[None] | None = None
        self._openness = 0.0

    def take(self, message: ToCall) -> None:
        """Begin, say something, or stop; any other message is none of these."""
        if not isinstance(message, StandIn):
            return
        if not message.on:
            self.stop()
            return
        if self._showing is None:
            _LOG.info("begun")
            self._showing = self._spawn(self._show())
        if message.sentence is not None:
            self._hush()
            self._saying = self._spawn(self._say(message.sentence, message.language))

    def stop(self) -> None:
        """Fall silent and take the picture away, at once."""
        self._hush()
        if self._showing is not None:
            self._showing.cancel()
            self._showing = None
            self._studio.blank_remote()

    def _hush(self) -> None:
        if self._saying is not None:
            self._saying.cancel()
            self._saying = None
            self._studio.set_voice(None)
            self._openness = 0.0

    async def _show(self) -> None:
        drawn = await asyncio.to_thread(DrawnGp)
        while True:
            picture = await asyncio.to_thread(drawn.draw, self._clock.monotonic_s(), self._openness)
            self._studio.show(picture)
            await asyncio.sleep(1 / FPS)

    # ------------------------------------------------------------------------------------------ voice

    async def _say(self, sentence: Sentence, language: str) -> None:
        text = words(sentence, language)
        sound = await synthesised(text, language)
        if sound is None:
            await self._move_lips(len(text) / SILENT_CHARACTERS_PER_S)
            return
        self._studio.set_voice(self._playing(sound))
        try:
            await asyncio.sleep(len(sound) / FRAME_SAMPLES * FRAME_S)
        finally:
            self._studio.set_voice(None)
            self._openness = 0.0

    def _playing(self, sound: Samples) -> Callable[[], Samples]:
        """Make what the sound card's thread asks for the next 20 ms; the mouth follows."""
        frames: Iterator[Samples] = iter(sound.reshape(-1, FRAME_SAMPLES))

        def play() -> Samples:
            frame = next(frames, None)
            self._openness = 0.0 if frame is None else openness(frame)
            return silence() if frame is None else frame

        return play

    async def _move_lips(self, seconds: float) -> None:
        for number in range(round(seconds * FPS)):
            self._openness = (0.2, 0.8, 0.5, 1.0, 0.0)[number // 2 % 5]
            await asyncio.sleep(1 / FPS)
        self._openness = 0.0


def openness(frame: Samples) -> float:
    """Tell how far the mouth is open for 20 ms of voice: 0 to 1."""
    return min(1.0, max(0.0, (level_dbfs(frame) - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)))


async def synthesised(text: str, language: str, program: str = PROGRAM) -> Samples | None:
    """Have ``text`` spoken, in whole frames and at the level of a voice; None where there is no voice for it."""
    voice, found = VOICES.get(language), shutil.which(program)
    if voice is None or found is None:
        return None
    arguments = ("--stdin", "--stdout", "-b", "1", "-v", voice + WOMAN, "-s", str(WORDS_PER_MINUTE))
    try:
        process = await asyncio.create_subprocess_exec(found, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    except OSError as problem:
        _LOG.error("no-voice", problem)
        return None
    try:
        async with asyncio.timeout(SPEAK_S):
            spoken, _ = await process.communicate(text.encode())
        sound = await asyncio.to_thread(decode_sound, spoken)
        return loop_of(sound) if sound.size else None
    except (TimeoutError, SoundError) as problem:
        _LOG.error("no-voice", problem)
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
