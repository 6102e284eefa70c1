# SPDX-License-Identifier: EUPL-1.2
"""How readings and frames are written on standard output: JSON lines for programs, a table for people."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Any, Protocol

from drivers.items import FrameView, Number, PublishedReading
from kiosk.reading import UNITS, Flag, Measure, Reading

PROBLEM = 2
"""Exit code when there is nothing to show."""


class Writer(Protocol):
    """Write one object."""

    def __call__(self, entry: dict[str, Any]) -> None: ...


def complain(sentence: str) -> None:
    """Tell the person at the terminal something about the run."""
    print(f"kiosk devices: {sentence}", file=sys.stderr)  # noqa: T201


def stop_writing() -> int:
    """End quietly when whoever reads our output has seen enough (`| head`); return the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the exit would fail on what is buffered
    return 0


def write_json(entry: dict[str, Any]) -> None:
    """Write one object as a line."""
    print(json.dumps(entry, ensure_ascii=False), flush=True)  # noqa: T201


class ReadingTable:
    """Write readings as a table for people."""

    def __init__(self) -> None:
        self._headed = False

    def __call__(self, entry: dict[str, Any]) -> None:
        if not self._headed:
            self._headed = True
            print(f"{'t [s]':>9}  {'measure':<15} {'value':>7} {'unit':<6}  remark")  # noqa: T201
        if entry["measure"] == "code":
            print(f"{moment(entry)}  code  {entry['text']}", flush=True)  # noqa: T201
            return
        remark = ", ".join([*filter(None, [entry.get("reason"), entry.get("device_time")]), *entry["flags"]])
        line = f"{moment(entry)}  {entry['measure']:<15} {entry['text'] or '--':>7} {entry['unit']:<6}  {remark}"
        print(line.rstrip(), flush=True)  # noqa: T201


def write_frame_line(entry: dict[str, Any]) -> None:
    """Write one frame as a line for people."""
    known = {"t", "n", "frame", "raw"}
    fields = " ".join(f"{key}={_word(value)}" for key, value in entry.items() if key not in known)
    print(f"{moment(entry)}  {entry['frame']:<12} {fields}")  # noqa: T201


def moment(entry: dict[str, Any]) -> str:
    """Return when: seconds, or the number of the result where the device has no pace of its own."""
    return f"{entry['t']:9.3f}" if entry["t"] is not None else f"#{entry.get('n', 0):>8}"


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "--" if value is None else str(value)


def reading_entry(t_s: float | None, item: PublishedReading) -> dict[str, Any]:
    """Return the object of a reading out of a recording. ``t_s`` is None for a device without a pace of its own."""
    unit = item.unit or UNITS[item.measure][0]
    entry = {**_time(t_s, item.tick), **_value(item.measure, item.sample.value, unit, item.flags, item.sample.absent)}
    return {**entry, **_act(item.group, item.device_time)}


def live_entry(t_s: float, reading: Reading) -> dict[str, Any]:
    """Return the object of a live reading."""
    entry = {
        "t": round(t_s, 3),
        **_value(reading.measure, reading.value, reading.unit, reading.flags, reading.absent),
        **_act(reading.group, reading.device_time),
    }
    return {**entry, "at": reading.measured_at.isoformat(timespec="milliseconds")}


def scan_entry(t_s: float | None, text: str) -> dict[str, Any]:
    """Return the object of what a code reader read."""
    return {"t": None if t_s is None else round(t_s, 3), "measure": "code", "text": text, "valid": True}


def _time(t_s: float | None, tick: int) -> dict[str, Any]:
    return {"t": None if t_s is None else round(t_s, 3), "n": tick}


def _value(
    measure: Measure, value: Number | None, unit: str, flags: tuple[Flag, ...], absent: str | None
) -> dict[str, Any]:
    entry = {
        "measure": measure.value,
        "value": plain(value),
        "text": None if value is None else str(value),
        "unit": unit,
        "valid": value is not None,
        "flags": [flag.value for flag in flags],
    }
    return entry if absent is None else {**entry, "reason": str(absent)}


def _act(group: str, device_time: datetime | None) -> dict[str, Any]:
    """Return what ties a result to its act of measuring and to the device's clock, if there is anything."""
    act: dict[str, Any] = {"group": group} if group else {}
    return act if device_time is None else {**act, "device_time": device_time.isoformat()}


def plain(value: Number | None) -> int | float | None:
    """Return a number as JSON knows it; ``text`` beside it keeps the digits."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)


def frame_entry(t_s: float | None, view: FrameView) -> dict[str, Any]:
    """Return the object of a decoded frame."""
    return {**_time(t_s, view.tick), "frame": view.name, "raw": view.raw.hex(), **view.fields}
