# SPDX-License-Identifier: EUPL-1.2
"""Lines of an "Ansar-B" block → values and messages, without state (a recording of an Ivy 450C; OpenICE's reader).

A line is ``NAME=N;value;…;label;message``. ``N`` is called a state; in every line known it equals the number of values
the name has, and a line where it does not is not used. No unit is told: the monitor's pressures are whole mmHg.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.items import FieldValue
from kiosk.reading import AbsentReason, SensorState

VALUES: dict[str, int] = {"HR": 1, "RR": 1, "ETCO2": 1, "SPO2": 1, "NIBP": 4, "P1": 3, "P2": 3, "T1": 1, "T2": 1}
"""How many values a line has, by its name."""
LABELS: dict[str, re.Pattern[str]] = {
    "HR": re.compile(r"ECG-[A-Z0-9-]{1,12}"),
    "RR": re.compile(r"(?:APNEA: *(?:[0-9]{1,3} SEC|OFF))? *"),
    "SPO2": re.compile(r"(?:PR= *(?P<pulse>[0-9]{1,3})? *)?"),
}
"""Labels that belong to a good value; with another one, or any elsewhere, the label is a message."""
TOPS = {"HR": 300, "RR": 150, "SPO2": 100, "ETCO2": 150, "NIBP": 300}
ETCO2_LEAST = 15
"""So many or more can only be mmHg; below it might be kPa or percent, so it is not used."""

_WHOLE = re.compile(r" *(?:(?P<number>[0-9]{1,3}) *)?")
_TENTHS = re.compile(r" *(?:(?P<number>[0-9]{2,3}\.[0-9]) *)?")

LIMITS = re.compile(r"(?:[A-Z0-9]{2,5} )?(?:HIGH|LOW|HI|LO)(?: (?:ALARM|LIMIT))?")
"""A message that a limit was passed says nothing against the number."""
MESSAGES: tuple[tuple[re.Pattern[str], AbsentReason, SensorState], ...] = (
    (re.compile(r"SEARCH"), AbsentReason.SEARCHING, SensorState.SEARCHING),
    (re.compile(r"FINGER|(?:SENSOR|PROBE) OFF"), AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
    (
        re.compile(r"TRANSDUCER|SENSOR|PROBE|LEAD|CABLE|FAULT"),
        AbsentReason.SENSOR_FAULT,
        SensorState.SENSOR_FAULT,
    ),
)
"""Only ``NO TRANSDUCER`` was recorded; any message that is not known holds the value back as well."""
OTHER_MESSAGE = (AbsentReason.DEVICE_ERROR, SensorState.NO_SIGNAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One line: its numbers as they are written, None where there is none, and what stands against them."""

    name: str
    numbers: tuple[str | None, ...]
    pulse: str | None
    label: str
    message: str
    trouble: tuple[AbsentReason, SensorState] | None

    @classmethod
    def decode(cls, text: str) -> Parameter | None:
        """Decode a line without its end; None if it is another or is not written as it should be."""
        head, _, rest = text.partition(";")
        name, _, state = head.partition("=")
        parts = rest.split(";")
        count = VALUES.get(name)
        if count is None or int(state) != count or len(parts) != count + 2:
            return None
        pattern = _TENTHS if name in ("T1", "T2") else _WHOLE
        found = [pattern.fullmatch(part) for part in parts[:count]]
        numbers = tuple(match["number"] for match in found if match is not None)
        if len(numbers) != count:
            return None
        label, message = parts[count].strip(), parts[count + 1].strip()
        said = LABELS[name].fullmatch(parts[count]) if name in LABELS else None
        return cls(
            name=name,
            numbers=numbers,
            pulse=said.groupdict().get("pulse") if said else None,
            label=label,
            message=message,
            trouble=_trouble("" if said else label) or _trouble(message),
        )

    def whole(self, index: int = 0) -> int | None:
        """Return one number if it can be one."""
        return None if self.trouble else number_of(self.numbers[index], TOPS.get(self.name, 0))

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        names = {3: ("systolic", "diastolic", "mean"), 4: ("systolic", "diastolic", "mean", "pulse")}
        fields: dict[str, FieldValue] = dict(
            zip(names.get(len(self.numbers), ("value",)), map(_shown, self.numbers), strict=True)
        )
        if self.name == "SPO2":
            fields["pulse"] = _shown(self.pulse)
        return {**fields, "label": self.label or None, "message": self.message or None}


def number_of(text: str | None, top: int) -> int | None:
    """Return a number from 1 to ``top``."""
    value = int(text) if text else 0
    return value if 0 < value <= top else None


def _shown(text: str | None) -> FieldValue:
    return int(text) if text and text.isdecimal() else text


def _trouble(message: str) -> tuple[AbsentReason, SensorState] | None:
    if not message or LIMITS.fullmatch(message):
        return None
    for pattern, absent, state in MESSAGES:
        if pattern.search(message):
            return absent, state
    return OTHER_MESSAGE
