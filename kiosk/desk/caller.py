# SPDX-License-Identifier: EUPL-1.2
"""Who calls the clinic's interface, from the certificate the TLS layer has verified, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from kiosk.desk.store import DeskStore
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.roles import Role, role_and_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """The other end of a mutual-TLS connection."""

    role: Role | None
    name: str
    thumbprint: str


def caller_of(request: web.Request) -> Caller:
    """Read the caller from the connection; without TLS there is none, and none has a role."""
    connection = request.get_extra_info("ssl_object")
    if connection is None:
        return Caller(role=None, name="", thumbprint="")
    peer: Mapping[str, object] = connection.getpeercert() or {}
    role, name = role_and_name(peer)
    der: bytes = connection.getpeercert(binary_form=True) or b""
    return Caller(role=role, name=name, thumbprint=certificate_thumbprint(der))


class Doorkeeper:
    """Decides who may do what. A station counts as itself only by the certificate of its last enrolment."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def let_in(self, request: web.Request, *roles: Role, station: str | None = None) -> Caller:
        """Return the caller if it has one of ``roles`` (a station only if it is ``station``, where that is given).

        Raises `DeskError` (FORBIDDEN).
        """
        caller = caller_of(request)
        if caller.role not in roles or (caller.role is Role.STATION and not self._is_station(caller, station)):
            raise DeskError("This certificate may not do that.", reason=DeskReason.FORBIDDEN)
        return caller

    def may_use_record(self, request: web.Request) -> bool:
        """Stations file, whole transactions only; staff read."""
        filing = request.method == "POST" and request.path in ("/fhir", "/fhir/")
        try:
            self.let_in(request, Role.STATION if filing else Role.OPERATOR)
        except DeskError:
            return False
        return True

    def _is_station(self, caller: Caller, station: str | None) -> bool:
        row = self._store.station(caller.name)
        return row is not None and row.thumbprint == caller.thumbprint and station in (None, caller.name)
