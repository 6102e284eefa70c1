# SPDX-License-Identifier: EUPL-1.2
"""Call events between station and GP: the Matrix `m.call.*` vocabulary, version 1, and events of our own.

An envelope is `{"type", "content", "passport"?, "seq"}`, at most 32 KiB of JSON. Unknown types are ignored, so that an
older end can meet a newer one; a known type that does not keep to its shape is an error.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from kiosk.errors import SignallingError, SignallingReason

MAX_EVENT_BYTES = 32 * 1024
CALL_VERSION = "1"
LIFETIME_MS = 60_000

Id = Annotated[str, Meta(min_length=1, max_length=128)]
Short = Annotated[str, Meta(max_length=128)]
Sdp = Annotated[str, Meta(max_length=MAX_EVENT_BYTES)]


class Content(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Root of what an event holds."""


class _Call(Content, frozen=True, kw_only=True):
    call_id: Id
    party_id: Id
    version: str = CALL_VERSION


class Session(Struct, frozen=True, kw_only=True):
    """A session description; ``type`` is ``offer`` or ``answer``."""

    type: str
    sdp: Sdp


class Candidate(Struct, frozen=True, kw_only=True):
    """An ICE candidate as browsers write it; an empty ``candidate`` ends the list."""

    candidate: Annotated[str, Meta(max_length=512)]
    sdp_mid: Annotated[str, Meta(max_length=64)] | None = field(default=None, name="sdpMid")
    sdp_m_line_index: Annotated[int, Meta(ge=0, le=64)] | None = field(default=None, name="sdpMLineIndex")


class Ready(Content, frozen=True, kw_only=True):
    """GP → station: the page is open. ``proof`` shows that the browser has the link's secret."""

    party_id: Id
    proof: Short
    nonce: Short
    version: str = CALL_VERSION
    language: Annotated[str, Meta(max_length=35)] = ""
    name: Annotated[str, Meta(max_length=80)] = ""


class Answer(_Call, frozen=True, kw_only=True):
    """GP → station."""

    answer: Session


class Candidates(_Call, frozen=True, kw_only=True):
    """GP → station; the station sends its own within the offer."""

    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=64)]


class Reject(_Call, frozen=True, kw_only=True):
    """GP → station: the page does not believe the invite."""

    reason: Short = ""


class Hangup(_Call, frozen=True, kw_only=True):
    """Both ways: the visit is over for the sender. ``reason``: see `HangupReason`; others may come."""

    reason: Short = ""


class Invite(_Call, frozen=True, kw_only=True, omit_defaults=True):
    """Station → GP. ``resumes``: the call that this one replaces; ``invitee``: whose page is meant."""

    offer: Session
    lifetime: int
    version: str
    invitee: Id | None = None
    resumes: Id | None = field(default=None, name="org.halsorum.resumes")


class SelectAnswer(_Call, frozen=True, kw_only=True):
    """Station → GP: this tab's answer was taken."""

    selected_party_id: Id


class RefusedReason(StrEnum):
    """Why a greeting was refused."""

    IN_USE = "in-use"
    """Another browser holds this visit."""
    BAD_PROOF = "bad-proof"
    WRONG_VISIT = "wrong-visit"
    STALE = "stale"
    MALFORMED = "malformed"
    REPLAYED = "replayed"
    BAD_SIGNATURE = "bad-signature"
    EXPIRED = "expired"
    HANDED_OVER = "handed-over"
    """A colleague has taken the visit over; this link opens nothing any more."""


class Refused(Content, frozen=True, kw_only=True):
    """Station → GP. ``party_id`` is that of the refused greeting."""

    party_id: Id
    reason: RefusedReason


class VisitState(StrEnum):
    """How far the patient is, for the GP's waiting page."""

    NOT_ARRIVED = "not-arrived"
    PREPARING = "preparing"
    WAITING = "waiting"
    IN_CALL = "in-call"
    ENDED = "ended"


class Visit(Content, frozen=True, kw_only=True):
    """Station → GP; informational."""

    state: VisitState


class HangupReason(StrEnum):
    """Why a call ended."""

    USER_HANGUP = "user_hangup"
    INVITE_TIMEOUT = "invite_timeout"
    PATIENT_LEFT = "patient_left"
    ERASED = "erased"
    REPLACED = "replaced"
    """This call only: the one it should have replaced lives again, or another takes its place."""
    HANDED_OVER = "handed_over"
    """The visit goes on with a colleague of hers."""
    REMOVED = "removed"
    """The GP has let the third participant out; the visit goes on without her."""


class Event(Struct, frozen=True, kw_only=True):
    """A decoded event. ``passport`` is the signature as it came, empty if there was none."""

    content: Content
    seq: int
    passport: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes an event the same one when it arrives twice."""
        return (getattr(self.content, "call_id", ""), getattr(self.content, "party_id", ""), self.seq)


FROM_GP: dict[str, type[Content]] = {
    "org.halsorum.ready": Ready,
    "m.call.answer": Answer,
    "m.call.candidates": Candidates,
    "m.call.reject": Reject,
    "m.call.hangup": Hangup,
}
FROM_STATION: dict[str, type[Content]] = {
    "m.call.invite": Invite,
    "m.call.select_answer": SelectAnswer,
    "m.call.hangup": Hangup,
    "org.halsorum.refused": Refused,
    "org.halsorum.visit": Visit,
}
_NAMES: dict[type[Content], str] = {kind: name for name, kind in {**FROM_GP, **FROM_STATION}.items()}


class _Envelope(Struct, frozen=True, kw_only=True):
    type: str
    content: msgspec.Raw
    seq: Annotated[int, Meta(ge=0)]
    passport: Annotated[str, Meta(max_length=MAX_EVENT_BYTES)] = ""


def encode(content: Content, *, seq: int, passport: str = "") -> bytes:
    """Write an event as it is published; raises `SignallingError` (TOO_LONG) if the other end would drop it."""
    envelope: dict[str, Any] = {"type": _NAMES[type(content)], "content": content, "seq": seq}
    if passport:
        envelope["passport"] = passport
    payload = msgspec.json.encode(envelope)
    if len(payload) > MAX_EVENT_BYTES:
        raise _too_long()
    return payload


def decode_from_gp(payload: bytes) -> Event | None:
    """Read an event of the GP's page; None for an unknown type. Raises `SignallingError` for rubbish."""
    return _decode(payload, FROM_GP)


def decode_from_station(payload: bytes) -> Event | None:
    """Read an event of a station; None for an unknown type. Raises `SignallingError` for rubbish."""
    return _decode(payload, FROM_STATION)


def _decode(payload: bytes, table: dict[str, type[Content]]) -> Event | None:
    if len(payload) > MAX_EVENT_BYTES:
        raise _too_long()
    try:
        envelope = msgspec.json.decode(payload, type=_Envelope)
        kind = table.get(envelope.type)
        if kind is None:
            return None
        content = msgspec.json.decode(envelope.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SignallingError(
            "A call event is malformed; it is dropped.", reason=SignallingReason.MALFORMED
        ) from problem
    return Event(content=content, seq=envelope.seq, passport=envelope.passport)


def _too_long() -> SignallingError:
    return SignallingError("A call event is longer than 32 KiB.", reason=SignallingReason.TOO_LONG)
