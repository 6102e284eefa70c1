# SPDX-License-Identifier: EUPL-1.2
"""Which sound card: by settings."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.call.sound.card import NoSound, SoundCard
from kiosk.call.sound.file import SoundFile
from kiosk.call.sound.paced import PacedCard
from kiosk.call.sound.portaudio import PortAudioCard
from kiosk.call.sound.speech import Speech
from kiosk.call.sound.turn import Turn
from kiosk.clock import Clock
from kiosk.settings import SoundSection


def choose_sound(settings: SoundSection, language: str, clock: Clock, changed: Callable[[], None]) -> SoundCard:
    """Make the sound card that ``settings`` ask for; ``language`` is what synthesised speech speaks.

    ``changed`` is called in the event loop when a state changes.
    """
    if settings.kind == "speech":
        return PacedCard(Speech(language), Turn(settings), clock, changed)
    if settings.kind == "file":
        return PacedCard(SoundFile(settings.path), Turn(settings), clock, changed)
    if settings.kind == "none":
        return NoSound()
    return PortAudioCard(settings.input, settings.output, Turn(settings), changed)
