# SPDX-License-Identifier: EUPL-1.2
"""The `control` data channel between station and GP's page: what each side may say. JSON, told apart by ``type``.

Heartbeats never come this far; the call process sends and consumes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from kiosk.assistant_view import Guest
from kiosk.drop_in import Reason
from kiosk.messages import CameraName, CameraReport, ChatLine, LineReport, StillReport
from kiosk.phrases import Phrase
from kiosk.settings import StationSection
from kiosk.signalling.descriptor import Patient

MAX_BYTES = 16 << 10
MAX_SAID_BYTES = 12 << 10
MAX_SIGNAL_CHARACTERS = 12 << 10
MOST_CHARACTERS = 2000
"""How long a summary may be."""


class FromGp(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Root of what a GP's page may ask."""


class GpHello(FromGp, frozen=True, kw_only=True, tag="hello"):
    name: str = ""
    language: str = ""


class Accept(FromGp, frozen=True, kw_only=True, tag="accept"):
    """File this reading."""

    reading: str


class GpMedia(FromGp, frozen=True, kw_only=True, tag="media"):
    """What the GP sends of herself."""

    microphone: bool
    camera: bool


class End(FromGp, frozen=True, kw_only=True, tag="end"):
    """End the visit."""


ROOM = CameraName.ROOM
Id = Annotated[str, Meta(min_length=1, max_length=32)]
Derived = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""Base64url of 32 bytes."""


class AskZoom(FromGp, frozen=True, kw_only=True, tag="zoom"):
    """Look at a part of the patient's picture: its middle, as shares of the whole, and how much larger it is shown."""

    x: float
    y: float
    scale: float


class AskCamera(FromGp, frozen=True, kw_only=True, tag="camera"):
    """Show that camera's pictures."""

    camera: CameraName


class AskStill(FromGp, frozen=True, kw_only=True, tag="still"):
    """Take a picture at the camera's best; it comes on the data channel `still` under this id."""

    id: Id


class DropStill(FromGp, frozen=True, kw_only=True, tag="drop-still"):
    """That picture is not wanted any more."""

    id: Id


class AskTorch(FromGp, frozen=True, kw_only=True, tag="torch"):
    """Switch the light."""

    on: bool


class AskStethoscope(FromGp, frozen=True, kw_only=True, tag="stethoscope"):
    """Send every sound as it is, or speech without noise and echo."""

    on: bool


class Guide(FromGp, frozen=True, kw_only=True, tag="guide"):
    """Show this request on the patient's screen, in the patient's language."""

    phrase: Phrase


class WriteSummary(FromGp, frozen=True, kw_only=True, tag="summary"):
    """What was said, for the patient to read; the last one counts, an empty one takes it back."""

    id: Id
    text: Annotated[str, Meta(max_length=MOST_CHARACTERS)]
    visit_needed: bool = False
    """She must be seen by somebody at the place itself."""


class HandOver(FromGp, frozen=True, kw_only=True, tag="hand-over"):
    """Let a colleague take the visit over, by a link that this page has made.

    ``proof_key`` and ``password`` are derived from the link's secret, which stays with the page.
    """

    seat: Annotated[str, Meta(pattern=r"^[a-z2-7]{6}$")]
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    proof_key: Derived
    password: Derived


class KeepVisit(FromGp, frozen=True, kw_only=True, tag="keep-visit"):
    """Take the colleague's link back."""


class InviteGuest(FromGp, frozen=True, kw_only=True, tag="invite-guest"):
    """Let a third participant see and hear, by a link that this page has made. ``agreed``: the patient has said yes."""

    seat: Annotated[str, Meta(pattern=r"^g[a-z2-7]{6}$")]
    who: Guest
    agreed: bool
    proof_key: Derived
    password: Derived


class RemoveGuest(FromGp, frozen=True, kw_only=True, tag="remove-guest"):
    """Let the third participant out, and take her link back."""


class GuestSignal(FromGp, frozen=True, kw_only=True, tag="guest-signal"):
    """What the GP's page and the guest's must say to each other to be connected; the station does not look into it."""

    data: Annotated[str, Meta(max_length=MAX_SIGNAL_CHARACTERS)]


Asked = (
    GpHello | Accept | GpMedia | End | HandOver | KeepVisit
    | InviteGuest | RemoveGuest | GuestSignal
    | AskZoom | AskCamera | AskStill | DropStill | AskTorch | AskStethoscope
    | Guide | WriteSummary
)  # fmt: skip
_DECODER: msgspec.json.Decoder[Asked] = msgspec.json.Decoder(Asked)
_FROM_GUEST = msgspec.json.Decoder(GuestSignal)


def decode(data: str) -> Asked | None:
    """Read what the GP's page said; None for anything unknown or malformed, which is ignored."""
    if len(data) > MAX_BYTES:
        return None
    try:
        return _DECODER.decode(data)
    except msgspec.DecodeError:
        return None


def decode_from_guest(data: str) -> GuestSignal | None:
    """Read what a third participant's page said; she may ask for nothing."""
    if len(data) > MAX_BYTES:
        return None
    try:
        return _FROM_GUEST.decode(data)
    except msgspec.DecodeError:
        return None


def encode(message: dict[str, Any]) -> str:
    """Write one message of the station."""
    return msgspec.json.encode(message).decode()


