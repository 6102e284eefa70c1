# SPDX-License-Identifier: EUPL-1.2
"""The patient's voice without echo, noise and differences of level: WebRTC's audio processing, 20 ms a turn.

What is played in a turn is the reference for what is heard in it; the way from one to the other may take up to 400 ms.
The module is `pywebrtc_audio` (AEC3, noise suppression and AGC2 of libwebrtc in 1 MB); a machine without it, or on
which it fails, has its voice unprocessed, and says so in `VoiceProcessing.state`.
"""

from __future__ import annotations

import importlib
import math
from typing import Any, cast

import numpy as np

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, ProcessingState, Samples
from kiosk.call.sound.clocks import ReferenceClock
from kiosk.call.sound.echo_path import Block, EchoPath
from kiosk.call.sound.residual import ResidualGate
from kiosk.log import EventLog
from kiosk.settings import SoundSection

MODULE = "pywebrtc_audio"
FULL_SCALE = 32768.0
MOST_GAIN_DB = 24.0
"""AGC2 would go to 50 dB, and bring the next room into the call."""
HEADROOM_DB = 10.0
"""From the peaks of speech to full scale. AGC2's own 5 dB makes the patient louder than anybody else the GP hears."""
_ORDINARY_DBFS = -26.0
_ORDINARY_S = 4.0
"""AGC2 begins with 15 dB, whoever speaks. It is told that somebody ordinary spoke before."""
_SMOOTH = 0.99
_HEARD = 10 ** (-45 / 10)
"""Power played above which the microphone's sound says something of the echo."""

_LOG = EventLog("sound")


class VoiceProcessing:
    """The processing of one microphone beside one loudspeaker. Every call comes from one thread at a time."""

    def __init__(self, settings: SoundSection) -> None:
        self._settings = settings
        self._path, self._clock = EchoPath(), ReferenceClock()
        self._gate = ResidualGate()
        self._module: Any = None
        self._level: Any = None
        self._wet = 1.0
        self._wanted_wet = 1.0
        self._echo_power = self._left_power = 0.0
        self.state = ProcessingState.OFF

    def load(self) -> None:
        """Load and begin anew; takes some milliseconds, never raises: what is missing is told in `state`."""
        self._module = self._level = None
        self._path, self._clock, self._gate = EchoPath(), ReferenceClock(), ResidualGate()
        wanted = self._settings
        if not (wanted.echo_cancellation or wanted.noise_suppression or wanted.gain_control):
            self.state = ProcessingState.OFF
            return
        try:
            library: Any = importlib.import_module(MODULE)
            if wanted.gain_control:
                self._level = library.GainController(
                    sample_rate=RATE_HZ, num_channels=1, max_gain_db=MOST_GAIN_DB, headroom_db=HEADROOM_DB
                )
                self._level.process(_ordinary_speech(), 1.0)
            self._module = library.AudioProcessor(
                sample_rate=RATE_HZ,
                num_channels=1,
                echo_cancellation=wanted.echo_cancellation,
                noise_suppression=wanted.noise_suppression,
                high_pass_filter=True,
            )
            self.state = ProcessingState.OK
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError) as problem:
            self.state = ProcessingState.MISSING if isinstance(problem, ImportError) else ProcessingState.FAILED
            _LOG.error("processing-away", problem, state=self.state)

    def bypass(self, on: bool) -> None:
        """Let the microphone pass untouched, as a stethoscope needs it, or process it again; fades within a turn."""
        self._wanted_wet = 0.0 if on else 1.0

    @property
    def echo_return_loss_db(self) -> float | None:
        """How much weaker what is sent is than what the microphone heard, while the GP was heard lately."""
        if self._echo_power <= 0 or self._left_power <= 0:
            return None
        return 10 * math.log10(self._echo_power / self._left_power)

    def turn(self, heard: Samples, played: Samples) -> Samples:
        """Process the ``heard`` of a turn in which ``played`` was given to the loudspeaker; both `FRAME_SAMPLES`."""
        module = self._module
        if module is None:
            return heard
        near = heard.astype(np.float32) / np.float32(FULL_SCALE)
        far = played.astype(np.float32) / np.float32(FULL_SCALE)
        try:
            clean = self._clean(module, near, far)
        except (ValueError, RuntimeError, TypeError) as problem:
            self._module = None
            self.state = ProcessingState.FAILED
            _LOG.error("processing-failed", problem, state=self.state)
            return heard
        return _samples(self._faded(near, clean))

    def _clean(self, module: Any, near: Block, far: Block) -> Block:
        if not self._settings.echo_cancellation:
            clean: Block = module.process(near, far)
        else:
            reference = self._clock.read(far)
            clean = module.process(self._path.take_out(near, reference), reference)
            self._clock.observe(near, self._path)
            clean = self._gate.lower(clean, self._path.echo_power)
        self._measure(near, far, clean)
        if self._level is not None:  # last: an echo that is raised is no longer far weaker than it was
            clean = self._level.process(clean, module.speech_probability)
        return clean

    def _measure(self, near: Block, far: Block, clean: Block) -> None:
        if float(np.dot(far, far)) > _HEARD * FRAME_SAMPLES:
            self._echo_power = _SMOOTH * self._echo_power + (1 - _SMOOTH) * float(np.dot(near, near))
            self._left_power = _SMOOTH * self._left_power + (1 - _SMOOTH) * float(np.dot(clean, clean))

    def _faded(self, near: Block, clean: Block) -> Block:
        before, self._wet = self._wet, self._wanted_wet
        if before == self._wet:
            return clean if self._wet else near
        wet = np.linspace(before, self._wet, FRAME_SAMPLES, dtype=np.float32)
        return clean * wet + near * (1 - wet)


def _ordinary_speech() -> Block:
    """Make noise at the level of speech, in syllables."""
    samples = round(_ORDINARY_S * RATE_HZ)
    noise = np.random.default_rng(1).normal(scale=10 ** (_ORDINARY_DBFS / 20), size=samples)
    syllables = np.abs(np.sin(np.arange(samples) * (4 * np.pi / RATE_HZ))) * math.sqrt(2)
    return cast("Block", (noise * syllables).astype(np.float32))


def _samples(sound: Block) -> Samples:
    scaled = np.rint(sound * np.float32(FULL_SCALE))
    return cast("Samples", np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16))
