# SPDX-License-Identifier: EUPL-1.2
"""Commands from the desk to a station, on its `cmd` topic, and the answers to them.

Every command is sent with an expiry of at most 60 s, a response topic (the station's `evt`) and correlation data, which
the answer repeats. Commands about visits are repeated until they are answered, so carrying one out twice must change
nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import SignallingError, SignallingReason

MAX_COMMAND_BYTES = 32 * 1024
MAX_EXPIRY_S = 60

VisitId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$")]


class VisitOffer(Struct, frozen=True, kw_only=True):
    """A visit for this station. ``descriptor``: see `kiosk.signalling.descriptor.seal`."""

    visit: VisitId
    descriptor: str


class VisitCancel(Struct, frozen=True, kw_only=True):
    """The visit does not take place; if it is going on it ends and is erased."""

    visit: VisitId


class VisitQueue(Struct, frozen=True, kw_only=True):
    """How long the patient of a visit waits still. ``place``: 1 is next. It is not answered: the next one counts."""

    visit: VisitId
    place: Annotated[int, Meta(ge=1, le=99)]
    wait_s: Annotated[int, Meta(ge=0, le=24 * 3600)]


class SelfTestRun(Struct, frozen=True, kw_only=True):
    """The station tests itself if nobody is there. It is not answered: the report goes to the desk's interface."""


class AnswerReason(StrEnum):
    """Why a station did not take a command."""

    NONE = ""
    """It took it."""
    UNSEALABLE = "unsealable"
    """The descriptor cannot be opened with the station's key."""
    NOT_FROM_DESK = "not-from-desk"
    MALFORMED = "malformed"
    OTHER_STATION = "other-station"
    """The descriptor names another station or another visit."""
    OVER = "over"
    """This visit has ended here; offering it again is in vain."""
    FULL = "full"
    """Too many visits are waiting; try later."""


class VisitAnswer(Struct, frozen=True, kw_only=True):
    """A station's answer to a command about a visit."""

    visit: VisitId
    accepted: bool
    reason: AnswerReason = AnswerReason.NONE


Command = VisitOffer | VisitCancel | VisitQueue | SelfTestRun
_TYPES: dict[str, Any] = {
    "visit.offer": VisitOffer,
    "visit.cancel": VisitCancel,
    "visit.answer": VisitAnswer,
    "visit.queue": VisitQueue,
    "selftest.run": SelfTestRun,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


class _Envelope(Struct, frozen=True):
    type: str
    content: msgspec.Raw


def encode(message: Command | VisitAnswer) -> bytes:
    """Write a command or an answer as it is published."""
    return msgspec.json.encode({"type": _NAMES[type(message)], "content": message})


def decode_command(payload: bytes) -> Command | None:
    """Read a command; None for a type this version does not know. Raises `SignallingError`."""
    message = _decode(payload)
    return message if isinstance(message, Command) else None


def decode_answer(payload: bytes) -> VisitAnswer | None:
    """Read an answer; None for any other event of a station. Raises `SignallingError`."""
    message = _decode(payload)
    return message if isinstance(message, VisitAnswer) else None


def _decode(payload: bytes) -> object:
    if len(payload) > MAX_COMMAND_BYTES:
        raise SignallingError("A command is too long; it is dropped.", reason=SignallingReason.TOO_LONG)
    try:
        envelope = msgspec.json.decode(payload, type=_Envelope)
        kind = _TYPES.get(envelope.type)
        return None if kind is None else msgspec.json.decode(envelope.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SignallingError("A command is malformed; it is dropped.", reason=SignallingReason.MALFORMED) from problem
