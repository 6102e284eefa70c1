# SPDX-License-Identifier: EUPL-1.2
"""The visit's descriptor: what a station needs to know about a visit, signed by the desk and sealed to the station.

It passes through the broker, which must neither read it (it names the patient) nor be able to make one up (its code
opens the station): a JWS by the desk's certificate inside a JWE (ECDH-ES, A256GCM) to the station's encryption key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from cryptography import x509
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from msgspec import Meta, Struct

from kiosk.errors import SignallingError, SignallingReason
from kiosk.messages import IceServer
from kiosk.signalling.desk_token import sign_as_desk, verified_from_desk
from kiosk.signalling.jws import Signer

MAX_SEALED_BYTES = 24 * 1024
_TYPE = "halsorum-visit"
_ALGORITHMS = ["ECDH-ES", "A256GCM"]

Text = Annotated[str, Meta(max_length=200)]


class Patient(Struct, frozen=True, kw_only=True):
    """Who comes. ``identifier_system`` is the URI of the numbering (`reference` systems of the record)."""

    identifier_system: Text
    identifier_value: Text
    name: Text
    birth_date: Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""


class Gp(Struct, frozen=True, kw_only=True):
    """Whom the patient meets."""

    name: Text
    identifier_system: Text = ""
    identifier_value: Text = ""


class VisitDescriptor(Struct, frozen=True, kw_only=True):
    """One visit. ``starts_at`` and ``ends_at`` are UTC; ``proof_key`` is base64url of what `link.proof_key` derives."""

    visit: Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$")]
    kiosk: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)]
    proof_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
    language: Annotated[str, Meta(max_length=35)]
    patient: Patient
    gp: Gp
    clinic: Text
    legs: tuple[str, ...] = ("p2p",)
    ice_servers: tuple[IceServer, ...] = ()
    request: Annotated[str, Meta(pattern=r"^([a-z2-7]{26})?$")] = ""
    """What the station asked for, where nothing was booked: the visit is that patient's."""


def seal(descriptor: VisitDescriptor, station_encryption_jwk: Mapping[str, Any], desk: Signer) -> str:
    """Sign ``descriptor`` as the desk and seal it to the station's public key (a JWK); return a compact JWE."""
    signed = sign_as_desk(_TYPE, msgspec.json.encode(descriptor), desk)
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT"}
    return jwe.encrypt_compact(header, signed, ECKey.import_key(dict(station_encryption_jwk)), algorithms=_ALGORITHMS)


def open_sealed(token: str, private_key: ECKey, authority: x509.Certificate) -> VisitDescriptor:
    """Open a descriptor with the station's encryption key; it must be signed by a desk that ``authority`` certified.

    Raises `SignallingError`: UNSEALABLE, NOT_FROM_DESK or MALFORMED.
    """
    if len(token) > MAX_SEALED_BYTES:
        raise SignallingError("A sealed visit is too long; it is dropped.", reason=SignallingReason.TOO_LONG)
    try:
        opened = jwe.decrypt_compact(token, private_key, algorithms=_ALGORITHMS).plaintext
        signed = (opened or b"").decode("ascii")
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise SignallingError(
            "A visit cannot be opened with this station's key.",
            reason=SignallingReason.UNSEALABLE,
            hint="Enrol the station again if it was enrolled anew elsewhere.",
        ) from problem
    try:
        return msgspec.json.decode(verified_from_desk(_TYPE, signed, authority), type=VisitDescriptor)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SignallingError("A visit is malformed.", reason=SignallingReason.MALFORMED) from problem
