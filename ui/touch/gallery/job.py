# SPDX-License-Identifier: EUPL-1.2
"""What goes in and out of the process that draws: one JSON line each."""

from __future__ import annotations

import msgspec

from kiosk.messages import Show, SoundLevel, Wave


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture is to show: a view, and what the station sends after it."""

    show: Show
    then: tuple[Wave | SoundLevel, ...] = ()


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
