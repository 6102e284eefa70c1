# SPDX-License-Identifier: EUPL-1.2
"""The words for how a call's line is: what passes, how good it is, and why it is no better.

All three processes and the GP's page use the same words; the catalogues turn them into sentences.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class CallMode(StrEnum):
    """How much of the call the line carries."""

    FULL = "full"
    AUDIO_ONLY = "audio-only"
    """Pictures are left out so that the voices come through."""
    TEXT_ONLY = "text-only"
    """Neither picture nor voice fits: written words and readings go on."""


class Grade(StrEnum):
    """How good the line is for people; from best to worst."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    BAD = "bad"


class Cause(StrEnum):
    """What keeps the line from being good. *Up* is from the station to the GP."""

    NONE = ""
    LOSS_UP = "loss-up"
    LOSS_DOWN = "loss-down"
    SLOW_UP = "slow-up"
    SLOW_DOWN = "slow-down"
    DELAY = "delay"
    GONE = "gone"
    """Nothing arrives at all."""


class Quality(Struct, frozen=True, kw_only=True):
    """How the line is. ``cause`` is `Cause.NONE` exactly when ``grade`` is `Grade.GOOD`."""

    grade: Grade = Grade.GOOD
    cause: Cause = Cause.NONE
