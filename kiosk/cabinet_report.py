# SPDX-License-Identifier: EUPL-1.2
"""What the station says of its cabinet to `kiosk doctor`, in a file in the runtime folder. Nothing about a patient."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "cabinet.json"


class CabinetReport(Struct, frozen=True, kw_only=True):
    """``problem``: why there is no cabinet, for staff; ``faults``: what is wrong with its switches."""

    problem: str = ""
    faults: tuple[str, ...] = ()


def write_report(runtime: Path, report: CabinetReport) -> None:
    """Put ``report`` in place of the one before."""
    new = runtime / f"{FILE}.new"
    new.write_bytes(msgspec.json.encode(report))
    new.replace(runtime / FILE)


def read_report(runtime: Path) -> CabinetReport | None:
    """Read the report; None if there is none, as when the station does not run."""
    try:
        return msgspec.json.decode((runtime / FILE).read_bytes(), type=CabinetReport)
    except (OSError, msgspec.DecodeError):
        return None


def remove_report(runtime: Path) -> None:
    """Take the report away."""
    (runtime / FILE).unlink(missing_ok=True)
