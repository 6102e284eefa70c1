# SPDX-License-Identifier: EUPL-1.2
"""Lowers what is left of the echo while only the GP talks.

Where what is left is far weaker than the echo that went in, it is echo and noise, and is lowered further, the more the
weaker it is; a patient who talks is not that weak. With it, more can be taken out ahead of WebRTC's canceller (see
`echo_path`), and that is what the patient gains.
"""

from __future__ import annotations

import numpy as np

from kiosk.call.sound.echo_path import BLOCK, Block

_BELOW = 10 ** (-18 / 10)
"""Power beside the echo's under which nobody but the GP talks."""
LOWEST = 10 ** (-12 / 20)
_DECAY = 0.7
"""The echo dies away in the room: 60 dB in 0.8 s."""
_LEAST = 1e-12


class ResidualGate:
    """An expander that is open for everything but the remains of an echo."""

    def __init__(self) -> None:
        self._echo = 0.0
        self._gain = 1.0
        self._ramp = np.arange(1, BLOCK + 1, dtype=np.float32) / BLOCK

    def lower(self, left: Block, echo_power: float) -> Block:
        """Lower ``left``, a turn of which the echo had ``echo_power`` (a sum of squares)."""
        self._echo = max(echo_power, _DECAY * self._echo)
        limit = _BELOW * self._echo
        power = float(np.dot(left, left))
        before, self._gain = self._gain, 1.0
        if power < limit:
            self._gain = max(LOWEST, (power + _LEAST) ** 0.5 / limit**0.5)
        if before == self._gain == 1.0:
            return left
        gains = before + (self._gain - before) * self._ramp
        return (left * gains).astype(np.float32, copy=False)
