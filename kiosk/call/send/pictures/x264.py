# SPDX-License-Identifier: EUPL-1.2
"""H.264 by libx264, for a line: no picture is much larger than another, and the rate changes without a keyframe.

superfast costs a quarter of x264's default for the same quality here. Intra refresh spreads what a keyframe would cost
over two seconds. A stream that begins at its highest rate (CBR) follows `bit_rate` downwards and up again, but never
above the rate it was opened with (x264: `x264_ratecontrol_init_reconfigurable`), hence the room on top.
"""

from __future__ import annotations

from av.video.codeccontext import VideoCodecContext

from kiosk.call.send.pictures.codec import Limits, LiveEncoder, Opening, new_context

ROOM = 2.5
"""How far above the rate it was opened for an encoder can go."""
BUFFER_S = 0.25
"""The largest picture is as long on the line as this."""
REFRESH_S = 2.0


class X264Encoder(LiveEncoder):
    """Constrained baseline, as every browser decodes it."""

    codec_name = "libx264"
    limits = Limits(least=0.5, most=ROOM)

    def open(self, opening: Opening) -> VideoCodecContext:
        most_bps = int(opening.bitrate_bps * ROOM)
        options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "profile": "baseline",
            "maxrate": str(most_bps),
            "bufsize": str(int(opening.bitrate_bps * BUFFER_S)),
            "intra-refresh": "1",
            "forced-idr": "1",
            "g": str(max(2, int(opening.fps * REFRESH_S))),
            "sc_threshold": "0",
        }
        context = new_context(self.codec_name, opening, options)
        context.bit_rate = most_bps
        context.open()
        return context
