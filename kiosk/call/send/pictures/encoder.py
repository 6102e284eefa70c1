# SPDX-License-Identifier: EUPL-1.2
"""What an encoder of pictures is, and which one."""

from __future__ import annotations

from typing import Protocol

from kiosk.call.cameras.camera import CapturedFrame


class PictureEncoder(Protocol):
    """Encodes one picture after the other, in one thread.

    ``opened`` counts how often it was opened: the first picture after that is a keyframe, asked for or not.
    """

    opened: int

    def set_size(self, width: int, height: int) -> None:
        """Scale pictures to this size from now on; the next one is a keyframe if it differs from before."""
        ...

    def set_rate(self, bitrate_bps: int, fps: float) -> None:
        """Aim at this rate from now on, with so many pictures a second."""
        ...

    def encode(self, picture: CapturedFrame, *, keyframe: bool) -> bytes:
        """Return the picture encoded; empty if the encoder left it out."""
        ...


def choose_encoder(codec: str) -> PictureEncoder:
    """Make the encoder of ``codec``, by its name in the session description."""
    if codec == "H264":
        from kiosk.call.send.pictures.x264 import X264Encoder

        return X264Encoder()
    from kiosk.call.send.pictures.vp8 import Vp8Encoder

    return Vp8Encoder()


def packetize(codec: str, data: bytes) -> list[bytes]:
    """Cut an encoded picture into RTP payloads."""
    if codec == "H264":
        from kiosk.call.send.pictures.h264_packets import packetize_h264

        return packetize_h264(data)
    from kiosk.call.send.pictures.vp8_packets import packetize_vp8

    return packetize_vp8(data)
