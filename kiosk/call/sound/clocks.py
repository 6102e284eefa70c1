# SPDX-License-Identifier: EUPL-1.2
"""A loudspeaker and a microphone with clocks of their own: finds out how far they drift, and reads the reference at the
microphone's pace.

Two devices differ by up to 100 ppm, which moves the echo by 5 samples a second: no filter follows that and learns the
room as well. How far it moved is seen in the cross-spectra of half a second and the half second before: their phases
differ by a straight line. Pure; one block of 20 ms at a time.
"""

from __future__ import annotations

import math

import numpy as np

from kiosk.call.sound.echo_path import BINS, BLOCK, PARTITIONS, Block, EchoPath, Spectra

MARGIN = 720
"""The reference is read 15 ms late, so that it can be read earlier as a quick loudspeaker's echo comes earlier. The
echo itself is 20 ms late at least: the microphone's block is over before the loudspeaker's begins."""
HISTORY = 24_000
"""Half a second: how late a slow loudspeaker's reference can be read. At 100 ppm that takes more than an hour."""
TAPS = 16

_WINDOW = 25
"""Blocks with sound of a cross-spectrum: half a second."""
_LONGEST_SPAN = 50
"""Turns between the middles of two of them: what moved longer may have moved too far."""
_PAIRS = 4
"""Comparisons before a figure is drawn from them."""
_PARTS = 3
"""Partitions looked at: the one with the direct sound, and what comes right behind it."""
_LONGEST = 6.0
"""Samples that are looked for: 250 ppm. More is a movement or a fault of the card, not its clock."""
_STEP = 0.25
_SURE = 0.5
"""Share of the phases that must agree: where there is no echo, they do not."""
_LEAST_GAIN = 0.1
_FEWEST = 2
"""Figures that must be there before anything is made up for: a single one may be 20 ppm wrong."""
_BEGIN, _END = 15e-6, 8e-6
"""Drift from which on, and down to which, it is made up for: below, the estimate moves more than the clock."""
_MOST = 300e-6


class ReferenceClock:
    """The reference of one echo canceller. `read` comes first in a turn, `observe` after the echo was taken out."""

    def __init__(self) -> None:
        self._history = np.zeros(HISTORY, dtype=np.float32)
        self._at = float(HISTORY - BLOCK - MARGIN)
        self._ramp = np.arange(BLOCK, dtype=np.float32) / BLOCK
        self._padded = np.zeros(2 * BLOCK, dtype=np.float32)
        lags = np.arange(-_LONGEST, _LONGEST + _STEP, _STEP)
        self._lags = lags
        turns = np.outer(lags, np.arange(BINS)) / (2 * BLOCK)
        self._turned: Spectra = np.exp(2j * np.pi * turns).astype(np.complex64)
        self._look = slice(0, _PARTS)
        self._cross: Spectra = np.zeros((_PARTS, BINS), dtype=np.complex64)
        self._before: Spectra | None = None
        self._moved: Spectra = np.zeros(BINS, dtype=np.complex64)
        self._blocks = self._pairs = self._figures = self._turn = self._turns = 0
        self._middle = self._spans = 0.0
        self._estimate = 0.0
        self.drift = 0.0
        """How much quicker the loudspeaker is, as a share, as far as it is made up for."""

    def read(self, played: Block) -> Block:
        """Take what is played in this turn; return what of it, or before it, belongs to the microphone's turn."""
        self._history[:-BLOCK] = self._history[BLOCK:]
        self._history[-BLOCK:] = played
        begin, end = self._at, self._at + BLOCK * self.drift
        first = math.floor(begin)
        wide = self._history[first - TAPS // 2 + 1 : first + BLOCK + TAPS // 2]
        reference = _late(wide, begin - first)
        if self.drift:
            reference += (_late(wide, end - first) - reference) * self._ramp
        latest = HISTORY - BLOCK - TAPS // 2 - 1
        self._at = end if TAPS < end < latest else float(HISTORY - BLOCK - MARGIN)
        return reference

    def observe(self, heard: Block, path: EchoPath) -> None:
        """Look how far the echo in ``heard`` has moved against the reference that ``path`` was given."""
        self._turn += 1
        if not path.playing:
            return
        self._padded[BLOCK:] = heard
        spectrum = np.fft.rfft(self._padded)[:BINS].astype(np.complex64, copy=False)
        self._cross += spectrum * path.far[self._look].conj()
        self._blocks += 1
        self._turns += self._turn
        if self._blocks == _WINDOW:
            self._compare(path)

    def _compare(self, path: EchoPath) -> None:
        cross, middle = self._cross, self._turns / _WINDOW
        span, self._middle = middle - self._middle, middle
        self._cross, self._blocks, self._turns = np.zeros_like(cross), 0, 0
        if self._look_elsewhere(path.strengths()):
            self._before = None
            self._begin()
            return
        if self._before is not None and span < _LONGEST_SPAN:
            product = (cross * self._before.conj()).sum(axis=0)
            self._moved += product / np.sqrt(np.abs(product) + 1e-9)  # else the loudest vowel decides alone
            self._pairs += 1
            self._spans += span
        self._before = cross
        if self._pairs == _PAIRS:
            self._conclude()

    def _begin(self) -> None:
        self._moved, self._pairs, self._spans = np.zeros_like(self._moved), 0, 0.0

    def _look_elsewhere(self, strengths: Block) -> bool:
        """Turn to where the echo is by far strongest now; False if that is where we look already."""
        best = min(int(np.argmax(strengths)), PARTITIONS - _PARTS)
        here = self._look.start
        if best == here or strengths[best] <= 2 * strengths[here]:
            return False
        self._look = slice(best, best + _PARTS)
        return True

    def _conclude(self) -> None:
        """Find the delay that explains the phases best, and follow it; less and less, for clocks are steady."""
        scores = (self._turned @ self._moved).real
        sum_of_all = float(np.abs(self._moved).sum())
        span = self._spans / self._pairs
        self._begin()
        best = int(np.argmax(scores))
        if not 0 < best < len(scores) - 1 or scores[best] < _SURE * sum_of_all or sum_of_all <= 0:
            return
        left, middle, right = (float(scores[best + side]) for side in (-1, 0, 1))
        samples = float(self._lags[best]) + _STEP / 2 * (left - right) / (left - 2 * middle + right)
        found = self.drift - samples / (span * BLOCK)
        self._figures += 1
        self._estimate += max(1 / self._figures, _LEAST_GAIN) * (found - self._estimate)
        self._estimate = min(max(self._estimate, -_MOST), _MOST)
        if self._figures >= _FEWEST:
            self.drift = self._estimate if abs(self._estimate) > (_END if self.drift else _BEGIN) else 0.0


def _late(wide: Block, part: float) -> Block:
    """Read `BLOCK` samples of ``wide`` that begin ``part`` of a sample late, with a windowed sinc."""
    if part == 0.0:
        return wide[TAPS // 2 - 1 : TAPS // 2 - 1 + BLOCK].copy()
    at = np.arange(TAPS) - (TAPS // 2 - 1) - part
    taps = np.sinc(at) * np.cos(np.pi * np.clip(at / (TAPS + 1), -0.5, 0.5)) ** 2
    return np.convolve(wide, taps[::-1].astype(np.float32), "valid").astype(np.float32, copy=False)
