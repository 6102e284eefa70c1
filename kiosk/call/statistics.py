# SPDX-License-Identifier: EUPL-1.2
"""What a call looks like in figures: one typed record a second.

Figures only: no address, no name, no content, nothing that tells one call from another. A record goes to the probe's
socket as a line of type ``call``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.line_quality import CallMode, Cause, Grade


class PathKind(StrEnum):
    """What kind of ICE candidate one end of the path is; never the address itself."""

    UNKNOWN = "unknown"
    HOST = "host"
    SERVER_REFLEXIVE = "srflx"
    PEER_REFLEXIVE = "prflx"
    RELAY = "relay"


class CallStatistics(Struct, frozen=True, kw_only=True):
    """One second of one call. *Out* is from the station to the GP, *in* the other way.

    Counts are of this second. A figure that is not known yet is `None`; a size that is not known is 0.
    """

    connected: bool = False
    mode: CallMode = CallMode.FULL
    grade: Grade = Grade.GOOD
    cause: Cause = Cause.NONE
    silent_s: float = 0.0
    """Seconds since anything at all arrived, media or heartbeat."""
    path_local: PathKind = PathKind.UNKNOWN
    path_remote: PathKind = PathKind.UNKNOWN
    connections: int = 0
    """1, or 2 while a new connection is made before the old one is dropped."""
    attempts: int = 0
    """Connections made in this call until now."""

    rtt_ms: float | None = None
    rtt_least_ms: float | None = None
    """The least of the last ten seconds: what of the delay is distance rather than queue."""
    loss_out: float | None = None
    """Share (0..1) of our packets that did not reach the GP."""
    loss_in: float | None = None
    """Share (0..1) of the GP's packets that did not reach us, before any was sent again."""
    jitter_in_ms: float | None = None
    queue_out_ms: float = 0.0
    """How long what waits in our pacer takes to leave."""

    target_out_bps: int = 0
    """What the rate controller allows."""
    spare_out_bps: int = 0
    """What a still picture may take besides."""
    sent_bps: int = 0
    received_bps: int = 0
    voice_out_bps: int = 0
    video_out_bps: int = 0
    padding_out_bps: int = 0

    video_out_width: int = 0
    video_out_height: int = 0
    video_out_fps: float = 0.0
    video_out_wanted_width: int = 0
    """What the camera gives, and would be sent on a good line."""
    video_out_wanted_fps: float = 0.0
    rung: int = 0
    """Step of the ladder of sizes and frame rates; 0 is the highest."""
    encode_ms: float = 0.0
    frames_skipped: int = 0
    """Left out before encoding, because the pacer was full or no rate was left."""
    keyframes_out: int = 0
    keyframes_asked: int = 0
    """PLI and FIR from the GP."""
    nacks_received: int = 0
    retransmitted: int = 0
    retransmitted_unasked: int = 0
    """Of these."""
    red_level: int = 0
    """How many older voice frames each packet repeats."""

    video_in_width: int = 0
    video_in_height: int = 0
    video_in_fps: float = 0.0
    video_in_delay_ms: float = 0.0
    """How long a picture is held so that pictures follow one another evenly."""
    decode_ms: float = 0.0
    frames_late: int = 0
    """Decoded but not shown, or dropped before decoding."""
    freezes: int = 0
    frozen_ms: float = 0.0
    keyframes_in: int = 0
    plis_sent: int = 0
    nacks_sent: int = 0
    recovered: int = 0
    """Packets that came after all because they were asked for."""
    video_by_fec: int = 0
    """Packets of the GP's picture that followed from others and a parity packet."""
    limits_told: int = 0
    """How often her browser was told what a line that had become narrow takes."""

    voice_in_delay_ms: float = 0.0
    """Packet to loudspeaker."""
    concealed: float = 0.0
    """Share (0..1) of the GP's speech that was made up for what did not arrive in time."""
    voice_in_samples: int = 0
    """Given to the loudspeaker."""
    voice_in_made_up: int = 0
    """Of these, concealment in speech and pauses, without the faint noise of a line that is gone: as browsers count."""
    voice_by_fec: int = 0
    voice_by_red: int = 0
    stretched_ms: float = 0.0
    """Speech that was shortened or lengthened to change the delay."""
    lip_offset_ms: float | None = None
    """How far the GP's picture is behind her voice; negative: before it."""

    echo_return_loss_db: float | None = None
    cpu: float = 0.0
    """Cores used by the call process."""
    rss_bytes: int = 0


_Share = Annotated[float, Meta(ge=0, le=1)]
_Count = Annotated[int, Meta(ge=0, le=1 << 53)]
_Amount = Annotated[float, Meta(ge=0, le=1e12)]


class PageStatistics(Struct, frozen=True, kw_only=True):
    """What the GP's page counted in the last five seconds, from its browser's `getStats()`; bounded, for it is told us.

    *In* is from the station to the page. Every figure may be missing: browsers differ.
    """

    seconds: Annotated[float, Meta(ge=0, le=3600)] = 0.0
    rtt_ms: _Amount | None = None
    available_out_bps: _Amount | None = None
    received_bps: _Amount | None = None
    sent_bps: _Amount | None = None
    loss_in: _Share | None = None
    jitter_in_ms: _Amount | None = None
    video_in_width: _Count | None = None
    video_in_height: _Count | None = None
    video_in_fps: _Amount | None = None
    freezes: _Count | None = None
    frozen_ms: _Amount | None = None
    video_in_delay_ms: _Amount | None = None
    plis_sent: _Count | None = None
    nacks_sent: _Count | None = None
    concealed: _Share | None = None
    voice_in_delay_ms: _Amount | None = None
    video_out_width: _Count | None = None
    video_out_height: _Count | None = None
    video_out_fps: _Amount | None = None
    limited_by: Annotated[str, Meta(pattern="^(none|cpu|bandwidth|other)$")] | None = None


def line(record: CallStatistics | PageStatistics) -> dict[str, float | int | str | bool | None]:
    """Make the flat figures of a record, rounded, for one JSON line."""
    built = msgspec.to_builtins(record)
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in built.items()}
