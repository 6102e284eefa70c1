# SPDX-License-Identifier: EUPL-1.2
"""Names of topics, stations and visits. Nothing in a topic names a person."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from kiosk.errors import SignallingError, SignallingReason

VISIT_ID = re.compile(r"[a-z2-7]{26}")
KIOSK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
GP_PREFIX = "gp-"
SEAT = re.compile(r"gp|[a-z2-7]{6}|g[a-z2-7]{6}")
GUEST_SEAT = re.compile(r"g[a-z2-7]{6}")
"""The place of a third participant; its name alone tells what its link is for, so that nobody can pass for another."""
FIRST_SEAT = "gp"
"""The place in a visit that its first link is for; a colleague's link is for a place of her own."""


def new_visit_id() -> str:
    """Make a visit's id: 128 random bits, base32, lower case, no padding."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()


def check_visit_id(text: str) -> str:
    """Return ``text`` if it is a visit's id; raises `SignallingError` otherwise."""
    return _check(VISIT_ID, text, "visit id")


def check_kiosk_id(text: str) -> str:
    """Return ``text`` if it is a station's id; raises `SignallingError` otherwise."""
    return _check(KIOSK_ID, text, "station id")


def check_station_name(text: str) -> str:
    """Return ``text`` if a new station may have it as its id: not one that reads as a GP's broker principal."""
    if text.startswith(GP_PREFIX):
        raise SignallingError(f"A station's id cannot begin with {GP_PREFIX}", reason=SignallingReason.BAD_NAME)
    return check_kiosk_id(text)


def check_seat(text: str) -> str:
    """Return ``text`` if it names a place in a visit; raises `SignallingError` otherwise."""
    return _check(SEAT, text, "seat")


def is_guest(seat: str) -> bool:
    """Tell whether a seat is that of a third participant, who sees and hears and nothing else."""
    return GUEST_SEAT.fullmatch(seat) is not None


def check_guest_seat(text: str) -> str:
    """Return ``text`` if it is the seat of a third participant; raises `SignallingError` otherwise."""
    return _check(GUEST_SEAT, text, "guest's seat")


def _check(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise SignallingError(f"That is not a {what}.", reason=SignallingReason.BAD_NAME)
    return text


def gp_username(visit: str, seat: str = FIRST_SEAT) -> str:
    """Name the broker principal of whoever has that seat in ``visit``."""
    name = f"{GP_PREFIX}{check_visit_id(visit)}"
    return name if seat == FIRST_SEAT else f"{name}-{check_seat(seat)}"


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one namespace; every method checks the ids it is given."""

    namespace: str

    def __post_init__(self) -> None:
        _check(NAMESPACE, self.namespace, "namespace")

    def presence(self, kiosk: str) -> str:
        """Retained state of a station; written by it and by its will."""
        return f"{self._kiosk(kiosk)}/presence"

    def command(self, kiosk: str) -> str:
        """Commands from the desk to a station."""
        return f"{self._kiosk(kiosk)}/cmd"

    def event(self, kiosk: str) -> str:
        """Operational events of a station, and its answers to commands."""
        return f"{self._kiosk(kiosk)}/evt"

    def to_kiosk(self, kiosk: str, visit: str) -> str:
        """Call events from the GP to the station."""
        return f"{self._kiosk(kiosk)}/visit/{check_visit_id(visit)}/to-kiosk"

    def to_gp(self, kiosk: str, visit: str) -> str:
        """Call events from the station to the GP."""
        return f"{self._kiosk(kiosk)}/visit/{check_visit_id(visit)}/to-gp"

    def guest_to_kiosk(self, kiosk: str, visit: str, seat: str) -> str:
        """Call events from a third participant to the station."""
        return f"{self._guest(kiosk, visit, seat)}/to-kiosk"

    def to_guest(self, kiosk: str, visit: str, seat: str) -> str:
        """Call events from the station to a third participant."""
        return f"{self._guest(kiosk, visit, seat)}/to-guest"

    def every_guest_to_kiosk(self, kiosk: str) -> str:
        """Filter for the call events of third participants to a station in all its visits."""
        return f"{self._kiosk(kiosk)}/visit/+/guest/+/to-kiosk"

    def every_to_guest(self, kiosk: str) -> str:
        """Filter for the events of a station to the third participants of its visits."""
        return f"{self._kiosk(kiosk)}/visit/+/guest/+/to-guest"

    def every_to_kiosk(self, kiosk: str) -> str:
        """Filter for the call events to a station in all its visits."""
        return f"{self._kiosk(kiosk)}/visit/+/to-kiosk"

    def every_to_gp(self, kiosk: str) -> str:
        """Filter for the events of a station to the GPs of its visits."""
        return f"{self._kiosk(kiosk)}/visit/+/to-gp"

    def visit_of(self, topic: str) -> str:
        """Tell which visit a call event's topic belongs to; raises `SignallingError` if none."""
        parts = topic.split("/")
        if parts[:3] != [self.namespace, "v1", "kiosk"] or len(parts) != 7 or parts[4] != "visit":
            raise SignallingError("That is not a topic of a visit.", reason=SignallingReason.BAD_NAME)
        return check_visit_id(parts[5])

    def guest_of(self, topic: str) -> tuple[str, str] | None:
        """Tell visit and seat of a third participant's topic; None for any other topic.

        Raises `SignallingError` if it is one with names that are none.
        """
        parts = topic.split("/")
        if parts[:3] != [self.namespace, "v1", "kiosk"] or len(parts) != 9 or parts[6] != "guest":
            return None
        return check_visit_id(parts[5]), check_guest_seat(parts[7])

    def kiosk_of(self, topic: str) -> str:
        """Tell which station a topic belongs to; raises `SignallingError` if none."""
        parts = topic.split("/")
        if parts[:3] != [self.namespace, "v1", "kiosk"] or len(parts) < 5:
            raise SignallingError("That is not a topic of a station.", reason=SignallingReason.BAD_NAME)
        return check_kiosk_id(parts[3])

    @property
    def every_presence(self) -> str:
        """Filter for the presence of all stations (the desk's right only)."""
        return f"{self.namespace}/v1/kiosk/+/presence"

    @property
    def every_command(self) -> str:
        """Filter for the commands to all stations (the desk's right only)."""
        return f"{self.namespace}/v1/kiosk/+/cmd"

    @property
    def every_event(self) -> str:
        """Filter for the events of all stations (the desk's right only)."""
        return f"{self.namespace}/v1/kiosk/+/evt"

    def _guest(self, kiosk: str, visit: str, seat: str) -> str:
        return f"{self._kiosk(kiosk)}/visit/{check_visit_id(visit)}/guest/{check_guest_seat(seat)}"

    def _kiosk(self, kiosk: str) -> str:
        return f"{self.namespace}/v1/kiosk/{check_kiosk_id(kiosk)}"
