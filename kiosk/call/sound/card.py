# SPDX-License-Identifier: EUPL-1.2
"""The protocol of a sound card: microphone and loudspeaker in one, because echo cancellation needs both at once.

Sound is mono, 16 bit, 48 kHz, in frames of 20 ms (`Samples` of `FRAME_SAMPLES`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
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
Render = Callable[[], Samples]


class ProcessingState(StrEnum):
    """How the processing of the voice is."""

    OFF = "off"
    """Not wanted by settings, or not begun."""
    OK = "ok"
    MISSING = "missing"
    """The module is not installed."""
    FAILED = "failed"
    """It refused a frame; the voice goes on without."""


class SoundCard(Protocol):
    """A microphone and a loudspeaker as the call sees them, in turns of 20 ms that concern both."""

    @property
    def microphone(self) -> SourceState: ...

    @property
    def speaker(self) -> SourceState: ...

    @property
    def processing(self) -> ProcessingState:
        """How echo cancellation, noise suppression and gain control are."""
        ...

    @property
    def echo_return_loss_db(self) -> float | None:
        """How much of the echo is taken out; None while there was none."""
        ...

    @property
    def speaker_delay_s(self) -> float:
        """How long what ``render`` gives takes to be heard."""
        ...

    def start(self, deliver: Deliver, render: Render) -> None:
        """Begin; may be called again.

        ``render`` gives the next 20 ms for the loudspeaker, in a thread of the card's: it must be quick. ``deliver``
        gets every 20 ms of the microphone, processed, in the event loop.
        """
        ...

    def start_speaker(self, render: Render) -> None:
        """Open the loudspeaker alone, if nothing runs; the microphone stays closed. `start` takes over from it."""
        ...

    def stop(self) -> None:
        """Let microphone and loudspeaker go; may be called again."""
        ...

    def set_stethoscope(self, on: bool) -> None:
        """Deliver the microphone untouched, and the loudspeaker lowered; or process again. Fades in a turn."""
        ...


class NoSound:
    """The sound card of a station that has none."""

    microphone = SourceState.OFF
    speaker = SourceState.OFF
    processing = ProcessingState.OFF
    echo_return_loss_db: float | None = None
    speaker_delay_s = 0.0

    def start(self, deliver: Deliver, render: Render) -> None:
        """There is nothing to start."""

    def start_speaker(self, render: Render) -> None:
        """There is nothing to start."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def set_stethoscope(self, on: bool) -> None:
        """There is nothing to change."""


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
    wide = samples.astype(np.float32)
    power = float(np.dot(wide, wide)) / len(wide) / 32768.0**2
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS
