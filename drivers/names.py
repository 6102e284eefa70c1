# SPDX-License-Identifier: EUPL-1.2
"""The names of the drivers there are."""

from __future__ import annotations

from enum import StrEnum

from kiosk.errors import KioskError


class DriverName(StrEnum):
    """One member per device family; also the name of its folder."""

    CONTEC_9BYTE = "contec_9byte"
    CONTEC_5BYTE = "contec_5byte"
    BCI_5BYTE = "bci_5byte"
    NONIN_2 = "nonin_2"
    NONIN = "nonin"
    NONIN_1 = "nonin_1"
    NONIN_7 = "nonin_7"
    NONIN_8 = "nonin_8"
    NONIN_13 = "nonin_13"
    NONIN_ASCII = "nonin_ascii"
    MASIMO_ASCII1 = "masimo_ascii1"
    NELLCOR_TEXT = "nellcor_text"
    IVY_450C = "ivy_450c"
    SUNTECH_NIBP = "suntech_nibp"
    AND_TM2657 = "and_tm2657"
    OMRON_HBP9030 = "omron_hbp9030"
    OMRON_HBP9020 = "omron_hbp9020"
    OMRON_HBP9020_8E1 = "omron_hbp9020_8e1"
    TERUMO_ES = "terumo_es"
    UN300C = "un300c"
    BEURER_BM65 = "beurer_bm65"
    BERRY_PM6750 = "berry_pm6750"
    ONETOUCH_ULTRA2 = "onetouch_ultra2"
    ONETOUCH_ULTRAEASY = "onetouch_ultraeasy"
    ONETOUCH_VERIOIQ = "onetouch_verioiq"
    TAIDOC = "taidoc"
    TAIDOC_BP = "taidoc_bp"
    CONTOUR = "contour"
    BARCODE_LINE = "barcode_line"
    BARCODE_GM65 = "barcode_gm65"
    BARCODE_HONEYWELL = "barcode_honeywell"
    SCALE_AND = "scale_and"
    SCALE_STGS = "scale_stgs"
    SCALE_MTSICS = "scale_mtsics"
    SCALE_OHAUS = "scale_ohaus"
    TANITA_TEXT = "tanita_text"
    TANITA_HEIGHT = "tanita_height"
    HEALTHOMETER = "healthometer"
    HEALTHOMETER_2400 = "healthometer_2400"
    MARSDEN_M430 = "marsden_m430"
    GTECH_GL150 = "gtech_gl150"


DESCRIBED = "described:"
"""A driver that is a description file: its name in `drivers.described`, or a path, follows."""


class RegistryReason(StrEnum):
    """Why there is no driver."""

    UNKNOWN_DRIVER = "unknown-driver"
    """No driver has this name."""


class UnknownDriverError(KioskError, LookupError):
    """A driver is asked for that does not exist."""

    def __init__(self, name: str) -> None:
        known = ", ".join(DriverName)
        super().__init__(
            f"There is no driver '{name}'.",
            reason=RegistryReason.UNKNOWN_DRIVER,
            hint=f"Known drivers: {known}; or {DESCRIBED}NAME.",
        )


def parse_name(text: str) -> str:
    """Return the driver called ``text``. Raises `UnknownDriverError`, which lists the known ones.

    What begins with `DESCRIBED` is returned as it is; whether there is such a description shows when it is read.
    """
    if text.startswith(DESCRIBED):
        return text
    try:
        return DriverName(text)
    except ValueError:
        raise UnknownDriverError(text) from None
