# SPDX-License-Identifier: EUPL-1.2
"""The warning that time runs out can be heard: short, not too loud, without a click."""

from __future__ import annotations

import numpy as np

from kiosk.prompts_ring import RATE_HZ
from ui.touch.speech.chime import NOTES_HZ, chime


def test_it_is_two_notes_that_begin_and_end_in_silence() -> None:
    samples = np.frombuffer(chime(), "<i2").astype(float)
    assert 0.5 < len(samples) / RATE_HZ < 3, "EN 301 549 5.1.3.10"
    assert 4000 < np.abs(samples).max() < 32_767 / 4, "audible, and 12 dB louder it is still whole"
    assert np.abs(samples[[0, -1]]).max() < 100
    assert np.abs(np.diff(samples)).max() < 2000
    half = len(samples) // 2
    for pitch_hz, note in zip(NOTES_HZ, (samples[:half], samples[half:]), strict=True):
        loudest = np.abs(np.fft.rfft(note)).argmax() * RATE_HZ / len(note)
        assert abs(loudest - pitch_hz) < 5
