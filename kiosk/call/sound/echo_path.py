# SPDX-License-Identifier: EUPL-1.2
"""Learns how the loudspeaker is heard by the microphone, and takes most of that out ahead of WebRTC's canceller.

WebRTC's canceller (AEC3) removes any echo, but what its linear part leaves over it gates, and the patient with it:
with an echo as loud as the patient, words are lowered by 7 dB and quiet sounds swallowed whenever both talk. With the
echo 12 dB lower it gates less than half of that. It must not be taken out wholly: what a loudspeaker adds by distortion
follows no linear path, and AEC3 recognises it only while it still finds the echo it belongs to. `./run bench echo` and
`./run bench echo --plain` show both.

The filter is the partitioned-block frequency-domain Kalman filter of Enzner & Vary (Signal Processing 86, 2006) with
the diagonal approximation of Kuech, Mabande & Enzner (ICASSP 2014): its step is small by itself where the patient
talks, so that it needs no detector of double talk. Pure; bounded; one block of 20 ms at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""960 samples at 48 kHz, 1.0 is full scale."""
Spectra = NDArray[np.complex64]

BLOCK = 960
BINS = 241
"""0 to 6 kHz at 25 Hz: where a voice's power is. Above it AEC3 is alone."""
PARTITIONS = 25
"""500 ms: the longest way through the sound card (400 ms) and the first part of the room."""
SHARE = 0.75
"""Of the echo that is found, so much is taken out: 12 dB. More is gentler to the patient and lets more echo through."""

_FORGET = 0.998
"""A path moves by so much in a block; smaller follows people who move better, larger cancels better."""
_FIRST_DOUBT = 0.05
_SMOOTH = 0.9
_LEAST_NOISE = 1e-4
_QUIET = 1e-7
"""Mean power below which the loudspeaker is silent (-70 dBFS)."""
_CONSTRAIN = 5
"""Partitions a turn whose responses are cut back to one block: all of them every 100 ms. Divides `PARTITIONS`."""
_WORSE = 0.9
"""Where the rest is not at least this much weaker than the microphone, nothing is taken out."""
_GIVE_UP = 50
"""Blocks in a row (1 s of far-end speech) in which the filter made it louder; then it starts anew."""


class EchoPath:
    """One loudspeaker, one microphone."""

    def __init__(self) -> None:
        self._window = np.zeros(2 * BLOCK, dtype=np.float32)
        self._padded = np.zeros(2 * BLOCK, dtype=np.float32)
        self.far: Spectra = np.zeros((PARTITIONS, BINS), dtype=np.complex64)
        self._ramp = np.arange(1, BLOCK + 1, dtype=np.float32) / BLOCK
        self._whole: Spectra = np.zeros((_CONSTRAIN, BLOCK + 1), dtype=np.complex64)
        self.reset()

    def reset(self) -> None:
        """Forget what was learnt."""
        self.path: Spectra = np.zeros((PARTITIONS, BINS), dtype=np.complex64)
        self._doubt = np.full((PARTITIONS, BINS), _FIRST_DOUBT, dtype=np.float32)
        self._noise = np.full(BINS, BLOCK * 1e-3, dtype=np.float32)
        self._turn = 0
        self._silent = PARTITIONS
        self._share = 0.0
        self._heard = self._left = 0.0
        self._louder = 0
        self.echo_power = 0.0
        """Sum of squares of the echo that was found in the last turn."""

    @property
    def playing(self) -> bool:
        """Tell whether the loudspeaker sounded in the last turn."""
        return self._silent == 0

    def strengths(self) -> Block:
        """Tell how much of the echo comes by each partition."""
        strengths: Block = (self.path.real**2 + self.path.imag**2).sum(axis=1)
        return strengths

    def take_out(self, heard: Block, played: Block) -> Block:
        """Return ``heard`` without most of what is ``played`` by the loudspeaker in the same turn."""
        self._window[:BLOCK] = self._window[BLOCK:]
        self._window[BLOCK:] = played
        self._silent = 0 if float(np.dot(played, played)) > _QUIET * BLOCK else self._silent + 1
        self.echo_power = 0.0
        if self._silent > PARTITIONS:  # nothing can be heard of it any more
            return heard
        self.far[1:] = self.far[:-1]
        self.far[0] = np.fft.rfft(self._window)[:BINS]
        echo = self._predict()
        self.echo_power = float(np.dot(echo, echo))
        rest = heard - echo
        self._learn(rest)
        return heard - echo * self._shares(heard, rest)

    def _predict(self) -> Block:
        whole = np.zeros(BLOCK + 1, dtype=np.complex64)
        whole[:BINS] = (self.path * self.far).sum(axis=0)
        return np.fft.irfft(whole)[BLOCK:].astype(np.float32, copy=False)

    def _learn(self, rest: Block) -> None:
        self._padded[BLOCK:] = rest
        error = np.fft.rfft(self._padded)[:BINS].astype(np.complex64, copy=False)
        far = self.far
        power = far.real**2 + far.imag**2
        unexplained = error.real**2 + error.imag**2
        self._noise = _SMOOTH * self._noise + (1 - _SMOOTH) * unexplained
        gain = self._doubt / ((self._doubt * power).sum(axis=0) + 2 * self._noise + _LEAST_NOISE)
        self.path += gain * (far.conj() * error)
        trust = _FORGET**2 * (1 - 0.5 * gain * power)
        self._doubt = trust * self._doubt + (1 - _FORGET**2) * (self.path.real**2 + self.path.imag**2)
        self._constrain()

    def _constrain(self) -> None:
        """Cut some partitions' responses back to one block: what is longer belongs to the next partition."""
        some = slice(self._turn, self._turn + _CONSTRAIN)
        self._turn = (self._turn + _CONSTRAIN) % PARTITIONS
        self._whole[:, :BINS] = self.path[some]
        responses = np.fft.irfft(self._whole, axis=1)
        responses[:, BLOCK:] = 0
        self.path[some] = np.fft.rfft(responses, axis=1)[:, :BINS]

    def _shares(self, heard: Block, rest: Block) -> Block | float:
        """Decide how much is taken out: nothing while the filter is of no use, without a step between blocks."""
        heard_power, left = float(np.dot(heard, heard)), float(np.dot(rest, rest))
        self._heard = _SMOOTH * self._heard + (1 - _SMOOTH) * heard_power
        self._left = _SMOOTH * self._left + (1 - _SMOOTH) * left
        self._louder = self._louder + 1 if not left <= 2 * heard_power else 0
        before, self._share = self._share, SHARE if self._left < _WORSE * self._heard else 0.0
        if self._louder > _GIVE_UP:
            self.reset()
            return 0.0
        if before == self._share:
            return self._share
        return (before + (self._share - before) * self._ramp).astype(np.float32, copy=False)
