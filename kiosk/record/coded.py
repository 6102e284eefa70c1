# SPDX-License-Identifier: EUPL-1.2
"""What a row of the table of codes is made of: codes, units, and a measure's form in one unit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.record.systems import LOINC, MDC, SNOMED


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One code of one system with the name that system gives it."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit: UCUM code, what people read, and the MDC code with its reference id where one is known to us."""

    ucum: str
    text: str
    mdc: int | None = None
    mdc_name: str = ""

    @property
    def key(self) -> str:
        """Name the unit in an identifier: as MDC does, or as UCUM does where MDC's code is not known."""
        return self.ucum if self.mdc is None else str(self.mdc)


class Shape(StrEnum):
    """Which kind of value an Observation of the measure carries."""

    QUANTITY = "valueQuantity"
    SAMPLES = "valueSampledData"
    COMPONENT = "component"
    """None of its own: it is a component of the blood pressure panel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A measure in one unit: what it is called there, and the profiles it keeps there.

    ``loinc[0]`` is the code its profile fixes. A profile that binds its units is not claimed in any other unit: the
    number is the device's own and is not converted for it.
    """

    unit: Unit
    loinc: tuple[Code, ...] = ()
    snomed: Code | None = None
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureRow:
    """Everything the record says about one measure."""

    text: str
    mdc: Code
    forms: tuple[Form, ...]
    shape: Shape = Shape.QUANTITY
    category: str
    device_type: int
    source: str

    def form(self, ucum: str) -> Form:
        """Return the form in the unit ``ucum``, one of those that `kiosk.reading.UNITS` allows the measure."""
        return next(form for form in self.forms if form.unit.ucum == ucum)

    def codes(self, form: Form) -> tuple[Code, ...]:
        """Return all codes of the measure in ``form``, its profile's own first."""
        return (*form.loinc, *([form.snomed] if form.snomed else []), self.mdc)


def loinc(code: str, display: str) -> Code:
    """Make a LOINC code."""
    return Code(system=LOINC, code=code, display=display)


def sct(code: str, display: str) -> Code:
    """Make a SNOMED CT code of the international edition."""
    return Code(system=SNOMED, code=code, display=display)


def mdc(code: int, name: str) -> Code:
    """Make an ISO/IEEE 11073-10101 code; ``code`` is partition x 65536 + term."""
    return Code(system=MDC, code=str(code), display=name)
