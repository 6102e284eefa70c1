# SPDX-License-Identifier: EUPL-1.2
"""Synthesised speech as a microphone, for demonstrations: a few sentences, a pause, again; with the sound marker.

espeak-ng speaks; without it a vowel-like sound is made, so that levels and delays can still be measured.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound import marker
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples, silence
from kiosk.call.sound.file import decode_sound
from kiosk.call.sound.paced import SoundError

SPEAK_S = 15.0
LEVEL_DBFS = -20.0
PAUSE_S = 0.8

_SENTENCES = {
    "sv": ("sv", "God dag doktorn. Jag har varit lite andfådd de senaste dagarna. Men nu känns det bättre."),
    "nb": ("nb", "God dag, doktor. Jeg har vært litt tungpustet de siste dagene. Men nå går det bedre."),
    "en": ("en", "Good morning, doctor. I have been a little short of breath these days. But I feel better now."),
}


class Speech:
    """The sentences of ``language`` (the first part of a BCP 47 tag)."""

    def __init__(self, language: str = "sv") -> None:
        self._language = language
        self._sound = silence()
        self._made = False
        self._burst = marker.burst()

    def prepare(self) -> None:
        """Speak once and keep the sound; blocks for a moment."""
        if not self._made:
            spoken = _speak(self._language)
            self._sound = loop_of(_vowels() if spoken is None else spoken)
            self._made = True

    def frame(self, at_ms: int) -> Samples:
        """Return the 20 ms from ``at_ms``: the burst at every even second, else speech; silence before `prepare`."""
        if at_ms % marker.PERIOD_MS == 0:
            return self._burst
        start = at_ms // 20 * FRAME_SAMPLES % len(self._sound)
        return self._sound[start : start + FRAME_SAMPLES]


def loop_of(sound: Samples) -> Samples:
    """Bring the voiced parts of ``sound`` to -20 dBFS, add a pause and fill up to whole frames."""
    wide = sound.astype(np.float64)
    voiced = wide[np.abs(wide) > 0.02 * (np.abs(wide).max() or 1)]
    now = float(np.sqrt(np.mean(voiced * voiced))) if voiced.size else 1.0
    loud = np.clip(wide * (32768 * 10 ** (LEVEL_DBFS / 20) / now), -32768, 32767)
    length = len(loud) + int(PAUSE_S * RATE_HZ)
    padded = np.zeros(-(-length // FRAME_SAMPLES) * FRAME_SAMPLES, dtype=np.int16)
    padded[: len(loud)] = loud.astype(np.int16)
    return padded


def _speak(language: str) -> Samples | None:
    program = shutil.which("espeak-ng")
    voice, text = _SENTENCES.get(language.partition("-")[0], _SENTENCES["en"])
    if program is None:
        return None
    try:
        spoken = subprocess.run(
            [program, "--stdout", "-v", voice, "-s", "140", text],
            capture_output=True, timeout=SPEAK_S, check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return decode_sound(spoken.stdout)
    except (subprocess.SubprocessError, OSError, SoundError):
        return None


def _vowels() -> Samples:
    """Make two seconds of something like 'a-o-i': harmonics of 120 Hz under moving formants."""
    at: NDArray[np.float64] = np.arange(2 * RATE_HZ) / RATE_HZ
    sound = np.zeros_like(at)
    pitch = 120 + 15 * np.sin(2 * np.pi * 0.7 * at)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    first = 550 + 200 * np.sin(2 * np.pi * 1.5 * at)
    second = 1400 + 500 * np.sin(2 * np.pi * 0.9 * at)
    for harmonic in range(1, 20):
        frequency = harmonic * pitch
        weight = np.exp(-(((frequency - first) / 120) ** 2)) + 0.5 * np.exp(-(((frequency - second) / 160) ** 2))
        sound += (weight + 0.02) * np.sin(harmonic * phase)
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * at) * 2, 0, 1)
    return cast("Samples", (sound * syllables / np.abs(sound).max() * 16000).astype(np.int16))
