# SPDX-License-Identifier: EUPL-1.2
"""The patient's voice as RTP payloads: Opus, and on lines that lose packets older frames once more (RFC 2198)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from kiosk.call.rtp.red import RedBlock, pack
from kiosk.call.send.opus import SPEECH_BPS, VoiceEncoder
from kiosk.call.sound.card import FRAME_SAMPLES, Samples

MOST_RED = 2
"""With two older frames in every packet 20 % loss is hardly heard; a third would cost more than it saves."""
LONGEST_RED_BYTES = 1_180
"""A packet must fit the path, with the headers of RTP, UDP, IPv6 and TURN around it."""


@dataclass(frozen=True, slots=True)
class VoicePayload:
    """20 ms of voice, to be sent with the payload type of RED or of Opus."""

    payload: bytes
    red: bool


class VoiceSender:
    """One connection's encoder. ``opus_type`` is the payload type that was agreed on for Opus: RED names it inside."""

    def __init__(self, *, opus_type: int = 96) -> None:
        self.opus_type = opus_type
        self._encoder = VoiceEncoder()
        self._red_level = 0
        self._older: deque[tuple[int, bytes]] = deque(maxlen=MOST_RED)
        self._timestamp = 0

    def set(
        self,
        *,
        bitrate_bps: int = SPEECH_BPS,
        expected_loss: float = 0.0,
        red_level: int = 0,
        stethoscope: bool = False,
    ) -> None:
        """Change how the next frames are sent; may be called for every frame.

        ``bitrate_bps`` is Opus's, without copies (12 to 128 kb/s, as a stethoscope 64 kb/s or more); ``expected_loss``
        a share (0..1); ``red_level`` how many older frames go along (0 to 2).
        """
        self._red_level = min(max(red_level, 0), MOST_RED)
        self._encoder.set(bitrate_bps=bitrate_bps, expected_loss=expected_loss, stethoscope=stethoscope)

    def encode(self, samples: Samples, timestamp: int | None = None) -> VoicePayload:
        """Encode 20 ms; raises `OpusError`.

        ``timestamp`` is the frame's RTP timestamp, unwrapped; without it, frames follow each other without a gap.
        """
        now = self._timestamp if timestamp is None else timestamp
        self._timestamp = now + FRAME_SAMPLES
        payload = self._encoder.encode(samples)
        copies = [RedBlock(self.opus_type, old, now - at) for at, old in self._copies(now)]
        self._older.append((now, payload))
        while copies and len(payload) + sum(len(each.payload) + 4 for each in copies) >= LONGEST_RED_BYTES:
            copies.pop(0)
        if not copies:
            return VoicePayload(payload, red=False)
        return VoicePayload(pack([*copies, RedBlock(self.opus_type, payload)]), red=True)

    def _copies(self, now: int) -> list[tuple[int, bytes]]:
        """The older frames that go along: at most `MOST_RED` frames old, so that none is told twice after a pause."""
        if not self._red_level:
            return []
        oldest = now - self._red_level * FRAME_SAMPLES
        return [(at, old) for at, old in self._older if oldest <= at < now]
