# SPDX-License-Identifier: EUPL-1.2
"""What is counted of a voice that arrives; comparable to a browser's `inbound-rtp` statistics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class VoiceInStatistics:
    """Counters since the start, in packets or samples at 48 kHz, and the delays of the moment."""

    packets_received: int = 0
    packets_lost: int = 0
    """Never came, or not yet; a copy or a correction may have stood in."""
    packets_late: int = 0
    packets_duplicate: int = 0
    packets_malformed: int = 0
    """Not Opus, empty or too large."""
    packets_discarded: int = 0
    """Whose time stamps do not go with the others', or too many to keep."""
    packets_asked: int = 0
    """Requests for a lost packet (NACK)."""
    packets_returned: int = 0
    """Of those, the packets that then came."""
    red_recovered: int = 0
    """Frames played from a copy in a later packet."""
    fec_recovered: int = 0
    """Frames played from a later packet's error correction."""
    samples_total: int = 0
    """Given to the loudspeaker since the first packet."""
    samples_concealed: int = 0
    samples_concealed_speech: int = 0
    """The same, where speech was last heard."""
    samples_concealed_silent: int = 0
    """The same, where the line was gone so long that only faint noise was left."""
    concealment_events: int = 0
    samples_inserted: int = 0
    samples_removed: int = 0
    samples_skipped: int = 0
    """Speech that was given up, because it was far too late."""
    decode_errors: int = 0
    resets: int = 0
    """The sender's time stamps began anew."""
    delay_s: float = 0.0
    """From the arrival of the quickest packets to the loudspeaker's queue."""
    target_s: float = 0.0
    """What the delay is steered to, at least; the loudspeaker's steps come on top."""
    jitter_s: float = 0.0
    """Half of the packets are later than the quickest by at least so much."""
    silent: bool = True
    """Nothing is being received: the loudspeaker gets silence or faint noise."""
