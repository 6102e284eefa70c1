# SPDX-License-Identifier: EUPL-1.2
"""One full-duplex turn of 20 ms: what the GP says to the loudspeaker, what the microphone hears to the processing."""

from __future__ import annotations

import numpy as np

from kiosk.call.sound.card import FRAME_SAMPLES, Render, Samples, silence
from kiosk.call.sound.processing import VoiceProcessing
from kiosk.errors import KioskError
from kiosk.log import EventLog
from kiosk.settings import SoundSection

LOWERED = 0.1
"""The loudspeaker while the stethoscope is heard (-20 dB): nothing takes its echo out then."""

_LOG = EventLog("sound")


class Turn:
    """What every kind of sound card does in a turn: `play`, then `hear`, both from the card's thread."""

    def __init__(self, settings: SoundSection) -> None:
        self.processing = VoiceProcessing(settings)
        self._headphones = settings.headphones
        self._volume = 1.0
        self._wanted_volume = 1.0
        self._failing = False

    def set_stethoscope(self, on: bool) -> None:
        """Send the microphone untouched, and lower the loudspeaker unless the patient wears headphones."""
        self.processing.bypass(on)
        self._wanted_volume = LOWERED if on and not self._headphones else 1.0

    def play(self, render: Render) -> Samples:
        """Fetch the next 20 ms for the loudspeaker; silence, and a note in the log, where ``render`` fails."""
        try:
            sound = render()
        except (KioskError, ValueError) as problem:  # a decoder's fault must not end the sound card's thread
            if not self._failing:
                _LOG.error("render-failed", problem)
            self._failing = True
            return silence()
        self._failing = False
        if len(sound) != FRAME_SAMPLES:
            return silence()
        before, self._volume = self._volume, self._wanted_volume
        if before == self._volume == 1.0:
            return sound
        return np.rint(sound * np.linspace(before, self._volume, FRAME_SAMPLES)).astype(np.int16)

    def hear(self, heard: Samples, played: Samples) -> Samples:
        """Take echo and noise out of what was ``heard`` while ``played`` went to the loudspeaker."""
        return self.processing.turn(heard, played)
