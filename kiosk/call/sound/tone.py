# SPDX-License-Identifier: EUPL-1.2
"""Two short notes, and whether a microphone heard them. Pure.

Two, one after the other, because a fan or a fridge may hum at one pitch but does not change it on time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples

NOTES_HZ = (880.0, 1320.0)
NOTE_S = 0.3
AMPLITUDE = 0.8
"""Share of full scale. The loudspeaker is lowered to a tenth of it meanwhile, as for a stethoscope: a gentle sound."""
FADE_S = 0.02
BLOCK = RATE_HZ // 20
"""50 ms: whole periods of both notes, so that neither shows in the other."""
LOUDER = 10.0
"""How many times stronger a note must be than the room was at its pitch (10 dB)."""
SHARE = 0.05
"""How much of the sound of a block must be the note."""
LEAST_AMPLITUDE = 4.0
"""Of 16 bits; less than that is the converter's own noise."""
LEAST_BLOCKS = 3
"""How many blocks one after the other a note must be heard in: half of its length."""


def notes() -> tuple[Samples, ...]:
    """Make both notes as frames for the loudspeaker."""
    pieces = [_note(hertz) for hertz in NOTES_HZ]
    whole = np.concatenate(pieces)
    return tuple(whole.reshape(-1, FRAME_SAMPLES))


def heard(room: NDArray[np.int16], after: NDArray[np.int16]) -> bool:
    """Tell whether both notes are in ``after``, the second after the first; ``room``: how it sounded before them."""
    starts = [_start(room, after, hertz) for hertz in NOTES_HZ]
    first, second = starts
    return first is not None and second is not None and second > first


def _note(hertz: float) -> NDArray[np.int16]:
    at_s = np.arange(round(NOTE_S * RATE_HZ)) / RATE_HZ
    ramp = np.clip(np.minimum(at_s, NOTE_S - at_s) / FADE_S, 0.0, 1.0)
    return np.rint(AMPLITUDE * 32767 * ramp * np.sin(2 * np.pi * hertz * at_s)).astype(np.int16)


def _start(room: NDArray[np.int16], after: NDArray[np.int16], hertz: float) -> int | None:
    """Find the block in which a note begins."""
    powers, shares = _strength(after, hertz)
    before, _ = _strength(room, hertz)
    least = max(LOUDER * float(np.median(before)) if len(before) else 0.0, LEAST_AMPLITUDE**2)
    run = 0
    for number, there in enumerate((powers >= least) & (shares >= SHARE)):
        run = run + 1 if there else 0
        if run == LEAST_BLOCKS:
            return number - LEAST_BLOCKS + 1
    return None


def _strength(sound: NDArray[np.int16], hertz: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure, block by block, the squared amplitude at ``hertz``, and its share of the whole."""
    blocks = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK).astype(np.float64)
    wave = np.exp(-2j * np.pi * hertz * np.arange(BLOCK) / RATE_HZ)
    powers = np.abs(blocks @ wave * (2 / BLOCK)) ** 2
    whole = 2 * np.mean(blocks**2, axis=1)
    return powers, powers / np.maximum(whole, 1e-9)
