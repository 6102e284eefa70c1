# SPDX-License-Identifier: EUPL-1.2
"""A program of its own that stops a device when the station's process dies, by whatever means.

A cuff must never be left under pressure because our process was killed, and a killed process can send nothing. This
one waits on a pipe whose other end only the station's process holds: a byte means that everything ended in good order,
the end of the pipe means that the process is gone. Then it writes the device's stop command to the port, which it
inherited open, and ends. It says nothing while the station lives.

Started by `drivers.links.guarding` as ``python -I -S guard.py HEX FD``; nothing but the standard library is imported,
and little of it, so that it starts at once and costs little.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios

REPEATS = 3
"""The process may have died in the middle of a command, which then swallows the first stop."""
EVERY_MS = 80
LONGEST_S = 5
"""Then this process ends as well, whatever the port does."""


def main(stop: bytes, port: int) -> int:
    """Wait for the end of the pipe on standard input; then write ``stop`` to ``port``."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # whoever ends the station's group must not end its guard first
    if os.read(0, 1):
        return 0
    signal.alarm(LONGEST_S)
    for _ in range(REPEATS):
        _write(stop, port)
        select.select([], [], [], EVERY_MS / 1000)
    return 0


def _write(data: bytes, port: int) -> None:
    poll = select.poll()
    poll.register(port, select.POLLOUT)
    while data and poll.poll(1000):
        try:
            data = data[os.write(port, data) :]
        except BlockingIOError:
            continue
        except OSError:
            return  # the port is gone as well
    try:
        termios.tcdrain(port)
    except termios.error:
        return


if __name__ == "__main__":
    sys.exit(main(bytes.fromhex(sys.argv[1]), int(sys.argv[2])))
