# SPDX-License-Identifier: EUPL-1.2
"""Which voice says it: by settings."""

from __future__ import annotations

from kiosk.speech_settings import SpeechSection
from ui.touch.speech.espeak import Espeak
from ui.touch.speech.recorded import Recorded
from ui.touch.speech.voice import Voice, Voices


def voices_of(settings: SpeechSection) -> Voice:
    """Make the voice: recordings where there are any, then the synthesised one."""
    return Voices((Recorded(settings.prompts), Espeak(settings.words_per_minute)))
