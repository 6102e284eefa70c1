# SPDX-License-Identifier: EUPL-1.2
"""The end of a visit: everything about it is destroyed, and then looked for.

A visit lives in memory and in one folder on tmpfs. The folder's files are overwritten and removed; the receipt's
lines say what was looked for and not found. The same is done when the station starts, for a visit that a crash cut
short.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import log
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.frames import RingReader
from kiosk.messages import ReceiptLine

FOLDER = "visit"
BLANK_DEADLINE_S = 2.0
BLANK_PAUSE_S = 0.05

_log = log.EventLog("erasure")


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What was checked after erasure, each line true or not."""

    lines: tuple[ReceiptLine, ...]

    @property
    def complete(self) -> bool:
        return all(line.ok for line in self.lines)


class VisitFolder:
    """The one place on disk (on tmpfs: in memory) that may hold something about a visit."""

    def __init__(self, runtime: Path) -> None:
        self.path = runtime / FOLDER

    def make(self) -> Path:
        """Make the folder anew and empty, for owner and group only."""
        self.erase()
        self.path.mkdir(mode=0o770, parents=True)  # the call process, another user of the group, puts pictures here
        return self.path

    def erase(self) -> None:
        """Overwrite and remove everything in it, then the folder; fine if it is not there."""
        if not self.path.exists():
            return
        for file in sorted(self.path.rglob("*"), reverse=True):
            if file.is_dir() and not file.is_symlink():
                file.rmdir()
            else:
                _overwrite(file)
                file.unlink(missing_ok=True)
        self.path.rmdir()

    @property
    def gone(self) -> bool:
        return not self.path.exists()

    @property
    def own_ring(self) -> Path:
        return self.path / "own.i420"

    @property
    def remote_ring(self) -> Path:
        return self.path / "remote.i420"


async def pictures_blank(folder: VisitFolder, present: Callable[[], bool], clock: Clock) -> bool:
    """Wait for the call process to blank both rings; while none is ``present``, overwriting the files has to do."""
    readers = [RingReader(folder.own_ring), RingReader(folder.remote_ring)]
    deadline = Deadline.after(clock, BLANK_DEADLINE_S)
    try:
        while present() and any(reader.newest() for reader in readers):
            if deadline.expired:
                return False
            await asyncio.sleep(BLANK_PAUSE_S)
        return True
    finally:
        for reader in readers:
            reader.close()


def write_receipt(folder: VisitFolder, visit: Callable[[], object | None] | None, *, pictures_blank: bool) -> Receipt:
    """Look for what should be gone. ``visit`` is a weak reference to what the station knew of it."""
    gc.collect()
    forgotten = visit is None or visit() is None
    receipt = Receipt(
        lines=(
            ReceiptLine(check="memory", ok=forgotten),
            ReceiptLine(check="pictures", ok=pictures_blank),
            ReceiptLine(check="folder", ok=folder.gone),
        )
    )
    for line in receipt.lines:
        (_log.info if line.ok else _log.warning)("erasure-checked", check=line.check, ok=line.ok)
    return receipt


def _overwrite(file: Path) -> None:
    if file.is_symlink() or not file.is_file():
        return
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.write(bytes(size))
        stream.flush()
        os.fsync(stream.fileno())