def station_hello(
    *, station: dict[str, str], patient: dict[str, str], present: tuple[str, ...], language: str, reason: str = ""
) -> dict[str, Any]:
    """Tell the GP who and where the station is, who sits there, and what for if nobody had booked it."""
    return {
        "type": "hello", "station": station, "patient": patient, "present": list(present), "language": language,
        "reason": reason,
    }  # fmt: skip


def greeting(
    station: StationSection,
    patient: Patient,
    language: str,
    present: tuple[str, ...] = ("patient",),
    reason: Reason | None = None,
) -> dict[str, Any]:
    """Make the `station_hello` of this station and this patient; ``present``: who is there."""
    return station_hello(
        station={
            "name": station.name,
            "address": station.address,
            "phone": station.phone,
            "nearest_help": station.nearest_help,
            "emergency_number": station.emergency_number,
        },
        patient={"name": patient.name, "birth_date": patient.birth_date},
        present=present,
        language=language,
        reason=reason or "",
    )


def filed(reading: str, state: str, reason: str = "") -> dict[str, Any]:
    """Tell the GP what became of an accepted reading: ``filing``, ``filed`` or ``failed``."""
    return {"type": "filed", "reading": reading, "state": state, "reason": reason}


def quality(report: LineReport) -> dict[str, Any]:
    """Tell the GP how the line is, what of the call it carries, and whether her own picture should stay out."""
    return {
        "type": "quality",
        "grade": report.quality.grade,
        "cause": report.quality.cause,
        "mode": report.mode,
        "video": report.gp_video,
    }


def guided(phrase: Phrase, seconds: float) -> dict[str, Any]:
    """Tell the GP that the patient sees the request she sent, and for how long."""
    return {"type": "guided", "phrase": phrase, "seconds": seconds}


def summary_kept(summary_id: str, characters: int, *, visit_needed: bool) -> dict[str, Any]:
    """Tell the GP that the station has her summary, without repeating it."""
    return {"type": "summary", "id": summary_id, "characters": characters, "visit_needed": visit_needed}


def handing_over(seat: str, state: str, name: str) -> dict[str, Any]:
    """Tell the GP how it stands with her colleague's link.

    ``state``: ``ready`` it can be opened, ``joining`` it has been, ``failed`` or ``withdrawn``.
    """
    return {"type": "hand-over", "seat": seat, "state": state, "name": name}


def guest(seat: str, who: str, state: str, party: str = "") -> dict[str, Any]:
    """Tell the GP how it stands with the third participant.

    ``state``: a `kiosk.station.guest.Phase`, or ``failed`` or ``removed``; ``party``: which page load of hers it is.
    """
    return {"type": "guest", "seat": seat, "who": who, "state": state, "party": party}


def guest_signal(data: str) -> dict[str, Any]:
    """Hand on to one page what the other says."""
    return {"type": "guest-signal", "data": data}


def guest_media(*, microphone: bool, camera: bool) -> dict[str, Any]:
    """Tell a third participant what the patient sends."""
    return {"type": "guest-media", "microphone": microphone, "camera": camera}


def so_far(*, said: Sequence[ChatLine], summary: str, visit_needed: bool, filed: Sequence[str]) -> dict[str, Any]:
    """Tell a GP who takes over what was written before she came, and which readings are filed.

    ``said``: oldest line first; what does not fit is left out, the oldest first.
    """
    lines: list[dict[str, Any]] = []
    room = MAX_SAID_BYTES
    for line in reversed(said):
        room -= len(line.text.encode()) + 40
        if room < 0:
            break
        lines.append({"by": "patient" if line.own else "gp", "text": line.text})
    lines.reverse()
    return {"type": "so-far", "said": lines, "summary": summary, "visit_needed": visit_needed, "filed": list(filed)}


def guest_wanted(who: str) -> dict[str, Any]:
    """Tell the GP that the assistant wants somebody in the call: ``relative``, ``interpreter`` or ``colleague``."""
    return {"type": "guest-wanted", "who": who}


def ended(by: str) -> dict[str, Any]:
    return {"type": "ended", "by": by}


def tools(report: CameraReport, *, torch: bool, torch_on: bool) -> dict[str, Any]:
    """Tell the GP what she can do with the patient's cameras and voice, and how they stand."""
    return {
        "type": "tools",
        "zoom": report.zoom,
        "still": report.still,
        "examination": report.examination,
        "torch": torch,
        "stethoscope": True,
        "camera": report.shown,
        "x": report.x,
        "y": report.y,
        "scale": report.scale,
        "torch_on": torch_on,
        "stethoscope_on": report.stethoscope_on,
        "fallen_back": report.fallen_back,
    }


def still(report: StillReport) -> dict[str, Any]:
    """Tell the GP how the picture she asked for goes."""
    return {"type": "still", "id": report.id, "state": report.state, "reason": report.reason}


def media(*, microphone: bool, camera: bool, text_call: bool, cannot_hear: bool) -> dict[str, Any]:
    """Tell the GP what the patient sends, whether she writes instead of speaking, and that she hears nothing."""
    return {
        "type": "media",
        "microphone": microphone,
        "camera": camera,
        "text_call": text_call,
        "cannot_hear": cannot_hear,
    }
