# SPDX-License-Identifier: EUPL-1.2
"""Decoded speech between the decoder and the loudspeaker's next turn; it can be made shorter or longer. Pure."""

from __future__ import annotations

import numpy as np

from kiosk.call.libopus import Samples
from kiosk.call.receive.stretch import FADE, LONGEST, SHORTEST, find, is_quiet, splice
from kiosk.call.receive.takes import TURN

QUIET_STEP = 960
"""In a pause, so much may go at once."""
BRIDGE = 2 * FADE
"""What is made up to fade from: the place where returning speech fits best is sought in half of it."""


class VoiceTape:
    """Mono samples at 48 kHz. ``len`` is what waits; a few that are played already are kept, to repeat them."""

    def __init__(self) -> None:
        self._ready: Samples = np.zeros(0, dtype=np.int16)
        self._played: Samples = np.zeros(LONGEST, dtype=np.int16)
        self._bridge: Samples | None = None

    def __len__(self) -> int:
        return len(self._ready)

    @property
    def bridged(self) -> bool:
        """Whether the next samples will be faded in."""
        return self._bridge is not None

    def bridge(self, sound: Samples) -> None:
        """Fade from ``sound`` (`BRIDGE` of how it would have gone on) to what is appended next, from elsewhere."""
        self._bridge = sound

    def append(self, sound: Samples, quiet_peak: float, most: int) -> int:
        """Add ``sound``; return how many samples it became longer, by fitting it to what was before.

        It becomes shorter, but by no more than ``most``, where that is positive.
        """
        bridge, self._bridge = self._bridge, None
        size = len(sound)
        if bridge is not None and size:
            sound = _merged(bridge, sound, quiet_peak, most)
        self._ready = np.concatenate((self._ready, sound))
        return len(sound) - size

    def give(self) -> Samples:
        """Take the next turn's samples; there are enough."""
        turn, self._ready = self._ready[:TURN], self._ready[TURN:]
        self._played = turn[-LONGEST:]
        return turn

    def shorten(self, most: int, quiet_peak: float, alike: float) -> int:
        """Take out at most ``most`` samples, but keep a turn's; return how many.

        Speech is shortened by whole pitch periods, and only if the cut is ``alike`` enough on both sides; a pause by
        what is wanted.
        """
        most = min(most, QUIET_STEP, len(self._ready) - TURN)
        if most <= 0:
            return 0
        if is_quiet(self._ready[: most + FADE], quiet_peak):
            self._ready = splice(self._ready, 0, most, 0.0)
            return most
        most = min(most, LONGEST)
        if most < SHORTEST:
            return 0
        match = find(self._ready[:FADE], self._ready[SHORTEST : most + FADE])
        if match.similarity < alike:
            return 0
        shift = SHORTEST + match.offset
        self._ready = splice(self._ready, 0, shift, match.similarity)
        return shift

    def lengthen(self, most: int, quiet_peak: float, alike: float) -> int:
        """Put in samples: in a pause at most ``most``, in speech whole pitch periods; return how many."""
        if len(self._ready) < FADE:
            return 0
        block = np.concatenate((self._played, self._ready))
        at = len(self._played)
        if is_quiet(block[: at + FADE], quiet_peak):
            shift, similarity = min(most, LONGEST), 0.0
        else:
            match = find(self._ready[:FADE], block[: at - SHORTEST + FADE])
            shift, similarity = at - match.offset, match.similarity
            if similarity < alike:
                return 0
        self._ready = splice(block, at, -shift, similarity)[at:]
        return shift


def _merged(bridge: Samples, sound: Samples, quiet_peak: float, most: int) -> Samples:
    """Fade from ``bridge`` into ``sound`` where they fit best: a little into the one or into the other."""
    fade = min(FADE, len(sound))
    most = min(most, FADE, len(sound) - fade)
    if fade < FADE or is_quiet(bridge, quiet_peak):
        return splice(np.concatenate((bridge[:fade], sound)), 0, fade, 0.0, fade)
    if most >= SHORTEST:
        match = find(bridge[:FADE], sound[: most + FADE])
        return splice(np.concatenate((bridge[:FADE], sound)), 0, FADE + match.offset, match.similarity)
    match = find(sound[:FADE], bridge)
    return splice(np.concatenate((bridge[: match.offset + FADE], sound)), match.offset, FADE, match.similarity)
