# SPDX-License-Identifier: EUPL-1.2
"""What the machine tells of itself: room on its disk, its temperature, its supply."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from kiosk.doctor.finding import Subject
from kiosk.selftest.report import Check, Reason, Result, failed, passed, skipped, unknown
from kiosk.site import state_folder

MEGABYTE = 1_000_000
LEAST_IN_MEMORY = 32 * MEGABYTE
"""The runtime folder lies in memory; two rings of pictures take a third of this."""
THROTTLED = "devices/platform/soc/soc:firmware/get_throttled"
"""Raspberry Pi's firmware; bit 0: the supply is too low now, bit 16: it was since the machine started."""
VOLTAGE_SENSOR = "rpi_volt"
"""Name of the hwmon device of Linux's driver `raspberrypi-hwmon`, whose alarm says the same."""


def check_disk(subject: Subject) -> tuple[Result, ...]:
    """See that there is room where the station keeps what it must not forget, and where a visit's pictures pass."""
    settings = subject.settings
    wanted = (
        (state_folder(settings), settings.self_test.least_free_mb * MEGABYTE),
        (settings.station.runtime, LEAST_IN_MEMORY),
    )
    try:
        full = any(shutil.disk_usage(folder).free < least for folder, least in wanted)
    except OSError:
        return (unknown(Check.DISK, Reason.CHECK_BROKE),)
    return (failed(Check.DISK, Reason.DISK_FULL) if full else passed(Check.DISK),)


def check_temperature(subject: Subject) -> tuple[Result, ...]:
    """See that the processor is not so hot that it slows down."""
    zones = subject.machine.sys.glob("class/thermal/thermal_zone*/temp")
    degrees = [number / 1000 for number in _numbers(zones)]
    if not degrees:
        return (skipped(Check.TEMPERATURE, Reason.NOT_MEASURED),)
    if max(degrees) >= subject.settings.self_test.hottest_c:
        return (failed(Check.TEMPERATURE, Reason.TOO_HOT),)
    return (passed(Check.TEMPERATURE),)


def check_power(subject: Subject) -> tuple[Result, ...]:
    """See that the supply holds its voltage, where the board tells."""
    sys = subject.machine.sys
    alarms = [
        folder / "in0_lcrit_alarm"
        for folder in sys.glob("class/hwmon/hwmon*")
        if _text(folder / "name") == VOLTAGE_SENSOR
    ]
    told = [number != 0 for number in _numbers(alarms)]
    told += [bool(number & 0x10001) for number in _numbers([sys / THROTTLED], base=16)]
    if not told:
        return (skipped(Check.POWER, Reason.NOT_MEASURED),)
    return (failed(Check.POWER, Reason.UNDERVOLTAGE) if any(told) else passed(Check.POWER),)


def _numbers(paths: Iterator[Path] | list[Path], base: int = 10) -> list[int]:
    """Read the numbers that are there."""
    found = []
    for path in paths:
        try:
            found.append(int(_text(path), base))
        except ValueError:
            continue
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
