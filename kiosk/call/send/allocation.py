# SPDX-License-Identifier: EUPL-1.2
"""Who gets what of the rate: the voice first and safest, the picture what remains.

Rates of the whole line count every header; `Allocation` gives what the encoders are to be set to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.line_quality import CallMode

VOICE_BPS, LOW_VOICE_BPS = 32_000, 16_000
STETHOSCOPE_BPS, FINE_STETHOSCOPE_BPS = 64_000, 96_000
FINE_FROM_BPS = 600_000
PACKET_OVERHEAD_BYTES = 64
"""IP and UDP 28, RTP 12, extensions 8, authentication 16."""
VOICE_PACKETS_PER_S = 50
VOICE_OVERHEAD_BPS = 8 * PACKET_OVERHEAD_BYTES * VOICE_PACKETS_PER_S
RED_HEADER_BYTES = 4
VIDEO_PACKET_BYTES = 1_180
VIDEO_HEADERS = PACKET_OVERHEAD_BYTES / VIDEO_PACKET_BYTES

LOW_VOICE_BELOW_BPS, VOICE_FROM_BPS = 62_000, 75_000
VIDEO_OFF_BELOW_BPS, VIDEO_FROM_BPS = 85_000, 120_000
TEXT_BELOW_BPS, TEXT_LOSS = 43_000, 0.35
"""At no more than the lowest voice, and with that much of it lost, nothing of it is understood."""
VOICE_AGAIN_LOSS = 0.2
TRIAL_EVERY_S, TRIAL_S = 5.0, 1.0
"""With text alone the lowest voice is sent for a second in five: nothing else tells that it would get through again."""
OFF_AFTER_S, TEXT_AFTER_S, ON_AFTER_S = 2.0, 4.0, 3.0
LEAST_VIDEO_BPS = 20_000

RED_UP, RED_DOWN = (0.012, 0.08), (0.006, 0.05)
"""Loss from which one, and two, older frames ride along, and below which they no longer do."""
RED_DOWN_AFTER_S = 8.0
RED_FREE_FROM_BPS = 500_000
"""Above this one older frame rides along at any time: the first losses of a call come unannounced."""
RED_ONE_FROM_BPS, RED_TWO_FROM_BPS = 90_000, 125_000

REDUNDANCY_FROM_LOSS, REDUNDANCY_BELOW_LOSS = 0.08, 0.05
REDUNDANCY_FROM_BPS = 250_000
REDUNDANCY_SLOPE, LEAST_REDUNDANCY, MOST_REDUNDANCY = 2.0, 0.1, 0.4
SLOW_RTT_S = 0.1
"""From there on asking again takes so long that a copy sent unasked is worth twice."""
SPARE_FROM_LOSS, SPARE_BELOW_LOSS, SPARE_SLOPE = 0.03, 0.02, 10.0
"""Where the line takes far more than the picture needs, all of it may go twice: a copy comes 20 ms later, what must be
asked for a round trip, and if that is lost, two."""
RICH_BPS = 600_000
"""A picture that has this much needs no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What to set the encoders to. ``video_bps`` 0: no picture just now, whatever the mode."""

    voice_bps: int
    red_level: int
    video_bps: int
    video_redundancy: float
    """The share of video packets to be sent a second time."""
    mode: CallMode


class Allocator:
    """Divides the target rate; remembers what was on, so that nothing flickers."""

    def __init__(self) -> None:
        self.mode = CallMode.FULL
        self._low_voice = False
        self._only_silent = False
        """The picture went because nothing was heard, and for no other reason."""
        self._text_s = 0.0
        self._red = 0
        self._redundant = self._sparing = False
        self._since: dict[str, float] = {}

    def divide(
        self,
        target_bps: int,
        loss: float,
        rtt_s: float,
        now_s: float,
        *,
        congested: bool = False,
        alive: bool = True,
        stethoscope: bool = False,
    ) -> Allocation:
        """Divide ``target_bps``. ``alive``: feedback comes; without it the picture waits, and voice finds the way."""
        self._choose_mode(target_bps, loss, now_s, alive=alive)
        self._choose_voice(target_bps, now_s)
        self._choose_red(loss, now_s)
        if self.mode is CallMode.TEXT_ONLY:
            tried = not alive or (now_s - self._text_s) % TRIAL_EVERY_S >= TRIAL_EVERY_S - TRIAL_S
            voice_bps = LOW_VOICE_BPS if tried else 0
            return Allocation(voice_bps=voice_bps, red_level=0, video_bps=0, video_redundancy=0.0, mode=self.mode)
        voice_bps = self._voice_bps(target_bps, stethoscope=stethoscope)
        red = self._fitting_red(target_bps, voice_bps, congested=congested)
        rest_bps = max(0, target_bps - voice_wire_bps(voice_bps, red))
        redundancy = 0.0
        if target_bps >= REDUNDANCY_FROM_BPS:
            redundancy = self._redundancy(rest_bps, loss, rtt_s, congested=congested)
        video_bps = 0
        if self.mode is CallMode.FULL and alive:
            video_bps = int(rest_bps / ((1 + min(loss, 0.3) + redundancy) * (1 + VIDEO_HEADERS)))
        return Allocation(
            voice_bps=voice_bps,
            red_level=red,
            video_bps=video_bps if video_bps >= LEAST_VIDEO_BPS else 0,
            video_redundancy=redundancy if video_bps else 0.0,
            mode=self.mode,
        )

    def _choose_mode(self, target_bps: int, loss: float, now_s: float, *, alive: bool) -> None:
        hopeless = alive and target_bps <= TEXT_BELOW_BPS and loss >= TEXT_LOSS
        match self.mode:
            case CallMode.FULL:
                if self._lasting("video-off", target_bps < VIDEO_OFF_BELOW_BPS or not alive, OFF_AFTER_S, now_s):
                    self.mode, self._only_silent = CallMode.AUDIO_ONLY, not alive
            case CallMode.AUDIO_ONLY:
                self._only_silent = self._only_silent and (not alive or target_bps >= VIDEO_FROM_BPS)
                if self._only_silent and alive:
                    self.mode = CallMode.FULL  # the line was away, not narrow
                elif self._lasting("text", hopeless, TEXT_AFTER_S, now_s):
                    self.mode, self._text_s = CallMode.TEXT_ONLY, now_s
                elif self._lasting("video-on", alive and target_bps >= VIDEO_FROM_BPS, ON_AFTER_S, now_s):
                    self.mode = CallMode.FULL
            case CallMode.TEXT_ONLY:
                heard = alive and (loss < VOICE_AGAIN_LOSS or target_bps > 2 * TEXT_BELOW_BPS)
                if self._lasting("voice-on", heard, ON_AFTER_S, now_s):
                    self.mode = CallMode.AUDIO_ONLY

    def _choose_voice(self, target_bps: int, now_s: float) -> None:
        if self._low_voice:
            self._low_voice = not self._lasting("voice-up", target_bps >= VOICE_FROM_BPS, ON_AFTER_S, now_s)
        else:
            self._low_voice = target_bps < LOW_VOICE_BELOW_BPS

    def _choose_red(self, loss: float, now_s: float) -> None:
        if self._red < len(RED_UP) and loss >= RED_UP[self._red]:
            self._red += 1 + (self._red == 0 and loss >= RED_UP[1])
            self._since.pop("red-down", None)
        elif self._red and self._lasting("red-down", loss < RED_DOWN[self._red - 1], RED_DOWN_AFTER_S, now_s):
            self._red -= 1

    def _voice_bps(self, target_bps: int, *, stethoscope: bool) -> int:
        if stethoscope and target_bps >= STETHOSCOPE_BPS + VOICE_OVERHEAD_BPS:
            return FINE_STETHOSCOPE_BPS if target_bps >= FINE_FROM_BPS else STETHOSCOPE_BPS
        return LOW_VOICE_BPS if self._low_voice else VOICE_BPS

    def _fitting_red(self, target_bps: int, voice_bps: int, *, congested: bool) -> int:
        """Return how many older frames ride along: losses that come of too much sent do not call for more."""
        red = self._red
        if target_bps >= RED_FREE_FROM_BPS and not congested:
            red = max(red, 1)
        if congested:
            red = min(red, 1)
        if target_bps < RED_TWO_FROM_BPS:
            red = min(red, 1)
        if target_bps < RED_ONE_FROM_BPS:
            red = 0
        while red and voice_wire_bps(voice_bps, red) > target_bps:
            red -= 1
        return red

    def _redundancy(self, rest_bps: int, loss: float, rtt_s: float, *, congested: bool) -> float:
        """Return the share to be sent twice: what heavy losses call for, or what there is room for."""
        self._redundant = loss >= (REDUNDANCY_BELOW_LOSS if self._redundant else REDUNDANCY_FROM_LOSS)
        self._sparing = loss >= (SPARE_BELOW_LOSS if self._sparing else SPARE_FROM_LOSS)
        if congested:
            return 0.0
        called_for = spare = 0.0
        if self._redundant:
            slope = REDUNDANCY_SLOPE * (2.0 if rtt_s > SLOW_RTT_S else 1.0)
            called_for = min(max(slope * (loss - REDUNDANCY_BELOW_LOSS), LEAST_REDUNDANCY), MOST_REDUNDANCY)
        if self._sparing:
            room = rest_bps / (RICH_BPS * (1 + VIDEO_HEADERS)) - 1 - min(loss, 0.3)
            spare = min(SPARE_SLOPE * loss, room, 1.0)
        return max(called_for, spare)

    def _lasting(self, what: str, holds: bool, for_s: float, now_s: float) -> bool:
        """Whether something has held for so long; then it is forgotten."""
        if not holds:
            self._since.pop(what, None)
            return False
        since_s = self._since.setdefault(what, now_s)
        if now_s - since_s < for_s or math.isinf(since_s):
            return False
        del self._since[what]
        return True


def voice_wire_bps(voice_bps: int, red_level: int) -> int:
    """Return what a voice takes of the line, headers and older frames and all."""
    headers_bps = 8 * RED_HEADER_BYTES * VOICE_PACKETS_PER_S * red_level
    return voice_bps * (1 + red_level) + VOICE_OVERHEAD_BPS + headers_bps
