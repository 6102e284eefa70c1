# SPDX-License-Identifier: EUPL-1.2
"""The synthesised voice: espeak-ng, one process an utterance. The text goes through its standard input, so that no list
of processes shows it, and nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process

from kiosk.voices import PROGRAM, VOICES
from ui.touch.speech.voice import VoiceError, VoiceReason

DEADLINE_S = 6.0
_PHONEMES = str.maketrans("[]", "()")
"""espeak-ng takes what stands in double square brackets for phonemes."""


class Espeak:
    """espeak-ng at ``words_per_minute``."""

    def __init__(self, words_per_minute: int, program: str = PROGRAM, deadline_s: float = DEADLINE_S) -> None:
        self._rate = words_per_minute
        self._program = program
        self._deadline_s = deadline_s

    async def speak(self, text: str, language: str) -> bytes:
        voice = VOICES.get(language)
        if voice is None:
            raise VoiceError("espeak-ng does not speak this language.", reason=VoiceReason.NO_VOICE)
        process = await self._start(voice)
        try:
            async with asyncio.timeout(self._deadline_s):
                spoken, _ = await process.communicate(text.translate(_PHONEMES).encode())
        except TimeoutError as problem:
            raise VoiceError("espeak-ng is too slow.", reason=VoiceReason.TOO_SLOW) from problem
        finally:
            await _end(process)
        if process.returncode:
            raise VoiceError("espeak-ng failed.", reason=VoiceReason.FAILED)
        return await asyncio.to_thread(_prepare, spoken)

    async def _start(self, voice: str) -> Process:
        program = shutil.which(self._program)
        if program is None:
            raise VoiceError(
                "espeak-ng is not installed.", reason=VoiceReason.NO_PROGRAM, hint="Run: apt install espeak-ng"
            )
        arguments = ("--stdin", "--stdout", "-b", "1", "-z", "-v", voice, "-s", str(self._rate))
        try:
            return await asyncio.create_subprocess_exec(program, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        except OSError as problem:
            raise VoiceError("espeak-ng does not start.", reason=VoiceReason.FAILED) from problem


async def _end(process: Process) -> None:
    """Kill what still runs, and wait for it, so that nothing is left behind."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _prepare(spoken: bytes) -> bytes:
    from ui.touch.speech.sound import prepare

    return prepare(spoken)
