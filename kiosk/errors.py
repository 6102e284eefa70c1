# SPDX-License-Identifier: EUPL-1.2
"""The one error tree.

Every error carries a *reason* (an enum member, so that callers branch without reading text), a sentence for staff that
names the thing, its state and the next action, and the key of the sentence a patient is shown. No name, number, code,
text or reading ever stands in an error.
"""

from __future__ import annotations

from enum import StrEnum


class KioskError(Exception):
    """Root of every error raised on purpose.

    ``reason`` is the machine-readable cause, ``hint`` says what to do next, ``patient_key`` names the sentence in the
    catalogues that the patient may be shown (empty: nothing is shown to the patient).
    """

    patient_key: str = ""

    def __init__(self, message: str, *, reason: StrEnum | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.hint}".rstrip() if self.hint else message


class SettingsError(KioskError, ValueError):
    """A setting is unknown, missing or does not parse."""


class DeadlineError(KioskError, TimeoutError):
    """A wait ran into its deadline."""


class IpcError(KioskError, ConnectionError):
    """The other process is gone, or speaks another version."""


class SignatureReason(StrEnum):
    """Why a signed call event was not believed."""

    MALFORMED = "malformed"
    """Not a PASSporT, or a claim is missing."""
    BAD_SIGNATURE = "bad-signature"
    """The signature does not fit the key."""
    WRONG_KEY = "wrong-key"
    """Signed by a key that this visit does not know."""
    WRONG_FINGERPRINT = "wrong-fingerprint"
    """The signature is good, but the SDP carries another media key than the one signed: somebody altered it."""
    WRONG_VISIT = "wrong-visit"
    """Signed for another visit."""
    STALE = "stale"
    """Signed more than 60 s away from now; one of the clocks is wrong, or it is a replay."""
    REPLAYED = "replayed"
    """Seen before."""
    BAD_PROOF = "bad-proof"
    """The sender does not know the link's secret."""


class SignatureError(KioskError, ValueError):
    """An offer, an answer or a greeting whose signature is not believed."""

    patient_key = "problem.signature"


class SignallingReason(StrEnum):
    """Why a piece of signalling was not understood."""

    BAD_NAME = "bad-name"
    """A station id, visit id or namespace that cannot stand in a topic."""
    BAD_LINK = "bad-link"
    """Not a GP's link, or one with missing parts."""
    MALFORMED = "malformed"
    """Not the JSON that was agreed on."""
    TOO_LONG = "too-long"
    """Longer than the agreed limit."""
    UNSEALABLE = "unsealable"
    """Sealed for another key, altered on the way, or not sealed at all."""
    NOT_FROM_DESK = "not-from-desk"
    """Sealed by somebody who is not the clinic's desk."""


class SignallingError(KioskError, ValueError):
    """A topic, link, command or event that does not keep to the contract. It is dropped; the sender may try again."""


class IdentityReason(StrEnum):
    """What is wrong with an identity folder."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_A_PAIR = "not-a-pair"
    """The certificate was made for another key."""
    EXPOSED = "exposed"
    """Others than the owner may read a key."""
    EXPIRED = "expired"
    WRONG_ROLE = "wrong-role"


class IdentityError(KioskError, ValueError):
    """The keys and certificates of a part are missing or unusable."""


class ProvisioningReason(StrEnum):
    """Why a certificate was not issued or a station not enrolled."""

    BAD_NAME = "bad-name"
    """A name that cannot be certified: malformed, reserved, or not the one the ticket is for."""
    BAD_REQUEST = "bad-request"
    """The certificate request cannot be read, or its signatures do not fit."""
    BAD_TICKET = "bad-ticket"
    """Unknown, used up, too late, or not a ticket at all; it is not said which."""
    TOO_MANY = "too-many"
    """Too many wrong tickets from one place."""
    WRONG_AUTHORITY = "wrong-authority"
    """The registrar that answered is not of the clinic that wrote the ticket."""
    UNREACHABLE = "unreachable"
    EXISTS = "exists"
    """There is one already; it is not overwritten by accident."""


class ProvisioningError(KioskError):
    """A certificate was not issued, or a station not enrolled."""


class DeskReason(StrEnum):
    """Why the desk did not do what it was asked."""

    UNKNOWN_VISIT = "unknown-visit"
    UNKNOWN_STATION = "unknown-station"
    UNKNOWN_ASSISTANT = "unknown-assistant"
    MALFORMED = "malformed"
    """The request is not what the interface describes."""
    BAD_TIMES = "bad-times"
    """A visit that ends before it starts, is over already, or lasts longer than a day."""
    FORBIDDEN = "forbidden"
    """The certificate's role or name may not do this."""
    OVER = "over"
    """The visit has ended, was cancelled or has expired."""
    BROKER_AWAY = "broker-away"
    """The broker cannot be reached, so no rights can be given just now."""
    FULL = "full"
    """Too many open visits."""
    UNREACHABLE = "unreachable"
    """The desk itself cannot be reached."""


class DeskError(KioskError):
    """The desk did not do what it was asked."""
