# SPDX-License-Identifier: EUPL-1.2
"""Making speech shorter or longer without changing its pitch: waveform similarity overlap-add.

A piece is left out or said twice where the sound before and after the cut looks alike, which in a voiced sound is a
whole number of pitch periods; a cross-fade hides the rest. Source: Verhelst and Roelands, "An overlap-add technique
based on waveform similarity (WSOLA)", ICASSP 1993. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Wave = NDArray[np.float32]

FADE = 480
"""Samples of a cross-fade: 10 ms, the longest pitch period of most voices."""
SHORTEST = 120
"""2.5 ms: the pitch of a child's cry."""
LONGEST = 720
"""15 ms: the pitch of a low voice."""
_COARSE = 4
"""First every fourth place is looked at, then those around the best."""
_FAR = 0.03
"""What a longer cut may be less alike: a few long cuts sound better than many short ones."""
_RISE: Wave = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Match:
    """Where the sound is most alike: samples from the start of what was searched, and how much alike (-1 to 1)."""

    offset: int
    similarity: float


def find(reference: Samples, area: Samples) -> Match:
    """Find ``reference`` (a whole number of 4 samples) in ``area``, which is at least as long."""
    wave, field = reference.astype(np.float32), area.astype(np.float32)
    size = len(wave) // _COARSE
    coarse = _scores(_thin(wave), sliding_window_view(_thin(field), size))
    liked = coarse + _FAR * np.arange(len(coarse), dtype=np.float32) / len(coarse)
    near = int(np.argmax(liked)) * _COARSE
    start = max(0, near - _COARSE + 1)
    windows = sliding_window_view(field, len(wave))[start : near + _COARSE]
    fine = _scores(wave, windows)
    best = int(np.argmax(fine))
    return Match(start + best, float(fine[best]))


def splice(block: Samples, at: int, shift: int, similarity: float, fade: int = FADE) -> Samples:
    """Go on from ``at`` with what is ``shift`` samples later (negative: earlier), cross-fading over ``fade`` samples.

    The result is ``shift`` samples shorter than ``block``; both ends of the fade must lie inside it.
    """
    rise = _RISE if fade == FADE else _RISE[np.arange(fade) * FADE // fade]
    fall = 1 - rise
    alike = min(1.0, max(0.0, similarity))
    # Two sounds that have nothing in common lose power when they are mixed half and half; this gives it back.
    power = np.sqrt(rise * rise + fall * fall + 2 * alike * rise * fall)
    mixed = (block[at : at + fade] * fall + block[at + shift : at + shift + fade] * rise) / power
    middle = np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)
    return np.concatenate((block[:at], middle, block[at + shift + fade :]))


def is_quiet(block: Samples, level: float) -> bool:
    """Tell whether no sample of ``block`` is further from zero than ``level``: there a cut is heard by nobody."""
    return not block.size or max(int(block.max()), -int(block.min())) <= level


def _thin(wave: Wave) -> Wave:
    whole = len(wave) // _COARSE * _COARSE
    return cast("Wave", wave[:whole].reshape(-1, _COARSE).sum(axis=1))


def _scores(wave: Wave, windows: Wave) -> Wave:
    """Correlate ``wave`` with each row of ``windows``, normalised."""
    dots = windows @ wave
    powers = np.einsum("ij,ij->i", windows, windows) * np.float32(wave @ wave)
    return cast("Wave", dots / np.sqrt(powers + 1))
