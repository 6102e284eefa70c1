# SPDX-License-Identifier: EUPL-1.2
"""The protocol of a sound card: microphone and loudspeaker in one, because echo cancellation will need both at once.

Sound is mono, 16 bit, 48 kHz, in frames of 20 ms (`Samples` of `FRAME_SAMPLES`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol, cast

import numpy as np
from av import AudioFrame
from numpy.typing import NDArray

from kiosk.messages import SourceState

RATE_HZ = 48_000
FRAME_S = 0.020
FRAME_SAMPLES = 960
SILENCE_DBFS = -96.0

Samples = NDArray[np.int16]
Deliver = Callable[[Samples], None]


class SoundCard(Protocol):
    """A microphone and a loudspeaker as the call sees them."""

    @property
    def microphone(self) -> SourceState: ...

    @property
    def speaker(self) -> SourceState: ...

    def start(self, deliver: Deliver) -> None:
        """Begin; every frame of the microphone goes to ``deliver``, in the event loop. May be called again."""
        ...

    def stop(self) -> None:
        """Let microphone and loudspeaker go; may be called again."""
        ...

    def play(self, samples: Samples) -> None:
        """Queue a frame for the loudspeaker; what comes too late or too early is dropped."""
        ...


class NoSound:
    """The sound card of a station that has none."""

    microphone = SourceState.OFF
    speaker = SourceState.OFF

    def start(self, deliver: Deliver) -> None:
        """There is nothing to start."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def play(self, samples: Samples) -> None:
        """Nobody hears it."""


def silence() -> Samples:
    """Make a frame of silence."""
    return np.zeros(FRAME_SAMPLES, dtype=np.int16)


def samples_of(frame: AudioFrame) -> Samples:
    """Copy the samples of a packed frame of 16 bits, as one row."""
    return cast("Samples", frame.to_ndarray().reshape(-1))


def level_dbfs(samples: Samples) -> float:
    """Measure the level, in dB below a full-scale square wave; `SILENCE_DBFS` for silence."""
    if not samples.size:
        return SILENCE_DBFS
    wide = samples.astype(np.float64)
    power = float(np.mean(wide * wide)) / 32768.0**2
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS
