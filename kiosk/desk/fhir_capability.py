# SPDX-License-Identifier: EUPL-1.2
"""What the record endpoint offers, as a FHIR R4 CapabilityStatement made from the same table the store works by."""

from __future__ import annotations

from kiosk.desk.fhir_kinds import KINDS, Kind
from kiosk.record.fhir_json import Resource

_SINCE = "2026-11-23"


def capability_statement(base_url: str) -> Resource:
    """Describe the endpoint at ``base_url``."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _SINCE,
        "kind": "instance",
        "software": {"name": "Hälsorum desk"},
        "implementation": {"description": "What stations file", "url": base_url},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Mutual TLS: stations and the clinic's systems by certificate."},
                "resource": [_resource(name, kind) for name, kind in KINDS.items()],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }


def _resource(name: str, kind: Kind) -> Resource:
    plain = [(key, param) for key, param in kind.params.items() if ":" not in key]
    operation = {"name": "everything", "definition": "http://hl7.org/fhir/OperationDefinition/Encounter-everything"}
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalUpdate": True,
        "searchParam": [{"name": key, "type": param.match.value} for key, param in plain],
        **({"operation": [operation]} if name == "Encounter" else {}),
    }
