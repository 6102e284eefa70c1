# SPDX-License-Identifier: EUPL-1.2
"""Assistants: how one proves to the desk that she may help at a station, and what the desk answers.

She has a number and a PIN, or a badge with a code on it. The desk alone can check them; its answer is signed, counts at
one station for one visit, and says neither who she is nor what she is called.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from cryptography import x509
from msgspec import Meta, Struct

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling.desk_token import sign_as_desk, verified_from_desk
from kiosk.signalling.jws import Signer

NUMBER_DIGITS = 4
PIN_DIGITS = 6
BADGE = re.compile(r"HRA-[A-Z2-7]{32}")
"""What is printed on a badge: 160 random bits."""
_KIND = "halsorum-assistant"


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an assistant shows in a visit: a badge's code, or number and PIN."""

    visit: Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$")]
    badge: Annotated[str, Meta(pattern=r"^(HRA-[A-Z2-7]{32})?$")] = ""
    number: Annotated[str, Meta(pattern=r"^([0-9]{4})?$")] = ""
    pin: Annotated[str, Meta(pattern=r"^([0-9]{6})?$")] = ""

    @property
    def sound(self) -> bool:
        """Whether it is one of the two, and whole."""
        return bool(self.number) == bool(self.pin) and bool(self.badge) != bool(self.pin)

    def __repr__(self) -> str:
        return "Proof(…)"


class Verdict(StrEnum):
    """What the desk says of a proof."""

    GRANTED = "granted"
    WRONG = "wrong"
    LOCKED = "locked"
    """Too many wrong ones: none is looked at for a while."""


class Ruling(Struct, frozen=True, kw_only=True):
    """The desk's answer. ``grant``: a signed `Grant`; ``locked_s``: how long none is looked at."""

    verdict: Verdict
    grant: str = ""
    attempts_left: int = 0
    locked_s: int = 0


class Grant(Struct, frozen=True, kw_only=True):
    """Somebody may help at ``station`` in ``visit``, at the longest until ``until``."""

    station: str
    visit: str
    until: Annotated[datetime, Meta(tz=True)]


def sign_grant(grant: Grant, desk: Signer) -> str:
    """Sign ``grant`` as the desk."""
    return sign_as_desk(_KIND, msgspec.json.encode(grant), desk)


def open_grant(token: str, authority: x509.Certificate, *, station: str, visit: str, now: datetime) -> Grant:
    """Verify a grant; it must be for this station and this visit, and not be over.

    Raises `SignallingError`: NOT_FROM_DESK or MALFORMED.
    """
    payload = verified_from_desk(_KIND, token, authority)
    try:
        grant = msgspec.json.decode(payload, type=Grant)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SignallingError("A grant is malformed.", reason=SignallingReason.MALFORMED) from problem
    if (grant.station, grant.visit) != (station, visit) or grant.until <= now:
        raise SignallingError(
            "A grant is for another visit, or over; ask the desk again.", reason=SignallingReason.MALFORMED
        )
    return grant
