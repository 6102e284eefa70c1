# SPDX-License-Identifier: EUPL-1.2
"""The `control` data channel between station and GP's page: what each side may say. JSON, told apart by ``type``.

Heartbeats never come this far; the call process sends and consumes them.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from kiosk.messages import LineReport
from kiosk.settings import StationSection
from kiosk.signalling.descriptor import Patient

MAX_BYTES = 16 << 10


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


_DECODER: msgspec.json.Decoder[GpHello | Accept | GpMedia | End] = msgspec.json.Decoder(
    GpHello | Accept | GpMedia | End
)


def decode(data: str) -> GpHello | Accept | GpMedia | End | None:
    """Read what the GP's page said; None for anything unknown or malformed, which is ignored."""
    if len(data) > MAX_BYTES:
        return None
    try:
        return _DECODER.decode(data)
    except msgspec.DecodeError:
        return None


def encode(message: dict[str, Any]) -> str:
    """Write one message of the station."""
    return msgspec.json.encode(message).decode()


def station_hello(
    *, station: dict[str, str], patient: dict[str, str], present: tuple[str, ...], language: str
) -> dict[str, Any]:
    """Tell the GP who and where the station is, and who sits there."""
    return {"type": "hello", "station": station, "patient": patient, "present": list(present), "language": language}


def greeting(station: StationSection, patient: Patient, language: str) -> dict[str, Any]:
    """Make the `station_hello` of this station and this patient."""
    return station_hello(
        station={"name": station.name, "address": station.address, "phone": station.phone},
        patient={"name": patient.name, "birth_date": patient.birth_date},
        present=("patient",),
        language=language,
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


def ended(by: str) -> dict[str, Any]:
    return {"type": "ended", "by": by}


def media(*, microphone: bool, camera: bool) -> dict[str, Any]:
    return {"type": "media", "microphone": microphone, "camera": camera}
