# SPDX-License-Identifier: EUPL-1.2
"""What kinds of device there are: ISO/IEEE 11073-10101, partition 8 (524288 + term); HL7 PHD guide 1.1.0."""

from __future__ import annotations

from kiosk.capability import Capability
from kiosk.record.coded import Code, mdc

OXIMETER = 528388
ELECTROCARDIOGRAPH = 528390
BLOOD_PRESSURE_CUFF = 528391
THERMOMETER = 528392
VITAL_SIGNS_MONITOR = 528387
RESPIRATION_MONITOR = 528397
SCALE = 528399
GLUCOSE_METER = 528401
BODY_COMPOSITION = 528404

SPECIALIZATIONS: dict[int, Code] = {
    kind: mdc(kind, name)
    for kind, name in (
        (OXIMETER, "MDC_DEV_SPEC_PROFILE_PULS_OXIM"),
        (ELECTROCARDIOGRAPH, "MDC_DEV_SPEC_PROFILE_ECG"),
        (BLOOD_PRESSURE_CUFF, "MDC_DEV_SPEC_PROFILE_BP"),
        (THERMOMETER, "MDC_DEV_SPEC_PROFILE_TEMP"),
        (VITAL_SIGNS_MONITOR, "MDC_DEV_SPEC_PROFILE_VS_MON"),
        (RESPIRATION_MONITOR, "MDC_DEV_SPEC_PROFILE_RESP_RATE"),
        (SCALE, "MDC_DEV_SPEC_PROFILE_SCALE"),
        (GLUCOSE_METER, "MDC_DEV_SPEC_PROFILE_GLUCOSE"),
        (BODY_COMPOSITION, "MDC_DEV_SPEC_PROFILE_BCA"),
    )
}
"""Device.specialization by device type."""

BY_CAPABILITY: dict[Capability, int] = {
    Capability.PULSE_OXIMETRY: OXIMETER,
    Capability.BLOOD_PRESSURE: BLOOD_PRESSURE_CUFF,
    Capability.BODY_WEIGHT: SCALE,
    Capability.BODY_HEIGHT: SCALE,
    Capability.BODY_COMPOSITION: BODY_COMPOSITION,
    Capability.BLOOD_GLUCOSE: GLUCOSE_METER,
    Capability.BODY_TEMPERATURE: THERMOMETER,
    Capability.ELECTROCARDIOGRAPHY: ELECTROCARDIOGRAPH,
    Capability.RESPIRATION: RESPIRATION_MONITOR,
}
"""What a device with a capability is; a code reader measures nothing and is in no record."""

SIMPLE_MDS = mdc(65573, "MDC_MOC_VMS_MDS_SIMP")
"""Device.type of an instrument (PHD 1.1.0 PhdDevice)."""
GATEWAY = mdc(531981, "MDC_MOC_VMS_MDS_AHD")
"""Device.type of the station: a personal health gateway (PHD 1.1.0 PhgDevice)."""
SOFTWARE_VERSION = mdc(531975, "MDC_ID_PROD_SPEC_SW")
TIME_SYNC_PROTOCOL = mdc(68220, "MDC_TIME_SYNC_PROTOCOL")
