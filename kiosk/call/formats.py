# SPDX-License-Identifier: EUPL-1.2
"""What a call offers: codecs, their settings, their feedback, and header extensions.

aiortc has no way to say any of this; its own tables are where offers are made from and answers are compared with, so
they are replaced (`aiortc.codecs.CODECS` and `HEADER_EXTENSIONS`, plain dictionaries; a test pins their form).
"""

from __future__ import annotations

from aiortc import RTCRtpTransceiver
from aiortc.codecs import CODECS, HEADER_EXTENSIONS
from aiortc.rtcrtpparameters import RTCRtcpFeedback, RTCRtpCodecParameters, RTCRtpHeaderExtensionParameters
from aiortc.rtcrtpsender import RTCRtpSender

from kiosk.call.rtp.packet import MID_URI, PLAYOUT_DELAY_URI, TRANSPORT_SEQUENCE_URI

VOICE_RATE_HZ = 48_000
PICTURE_RATE_HZ = 90_000
START_KBPS = 800
"""Where a browser of Chromium's family begins with its picture; without it, at 300 and a size below the full one."""
MOST_VOICE_BPS = 32_000
"""What a browser's Opus is to take, for speech in the full band. Left alone it takes twice that."""
_OPUS, _RED, _VP8, _VP8_RTX, _H264, _H264_RTX = 96, 110, 97, 98, 99, 100
_PICTURE_RED, _PICTURE_RED_RTX, _PARITY = 101, 102, 103
_TRANSPORT_CC = RTCRtcpFeedback(type="transport-cc")
_NACK = RTCRtcpFeedback(type="nack")
_REMB = RTCRtcpFeedback(type="goog-remb")
_PICTURE_FEEDBACK = (
    _TRANSPORT_CC, _REMB, RTCRtcpFeedback(type="ccm", parameter="fir"),
    _NACK, RTCRtcpFeedback(type="nack", parameter="pli"),
)  # fmt: skip

OFFERED: dict[str, list[RTCRtpCodecParameters]] = {
    "audio": [
        RTCRtpCodecParameters(
            mimeType="audio/red",
            clockRate=VOICE_RATE_HZ,
            channels=2,
            payloadType=_RED,
            rtcpFeedback=[_TRANSPORT_CC],
            parameters={f"{_OPUS}/{_OPUS}": None},
        ),
        RTCRtpCodecParameters(
            mimeType="audio/opus",
            clockRate=VOICE_RATE_HZ,
            channels=2,
            payloadType=_OPUS,
            rtcpFeedback=[_TRANSPORT_CC, _NACK],
            parameters={"minptime": 10, "useinbandfec": 1, "maxaveragebitrate": MOST_VOICE_BPS},
        ),
    ],
    "video": [
        RTCRtpCodecParameters(
            mimeType="video/VP8",
            clockRate=PICTURE_RATE_HZ,
            payloadType=_VP8,
            rtcpFeedback=[*_PICTURE_FEEDBACK],
            parameters={"x-google-start-bitrate": START_KBPS},
        ),
        RTCRtpCodecParameters(
            mimeType="video/rtx", clockRate=PICTURE_RATE_HZ, payloadType=_VP8_RTX, parameters={"apt": _VP8}
        ),
        RTCRtpCodecParameters(
            mimeType="video/H264",
            clockRate=PICTURE_RATE_HZ,
            payloadType=_H264,
            rtcpFeedback=[*_PICTURE_FEEDBACK],
            parameters={
                "level-asymmetry-allowed": "1",
                "packetization-mode": "1",
                "profile-level-id": "42e01f",
            },
        ),
        RTCRtpCodecParameters(
            mimeType="video/rtx", clockRate=PICTURE_RATE_HZ, payloadType=_H264_RTX, parameters={"apt": _H264}
        ),
        RTCRtpCodecParameters(mimeType="video/red", clockRate=PICTURE_RATE_HZ, payloadType=_PICTURE_RED),
        RTCRtpCodecParameters(
            mimeType="video/rtx",
            clockRate=PICTURE_RATE_HZ,
            payloadType=_PICTURE_RED_RTX,
            parameters={"apt": _PICTURE_RED},
        ),
        RTCRtpCodecParameters(mimeType="video/ulpfec", clockRate=PICTURE_RATE_HZ, payloadType=_PARITY),
    ],
}
"""Every browser has Opus and VP8, nearly every one H.264; fewer codecs are fewer decoders a stranger can reach.

VP8 stands first because browsers send the first one, and their VP8 holds its rate better; the station itself sends
H.264 where that is taken. RED (RFC 2198) carries older voice frames along on lines that lose packets. The voice may be
asked for again (`nack`): at village distances that is quicker than the buffer is deep. A browser that takes RED and
ULPFEC (RFC 5109) for the picture adds parity packets to its VP8 on a line that loses: most of what is lost follows from
them without being asked for.
"""

EXTENSIONS = [
    RTCRtpHeaderExtensionParameters(id=1, uri=MID_URI),
    RTCRtpHeaderExtensionParameters(id=5, uri=TRANSPORT_SEQUENCE_URI),
    RTCRtpHeaderExtensionParameters(id=6, uri=PLAYOUT_DELAY_URI),
]
"""The same for voice and picture, for both share one transport."""


def use_formats() -> None:
    """Make aiortc offer and accept these formats from now on; may be called again."""
    for kind, codecs in OFFERED.items():
        CODECS[kind] = codecs
        HEADER_EXTENSIONS[kind] = EXTENSIONS


def prefer_all(transceiver: RTCRtpTransceiver) -> None:
    """Offer all of them, in their order."""
    transceiver.setCodecPreferences(RTCRtpSender.getCapabilities(transceiver.kind).codecs)
