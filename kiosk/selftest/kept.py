# SPDX-License-Identifier: EUPL-1.2
"""What the station remembers of self-tests: the last report and the last touch grid, in its state folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk import log
from kiosk.files import replace_file
from kiosk.selftest.report import Report
from kiosk.selftest.touch import TouchRecord

REPORT_FILE = "self-test.json"
TOUCH_FILE = "touch-grid.json"
_MODE = 0o640
_log = log.EventLog("selftest")

Kind = TypeVar("Kind", Report, TouchRecord)


@dataclass(frozen=True, slots=True)
class Kept:
    """The files in ``folder``. A folder that cannot be read or written costs the memory, not the self-test."""

    folder: Path

    def report(self) -> Report | None:
        """Return the last report; None if there is none that this version can read."""
        found = _read(self.folder / REPORT_FILE, Report)
        return found if found is not None and found.sound else None

    def touch(self) -> TouchRecord | None:
        """Return how the last touch grid ended; None if there was none."""
        return _read(self.folder / TOUCH_FILE, TouchRecord)

    def keep_report(self, report: Report) -> None:
        _write(self.folder / REPORT_FILE, report)

    def keep_touch(self, record: TouchRecord) -> None:
        _write(self.folder / TOUCH_FILE, record)


def _read(path: Path, kind: type[Kind]) -> Kind | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as problem:
        _log.warning("not-read", kind=kind.__name__, error=type(problem).__name__)
        return None


def _write(path: Path, record: Report | TouchRecord) -> None:
    try:
        replace_file(path, msgspec.json.encode(record), _MODE)
    except OSError as problem:
        _log.error("not-kept", problem, kind=type(record).__name__)
