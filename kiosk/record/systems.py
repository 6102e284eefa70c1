# SPDX-License-Identifier: EUPL-1.2
"""Names of code systems, profiles and extensions: the URIs, once."""

from __future__ import annotations

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
MDC = "urn:iso:std:iso:11073:10101"
"""ISO/IEEE 11073-10101; codes are decimal 32-bit values, partition x 65536 + term."""
UCUM = "http://unitsofmeasure.org"

OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PHD_CATEGORY = "http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories"
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
DATA_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PROVENANCE_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"

PROFILE = "http://hl7.org/fhir/StructureDefinition/"
PHD_PROFILE = "http://hl7.org/fhir/uv/phd/StructureDefinition/"
PHD_BITS = "http://hl7.org/fhir/uv/phd/CodeSystem/ASN1ToHL7"
PHD_DEVICE_IDENTIFIERS = "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers"
EUI_64 = "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680"
"""System of an IEEE EUI-64 (PHD implementation guide 1.1.0, PhdDevice.identifier)."""

GATEWAY_DEVICE = PROFILE + "observation-gatewayDevice"

# The project's own systems: a URN that needs no registered domain and resolves nowhere.
OWN = "urn:x-halsorum:"
VISIT_ID = OWN + "visit"
BOOKING_ID = OWN + "booking"
STATION_ID = OWN + "station"
INSTRUMENT_ID = OWN + "instrument"
READING_ID = OWN + "reading"
FILING_ID = OWN + "filing"
FRAME_SHA256 = OWN + "frame-sha256"
DEVICE_FLAG = OWN + "device-flag"
TAKEN_BY = OWN + "extension:taken-by"
HELPED_BY = OWN + "extension:helped-by"
DEVICE_CLOCK = OWN + "extension:device-clock"
QUALITY = OWN + "extension:quality"
END_REASON = OWN + "extension:end-reason"
