# SPDX-License-Identifier: EUPL-1.2
"""What one packet carries of a picture, whatever the codec."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import KioskError

SEQUENCE_SET, PICTURE_SET = 1, 2
"""Bits of `Part.sets`."""


class PayloadReason(StrEnum):
    """Why a payload is not a piece of a picture."""

    SHORT = "short"
    """It ends before what it announces."""
    KIND = "kind"
    """A kind of packet that was not negotiated."""


class PayloadError(KioskError, ValueError):
    """A payload that is not what its codec's RFC describes. The picture it stands in is lost."""

    def __init__(self, reason: PayloadReason) -> None:
        super().__init__("A piece of a picture is malformed.", reason=reason, hint="The picture was dropped.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a picture: ``data`` is what goes to the decoder, after the pieces before it.

    The rest is what the packet tells of the picture; VP8 tells most of it, H.264 little.
    """

    data: bytes
    start: bool
    """Certainly the first piece of a picture."""
    key: bool = False
    """Of a picture that needs no other. Not every piece of such a picture tells so."""
    recovery: bool = False
    """Of an H.264 picture from which on others become whole bit by bit: second best to a keyframe."""
    droppable: bool = False
    """No other picture refers to this one."""
    sets: int = 0
    """H.264 parameter sets inside: `SEQUENCE_SET`, `PICTURE_SET`."""
    picture: int | None = None
    """Number of the picture, modulo ``picture_span``."""
    picture_span: int = 1
    base: int | None = None
    """Number, modulo 256, of the newest picture of the lowest temporal layer, this one included."""
    layer: int = 0
    """Temporal layer."""
    sync: bool = False
    """Refers to the lowest layer alone."""
