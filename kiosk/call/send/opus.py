# SPDX-License-Identifier: EUPL-1.2
"""Opus as speech needs it: mono, 32 kb/s, with in-band forward error correction.

aiortc has no setting for any of it (stereo, 96 kb/s, no FEC), so a sender is given this encoder before it starts. The
one private name this rests on is `RTCRtpSender.__encoder`, which aiortc fills only when it is empty; a test pins it.
"""

from __future__ import annotations

import fractions
from typing import Any, cast

import av
from aiortc import RTCRtpSender
from aiortc.codecs.base import Encoder
from aiortc.mediastreams import convert_timebase
from av.frame import Frame
from av.packet import Packet

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ

BIT_RATE = 32_000
EXPECTED_LOSS_PERCENT = 10
"""How much loss the encoder prepares for; without it, it adds no redundancy."""
ENCODER_NAME = "_RTCRtpSender__encoder"


class SpeechEncoder(Encoder):
    """Encodes mono frames of 20 ms at 48 kHz."""

    def __init__(self) -> None:
        self.codec = av.CodecContext.create("libopus", "w")
        self.codec.bit_rate = BIT_RATE
        self.codec.format = "s16"
        self.codec.layout = "mono"
        self.codec.sample_rate = RATE_HZ
        self.codec.time_base = fractions.Fraction(1, RATE_HZ)
        self.codec.options = {
            "application": "voip", "fec": "1", "packet_loss": str(EXPECTED_LOSS_PERCENT), "frame_duration": "20",
        }  # fmt: skip
        self._timestamp = 0

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:
        """Encode one frame; returns its payloads and its RTP timestamp."""
        packets = self.codec.encode(cast(av.AudioFrame, frame))
        timestamp, self._timestamp = self._timestamp, self._timestamp + len(packets) * FRAME_SAMPLES
        return [bytes(packet) for packet in packets], timestamp

    def pack(self, packet: Packet[Any]) -> tuple[list[bytes], int]:
        """Pass on a packet that is Opus already."""
        base = packet.time_base or fractions.Fraction(1, RATE_HZ)
        return [bytes(packet)], convert_timebase(packet.pts or 0, base, fractions.Fraction(1, RATE_HZ))


def use_speech_encoder(sender: RTCRtpSender) -> None:
    """Give an audio ``sender`` that has not started yet the encoder above; its codec must be Opus."""
    setattr(sender, ENCODER_NAME, SpeechEncoder())
