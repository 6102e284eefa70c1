# SPDX-License-Identifier: EUPL-1.2
"""VP8 by libvpx, for browsers that do not take H.264.

FFmpeg's libvpx takes no new rate while it is open, so it is opened anew when the rate has moved far enough to be worth
a keyframe.
"""

from __future__ import annotations

from av.video.codeccontext import VideoCodecContext

from kiosk.call.send.pictures.codec import Limits, LiveEncoder, Opening, new_context

BUFFER_S = 0.4
KEYFRAME_PERCENT = "300"
"""A keyframe may have so many percent of an average picture's bits."""


class Vp8Encoder(LiveEncoder):
    """Real-time VP8 at a constant rate."""

    codec_name = "libvpx"
    limits = Limits(least=0.8, most=1.5)

    def open(self, opening: Opening) -> VideoCodecContext:
        rate = str(opening.bitrate_bps)
        options = {
            "deadline": "realtime",
            "cpu-used": "-6",
            "lag-in-frames": "0",
            "minrate": rate,
            "maxrate": rate,
            "bufsize": str(int(opening.bitrate_bps * BUFFER_S)),
            "max-intra-rate": KEYFRAME_PERCENT,
            "noise-sensitivity": "0",
            "g": "3000",
        }
        context = new_context(self.codec_name, opening, options)
        context.open()
        return context

    def _adjust(self, wanted: Opening) -> None:
        """Nothing to tell: it would not listen."""
