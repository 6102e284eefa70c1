# SPDX-License-Identifier: EUPL-1.2
"""Instrument and station as FHIR R4 Devices, after PhdDevice and PhgDevice of the PHD implementation guide 1.1.0.

Instruments on a serial line speak their makers' protocols, not IEEE 11073. The guide has them described as if they
did, with a system id of zeros; who they are stands in our own identifier and in the serial number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kiosk.reading import Device
from kiosk.record import systems
from kiosk.record.coded import Code
from kiosk.record.context import Station, TimeSync
from kiosk.record.device_types import GATEWAY, SIMPLE_MDS, SOFTWARE_VERSION, SPECIALIZATIONS, TIME_SYNC_PROTOCOL
from kiosk.record.fhir_json import Resource
from kiosk.record.parts import clean, concept, identifier, instrument_identifier, station_identifier

_NO_SYSTEM_ID = "0" * 16
_TIME_SYNC = {
    TimeSync.NTP: Code(system=systems.MDC, code="532226", display="MDC_TIME_SYNC_NTPV4"),
    TimeSync.MANUAL: Code(system=systems.MDC, code="532234", display="MDC_TIME_SYNC_EBWW"),
    TimeSync.NONE: Code(system=systems.MDC, code="532224", display="MDC_TIME_SYNC_NONE"),
}


def instrument(device: Device, station: Station, device_types: Iterable[int]) -> Resource:
    """Map an instrument; ``device_types`` are the MDC specializations of what it measures."""
    serial = clean(device.serial)
    return {
        "resourceType": "Device",
        "meta": {"profile": [systems.PHD_PROFILE + "PhdDevice"]},
        "identifier": [identifier(instrument_identifier(device, station)), _system_id(_NO_SYSTEM_ID)],
        "status": "active",
        "manufacturer": clean(device.maker) or "unknown",
        **({"serialNumber": serial} if serial else {}),
        "modelNumber": clean(device.model) or "unknown",
        "type": concept(SIMPLE_MDS, SIMPLE_MDS.display),
        "specialization": [{"systemType": concept(SPECIALIZATIONS[kind]), "version": "1"} for kind in device_types],
    }


def gateway(station: Station) -> Resource:
    """Map the station as the gateway the readings came through."""
    return {
        "resourceType": "Device",
        "meta": {"profile": [systems.PHD_PROFILE + "PhgDevice"]},
        "identifier": [
            identifier(station_identifier(station)),
            _system_id(station.system_id or _NO_SYSTEM_ID),
        ],
        "status": "active",
        "manufacturer": "Hälsorum",
        **({"serialNumber": station.serial} if station.serial else {}),
        "deviceName": [{"name": clean(station.name) or station.id, "type": "user-friendly-name"}],
        "modelNumber": "Hälsorum station",
        "type": concept(GATEWAY, GATEWAY.display),
        "version": [{"type": concept(SOFTWARE_VERSION), "value": station.software_version or "unknown"}],
        "property": [{"type": concept(TIME_SYNC_PROTOCOL), "valueCode": [concept(_TIME_SYNC[station.time_sync])]}],
    }


def _system_id(digits: str) -> dict[str, Any]:
    """Make the EUI-64 identifier, eight bytes with dashes between them."""
    dashed = "-".join(digits.upper()[at : at + 2] for at in range(0, 16, 2))
    return {
        "type": {"coding": [{"system": systems.PHD_DEVICE_IDENTIFIERS, "code": "SYSID"}]},
        "system": systems.EUI_64,
        "value": dashed,
    }
