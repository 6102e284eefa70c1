# SPDX-License-Identifier: EUPL-1.2
"""Opus as speech needs it, and as a stethoscope needs it: two encoders, changed without a click.

Speech: mono, 32 kb/s, in-band forward error correction for as much loss as there is. Stethoscope: the AUDIO
application, which keeps what lies below 60 Hz (VOIP filters it out), full band, 64 kb/s or more, no error correction,
because that exists only in the speech half of the codec.
"""

from __future__ import annotations

import numpy as np

from kiosk.call.libopus import Application, Bandwidth, EncoderSetting, OpusEncoder, Signal
from kiosk.call.sound.card import FRAME_SAMPLES, Samples

SPEECH_BPS = 32_000
LEAST_BPS, MOST_BPS = 12_000, 128_000
STETHOSCOPE_BPS = 96_000
LEAST_STETHOSCOPE_BPS = 64_000
COMPLEXITY = 5
"""Half the time of libopus's 9 (0.19 ms a frame instead of 0.39), inaudible for speech at 32 kb/s."""
SPEECH_BANDWIDTH = Bandwidth.SUPERWIDE
"""12 kHz: at 32 kb/s and this complexity libopus has no bits left for error correction in the full band."""
LOSS_STEPS_PERCENT = (3, 5, 10, 15, 20, 30)
"""What is prepared for, at least 3 %: the correction must already be on its way when the first packet is lost."""

_RISE = np.linspace(0.0, 1.0, FRAME_SAMPLES, dtype=np.float32)


class VoiceEncoder:
    """Encodes mono frames of 20 ms at 48 kHz; settings may change between any two."""

    def __init__(self) -> None:
        self._bitrate_bps = SPEECH_BPS
        self._loss_percent = LOSS_STEPS_PERCENT[0]
        self._stethoscope = self._wanted_stethoscope = False
        self._rising = False
        self._encoder = self._speech()

    def set(self, *, bitrate_bps: int, expected_loss: float, stethoscope: bool) -> None:
        """Change what the next frames are encoded for; costs nothing if nothing changes.

        ``bitrate_bps`` is brought into 12 to 128 kb/s, as a stethoscope 64 to 128; ``expected_loss`` is a share (0..1).
        """
        least_bps = LEAST_STETHOSCOPE_BPS if stethoscope else LEAST_BPS
        bitrate_bps = min(max(round(bitrate_bps, -3), least_bps), MOST_BPS)
        percent = next((step for step in LOSS_STEPS_PERCENT if step >= expected_loss * 100), LOSS_STEPS_PERCENT[-1])
        self._wanted_stethoscope = stethoscope
        if bitrate_bps != self._bitrate_bps and stethoscope == self._stethoscope:
            self._encoder.set(EncoderSetting.BITRATE_BPS, bitrate_bps)
        if percent != self._loss_percent and not self._stethoscope:
            self._encoder.set(EncoderSetting.PACKET_LOSS_PERCENT, percent)
        self._bitrate_bps, self._loss_percent = bitrate_bps, percent

    def encode(self, samples: Samples) -> bytes:
        """Encode 20 ms into one packet; raises `OpusError`."""
        changing = self._stethoscope != self._wanted_stethoscope
        sound = samples
        if self._rising:
            sound = (sound * _RISE).astype(np.int16)
        if changing:  # the encoder that comes begins from silence, so the one that goes ends there
            sound = (sound * _RISE[::-1]).astype(np.int16)
        packet = self._encoder.encode(sound)
        self._rising = changing
        if changing:
            self._stethoscope = self._wanted_stethoscope
            self._encoder = self._auscultation() if self._stethoscope else self._speech()
        return packet

    def _speech(self) -> OpusEncoder:
        encoder = OpusEncoder(application=Application.VOIP)
        encoder.set(EncoderSetting.SIGNAL, Signal.VOICE)
        encoder.set(EncoderSetting.MAX_BANDWIDTH, SPEECH_BANDWIDTH)
        encoder.set(EncoderSetting.INBAND_FEC, 1)
        encoder.set(EncoderSetting.PACKET_LOSS_PERCENT, self._loss_percent)
        encoder.set(EncoderSetting.COMPLEXITY, COMPLEXITY)
        encoder.set(EncoderSetting.BITRATE_BPS, self._bitrate_bps)
        return encoder

    def _auscultation(self) -> OpusEncoder:
        encoder = OpusEncoder(application=Application.AUDIO)
        encoder.set(EncoderSetting.SIGNAL, Signal.MUSIC)
        encoder.set(EncoderSetting.BANDWIDTH, Bandwidth.FULL)
        encoder.set(EncoderSetting.BITRATE_BPS, self._bitrate_bps)
        return encoder
