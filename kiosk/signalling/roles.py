# SPDX-License-Identifier: EUPL-1.2
"""Roles in the clinic, as certificates of its own CA carry them: `CN=<name>, OU=<role>, O=halsorum`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

ORGANISATION = "halsorum"


class Role(StrEnum):
    """What the holder of a certificate may be; the value stands in the subject's OU."""

    STATION = "station"
    """A station; CN is its id."""
    DESK = "desk"
    """The desk: makes visits and broker principals."""
    REGISTRAR = "registrar"
    """Enrols stations and announces them to the desk."""
    OPERATOR = "operator"
    """Staff or a booking system: makes, cancels and reads visits."""
    SERVER = "server"
    """A server without a role of its own, such as the broker."""


def role_of(certificate: x509.Certificate) -> Role | None:
    """Read the role from a certificate's subject; None if it carries none of ours."""
    subject = certificate.subject
    return _role(_values(subject, NameOID.ORGANIZATION_NAME), _values(subject, NameOID.ORGANIZATIONAL_UNIT_NAME))


def name_of(certificate: x509.Certificate) -> str:
    """Read the common name from a certificate's subject; empty if there is none."""
    return next(iter(_values(certificate.subject, NameOID.COMMON_NAME)), "")


def role_and_name(peer: Mapping[str, Any]) -> tuple[Role | None, str]:
    """Read role and name from what `ssl` tells about the other end (`SSLSocket.getpeercert`)."""
    pairs = [pair for part in peer.get("subject", ()) for pair in part]
    found = {key: [value for name, value in pairs if name == key] for key, _ in pairs}
    role = _role(found.get("organizationName", ()), found.get("organizationalUnitName", ()))
    return role, next(iter(found.get("commonName", ())), "")


def _values(subject: x509.Name, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in subject.get_attributes_for_oid(oid)]


def _role(organisations: Iterable[str], units: Iterable[str]) -> Role | None:
    units = list(units)
    if list(organisations) != [ORGANISATION] or len(units) != 1:
        return None
    return Role(units[0]) if units[0] in list(Role) else None
