# SPDX-License-Identifier: EUPL-1.2
"""A voice: text in, sound out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from kiosk.errors import KioskError


class VoiceReason(StrEnum):
    """Why something is not said."""

    NO_VOICE = "no-voice"
    """There is no voice for this language, or no recording of this sentence."""
    NO_PROGRAM = "no-program"
    """The synthesiser is not installed."""
    FAILED = "failed"
    """The synthesiser ended with an error, or the recording cannot be played."""
    TOO_SLOW = "too-slow"


class VoiceError(KioskError):
    """A sentence cannot be said; it stands on the screen."""


class Voice(Protocol):
    """Makes sound of one sentence at a time. Nothing of it is kept."""

    async def speak(self, text: str, language: str) -> bytes:
        """Return ``text`` as 48 kHz, 16 bit, mono; raises `VoiceError`. Cancelled, it ends at once."""
        ...


class Voices:
    """Several voices: the first that can says it."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = tuple(voices)

    async def speak(self, text: str, language: str) -> bytes:
        problem = VoiceError("There is no voice for this language.", reason=VoiceReason.NO_VOICE)
        for voice in self._voices:
            try:
                return await voice.speak(text, language)
            except VoiceError as other:
                problem = other
        raise problem
