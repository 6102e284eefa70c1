# SPDX-License-Identifier: EUPL-1.2
"""What goes in and out of the process that draws: one JSON line each."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kiosk.messages import Show, SoundLevel, Wave


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture is to show: a view, and how it looks ``after_s``, when the station has sent what follows and a
    person has touched what there is to ``touch``. ``lost``: then the station's process has died."""

    show: Show
    then: tuple[Wave | SoundLevel, ...] = ()
    after_s: float = 1.0
    touch: tuple[str, ...] = ()
    lost: bool = False

    def steps(self, step_s: float) -> Iterator[tuple[Wave | SoundLevel, ...]]:
        """Divide what follows evenly among steps of ``step_s``."""
        count = max(1, round(self.after_s / step_s))
        for place in range(count):
            first, last = (len(self.then) * each // count for each in (place, place + 1))
            yield self.then[first:last]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One picture that is wanted; ``thumb``: path of a small one, empty: none."""

    key: str
    scene: Scene
    path: str
    thumb: str = ""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """One picture that is there; or the ``problem``: what the screen raised."""

    key: str
    fingerprint: str = ""
    problem: str = ""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """The first line: what draws."""

    rasteriser: str
