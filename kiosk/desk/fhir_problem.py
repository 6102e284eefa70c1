# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with a FHIR request, and the OperationOutcome that says so. No value of the request is quoted."""

from __future__ import annotations

from enum import StrEnum

from kiosk.errors import KioskError
from kiosk.record.fhir_json import Resource


class FhirReason(StrEnum):
    """Why a request was not carried out."""

    INVALID = "invalid"
    """The request is not understood: 400."""
    FORBIDDEN = "forbidden"
    """This caller may not: 403."""
    NOT_FOUND = "not-found"
    """There is no such resource: 404."""
    NOT_SUPPORTED = "not-supported"
    """A kind of resource or an interaction that is not offered: 404."""
    MULTIPLE_MATCHES = "multiple-matches"
    """A condition that should name one resource fits several: 412."""
    TOO_LARGE = "too-long"
    """More than is taken at once: 413."""
    WRONG_TYPE = "structure"
    """Another media type than FHIR JSON: 415."""
    UNPROCESSABLE = "processing"
    """Understood, and against a rule for that resource: 422."""
    UNAVAILABLE = "transient"
    """The store could not be read or written: 503."""


STATUS: dict[FhirReason, int] = {
    FhirReason.INVALID: 400,
    FhirReason.FORBIDDEN: 403,
    FhirReason.NOT_FOUND: 404,
    FhirReason.NOT_SUPPORTED: 404,
    FhirReason.MULTIPLE_MATCHES: 412,
    FhirReason.TOO_LARGE: 413,
    FhirReason.WRONG_TYPE: 415,
    FhirReason.UNPROCESSABLE: 422,
    FhirReason.UNAVAILABLE: 503,
}


class FhirProblem(KioskError):
    """A FHIR request that is refused. ``place`` is the element meant, e.g. ``Bundle.entry[3]``."""

    def __init__(self, message: str, *, reason: FhirReason, place: str = "") -> None:
        super().__init__(message, reason=reason)
        self.kind = reason
        self.place = place

    @property
    def status(self) -> int:
        """HTTP status."""
        return STATUS[self.kind]

    def at(self, place: str) -> FhirProblem:
        """Return the same problem, placed; an inner place wins."""
        return self if self.place else FhirProblem(str(self), reason=self.kind, place=place)

    def outcome(self) -> Resource:
        """Make the OperationOutcome."""
        issue: Resource = {"severity": "error", "code": self.kind.value, "diagnostics": str(self)}
        if self.place:
            issue["expression"] = [self.place]
        return {"resourceType": "OperationOutcome", "issue": [issue]}
