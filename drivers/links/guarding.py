# SPDX-License-Identifier: EUPL-1.2
"""Our side of the guard: one small process per guarded port, which sends the device's stop if this process dies."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

from kiosk.log import EventLog

PROGRAM = Path(__file__).with_name("guard.py")
IN_ORDER = b"."

_log = EventLog("drivers")


class Guard:
    """Watches over the open port ``fd`` until `release`; sends ``stop`` if this process dies before."""

    def __init__(self, fd: int, stop: bytes) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(PROGRAM), stop.hex(), str(fd)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(fd,),
                start_new_session=True,
            )
        except OSError:
            # The device's own time-out is left; a station without memory for a process has other troubles.
            _log.warning("guard.missing")

    def release(self) -> None:
        """Take the news that the device was stopped in good order: the guard ends without a word."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        with contextlib.suppress(OSError):  # it is gone already
            process.stdin.write(IN_ORDER)
            process.stdin.flush()
        with contextlib.suppress(OSError):
            process.stdin.close()
        threading.Thread(target=process.wait, name="guard", daemon=True).start()
