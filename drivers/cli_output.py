# SPDX-License-Identifier: EUPL-1.2
"""How readings and frames are written on standard output: JSON lines for programs, a table for people."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Protocol

from drivers.items import FrameView, PublishedReading
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
            print(f"{'t [s]':>9}  {'measure':<8} {'value':>6} {'unit':<5}  remark")  # noqa: T201
        value = "--" if entry["value"] is None else entry["value"]
        remark = ", ".join([*filter(None, [entry.get("reason")]), *entry["flags"]])
        line = f"{entry['t']:9.3f}  {entry['measure']:<8} {value:>6} {entry['unit']:<5}  {remark}"
        print(line.rstrip(), flush=True)  # noqa: T201


def write_frame_line(entry: dict[str, Any]) -> None:
    """Write one frame as a line for people."""
    known = {"t", "frame", "raw"}
    fields = " ".join(f"{key}={_word(value)}" for key, value in entry.items() if key not in known)
    print(f"{entry['t']:9.3f}  {entry['frame']:<12} {fields}")  # noqa: T201


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "--" if value is None else str(value)


def reading_entry(t_s: float, item: PublishedReading) -> dict[str, Any]:
    """Return the object of a reading out of a recording."""
    return _entry(t_s, item.measure, item.sample.value, item.sample.absent, item.flags)


def live_entry(t_s: float, reading: Reading) -> dict[str, Any]:
    """Return the object of a live reading."""
    value = None if reading.value is None else int(reading.value)
    entry = _entry(t_s, reading.measure, value, reading.absent, reading.flags)
    return {**entry, "at": reading.measured_at.isoformat(timespec="milliseconds")}


def _entry(
    t_s: float, measure: Measure, value: int | None, absent: str | None, flags: tuple[Flag, ...]
) -> dict[str, Any]:
    entry = {
        "t": round(t_s, 3),
        "measure": measure.value,
        "value": value,
        "unit": UNITS[measure][0],
        "valid": value is not None,
        "flags": [flag.value for flag in flags],
    }
    return entry if absent is None else {**entry, "reason": str(absent)}


def frame_entry(t_s: float, view: FrameView) -> dict[str, Any]:
    """Return the object of a decoded frame."""
    return {"t": round(t_s, 3), "frame": view.name, "raw": view.raw.hex(), **view.fields}
